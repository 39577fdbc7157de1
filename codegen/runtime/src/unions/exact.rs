//! Numbers of which no [`Value`](serde_json::Value) has every digit: whole ones beyond 64 bits, longer fractions, and what is out of the
//! range of a float. Where a text has one, the text itself is kept.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;

use serde::de::DeserializeSeed;
use serde_json::Error;
use serde_json::value::RawValue;

use super::came::Whole;
use super::once::Once;
use super::placed::Step;

/// Reads a text, which is kept where the value says less.
pub(super) fn parse(text: &str) -> Result<Whole, Error> {
    let rounded = rounded(text);
    let twice = Cell::new(false);
    let within = within(text, &rounded);
    let mut json = serde_json::Deserializer::from_str(&within);
    let value = Once { twice: &twice }.deserialize(&mut json)?;
    json.end()?;
    let twice = twice.get();
    let text = (twice || !rounded.is_empty()).then(|| text.into());
    Ok(Whole { value, text, twice })
}

/// The numbers that are rounded, in their order.
pub(super) fn rounded(text: &str) -> Vec<&str> {
    numbers(text).filter(|number| !is_exact(number)).collect()
}

/// Whether a number is written again with the same digits.
fn is_exact(number: &str) -> bool {
    let few = number.len() < 16 && !number.contains(['e', 'E']);
    few || number.parse::<i64>().is_ok()
        || number.parse::<u64>().is_ok()
        || serde_json::from_str::<f64>(number)
            .and_then(|float| serde_json::to_string(&float))
            .is_ok_and(|again| again == number)
}

/// The numbers of a text that is JSON.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit())?;
            rest = &rest[at..];
            if rest.starts_with('"') {
                rest = after_string(rest);
                continue;
            }
            let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let (number, after) = rest.split_at(end);
            rest = after;
            return Some(number);
        }
    })
}

/// What comes after the string that a text begins with.
fn after_string(text: &str) -> &str {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    text.get(end.map_or(text.len(), |end| end + 2)..)
        .unwrap_or_default()
}

/// The text with the greatest float in the place of what is out of range.
fn within<'t>(text: &'t str, rounded: &[&str]) -> Cow<'t, str> {
    let mut out = Cow::Borrowed(text);
    for number in rounded {
        if number.parse().is_ok_and(f64::is_infinite) {
            let sign = if number.starts_with('-') { "-" } else { "" };
            out = Cow::Owned(out.replace(number, &format!("{sign}{:e}", f64::MAX)));
        }
    }
    out
}

/// What stands in a text after some steps.
pub(super) fn at<'t>(text: &'t str, steps: &[Step]) -> Option<&'t str> {
    let mut text = text;
    for step in steps {
        let inner: &RawValue = match step {
            Step::Name(name) => {
                let members: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_str(text).ok()?;
                members.get(&**name).copied()?
            }
            Step::Index(index) => {
                let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                items.get(*index).copied()?
            }
        };
        text = inner.get();
    }
    Some(text)
}

/// Whether a value that is written again has the numbers that a text has and a [`Value`](serde_json::Value) rounds.
pub(super) fn has_all(text: &str, again: &str) -> bool {
    let sorted = |text| {
        let mut all = rounded(text);
        all.sort_unstable();
        all
    };
    sorted(text) == sorted(again)
}
