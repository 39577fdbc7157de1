//! Texts of others, as a person may see them: on one line, not without an end, and without the key.

use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};

use super::answer::request_id;

/// How much of a message is shown, in characters.
const LONGEST: usize = 500;

/// What stands in the place of a key.
const KEY: &str = "[key]";

/// What an answer must not tell back: the caller's key, as it is and as a header has it. It travels with the answer.
#[derive(Clone, Default)]
pub(super) struct Hidden(pub(super) Vec<SecretString>);

impl Hidden {
    /// The text without any of it.
    pub(super) fn hide(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.0 {
            text = text.replace(secret.expose_secret(), KEY);
        }
        text
    }
}

/// The text on one line: whatever could start another or turn its direction is a space, and an end is cut off.
pub(super) fn line(text: &str) -> String {
    let breaks = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut line: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if breaks(c) { ' ' } else { c })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

/// ` (request req_1)`, or nothing where the service named none.
pub(super) fn named(headers: &HeaderMap) -> String {
    request_id(headers).map_or_else(String::new, |id| format!(" (request {})", line(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line_with_an_end() {
        assert_eq!(
            line("a\nb\r\tc\0d\u{2028}e\u{202e}f\u{85}g é"),
            "a b  c d e f g é"
        );
        let long = "é".repeat(501);
        let shown = line(&long);
        assert_eq!(shown.chars().count(), 501);
        assert!(shown.ends_with("é…"), "{shown}");
        assert_eq!(line(&long[2..]), &long[2..]);
    }

    #[test]
    fn a_key_is_hidden_wherever_it_stands() {
        let hidden = Hidden(vec!["sk_test_123".into(), "c2tf".into()]);
        assert_eq!(
            hidden.hide("sk_test_123, Basic c2tf, sk_test_123"),
            "[key], Basic [key], [key]"
        );
    }
}
