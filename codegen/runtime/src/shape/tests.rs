//! Every rule of decoding, accepted and refused, with the exact words.

use serde_json::{Value, json};

use super::{Field, Refusal, Shape, check_json, decode_form};
use crate::form;

const TEXT: Shape = Shape::String {
    min: None,
    max: Some(10),
    values: &[],
};
const WHOLE: Shape = Shape::Integer {
    min: None,
    max: None,
};

const fn optional(name: &'static str, shape: &'static Shape) -> Field {
    Field {
        name,
        required: false,
        nullable: false,
        shape,
    }
}

const fn required(name: &'static str, shape: &'static Shape) -> Field {
    Field {
        name,
        required: true,
        nullable: false,
        shape,
    }
}

static FIELDS: &[Field] = &[
    optional("text", &TEXT),
    optional(
        "long",
        &Shape::String {
            min: Some(2),
            max: None,
            values: &[],
        },
    ),
    optional(
        "state",
        &Shape::String {
            min: None,
            max: None,
            values: &["canceled", "posted", "processing"],
        },
    ),
    optional(
        "pair",
        &Shape::String {
            min: None,
            max: None,
            values: &["a", "b"],
        },
    ),
    optional(
        "one",
        &Shape::String {
            min: None,
            max: None,
            values: &["only"],
        },
    ),
    optional("whole", &WHOLE),
    optional(
        "limit",
        &Shape::Integer {
            min: Some(1),
            max: Some(100),
        },
    ),
    optional("number", &Shape::Number),
    optional("flag", &Shape::Boolean),
    optional(
        "texts",
        &Shape::Array {
            items: &TEXT,
            min: None,
            max: Some(3),
        },
    ),
    optional(
        "wholes",
        &Shape::Array {
            items: &WHOLE,
            min: Some(2),
            max: None,
        },
    ),
    optional("map", &Shape::Map { values: &TEXT }),
    optional("clear", &Shape::OrEmpty(&Shape::Map { values: &TEXT })),
    optional("wipe", &Shape::OrEmpty(&WHOLE)),
    optional(
        "object",
        &Shape::Object {
            fields: &[required("a", &WHOLE), optional("b", &TEXT)],
            open: false,
        },
    ),
    optional(
        "items",
        &Shape::Array {
            items: &Shape::Object {
                fields: &[required("k", &TEXT), optional("n", &WHOLE)],
                open: false,
            },
            min: None,
            max: None,
        },
    ),
    optional(
        "range",
        &Shape::Union(&[
            &Shape::Object {
                fields: &[optional("gte", &WHOLE)],
                open: false,
            },
            &WHOLE,
        ]),
    ),
    optional("any", &Shape::Any),
];

fn decode(text: &str) -> Result<Value, Refusal> {
    decode_form(
        &form::parse(text.as_bytes()).expect("the text is a form"),
        FIELDS,
        false,
    )
}

#[track_caller]
fn takes(text: &str, expected: &Value) {
    assert_eq!(decode(text).as_ref(), Ok(expected), "{text}");
}

#[track_caller]
fn refuses(text: &str, param: &str, code: Option<&'static str>, message: &str) {
    let expected = Refusal {
        param: Some(param.to_owned()),
        code,
        message: message.to_owned(),
    };
    assert_eq!(decode(text), Err(expected), "{text}");
}

fn unset(name: &str) -> String {
    format!(
        "You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; however '{name}' cannot be unset. You should remove '{name}' from your request or supply a non-empty value."
    )
}

#[test]
fn texts_are_held_to_their_length_in_characters() {
    takes("text=+a%C3%A9+", &json!({"text": " aé "}));
    takes(
        &format!("text={}", "%C3%A9".repeat(10)),
        &json!({"text": "é".repeat(10)}),
    );
    refuses(
        "text=abcdefghijk",
        "text",
        None,
        "Invalid string: abcdefghijk; must be at most 10 characters",
    );
    refuses(
        "long=x",
        "long",
        None,
        "Invalid string: x; must be at least 2 characters",
    );
    takes("long=xy", &json!({"long": "xy"}));
    takes("text=a&text=b", &json!({"text": "b"}));
}

#[test]
fn long_text_is_told_back_in_part() {
    let message = format!(
        "Invalid string: {}...; must be at most 10 characters",
        "x".repeat(200)
    );
    refuses(
        &format!("text={}", "x".repeat(5000)),
        "text",
        None,
        &message,
    );
    let message = format!("Invalid integer: {}...", "x".repeat(200));
    refuses(
        &format!("whole={}", "x".repeat(5000)),
        "whole",
        Some("parameter_invalid_integer"),
        &message,
    );
    let refusal = decode(&format!("{}=1", "x".repeat(5000))).unwrap_err();
    assert_eq!(refusal.param, Some(format!("{}...", "x".repeat(200))));
    assert_eq!(
        refusal.message,
        format!("Received unknown parameter: {}...", "x".repeat(200))
    );
}

#[test]
fn an_empty_text_unsets_only_what_is_free_and_optional() {
    takes("text=", &json!({"text": ""}));
    let empty = Some("parameter_invalid_empty");
    for name in [
        "whole", "limit", "number", "flag", "state", "long", "texts", "map", "object", "items",
    ] {
        refuses(&format!("{name}="), name, empty, &unset(name));
    }
    refuses("object[a]=", "object[a]", empty, &unset("object[a]"));
    refuses("items[0][k]=", "items[0][k]", empty, &unset("items[0][k]"));
    takes("map[k]=", &json!({"map": {"k": ""}}));
    takes("clear=", &json!({"clear": ""}));
    takes("wipe=", &json!({"wipe": ""}));
    takes("wipe=3", &json!({"wipe": 3}));
    refuses(
        "wipe=x",
        "wipe",
        Some("parameter_invalid_integer"),
        "Invalid integer: x",
    );
}

#[test]
fn integers_are_digits_within_64_bits() {
    for (text, value) in [
        ("0", 0),
        ("-1", -1),
        ("007", 7),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        takes(&format!("whole={text}"), &json!({"whole": value}));
    }
    for text in [
        "10.0",
        "1e3",
        "x",
        "-",
        "--1",
        "0x10",
        "1_000",
        "9223372036854775808",
        "-9223372036854775809",
        "NaN",
        "٣",
    ] {
        refuses(
            &format!("whole={text}"),
            "whole",
            Some("parameter_invalid_integer"),
            &format!("Invalid integer: {text}"),
        );
    }
    for (sent, text) in [
        ("%2B1", "+1"),
        ("+1", " 1"),
        ("1%20", "1 "),
        ("1%00", "1\0"),
    ] {
        refuses(
            &format!("whole={sent}"),
            "whole",
            Some("parameter_invalid_integer"),
            &format!("Invalid integer: {text}"),
        );
    }
}

#[test]
fn integers_are_held_to_their_bounds() {
    takes("limit=1", &json!({"limit": 1}));
    takes("limit=100", &json!({"limit": 100}));
    let code = Some("parameter_invalid_integer");
    refuses(
        "limit=0",
        "limit",
        code,
        "This value must be greater than or equal to 1.",
    );
    refuses(
        "limit=101",
        "limit",
        None,
        "This value must be less than or equal to 100 (it currently is '101').",
    );
}

#[test]
fn numbers_are_in_the_notation_of_json() {
    takes("number=-1.5e2", &json!({"number": -150.0}));
    takes("number=3", &json!({"number": 3}));
    for text in ["x", "01", ".5", "NaN", "Infinity", "1e999", "+1", "1 "] {
        let sent = text.replace('+', "%2B").replace(' ', "%20");
        refuses(
            &format!("number={sent}"),
            "number",
            None,
            &format!("Invalid number: {text}"),
        );
    }
}

#[test]
fn booleans_are_the_two_words() {
    takes("flag=true", &json!({"flag": true}));
    takes("flag=false", &json!({"flag": false}));
    for text in ["1", "0", "True", "yes", "t", "true "] {
        let sent = text.replace(' ', "%20");
        refuses(
            &format!("flag={sent}"),
            "flag",
            None,
            &format!("Invalid boolean: {text}"),
        );
    }
}

#[test]
fn enums_list_their_values() {
    takes("state=posted", &json!({"state": "posted"}));
    refuses(
        "state=Posted",
        "state",
        None,
        "Invalid state: must be one of canceled, posted, or processing",
    );
    refuses(
        "pair=c",
        "pair",
        None,
        "Invalid pair: must be one of a or b",
    );
    refuses("one=two", "one", None, "Invalid one: must be one of only");
}

#[test]
fn lists_are_pushed_or_indexed_but_not_both() {
    let list = json!({"texts": ["a", "b", "c"]});
    takes("texts[]=a&texts[]=b&texts[]=c", &list);
    takes("texts[0]=a&texts[1]=b&texts[2]=c", &list);
    takes("texts[2]=c&texts[0]=a&texts[1]=b", &list);
    takes("texts[7]=b&texts[999]=c&texts[0]=a", &list);
    takes("texts%5B%5D=a&texts%5B%5D=b&texts%5B%5D=c", &list);
    takes("texts[10]=c&texts[2]=b&texts[1]=a", &list);
    takes("texts[0]=x&texts[0]=a", &json!({"texts": ["a"]}));
    for text in [
        "texts=a",
        "texts=a&texts=b",
        "texts[]=a&texts[0]=b",
        "texts[0]=b&texts[]=a",
        "texts[k]=a",
        "texts[1000]=a",
        "texts[01]=a",
        "texts[-1]=a",
        "texts[%2B1]=a",
        "texts[99999999999999999999]=a",
    ] {
        refuses(text, "texts", None, "Invalid array");
    }
}

#[test]
fn lists_are_held_to_their_number_and_name_the_bad_item() {
    refuses(
        "texts[]=1&texts[]=2&texts[]=3&texts[]=4",
        "texts",
        None,
        "Invalid array: must have at most 3 items",
    );
    refuses(
        "wholes[]=1",
        "wholes",
        None,
        "Invalid array: must have at least 2 items",
    );
    let code = Some("parameter_invalid_integer");
    refuses(
        "wholes[]=1&wholes[]=x",
        "wholes[1]",
        code,
        "Invalid integer: x",
    );
    refuses(
        "wholes[3]=1&wholes[5]=x",
        "wholes[5]",
        code,
        "Invalid integer: x",
    );
    refuses(
        "texts[][k]=v",
        "texts[0]",
        None,
        r#"Invalid string: {"k":"v"}"#,
    );
}

#[test]
fn lists_of_objects_are_read_in_both_notations() {
    let list = json!({"items": [{"k": "a", "n": 1}, {"k": "b"}]});
    takes("items[0][k]=a&items[0][n]=1&items[1][k]=b", &list);
    takes("items[][k]=a&items[][n]=1&items[][k]=b", &list);
    refuses(
        "items[0][n]=1",
        "items[0][k]",
        Some("parameter_missing"),
        "Missing required param: items[0][k].",
    );
    refuses("items[0]=a", "items[0]", None, "Invalid object");
}

#[test]
fn maps_take_any_key_but_only_texts() {
    takes(
        "map[0]=a&map[k%5B0%5D]=b&map[%20]=c",
        &json!({"map": {"0": "a", "k[0]": "b", " ": "c"}}),
    );
    refuses("map=a", "map", None, "Invalid object");
    refuses("map[]=a", "map", None, "Invalid object");
    refuses(
        "map[k]=abcdefghijk",
        "map[k]",
        None,
        "Invalid string: abcdefghijk; must be at most 10 characters",
    );
    refuses(
        "map[k][a]=1&map[k][b]=2",
        "map",
        None,
        r#"Invalid value type: {"a":"1","b":"2"} must be a string"#,
    );
    refuses(
        "map[k][]=1",
        "map",
        None,
        r#"Invalid value type: ["1"] must be a string"#,
    );
    takes("clear[k]=v", &json!({"clear": {"k": "v"}}));
    refuses("clear=x", "clear", None, "Invalid object");
}

#[test]
fn objects_know_their_members() {
    takes(
        "object[a]=1&object[b]=x",
        &json!({"object": {"a": 1, "b": "x"}}),
    );
    refuses("object=x", "object", None, "Invalid object");
    refuses("object[]=x", "object", None, "Invalid object");
    refuses(
        "object[b]=x",
        "object[a]",
        Some("parameter_missing"),
        "Missing required param: object[a].",
    );
    refuses(
        "object[c]=x&object[a]=1",
        "object[c]",
        Some("parameter_unknown"),
        "Received unknown parameter: object[c]",
    );
}

#[test]
fn structures_where_a_scalar_is_meant_are_told_back() {
    refuses("text[k]=v", "text", None, r#"Invalid string: {"k":"v"}"#);
    refuses(
        "text[]=v&text[]=w",
        "text",
        None,
        r#"Invalid string: ["v","w"]"#,
    );
    refuses("state[k]=v", "state", None, r#"Invalid string: {"k":"v"}"#);
    refuses(
        "whole[]=1",
        "whole",
        Some("parameter_invalid_integer"),
        r#"Invalid integer: ["1"]"#,
    );
    refuses("number[]=1", "number", None, r#"Invalid number: ["1"]"#);
    refuses(
        "flag[k]=true",
        "flag",
        None,
        r#"Invalid boolean: {"k":"true"}"#,
    );
}

#[test]
fn unknown_parameters_are_listed_in_order_of_arrival() {
    let code = Some("parameter_unknown");
    refuses("foo=1", "foo", code, "Received unknown parameter: foo");
    refuses(
        "zoo=1&text=x&bar[k]=2&zoo=3",
        "zoo",
        code,
        "Received unknown parameters: zoo, bar",
    );
    refuses(
        "amount%00=1",
        "amount\0",
        code,
        "Received unknown parameter: amount\0",
    );
}

#[test]
fn an_open_form_keeps_what_it_does_not_know() {
    let tree = form::parse(b"whole=1&foo[k]=v&bar[]=a").unwrap();
    let value = decode_form(&tree, FIELDS, true).unwrap();
    assert_eq!(value, json!({"whole": 1, "foo": {"k": "v"}, "bar": ["a"]}));
}

#[test]
fn a_union_takes_the_first_that_accepts_and_blames_the_nearest() {
    takes("range=5", &json!({"range": 5}));
    takes("range[gte]=5", &json!({"range": {"gte": 5}}));
    let code = Some("parameter_invalid_integer");
    refuses("range=x", "range", code, "Invalid integer: x");
    refuses("range[gte]=x", "range[gte]", code, "Invalid integer: x");
    refuses(
        "range[lt]=1",
        "range[lt]",
        Some("parameter_unknown"),
        "Received unknown parameter: range[lt]",
    );
}

#[test]
fn anything_passes_as_text_and_structures_of_text() {
    takes("any=1", &json!({"any": "1"}));
    takes(
        "any[a]=1&any[b][]=2",
        &json!({"any": {"a": "1", "b": ["2"]}}),
    );
    refuses("any[a]=1&any[]=2", "any", None, "Invalid object");
}

#[test]
fn required_parameters_must_be_there_and_not_empty() {
    static NEED: &[Field] = &[
        required("id", &TEXT),
        required(
            "list",
            &Shape::Array {
                items: &TEXT,
                min: None,
                max: None,
            },
        ),
    ];
    let decode = |text: &str| decode_form(&form::parse(text.as_bytes()).unwrap(), NEED, false);
    let refusal = decode("").unwrap_err();
    assert_eq!(refusal.message, "Missing required param: id.");
    assert_eq!(
        (refusal.param.as_deref(), refusal.code),
        (Some("id"), Some("parameter_missing"))
    );
    assert_eq!(
        decode("id=x").unwrap_err().message,
        "Missing required param: list."
    );
    assert_eq!(decode("id=&list[]=a").unwrap_err().message, unset("id"));
    assert_eq!(
        decode("id=x&list[]=").unwrap(),
        json!({"id": "x", "list": [""]})
    );
}

#[cfg(feature = "server")]
#[test]
fn a_form_style_list_repeats_its_name() {
    use super::{QueryStyle, decode_query};

    static QUERY: &[Field] = &[optional(
        "texts",
        &Shape::Array {
            items: &TEXT,
            min: None,
            max: Some(2),
        },
    )];
    let decode = |text: &str, styles: &[QueryStyle]| {
        decode_query(&form::parse(text.as_bytes()).unwrap(), QUERY, styles)
    };
    let style = &[QueryStyle::Form];
    assert_eq!(
        decode("texts=a&texts=b", style),
        Ok(json!({"texts": ["a", "b"]}))
    );
    assert_eq!(decode("texts=a", style), Ok(json!({"texts": ["a"]})));
    assert_eq!(decode("texts[]=a", style), Ok(json!({"texts": ["a"]})));
    let refusal = decode("texts=a&texts=b&texts=c", style).unwrap_err();
    assert_eq!(refusal.message, "Invalid array: must have at most 2 items");
    for styles in [&[][..], &[QueryStyle::DeepObject]] {
        assert_eq!(
            decode("texts=a", styles).unwrap_err().message,
            "Invalid array"
        );
    }
}

#[track_caller]
fn checks(value: &Value, expected: Result<(), (&str, &str)>) {
    static BODY: Shape = Shape::Object {
        fields: FIELDS,
        open: false,
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
        (json!({"whole": 10.0}), "whole", "Invalid integer: 10.0"),
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
fn json_null_fits_only_what_is_nullable() {
    static SHAPE: Shape = Shape::Object {
        fields: &[
            Field {
                nullable: true,
                ..required("a", &WHOLE)
            },
            optional("b", &WHOLE),
        ],
        open: true,
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
