//! The keywords that bound values: which values they admit, and which of two is the tighter.

use std::cmp::Ordering;

use reversals_runtime::shape::{Decimal, Pattern};
use serde_json::{Number, Value};

use super::{Kind, Schema, Stated};
use crate::ir::TextFormat;
use crate::pattern;

/// A keyword that bounds values of some types.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// The keyword.
    pub keyword: &'static str,
    /// Whether a value of a schema that has the keyword is within it; values of other types are.
    pub holds: fn(&Schema, &Value) -> bool,
    /// What two of it say together.
    pub(crate) together: Together,
}

/// What two bounds of one keyword say together.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Together {
    /// The greater of the two.
    Greater,
    /// The smaller of the two.
    Smaller,
    /// Whether one of them is true.
    Either,
    /// The least number that is a multiple of both.
    Multiple,
    /// No keyword says it, unless they are the same.
    Same,
}

const fn bound(
    keyword: &'static str,
    holds: fn(&Schema, &Value) -> bool,
    together: Together,
) -> Bound {
    Bound {
        keyword,
        holds,
        together,
    }
}

/// Every bound but `required` and `enum`.
pub static BOUNDS: &[Bound] = &[
    // Each of these two is one bound with the one that says whether it is within itself.
    bound("minimum", minimum, Together::Greater),
    bound("maximum", maximum, Together::Smaller),
    bound("exclusiveMinimum", |_, _| true, Together::Either),
    bound("exclusiveMaximum", |_, _| true, Together::Either),
    bound("multipleOf", multiple_of, Together::Multiple),
    bound(
        "minLength",
        |schema, value| at_least(schema, "minLength", length(value)),
        Together::Greater,
    ),
    bound(
        "maxLength",
        |schema, value| at_most(schema, "maxLength", length(value)),
        Together::Smaller,
    ),
    bound("pattern", has_pattern, Together::Same),
    bound(
        "minItems",
        |schema, value| at_least(schema, "minItems", items(value)),
        Together::Greater,
    ),
    bound(
        "maxItems",
        |schema, value| at_most(schema, "maxItems", items(value)),
        Together::Smaller,
    ),
    bound("uniqueItems", unique, Together::Either),
    bound(
        "minProperties",
        |schema, value| at_least(schema, "minProperties", members(value)),
        Together::Greater,
    ),
    bound(
        "maxProperties",
        |schema, value| at_most(schema, "maxProperties", members(value)),
        Together::Smaller,
    ),
    bound("format", has_format, Together::Same),
];

impl Bound {
    /// The bound that a keyword is.
    pub fn of(keyword: &str) -> Option<&'static Bound> {
        BOUNDS.iter().find(|bound| bound.keyword == keyword)
    }

    /// Whether it says something of a kind of value.
    fn is_of(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Text => matches!(
                self.keyword,
                "minLength" | "maxLength" | "pattern" | "format"
            ),
            Kind::Integer | Kind::Number => !matches!(
                self.keyword,
                "minLength"
                    | "maxLength"
                    | "pattern"
                    | "minItems"
                    | "maxItems"
                    | "uniqueItems"
                    | "minProperties"
                    | "maxProperties"
            ),
            Kind::List(_) => matches!(self.keyword, "minItems" | "maxItems" | "uniqueItems"),
            Kind::Object(_) => matches!(self.keyword, "minProperties" | "maxProperties"),
            Kind::Boolean => false,
            _ => true,
        }
    }
}

impl Stated {
    /// Whether the keyword bounds values.
    pub fn is_bound(&self) -> bool {
        Bound::of(&self.keyword).is_some()
    }
}

impl Together {
    fn of(self, a: &Value, b: &Value) -> Option<Value> {
        let furthest = |way| if compare(a, b) == Some(way) { a } else { b };
        match self {
            Self::Greater => Some(furthest(Ordering::Greater).clone()),
            Self::Smaller => Some(furthest(Ordering::Less).clone()),
            Self::Either => Some(Value::Bool(a == true || b == true)),
            Self::Multiple => multiple(a, b),
            Self::Same => (a == b).then(|| b.clone()),
        }
    }
}

/// Adds the bounds of a schema to those of a kind of value; the error says of which two there is no one bound. A schema
/// without a type bounds only what it speaks of.
pub(super) fn tighten(bounds: &mut Vec<Stated>, schema: &Schema, of: &Kind) -> Result<(), String> {
    for stated in &schema.stated {
        let Some(bound) = Bound::of(&stated.keyword) else {
            continue;
        };
        if schema.kind == Kind::Any && !bound.is_of(of) {
            continue;
        }
        match bound.keyword {
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
            keyword => match bounds.iter_mut().find(|known| known.keyword == keyword) {
                None => bounds.push(stated.clone()),
                Some(known) => {
                    let Some(value) = bound.together.of(&known.value, &stated.value) else {
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

/// The whole number that a number is, be it written as `1` or as `1.0`; `None` where 64 bits with a sign can't hold it.
pub fn whole(number: &Number) -> Option<i64> {
    /// Below it every whole number has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    number.as_i64().or_else(|| {
        let float = number.as_f64().filter(|_| number.is_f64())?;
        let fits = float.fract() == 0.0 && float.abs() < EXACT;
        #[allow(clippy::cast_possible_truncation, reason = "it is whole and small")]
        fits.then_some(float as i64)
    })
}

/// The least and the greatest integer of a `format` that says how wide it is, within the 64 bits with a sign that a
/// number has here; `None` for any other format.
pub(crate) fn width(format: &str) -> Option<(i64, i64)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" | "int128" => (i64::MIN, i64::MAX),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint" | "uint64" | "uint128" => (0, i64::MAX),
        _ => return None,
    })
}

/// The order of two numbers as they are written.
pub(super) fn order(a: &Number, b: &Number) -> Option<Ordering> {
    Some(decimal(a)?.cmp(&decimal(b)?))
}

fn decimal(number: &Number) -> Option<Decimal> {
    Decimal::parse(&number.to_string())
}

fn minimum(schema: &Schema, value: &Value) -> bool {
    inside(
        schema,
        value,
        ["minimum", "exclusiveMinimum"],
        Ordering::Less,
    )
}

fn maximum(schema: &Schema, value: &Value) -> bool {
    inside(
        schema,
        value,
        ["maximum", "exclusiveMaximum"],
        Ordering::Greater,
    )
}

fn inside(schema: &Schema, value: &Value, [key, exclusive]: [&str; 2], beyond: Ordering) -> bool {
    let (Value::Number(value), Some(bound)) = (value, schema.number(key)) else {
        return true;
    };
    match order(value, bound) {
        Some(Ordering::Equal) => !schema.is_true(exclusive),
        order => order != Some(beyond),
    }
}

fn multiple_of(schema: &Schema, value: &Value) -> bool {
    let (Value::Number(value), Some(step)) = (value, schema.number("multipleOf")) else {
        return true;
    };
    let pair = decimal(value).zip(decimal(step));
    pair.is_none_or(|(value, step)| value.is_multiple_of(&step))
}

fn has_pattern(schema: &Schema, value: &Value) -> bool {
    let (Value::String(text), Some(written)) = (value, schema.text("pattern")) else {
        return true;
    };
    // One that has no equal here is refused where a request reaches it.
    let regex = pattern::translate(written).ok();
    let regex = regex.and_then(|regex| Pattern::compile(&regex).ok());
    regex.is_none_or(|regex| regex.is_match(text))
}

fn has_format(schema: &Schema, value: &Value) -> bool {
    let format = schema.text("format").unwrap_or_default();
    match (&schema.kind, value) {
        (Kind::Text, Value::String(text)) => {
            TextFormat::named(format).is_none_or(|named| named.runtime().admits(text))
        }
        (Kind::Integer, Value::Number(number)) => width(format).is_none_or(|(least, most)| {
            whole(number).is_none_or(|number| number >= least && number <= most)
        }),
        _ => true,
    }
}

fn length(value: &Value) -> Option<usize> {
    value.as_str().map(|text| text.chars().count())
}

fn items(value: &Value) -> Option<usize> {
    value.as_array().map(Vec::len)
}

fn members(value: &Value) -> Option<usize> {
    value.as_object().map(serde_json::Map::len)
}

fn at_least(schema: &Schema, key: &str, count: Option<usize>) -> bool {
    count
        .zip(schema.count(key))
        .is_none_or(|(count, bound)| count as u64 >= bound)
}

fn at_most(schema: &Schema, key: &str, count: Option<usize>) -> bool {
    count
        .zip(schema.count(key))
        .is_none_or(|(count, bound)| count as u64 <= bound)
}

fn unique(schema: &Schema, value: &Value) -> bool {
    let Some(items) = value.as_array().filter(|_| schema.is_true("uniqueItems")) else {
        return true;
    };
    let mut texts: Vec<String> = items.iter().map(Value::to_string).collect();
    texts.sort_unstable();
    texts.windows(2).all(|pair| pair[0] != pair[1])
}

/// The number of which a value is a multiple where it is one of both.
fn multiple(a: &Value, b: &Value) -> Option<Value> {
    let (Value::Number(x), Value::Number(y)) = (a, b) else {
        return None;
    };
    let (Some(x), Some(y)) = (whole(x), whole(y)) else {
        return (a == b).then(|| b.clone());
    };
    let (mut greatest, mut rest) = (x, y);
    while rest != 0 {
        (greatest, rest) = (rest, greatest.checked_rem(rest)?);
    }
    let least = x.checked_div(greatest)?.checked_mul(y)?;
    Some(Value::from(least.checked_abs()?))
}
