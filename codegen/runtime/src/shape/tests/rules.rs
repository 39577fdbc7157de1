//! What a value is held to beside its type.

use super::*;
use crate::shape::name::Name;
use crate::shape::rule::{Rule, hold};

/// Takes the good values and refuses the bad ones with the same words.
#[track_caller]
fn holds(rule: Rule<'_>, good: &Value, bad: &[(Value, &str)]) {
    let held = |value: &Value| hold(value, None, &[rule], &Name::Root);
    for value in good.as_array().unwrap() {
        assert_eq!(held(value), Ok(()), "{rule:?}: {value}");
    }
    for (value, message) in bad {
        assert_eq!(held(value).unwrap_err().message, *message, "{rule:?}");
    }
}

#[test]
fn numbers_are_held_to_their_digits() {
    let step = Rule::MultipleOf("0.1");
    let message = "This value must be a multiple of 0.1 (it currently is '0.35').";
    holds(step, &json!([0.3, 0, -7, "x"]), &[(json!(0.35), message)]);
    let least = |exclusive| Rule::Minimum {
        bound: "0.3",
        exclusive,
    };
    let message = "This value must be greater than or equal to 0.3.";
    holds(least(false), &json!([0.3, 1]), &[(json!(0.29), message)]);
    let message = "This value must be greater than 0.3.";
    holds(least(true), &json!([0.31]), &[(json!(0.3), message)]);
    let most = |exclusive| Rule::Maximum {
        bound: "2",
        exclusive,
    };
    let message = "This value must be less than or equal to 2 (it currently is '3').";
    holds(most(false), &json!([2, 2.0]), &[(json!(3), message)]);
    let message = "This value must be less than 2 (it currently is '2.0').";
    holds(most(true), &json!([1.99]), &[(json!(2.0), message)]);
    // A form's text has digits that a float has lost.
    let held = |text| hold(&json!(0.3), Some(text), &[most_of("0.3")], &Name::Root);
    assert_eq!(held("0.3"), Ok(()));
    assert!(held("0.30000000000000000001").is_err());
}

fn most_of(bound: &str) -> Rule<'_> {
    Rule::Maximum {
        bound,
        exclusive: false,
    }
}

#[test]
fn items_are_equal_however_they_are_written() {
    let message = "Invalid array: must not have an item twice";
    let twice = [
        json!([1, 2, 1]),
        json!([1, 1.0]),
        json!([{ "a": 1, "b": [2] }, { "b": [2.0], "a": 1 }]),
        json!([null, null]),
    ];
    let good = json!([[], [1, 2], [1, "1"], ["a", "A"], [{ "a": 1 }, { "a": 2 }], "aa"]);
    holds(Rule::Unique, &good, &twice.map(|list| (list, message)));
}

#[test]
fn members_are_counted_and_values_are_listed() {
    let between = Rule::Members {
        min: Some(1),
        max: Some(2),
    };
    let bad = [
        (json!({}), "Invalid object: must have at least 1 members"),
        (
            json!({ "a": 1, "b": 2, "c": 3 }),
            "Invalid object: must have at most 2 members",
        ),
    ];
    holds(between, &json!([{ "a": 1 }, { "a": 1, "b": 2 }]), &bad);
    let held = |value: Value| hold(&value, None, &[Rule::OneOf(&["0.5", "true"])], &Name::Root);
    assert_eq!((held(json!(0.50)), held(json!(true))), (Ok(()), Ok(())));
    assert!(held(json!(0.6)).is_err() && held(json!(false)).is_err());
}
