//! Scalars: from text, and within bounds.

use serde_json::{Number, Value};

use super::Shape;
use super::name::Name;
use super::refusal::Refusal;

/// Reads one scalar. A `required` free text may not be empty; an optional one may, as that unsets it.
///
/// The structures never get here; they would be `None`.
pub(super) fn read(
    text: &str,
    shape: &Shape,
    name: &Name<'_>,
    required: bool,
) -> Option<Result<Value, Refusal>> {
    let scalar = match *shape {
        Shape::String { min, max, values } => {
            let unset = text.is_empty() && !values.contains(&"");
            let refused =
                unset && (required || !values.is_empty() || min.is_some_and(|min| min > 0));
            if refused {
                return Some(Err(Refusal::empty(name)));
            }
            string(text, min, max, values, name).map(|()| Value::from(text))
        }
        Shape::Integer { .. } | Shape::Number | Shape::Boolean if text.is_empty() => {
            Err(Refusal::empty(name))
        }
        Shape::Integer { min, max } => match whole(text) {
            Some(value) => bounded(value, min, max, name).map(|()| Value::from(value)),
            None => Err(Refusal::integer(name, &text)),
        },
        Shape::Number => match decimal(text) {
            Some(value) => Ok(Value::Number(value)),
            None => Err(Refusal::invalid(name, "number", &text)),
        },
        Shape::Boolean => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(Refusal::invalid(name, "boolean", &text)),
        },
        Shape::Any => Ok(Value::from(text)),
        Shape::Array { .. }
        | Shape::Map { .. }
        | Shape::Object { .. }
        | Shape::OrEmpty(_)
        | Shape::OrNull(_)
        | Shape::Packed { .. }
        | Shape::Held(..)
        | Shape::Never
        | Shape::Union { .. } => {
            return None;
        }
    };
    Some(scalar)
}

/// An optional `-` and digits. `i64::from_str` alone would take a `+`.
fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// JSON's notation of a number. `serde_json` alone would take white space around it.
fn decimal(text: &str) -> Option<Number> {
    if text.contains(|char: char| char.is_ascii_whitespace()) {
        return None;
    }
    serde_json::from_str(text).ok()
}

/// Holds a text to its values and its length in characters.
pub(super) fn string(
    text: &str,
    min: Option<usize>,
    max: Option<usize>,
    values: &[&str],
    name: &Name<'_>,
) -> Result<(), Refusal> {
    if !values.is_empty() && !values.contains(&text) {
        return Err(Refusal::one_of(name, values));
    }
    let length = text.chars().count();
    if let Some(max) = max.filter(|&max| length > max) {
        return Err(Refusal::length(name, text, "most", max));
    }
    // An empty text that got here is an unset one.
    if let Some(min) = min.filter(|&min| length < min) {
        return Err(Refusal::length(name, text, "least", min));
    }
    Ok(())
}

/// Holds an integer to its bounds.
pub(super) fn bounded(
    value: i64,
    min: Option<i64>,
    max: Option<i64>,
    name: &Name<'_>,
) -> Result<(), Refusal> {
    if let Some(min) = min.filter(|&min| value < min) {
        return Err(Refusal::below(name, min));
    }
    if let Some(max) = max.filter(|&max| value > max) {
        return Err(Refusal::above(name, max, value));
    }
    Ok(())
}
