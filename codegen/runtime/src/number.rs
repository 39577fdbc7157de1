//! Whole numbers, however they are written: `1`, `1.0` and `1e0` are one number, as JSON Schema has it.

use std::borrow::Cow;

use serde_json::Number;

use crate::shape::Decimal;

/// Below it every whole number has a float of its own.
pub(crate) const EXACT: f64 = 9_007_199_254_740_992.0;

/// The whole number that a number is, be it written as `1` or as `1.0`; `None` where 64 bits with a sign can't hold it, or
/// where it is a float of more than 53 bits, which is near to several.
pub fn whole(number: &Number) -> Option<i64> {
    number
        .as_i64()
        .or_else(|| of_float(number.as_f64().filter(|_| number.is_f64())?))
}

/// The same of a float.
pub(crate) fn of_float(float: f64) -> Option<i64> {
    let fits = float.fract() == 0.0 && float.abs() < EXACT;
    #[allow(clippy::cast_possible_truncation, reason = "it is whole and small")]
    fits.then_some(float as i64)
}

/// A JSON text whose whole numbers of more than 53 bits are written in digits alone, where 64 bits with a sign hold them.
pub(crate) fn spelt(text: &str) -> Cow<'_, str> {
    respelt(text, in_digits)
}

/// The same, and the greatest float stands for what is beyond every float.
pub(crate) fn within(text: &str) -> Cow<'_, str> {
    respelt(text, |number| match number.parse::<f64>() {
        Ok(float) if float.is_infinite() => Some(format!("{:e}", f64::MAX.copysign(float))),
        _ => in_digits(number),
    })
}

/// A JSON text with its numbers written in another way, where there is one.
fn respelt(text: &str, way: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
    let mut spelt = String::new();
    let mut done = 0;
    for (at, number) in numbers(text) {
        let Some(other) = way(number) else {
            continue;
        };
        spelt.push_str(text.get(done..at).unwrap_or_default());
        spelt.push_str(&other);
        done = at + number.len();
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    spelt.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(spelt)
}

/// A whole number in digits, where it is written in another way and no float need have it.
fn in_digits(number: &str) -> Option<String> {
    let is_plain = !number.contains(['.', 'e', 'E']);
    if is_plain || number.parse().is_ok_and(|float: f64| float.abs() < EXACT) {
        return None;
    }
    Some(Decimal::parse(number)?.whole()?.to_string())
}

/// The numbers of a text that is JSON, and where each begins.
pub(crate) fn numbers(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(next..)?;
            let at = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit())?;
            let rest = rest.get(at..)?;
            if rest.starts_with('"') {
                next += at + string(rest);
                continue;
            }
            let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let begin = next + at;
            next = begin + end;
            return Some((begin, rest.get(..end)?));
        }
    })
}

/// How long the string is that a text begins with.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_str};

    use super::*;

    fn of(text: &str) -> Option<i64> {
        match from_str(&within(text)).unwrap() {
            Value::Number(number) => whole(&number),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_number_is_whole_by_its_value_and_not_by_how_it_is_written() {
        for (text, wanted) in [
            ("1", 1),
            ("1.0", 1),
            ("1e2", 100),
            ("-0.0", 0),
            ("12.50E+1", 125),
            ("9007199254740993.0", 9_007_199_254_740_993),
            ("9007199254740993000e-3", 9_007_199_254_740_993),
            ("-9.223372036854775808e18", i64::MIN),
            ("9223372036854775807.00", i64::MAX),
        ] {
            assert_eq!(of(text), Some(wanted), "{text}");
        }
        for text in [
            "0.5",
            "1e-1",
            "9223372036854775808",
            "9223372036854775808.0",
            "9007199254740993.5",
            "1e19",
            "1e999999999999999999999",
            "-1e400",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn texts_and_other_numbers_stay_as_they_are() {
        for text in [
            r#"{"9007199254740993.0":"1e999","a\"1e999":[1.0,0.1,"\\",1e2]}"#,
            "[11e4,-5,18446744073709551616]",
            r#""unfinished 1e999"#,
            "\"\\",
            "",
        ] {
            assert_eq!(within(text), text);
        }
        // One number in another, and a text that is like one.
        assert_eq!(
            within(r#"[1e400, 11e4000,-1e400,"1e400",9007199254740993.0 ]"#),
            r#"[1.7976931348623157e308, 1.7976931348623157e308,-1.7976931348623157e308,"1e400",9007199254740993 ]"#
        );
        assert_eq!(spelt("[1e400,1.0e16]"), "[1e400,10000000000000000]");
    }
}
