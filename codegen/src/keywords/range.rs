//! `minimum` and `maximum`, and whether each is within itself: what a number's type has in it.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::Bound;
use super::bound::{Words, either, greater, smaller};
use crate::schema::{Schema, Stated, order};

pub(super) static MINIMUM: Bound = Bound {
    holds: |schema, value| {
        let keys = ["minimum", "exclusiveMinimum"];
        inside(schema, value, keys, Ordering::Less)
    },
    together: |a, b| Some(greater(a, b)),
    rule: None,
    words: Words::Other(|schema, stated, made| {
        said(schema, stated, "exclusiveMinimum", made);
    }),
    told: |value| Some(format!("at least {value}")),
};

pub(super) static MAXIMUM: Bound = Bound {
    holds: |schema, value| {
        let keys = ["maximum", "exclusiveMaximum"];
        inside(schema, value, keys, Ordering::Greater)
    },
    together: |a, b| Some(smaller(a, b)),
    words: Words::Other(|schema, stated, made| {
        said(schema, stated, "exclusiveMaximum", made);
    }),
    told: |value| Some(format!("at most {value}")),
    ..MINIMUM
};

pub(super) static EXCLUSIVE_MINIMUM: Bound = Bound {
    // It says of another keyword what that means.
    holds: |_, _| true,
    together: |a, b| Some(either(a, b)),
    rule: None,
    words: Words::Other(|_, _, _| {}),
    told: |value| value.is_number().then(|| format!("more than {value}")),
};

pub(super) static EXCLUSIVE_MAXIMUM: Bound = Bound {
    told: |value| value.is_number().then(|| format!("less than {value}")),
    ..EXCLUSIVE_MINIMUM
};

fn inside(schema: &Schema, value: &Value, [key, exclusive]: [&str; 2], beyond: Ordering) -> bool {
    let (Value::Number(value), Some(bound)) = (value, schema.number(key)) else {
        return true;
    };
    match order(value, bound) {
        Some(Ordering::Equal) => !schema.is_true(exclusive),
        order => order != Some(beyond),
    }
}

/// In OpenAPI 3.0, whether a bound is itself within is said beside it; in JSON Schema by its name.
fn said(schema: &Schema, stated: &Stated, exclusive: &str, made: &mut Map<String, Value>) {
    let key = if schema.is_true(exclusive) {
        exclusive
    } else {
        &stated.keyword
    };
    made.insert(key.to_owned(), stated.value.clone());
}
