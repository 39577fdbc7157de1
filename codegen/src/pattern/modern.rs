//! Patterns in the words that ECMA 262 has with the flag `u` and without it, since validators differ in which they ask for.

use super::{times, translate};

/// The pattern with what the flag `u` forbids said otherwise: braces that are characters, and backslashes before what needs
/// none. As it is, where that is not needed or would say something else.
pub(crate) fn modern(pattern: &str) -> String {
    if regress::Regex::with_flags(pattern, "u").is_ok() {
        return pattern.to_owned();
    }
    let said = said(pattern);
    let same = regress::Regex::with_flags(&said, "u").is_ok()
        && translate(&said).is_ok_and(|one| translate(pattern).is_ok_and(|other| one == other));
    if same { said } else { pattern.to_owned() }
}

fn said(pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(next) = rest.next() {
        match next {
            '\\' => {
                let escaped = rest.next().unwrap_or_default();
                // With `u` these alone may stand behind a backslash without having a meaning there.
                let kept = escaped.is_ascii_alphanumeric()
                    || "^$\\.*+?()[]{}|/".contains(escaped)
                    || (in_class && escaped == '-');
                out.extend(kept.then_some('\\'));
                out.push(escaped);
                continue;
            }
            '[' if !in_class => in_class = true,
            ']' if in_class => in_class = false,
            ']' | '}' if !in_class => out.push('\\'),
            '{' if !in_class => {
                rest_of_times(&mut out, &mut rest);
                continue;
            }
            _ => {}
        }
        out.push(next);
    }
    out
}

/// What a brace begins: how often, or a character.
fn rest_of_times(out: &mut String, rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    let mut ahead = rest.clone();
    match times(&mut ahead) {
        Some(times) => {
            *rest = ahead;
            out.push_str(&times);
        }
        None => out.push_str("\\{"),
    }
}

#[cfg(test)]
mod tests {
    use super::modern;

    #[test]
    fn what_the_flag_forbids_is_said_otherwise_and_all_else_as_it_is() {
        for (pattern, said) in [
            (r"^a\-\_\@$", r"^a-_@$"),
            (r"[\-\_\]\^]", r"[\-_\]\^]"),
            ("a{,2}]", r"a\{,2\}\]"),
            ("{}", r"\{\}"),
            (r"^\d{2,3}\-x?$", r"^\d{2,3}-x?$"),
            // These are both already.
            (r"^[a-z]\.\/{2}$", r"^[a-z]\.\/{2}$"),
            (r"\p{L}", r"\p{L}"),
            // Without the flag it is a dash between classes, which no word here says.
            (r"[\d-x]\-", r"[\d-x]\-"),
        ] {
            assert_eq!(modern(pattern), said, "{pattern}");
        }
    }
}
