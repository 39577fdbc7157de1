//! What a value of the right type is held to besides.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

use super::name::Name;
#[cfg(feature = "pattern")]
use super::pattern::Pattern;
use super::refusal::Refusal;
use super::{Decimal, Format};

/// One thing that a value is held to. A value of another type than the rule speaks of passes. Its `Debug` is what one
/// of texts and numbers is in Rust.
#[derive(Clone, Copy, Debug)]
pub enum Rule<'a> {
    /// A number is not below a bound, nor at one that is outside itself.
    Minimum {
        /// The bound in JSON's notation.
        bound: &'a str,
        /// Whether the bound is outside.
        exclusive: bool,
    },
    /// A number is not above a bound, nor at one that is outside itself.
    Maximum {
        /// The bound in JSON's notation.
        bound: &'a str,
        /// Whether the bound is outside.
        exclusive: bool,
    },
    /// A number is a whole multiple of this one, in JSON's notation.
    MultipleOf(&'a str),
    /// A number or truth value is one of these, in JSON's notation.
    OneOf(&'a [&'a str]),
    /// A text has a form.
    Format(Format),
    /// A text has a pattern.
    #[cfg(feature = "pattern")]
    Pattern(&'a Pattern),
    /// A list has no two equal items.
    Unique,
    /// An object has so many members.
    Members {
        /// The least number.
        min: Option<usize>,
        /// The greatest number.
        max: Option<usize>,
    },
}

/// Holds a value to rules. `text` is what a form had for it: of a number it has digits that a float has lost.
pub(super) fn hold(
    value: &Value,
    text: Option<&str>,
    rules: &[Rule<'_>],
    name: &Name<'_>,
) -> Result<(), Refusal> {
    let held = rules
        .iter()
        .try_for_each(|rule| one(value, text, rule, name));
    match text {
        // An empty text is meant to unset.
        Some("") => held.map_err(|_| Refusal::empty(name)),
        _ => held,
    }
}

/// Holds what no name is given to: all that a form has.
#[cfg(feature = "server")]
pub(crate) fn hold_whole(value: &Value, rules: &[Rule<'_>]) -> Result<(), Refusal> {
    hold(value, None, rules, &Name::Root)
}

fn one(value: &Value, text: Option<&str>, rule: &Rule<'_>, name: &Name<'_>) -> Result<(), Refusal> {
    match (*rule, value) {
        (Rule::Minimum { bound, exclusive }, Value::Number(number)) => {
            let order = written(number, text).cmp(&Decimal::parse(bound));
            if order.is_lt() || (exclusive && order.is_eq()) {
                return Err(Refusal::under(name, bound, exclusive));
            }
        }
        (Rule::Maximum { bound, exclusive }, Value::Number(number)) => {
            let order = written(number, text).cmp(&Decimal::parse(bound));
            if order.is_gt() || (exclusive && order.is_eq()) {
                return Err(Refusal::over(name, bound, exclusive, &shown(number, text)));
            }
        }
        (Rule::MultipleOf(step), Value::Number(number)) => {
            let pair = written(number, text).zip(Decimal::parse(step));
            if !pair.is_some_and(|(number, step)| number.is_multiple_of(&step)) {
                return Err(Refusal::no_multiple(name, step, &shown(number, text)));
            }
        }
        (Rule::OneOf(values), Value::Number(number)) => {
            let number = written(number, text);
            if values.iter().all(|value| Decimal::parse(value) != number) {
                return Err(Refusal::one_of(name, values));
            }
        }
        (Rule::OneOf(values), Value::Bool(truth))
            if !values.contains(&if *truth { "true" } else { "false" }) =>
        {
            return Err(Refusal::one_of(name, values));
        }
        (Rule::Format(format), Value::String(text)) if !format.admits(text) => {
            return Err(Refusal::invalid(name, format.kind(), text));
        }
        #[cfg(feature = "pattern")]
        (Rule::Pattern(pattern), Value::String(text)) if !pattern.admits(text) => {
            return Err(Refusal::pattern(name, text, pattern.written()));
        }
        (Rule::Unique, Value::Array(items)) => {
            let mut seen = BTreeSet::new();
            if !items.iter().all(|item| seen.insert(canonical(item))) {
                return Err(Refusal::twice(name));
            }
        }
        (Rule::Members { min, max }, Value::Object(members)) => {
            let count = members.len();
            if let Some(min) = min.filter(|&min| count < min) {
                return Err(Refusal::members(name, "least", min));
            }
            if let Some(max) = max.filter(|&max| count > max) {
                return Err(Refusal::members(name, "most", max));
            }
        }
        _ => {}
    }
    Ok(())
}

fn written(number: &Number, text: Option<&str>) -> Option<Decimal> {
    Decimal::parse(&shown(number, text))
}

fn shown(number: &Number, text: Option<&str>) -> String {
    text.map_or_else(|| number.to_string(), str::to_owned)
}

/// One text for all that JSON Schema takes for the same value: `1` and `1.0`, and members in any order.
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) => match Decimal::parse(&number.to_string()) {
            Some(decimal) => format!("{decimal:?}"),
            None => number.to_string(),
        },
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members
                .iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value)))
                .collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}
