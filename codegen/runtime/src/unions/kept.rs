//! Whether a value that was read gives back all that it was read from.

use serde::ser::Serialize;
use serde_json::Value;

/// Whether what was read is written as what came: every member, item and value of it. A number may be written in another
/// way (`1` for `1.0`) while it is the same.
pub(super) fn whole<T: Serialize>(came: &Value, read: &T) -> bool {
    serde_json::to_value(read).is_ok_and(|again| same(came, &again))
}

fn same(came: &Value, again: &Value) -> bool {
    match (came, again) {
        (Value::Number(one), Value::Number(other)) => {
            one == other
                || (one.is_f64() != other.is_f64()
                    && one.as_f64() == other.as_f64()
                    && exact(one)
                    && exact(other))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)))
        }
        _ => came == again,
    }
}

/// Whether a number is one that a float of 64 bits tells from its neighbours.
fn exact(number: &serde_json::Number) -> bool {
    /// Below it every whole number has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    number.as_f64().is_some_and(|float| float.abs() < EXACT)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_with_less_more_or_other_than_what_came_is_not_whole() {
        let came = json!({ "a": [1, { "b": null }], "c": 2.0 });
        assert!(whole(&came, &came));
        assert!(whole(&came, &json!({ "a": [1.0, { "b": null }], "c": 2 })));
        for other in [
            json!({ "a": [1, { "b": null }] }),
            json!({ "a": [1, {}], "c": 2.0 }),
            json!({ "a": [1], "c": 2.0 }),
            json!({ "a": [1, { "b": null }], "c": 2.0, "d": 1 }),
            json!({ "a": [1, { "b": null }], "c": 2.5 }),
            json!({ "a": [1, { "b": null }], "c": "2" }),
        ] {
            assert!(!whole(&came, &other), "{other}");
        }
    }

    #[test]
    fn a_number_that_a_float_would_round_is_another() {
        assert!(!whole(
            &json!(u64::MAX),
            &json!(18_446_744_073_709_551_615.0)
        ));
        assert!(!whole(
            &json!(9_007_199_254_740_993_i64),
            &json!(9_007_199_254_740_992.0)
        ));
    }
}
