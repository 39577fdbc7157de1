//! Texts of a form that has a name.

/// A form of text, by OpenAPI's word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `byte`: base64 with padding (RFC 4648, section 4).
    Byte,
    /// `date`: a day of the calendar, such as `2026-11-27` (RFC 3339, `full-date`).
    Date,
    /// `date-time`: a day, a time of day and an offset (RFC 3339). A minute may have a second 60.
    DateTime,
    /// `decimal`: digits with a `-` before and a fraction behind where there are such.
    Decimal,
    /// `int64` of a text: a whole number of 64 bits with a sign, without zeros before it.
    Int64,
    /// `uuid`: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
    Uuid,
}

impl Format {
    /// What a refusal calls it.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Byte => "base64",
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::Decimal => "decimal",
            Self::Int64 => "integer",
            Self::Uuid => "UUID",
        }
    }

    /// Whether a text has the form.
    pub fn admits(self, text: &str) -> bool {
        let text = text.as_bytes();
        match self {
            Self::Byte => byte(text),
            Self::Date => date(text),
            Self::DateTime => date_time(text),
            Self::Decimal => decimal(text),
            Self::Int64 => int64(text),
            Self::Uuid => uuid(text),
        }
    }
}

fn digits(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// The number that some digits are, which are few.
fn number(text: &[u8]) -> Option<u32> {
    digits(text).then(|| {
        text.iter()
            .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    })
}

fn date(text: &[u8]) -> bool {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (
        number(&[y0, y1, y2, y3]),
        number(&[m0, m1]),
        number(&[d0, d1]),
    ) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn date_time(text: &[u8]) -> bool {
    let Some((day, [b'T' | b't', rest @ ..])) = text.split_at_checked(10) else {
        return false;
    };
    let Some((time, rest)) = rest.split_at_checked(8) else {
        return false;
    };
    let &[h0, h1, b':', m0, m1, b':', s0, s1] = time else {
        return false;
    };
    let below = |text: [u8; 2], end: u32| number(&text).is_some_and(|number| number < end);
    let rest = match rest {
        [b'.', fraction @ ..] => {
            let end = fraction
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if end == 0 {
                return false;
            }
            &fraction[end..]
        }
        rest => rest,
    };
    let offset = match *rest {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', h0, h1, b':', m0, m1] => below([h0, h1], 24) && below([m0, m1], 60),
        _ => false,
    };
    date(day) && below([h0, h1], 24) && below([m0, m1], 60) && below([s0, s1], 61) && offset
}

fn decimal(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let mut parts = text.splitn(2, |&byte| byte == b'.');
    parts.all(digits)
}

fn int64(text: &[u8]) -> bool {
    let plain = text.strip_prefix(b"-").unwrap_or(text);
    let shortest = plain == b"0" || !plain.starts_with(b"0");
    let fits = || std::str::from_utf8(text).is_ok_and(|text| text.parse::<i64>().is_ok());
    digits(plain) && shortest && fits()
}

fn uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn byte(text: &[u8]) -> bool {
    /// The characters in the order of what they stand for.
    fn value(byte: u8) -> Option<u8> {
        match byte {
            b'A'..=b'Z' => Some(byte - b'A'),
            b'a'..=b'z' => Some(byte - b'a' + 26),
            b'0'..=b'9' => Some(byte - b'0' + 52),
            b'+' => Some(62),
            b'/' => Some(63),
            _ => None,
        }
    }
    let (text, unused) = match text {
        [rest @ .., b'=', b'='] => (rest, 0b1111),
        [rest @ .., b'='] => (rest, 0b11),
        rest => (rest, 0),
    };
    // How many characters the padding stands for.
    let whole = match unused {
        0 => text.len() % 4 == 0,
        0b11 => text.len() % 4 == 3,
        _ => text.len() % 4 == 2,
    };
    // Bits that are no part of the bytes are zeros, or two texts would say the same.
    let ends = text
        .last()
        .is_none_or(|&last| value(last).is_some_and(|last| last & unused == 0));
    whole && ends && text.iter().all(|&byte| value(byte).is_some())
}
