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
use crate::number::{numbers, within};

/// Reads a text, which is kept where the value says less.
pub(super) fn parse(text: &str) -> Result<Whole, Error> {
    let rounded = rounded(text);
    let twice = Cell::new(false);
    let within = within(text);
    let mut json = serde_json::Deserializer::from_str(&within);
    let value = Once { twice: &twice }.deserialize(&mut json)?;
    json.end()?;
    let twice = twice.get();
    let text = (twice || !rounded.is_empty()).then(|| text.into());
    Ok(Whole { value, text, twice })
}

/// The numbers that are rounded, in their order.
pub(super) fn rounded(text: &str) -> Vec<&str> {
    let numbers = numbers(text).map(|(_, number)| number);
    numbers.filter(|number| !is_exact(number)).collect()
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
