//! JSON bodies.

use super::*;

#[track_caller]
fn checks(value: &Value, expected: Result<(), (&str, &str)>) {
    static BODY: Shape = Shape::Object {
        fields: FIELDS,
        rest: None,
    };
    let found = check_json(value, &BODY);
    let found = found.as_ref().map_err(|refusal| {
        (
            refusal.param.as_deref().unwrap_or(""),
            refusal.message.as_str(),
        )
    });
    assert_eq!(found.copied(), expected, "{value}");
}

#[test]
fn json_bodies_are_held_to_the_same_rules() {
    let fits = json!({
        "text": "", "long": "xy", "state": "posted", "whole": i64::MIN, "limit": 1, "number": 1.5, "flag": false,
        "texts": ["a"], "wholes": [1, 2], "map": {"k": "v"}, "clear": "", "wipe": 3, "object": {"a": 1},
        "items": [{"k": "a"}], "range": {"gte": 1}, "any": [null, {}],
    });
    checks(&fits, Ok(()));
    for (value, param, message) in [
        (json!([]), "", "Invalid object"),
        (json!({"foo": 1}), "foo", "Received unknown parameter: foo"),
        (json!({"text": 3}), "text", "Invalid string: 3"),
        (json!({"text": null}), "text", "Invalid string: null"),
        (
            json!({"text": "abcdefghijk"}),
            "text",
            "Invalid string: abcdefghijk; must be at most 10 characters",
        ),
        (
            json!({"state": "x"}),
            "state",
            "Invalid state: must be one of canceled, posted, or processing",
        ),
        (json!({"whole": 10.5}), "whole", "Invalid integer: 10.5"),
        (
            json!({"whole": u64::MAX}),
            "whole",
            "Invalid integer: 18446744073709551615",
        ),
        (json!({"whole": "1"}), "whole", "Invalid integer: \"1\""),
        (
            json!({"limit": 0}),
            "limit",
            "This value must be greater than or equal to 1.",
        ),
        (json!({"number": "1"}), "number", "Invalid number: \"1\""),
        (json!({"flag": "true"}), "flag", "Invalid boolean: \"true\""),
        (json!({"texts": "a"}), "texts", "Invalid array"),
        (json!({"texts": ["a", 1]}), "texts[1]", "Invalid string: 1"),
        (
            json!({"wholes": [1]}),
            "wholes",
            "Invalid array: must have at least 2 items",
        ),
        (json!({"map": []}), "map", "Invalid object"),
        (json!({"clear": "x"}), "clear", "Invalid object"),
        (json!({"wipe": "x"}), "wipe", "Invalid integer: \"x\""),
        (
            json!({"map": {"k": 1}}),
            "map",
            "Invalid value type: 1 must be a string",
        ),
        (
            json!({"object": {}}),
            "object[a]",
            "Missing required param: object[a].",
        ),
        (json!({"range": "x"}), "range", "Invalid integer: \"x\""),
        (
            json!({"range": {"lt": 1}}),
            "range[lt]",
            "Received unknown parameter: range[lt]",
        ),
    ] {
        checks(&value, Err((param, message)));
    }
}

#[test]
fn a_union_refuses_in_the_words_of_its_first_branch_of_the_values_kind() {
    static UNION: Shape = Shape::Union {
        name: "",
        cases: &[
            Case::of(&Shape::Map { values: &WHOLE }),
            Case::of(&WHOLE),
            Case::of(&TEXT),
        ],
    };
    for (value, message) in [
        (json!(true), "Invalid integer: true"),
        (json!({ "k": "x" }), "Invalid integer: \"x\""),
        (json!([]), "Invalid object"),
    ] {
        assert_eq!(check_json(&value, &UNION).unwrap_err().message, message);
    }
}

#[test]
fn json_null_fits_only_what_is_nullable() {
    static SHAPE: Shape = Shape::Object {
        fields: &[
            Field {
                nullable: true,
                ..required("a", &WHOLE)
            },
            optional("b", &WHOLE),
        ],
        rest: Some(&Shape::Any),
    };
    assert_eq!(check_json(&json!({"a": null, "c": 1}), &SHAPE), Ok(()));
    assert_eq!(
        check_json(&json!({"a": 1, "b": null}), &SHAPE)
            .unwrap_err()
            .message,
        "Invalid integer: null"
    );
    assert_eq!(
        check_json(&json!({}), &SHAPE).unwrap_err().message,
        "Missing required param: a."
    );
}
