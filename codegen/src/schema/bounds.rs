//! The keywords that bound values where schemas are merged, and the order of numbers.

use std::cmp::Ordering;

use reversals_runtime::shape::Decimal;
use serde_json::{Number, Value};

use super::{Kind, Schema, Stated};
use crate::keywords::Bound;

impl Stated {
    /// Whether the keyword bounds values.
    pub fn is_bound(&self) -> bool {
        Bound::of(&self.keyword).is_some()
    }
}

/// Adds the bounds of a schema to those of a kind of value; the error says of which two there is no one bound. A schema
/// without a type bounds only what it speaks of.
pub(super) fn tighten(bounds: &mut Vec<Stated>, schema: &Schema, of: &Kind) -> Result<(), String> {
    for stated in &schema.stated {
        let Some(bound) = Bound::of(&stated.keyword) else {
            continue;
        };
        let keyword = stated.keyword.as_str();
        if schema.kind == Kind::Any && !Bound::is_of(keyword, of) {
            continue;
        }
        match keyword {
            "minimum" => limit(
                bounds,
                stated,
                schema.get("exclusiveMinimum"),
                Ordering::Greater,
            ),
            "maximum" => limit(
                bounds,
                stated,
                schema.get("exclusiveMaximum"),
                Ordering::Less,
            ),
            "exclusiveMinimum" | "exclusiveMaximum" => {}
            _ => match bounds.iter_mut().find(|known| known.keyword == keyword) {
                None => bounds.push(stated.clone()),
                Some(known) => {
                    let Some(value) = (bound.together)(&known.value, &stated.value) else {
                        return Err(format!(
                            "`{keyword}` is {} here and {} in another schema that `allOf` merges with it",
                            stated.value, known.value
                        ));
                    };
                    if value != known.value {
                        *known = Stated {
                            value,
                            ..stated.clone()
                        };
                    }
                }
            },
        }
    }
    Ok(())
}

/// Adds a bound of numbers and what says that it is not within itself; of two, the one further inwards counts.
fn limit(bounds: &mut Vec<Stated>, stated: &Stated, exclusive: Option<&Stated>, inwards: Ordering) {
    let exclusive = exclusive.filter(|exclusive| exclusive.value == true);
    let known = bounds
        .iter()
        .find(|known| known.keyword == stated.keyword)
        .map(|known| compare(&stated.value, &known.value));
    let key = match stated.keyword.as_str() {
        "minimum" => "exclusiveMinimum",
        _ => "exclusiveMaximum",
    };
    if known.is_none_or(|order| order == Some(inwards)) {
        bounds.retain(|known| known.keyword != stated.keyword && known.keyword != key);
        bounds.push(stated.clone());
        bounds.extend(exclusive.cloned());
    } else if known == Some(Some(Ordering::Equal))
        && let Some(exclusive) = exclusive
    {
        bounds.retain(|known| known.keyword != key);
        bounds.push(exclusive.clone());
    }
}

pub(crate) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => order(a, b),
        _ => None,
    }
}

/// The order of two numbers as they are written.
pub(crate) fn order(a: &Number, b: &Number) -> Option<Ordering> {
    Some(decimal(a)?.cmp(&decimal(b)?))
}

pub(crate) fn decimal(number: &Number) -> Option<Decimal> {
    Decimal::parse(&number.to_string())
}
