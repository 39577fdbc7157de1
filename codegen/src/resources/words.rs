//! Words of English, as far as names of collections need them.

/// A name in snake case: `computedLineItems` becomes `computed_line_items`.
pub(super) fn snake(text: &str) -> String {
    let plain = text.replace(|c: char| !unicode_ident::is_xid_continue(c), "-");
    heck::ToSnakeCase::to_snake_case(plain.as_str())
}

/// One of what a snake-cased name has several of; only the last word changes.
pub(super) fn singular(name: &str) -> String {
    let (before, word) = last(name);
    let one = match word {
        _ if ends(word, &["ss", "us", "is"]) => word.to_owned(),
        _ if ends(word, &["sses", "xes", "ches", "shes", "zzes", "tuses"]) => {
            word[..word.len() - 2].to_owned()
        }
        _ if word.len() > 4 && word.ends_with("ies") => format!("{}y", &word[..word.len() - 3]),
        _ => word.strip_suffix('s').unwrap_or(word).to_owned(),
    };
    if one.is_empty() {
        return name.to_owned();
    }
    format!("{before}{one}")
}

/// Several of what a snake-cased name has one of; a name that has several stays.
pub(super) fn plural(name: &str) -> String {
    let (before, word) = last(name);
    let many = match word {
        _ if singular(word) != word => word.to_owned(),
        _ if ends(word, &["s", "x", "ch", "sh"]) => format!("{word}es"),
        _ if word.ends_with('y') && !ends(word, &["ay", "ey", "oy", "uy"]) => {
            format!("{}ies", &word[..word.len() - 1])
        }
        _ => format!("{word}s"),
    };
    format!("{before}{many}")
}

/// The last word of a snake-cased name, and what comes before it with its underscore.
pub(super) fn last(name: &str) -> (&str, &str) {
    name.split_at(name.rfind('_').map_or(0, |at| at + 1))
}

/// Whether a snake-cased name is the other, or ends with the words of the other.
pub(super) fn ends_with(name: &str, end: &str) -> bool {
    name.strip_suffix(end)
        .is_some_and(|before| before.is_empty() || before.ends_with('_'))
}

fn ends(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_several_of_the_words_that_paths_have() {
        for (one, many) in [
            ("transfer_reversal", "transfer_reversals"),
            ("capability", "capabilities"),
            ("tax", "taxes"),
            ("address", "addresses"),
            ("status", "statuses"),
            ("branch", "branches"),
            ("case", "cases"),
            ("key", "keys"),
        ] {
            assert_eq!((singular(many), plural(one)), (one.into(), many.into()));
            assert_eq!((singular(one), plural(many)), (one.into(), many.into()));
        }
    }

    #[test]
    fn the_end_of_a_name_is_words_not_letters() {
        assert!(ends_with("fee_refund", "refund"));
        assert!(!ends_with("prefund", "refund"));
    }
}
