//! Percent-encoding, with everything but the unreserved characters escaped.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986's unreserved characters stay as they are.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Escapes all of `text`, brackets included.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).collect()
}

/// Why a text cannot be unescaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Escape,
    Utf8,
}

/// Unescapes `%XX` and `+`. `percent_encoding` would pass a broken escape on as text, so this is by hand.
pub(crate) fn decode(raw: &[u8]) -> Result<Cow<'_, str>, Fault> {
    if !raw.iter().any(|byte| matches!(byte, b'+' | b'%')) {
        let text = std::str::from_utf8(raw).map_err(|_| Fault::Utf8)?;
        return Ok(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.iter().copied();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match (rest.next().and_then(hex), rest.next().and_then(hex)) {
                (Some(high), Some(low)) => high * 16 + low,
                _ => return Err(Fault::Escape),
            },
            other => other,
        });
    }
    let text = String::from_utf8(bytes).map_err(|_| Fault::Utf8)?;
    Ok(Cow::Owned(text))
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay_raw() {
        assert_eq!(encode("aZ09-._~"), "aZ09-._~");
        assert_eq!(encode("[]&=+%* /\\"), "%5B%5D%26%3D%2B%25%2A%20%2F%5C");
        assert_eq!(encode("é\u{0}"), "%C3%A9%00");
    }

    #[test]
    fn both_spaces_and_both_letter_cases_are_read() {
        assert_eq!(decode(b"a+b%20c%5b%5B").as_deref(), Ok("a b c[["));
    }

    #[test]
    fn broken_escapes_and_broken_text_are_told_apart() {
        for raw in ["%", "a%2", "%zz", "%2g", "%%41"] {
            assert_eq!(decode(raw.as_bytes()), Err(Fault::Escape), "{raw}");
        }
        assert_eq!(decode(b"%ff"), Err(Fault::Utf8));
        assert_eq!(decode(b"\xff"), Err(Fault::Utf8));
    }
}
