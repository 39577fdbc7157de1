//! How many characters, items or members there are.

use reversals_runtime::shape::Rule;
use serde_json::Value;

use super::Bound;
use super::bound::{Words, greater, smaller};
use crate::schema::Schema;

pub(super) static MIN_LENGTH: Bound = Bound {
    holds: |schema, value| at_least(schema, "minLength", length(value)),
    told: |count| Some(told("at least", count, "character")),
    ..MIN_ITEMS
};

pub(super) static MAX_LENGTH: Bound = Bound {
    holds: |schema, value| at_most(schema, "maxLength", length(value)),
    told: |count| Some(told("at most", count, "character")),
    ..MAX_ITEMS
};

pub(super) static MIN_ITEMS: Bound = Bound {
    holds: |schema, value| at_least(schema, "minItems", items(value)),
    together: |a, b| Some(greater(a, b)),
    rule: None,
    words: Words::Same,
    told: |count| Some(told("at least", count, "item")),
};

pub(super) static MAX_ITEMS: Bound = Bound {
    holds: |schema, value| at_most(schema, "maxItems", items(value)),
    together: |a, b| Some(smaller(a, b)),
    told: |count| Some(told("at most", count, "item")),
    ..MIN_ITEMS
};

pub(super) static MIN_PROPERTIES: Bound = Bound {
    holds: |schema, value| at_least(schema, "minProperties", members(value)),
    rule: Some(|count| {
        let min = Some(count.parse().ok()?);
        Some(Rule::Members { min, max: None })
    }),
    told: |count| Some(told("at least", count, "member")),
    ..MIN_ITEMS
};

pub(super) static MAX_PROPERTIES: Bound = Bound {
    holds: |schema, value| at_most(schema, "maxProperties", members(value)),
    rule: Some(|count| {
        let max = Some(count.parse().ok()?);
        Some(Rule::Members { min: None, max })
    }),
    told: |count| Some(told("at most", count, "member")),
    ..MAX_ITEMS
};

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

fn told(bound: &str, count: &Value, of: &str) -> String {
    let many = if count.as_u64() == Some(1) { "" } else { "s" };
    format!("{bound} {count} {of}{many}")
}
