//! Plain scalars by the core schema of YAML 1.2, and the numbers that it shares with JSON.

use serde_json::Number;

use crate::tree::Kind;

/// The value of a plain scalar.
pub(crate) fn core_schema(text: &str) -> Result<Kind, String> {
    let kind = match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ if is_endless(text) => return Err(format!("JSON has no number `{text}`")),
        _ if is_number(text) => match number(text) {
            Some(number) => Kind::Number(number),
            None => return Err(format!("the number {text} does not fit 64 bits")),
        },
        _ => Kind::String(text.to_owned()),
    };
    Ok(kind)
}

fn is_endless(text: &str) -> bool {
    matches!(text, ".nan" | ".NaN" | ".NAN")
        || matches!(
            text.strip_prefix(['-', '+']).unwrap_or(text),
            ".inf" | ".Inf" | ".INF"
        )
}

/// Whether the core schema reads `text` as an integer or a float.
fn is_number(text: &str) -> bool {
    let all = |text: &str, wanted: fn(u8) -> bool| !text.is_empty() && text.bytes().all(wanted);
    if let Some(octal) = text.strip_prefix("0o") {
        return all(octal, |byte| matches!(byte, b'0'..=b'7'));
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return all(hex, |byte| byte.is_ascii_hexdigit());
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| all(text, |byte| byte.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        None => digits(mantissa),
        Some(("", fraction)) => digits(fraction),
        Some((whole, fraction)) => digits(whole) && (fraction.is_empty() || digits(fraction)),
    };
    mantissa_fits
        && exponent.is_none_or(|text| digits(text.strip_prefix(['-', '+']).unwrap_or(text)))
}

/// The number that `text` spells; `None` where 64 bits can't hold it.
///
/// An integer too large is a float only where it is written as JavaScript writes that float, whose digits past the
/// seventeenth are zeros: any other would come out as something else than the document says.
pub(crate) fn number(text: &str) -> Option<Number> {
    if let Some(octal) = text.strip_prefix("0o") {
        return u64::from_str_radix(octal, 8).ok().map(Number::from);
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return u64::from_str_radix(hex, 16).ok().map(Number::from);
    }
    if text.contains(['.', 'e', 'E']) {
        return text.parse().ok().and_then(Number::from_f64);
    }
    let unsigned = text.parse::<u64>().ok().map(Number::from);
    let whole = unsigned.or_else(|| text.parse::<i64>().ok().map(Number::from));
    whole.or_else(|| rounded(text))
}

/// The float whose shortest spelling in whole digits is `text`.
fn rounded(text: &str) -> Option<Number> {
    let float: f64 = text.parse().ok()?;
    let spelt = format!("{:e}", float.abs());
    let (digits, exponent) = spelt.split_once('e')?;
    let digits = digits.replace('.', "");
    let wanted = exponent.parse::<usize>().ok()? + 1;
    let unsigned = text.trim_start_matches(['+', '-']).trim_start_matches('0');
    let same = unsigned.len() == wanted
        && unsigned
            .strip_prefix(&digits)
            .is_some_and(|zeros| zeros.bytes().all(|byte| byte == b'0'));
    same.then(|| Number::from_f64(float)).flatten()
}
