//! The words of a text, and of a name.

/// Whether a text names a value between backticks; what is empty it can only call so.
pub(crate) fn names(text: &str, value: &str) -> bool {
    if value.is_empty() {
        return text.to_lowercase().contains("empty") || text.contains("``");
    }
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('`') {
        let Some((code, after)) = after.split_once('`') else {
            return false;
        };
        let bare = code.trim().trim_matches(['"', '\'']);
        if code == value || bare == value {
            return true;
        }
        rest = after;
    }
    false
}

/// The words of a text or of a name in lower case: `amountPaid_at` has three.
pub(crate) fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower = false;
    for letter in text.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && lower) {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
        lower = letter.is_lowercase() || letter.is_numeric();
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_named_between_backticks_and_nowhere_else() {
        for (text, value, wanted) in [
            ("`open` while held, `\"void\"` else", "open", true),
            ("`open` while held, `\"void\"` else", "void", true),
            ("open while held", "open", false),
            ("`opened` while held", "open", false),
            ("`a` open `b`", "open", false),
            ("an unclosed `open", "open", false),
            ("the empty string clears it", "", true),
            ("nothing clears it", "", false),
        ] {
            assert_eq!(names(text, value), wanted, "{text} {value}");
        }
    }

    #[test]
    fn a_name_has_the_words_that_signs_and_capitals_part() {
        for (name, wanted) in [
            ("paid_at", &["paid", "at"][..]),
            ("amountPaid", &["amount", "paid"]),
            ("createdAt", &["created", "at"]),
            ("ID", &["id"]),
            ("net-total.of", &["net", "total", "of"]),
            ("", &[]),
        ] {
            assert_eq!(split(name), wanted, "{name}");
        }
    }
}
