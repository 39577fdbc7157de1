//! Texts, numbers, booleans and enums.

use super::*;
use crate::shape::name::Name;
use crate::shape::scalar;

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
}

#[test]
fn an_optional_text_that_may_have_no_characters_may_be_unset() {
    for (min, unset) in [(None, true), (Some(0), true), (Some(1), false)] {
        let shape = Shape::String {
            min,
            max: None,
            values: &[],
        };
        let read = scalar::read("", &shape, &Name::Root, false).unwrap();
        assert_eq!(read.is_ok(), unset, "{min:?}");
    }
}

#[test]
fn one_value_given_twice_is_fine_and_two_values_are_refused() {
    takes("text=a&text=a", &json!({"text": "a"}));
    takes(
        "whole=1&texts[]=a&whole=1",
        &json!({"texts": ["a"], "whole": 1}),
    );
    takes("clear=&clear=", &json!({"clear": ""}));
    for (form, param) in [
        ("text=a&text=b", "text"),
        ("whole=1&whole=2", "whole"),
        ("whole=1&whole=01", "whole"),
        ("flag=true&flag=false", "flag"),
        ("state=posted&state=canceled", "state"),
        ("number=1&number=2&number=1", "number"),
        ("clear=x&clear=", "clear"),
        ("clear=&clear=x", "clear"),
        ("wipe=&wipe=3", "wipe"),
        ("any=a&any=b", "any"),
        ("any[k]=a&any[k]=b", "any[k]"),
        ("map[k]=a&map[k]=", "map[k]"),
        ("texts[0]=a&texts[0]=b", "texts[0]"),
        ("items[0][k]=a&items[0][k]=b", "items[0][k]"),
        ("range=1&range=2", "range"),
    ] {
        let message = format!("You passed '{param}' more than once, with different values.");
        refuses(form, param, None, &message);
    }
}

#[test]
fn a_long_name_is_told_back_in_part() {
    static HOLDER: Shape = Shape::Map { values: &WHOLE };
    static NAMED: &[Field] = &[optional("map", &HOLDER)];
    let key = "k".repeat(5000);
    for form in [format!("map[{key}]="), format!("map[{key}]=1&map[{key}]=2")] {
        let tree = form::parse(form.as_bytes()).unwrap();
        let message = decode_form(&tree, NAMED, None).unwrap_err().message;
        assert!(
            message.contains(&"k".repeat(190)) && message.len() < 1000,
            "{message}"
        );
    }
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
fn of_several_branches_of_one_kind_the_first_says_what_is_wrong() {
    static EITHER: &[Field] = &[optional(
        "either",
        &Shape::Union {
            name: "",
            cases: &[Case::of(&WHOLE), Case::of(&Shape::Boolean)],
        },
    )];
    let tree = form::parse(b"either=x").expect("the text is a form");
    let refusal = decode_form(&tree, EITHER, None).unwrap_err();
    assert_eq!(refusal.message, "Invalid integer: x");
}
