//! A plain text that a pattern matches.

use regex_syntax::hir::{Class, Hir, HirKind};
use reversals_runtime::shape::Pattern;

/// What is tried first of a class of characters.
const PLAIN: [char; 4] = ['a', 'A', '1', '_'];

/// The longest text that is made.
const LONGEST: usize = 10_000;

/// A short text that a pattern of the document matches, of `least` characters or more where it may be so long. There may be
/// none, and none is told where bounds of words or lines are all that a text lacks.
pub fn text_of(pattern: &str, least: usize) -> Option<String> {
    let translated = super::translate(pattern).ok()?;
    let hir = regex_syntax::ParserBuilder::new()
        .utf8(false)
        .build()
        .parse(&translated)
        .ok()?;
    let compiled = Pattern::compile(&translated).ok()?;
    let mut shortest = String::new();
    write(&hir, 0, &mut shortest)?;
    let mut longer = String::new();
    write(&hir, least, &mut longer)?;
    // What is no part of what is matched may stand behind it, unless the end is matched, too.
    let padded = format!(
        "{shortest}{}",
        "a".repeat(least.saturating_sub(shortest.chars().count()))
    );
    let mut texts = [padded, longer, shortest].into_iter();
    texts.find(|text| text.chars().count() >= least && compiled.is_match(text))
}

/// Writes what a part matches; what may be repeated is so up to `least` times.
fn write(hir: &Hir, least: usize, out: &mut String) -> Option<()> {
    if out.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => out.push(member(class)?),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.map_or(usize::MAX, |max| max as usize);
            for _ in 0..least.min(most).max(repetition.min as usize) {
                write(&repetition.sub, 0, out)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, least, out)?,
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, least, out)?;
            }
        }
        HirKind::Alternation(branches) => write(branches.first()?, least, out)?,
    }
    Some(())
}

fn member(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else {
        return None;
    };
    let is_in = |char: &char| {
        class
            .iter()
            .any(|range| range.start() <= *char && *char <= range.end())
    };
    let first = || {
        class
            .iter()
            .map(regex_syntax::hir::ClassUnicodeRange::start)
            .next()
    };
    PLAIN.into_iter().find(is_in).or_else(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_matches_its_pattern_and_is_as_long_as_is_asked() {
        for (pattern, least, text) in [
            ("^[a-z]+$", 0, Some("a")),
            ("^[a-z]+$", 3, Some("aaa")),
            ("é|[0-9]{2}", 0, Some("é")),
            ("é|[0-9]{2}", 3, Some("éaa")),
            (r"^\w{1,3}$", 3, Some("aaa")),
            (r"^\w{1,3}$", 4, None),
            ("^(re|pi)_[A-Za-z0-9]{14,24}$", 0, Some("re_aaaaaaaaaaaaaa")),
            (r"^\d{4}-\d{2}$", 0, Some("1111-11")),
            ("a{1000000}", 0, None),
            (r"^a\bb$", 0, None),
            ("(?=a)", 0, None),
        ] {
            assert_eq!(text_of(pattern, least).as_deref(), text, "{pattern}");
        }
    }
}
