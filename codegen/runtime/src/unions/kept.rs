//! Whether a value that was read gives back all that it was read from.

use serde::ser::Serialize;
use serde_json::Value;

use super::beside::is_written_as;
use super::exact;

/// Whether what was read is written as what came: every member, item and value of it. A number may be written in another
/// way (`1` for `1.0`) while it is the same. The text is that of what came, where it has numbers that the value rounds.
pub(super) fn whole<T: Serialize>(came: &Value, text: Option<&str>, read: &T) -> bool {
    let Some(text) = text else {
        return is_written_as(read, came);
    };
    serde_json::to_string(read).is_ok_and(|again| {
        exact::has_all(text, &again)
            && exact::parse(&again).is_ok_and(|again| is_written_as(&again.value, came))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_with_less_more_or_other_than_what_came_is_not_whole() {
        let came = json!({ "a": [1, { "b": null }], "c": 2.0 });
        assert!(whole(&came, None, &came));
        assert!(whole(
            &came,
            None,
            &json!({ "a": [1.0, { "b": null }], "c": 2 })
        ));
        for other in [
            json!({ "a": [1, { "b": null }] }),
            json!({ "a": [1, {}], "c": 2.0 }),
            json!({ "a": [1], "c": 2.0 }),
            json!({ "a": [1, { "b": null }], "c": 2.0, "d": 1 }),
            json!({ "a": [1, { "b": null }], "c": 2.5 }),
            json!({ "a": [1, { "b": null }], "c": "2" }),
        ] {
            assert!(!whole(&came, None, &other), "{other}");
        }
    }

    #[test]
    fn a_number_that_a_float_would_round_is_another() {
        assert!(!whole(
            &json!(u64::MAX),
            None,
            &json!(18_446_744_073_709_551_615.0)
        ));
        assert!(!whole(
            &json!(9_007_199_254_740_993_i64),
            None,
            &json!(9_007_199_254_740_992.0)
        ));
    }
}
