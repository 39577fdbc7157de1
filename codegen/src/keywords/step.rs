//! `multipleOf`

use reversals_runtime::shape::Rule;
use serde_json::Value;

use super::Bound;
use super::bound::Words;
use crate::schema::{decimal, whole};

pub(super) static MULTIPLE_OF: Bound = Bound {
    holds: |schema, value| {
        let (Value::Number(value), Some(step)) = (value, schema.number("multipleOf")) else {
            return true;
        };
        let pair = decimal(value).zip(decimal(step));
        pair.is_none_or(|(value, step)| value.is_multiple_of(&step))
    },
    together: multiple,
    rule: Some(|step| Some(Rule::MultipleOf(step))),
    words: Words::Same,
    told: |step| Some(format!("a multiple of {step}")),
};

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
