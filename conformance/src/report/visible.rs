//! Texts that every format can have in it.

/// The longest text of a finding that is shown whole, in characters.
const SHOWN: usize = 400;

/// The text with escapes in the place of what XML 1.0 and HTML have no way to write, and of what a terminal acts on:
/// control characters but for line ends, and the code points that are no characters.
pub(super) fn visible(text: &str) -> String {
    let lines = text.split('\n').map(|line| escaped(line.chars()));
    lines.collect::<Vec<_>>().join("\n")
}

/// The same on one line, and cut where it is long.
pub(super) fn short(text: &str) -> String {
    let mut out = escaped(text.chars().take(SHOWN));
    let more = text.chars().count().saturating_sub(SHOWN);
    if more > 0 {
        out.push_str(&format!("… ({more} more characters)"));
    }
    out
}

fn escaped(text: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in text {
        if is_hidden(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character is not to be shown as it is.
pub(super) fn is_hidden(c: char) -> bool {
    let code = u32::from(c);
    // The last two of each plane, and a few between.
    c.is_control() || code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code)
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_no_reader_can_have_is_escaped_and_all_else_stays() {
        assert_eq!(
            super::visible("\0\t\r\u{1b}[1m\u{7f}\u{9b}\u{fdd0}\u{fffe}\u{ffff}\u{1fffe}"),
            r"\u{0}\t\r\u{1b}[1m\u{7f}\u{9b}\u{fdd0}\u{fffe}\u{ffff}\u{1fffe}"
        );
        let plain = "a\nb é \u{2028} \u{e000} \u{fffd} \u{1f600} \\ <&>\"";
        assert_eq!(super::visible(plain), plain);
    }
}
