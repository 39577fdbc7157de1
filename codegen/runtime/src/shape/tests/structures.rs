//! Lists, maps, objects and unions.

use super::*;

#[test]
fn lists_are_pushed_or_indexed_but_not_both() {
    let list = json!({"texts": ["a", "b", "c"]});
    takes("texts[]=a&texts[]=b&texts[]=c", &list);
    takes("texts[0]=a&texts[1]=b&texts[2]=c", &list);
    takes("texts[2]=c&texts[0]=a&texts[1]=b", &list);
    takes("texts[7]=b&texts[999]=c&texts[0]=a", &list);
    takes("texts%5B%5D=a&texts%5B%5D=b&texts%5B%5D=c", &list);
    takes("texts[10]=c&texts[2]=b&texts[1]=a", &list);
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
    let told = r#"Invalid string: {"\"\u0000":["é",{"x":""}]}"#;
    refuses(
        "text[%22%00][]=%C3%A9&text[%22%00][][x]=",
        "text",
        None,
        told,
    );
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
    let value = decode_form(&tree, FIELDS, Some(&Shape::Any)).unwrap();
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
    let decode = |text: &str| decode_form(&form::parse(text.as_bytes()).unwrap(), NEED, None);
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
    use crate::shape::{QueryStyle, decode_query};

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

#[test]
fn a_member_without_a_name_of_its_own_is_held_to_what_the_others_are() {
    static WHOLES: Shape = Shape::Object {
        fields: &[optional("a", &TEXT)],
        rest: Some(&WHOLE),
    };
    let decode = |text: &str| {
        let tree = form::parse(text.as_bytes()).unwrap();
        decode_form(&tree, &[optional("a", &TEXT)], Some(&WHOLE))
    };
    assert_eq!(decode("a=b&c=12").unwrap(), json!({ "a": "b", "c": 12 }));
    assert_eq!(decode("a=b&c=d").unwrap_err().message, "Invalid integer: d");
    assert_eq!(check_json(&json!({ "a": "b", "c": 12 }), &WHOLES), Ok(()));
    let refusal = check_json(&json!({ "c": "d" }), &WHOLES).unwrap_err();
    assert_eq!(refusal.message, "Invalid integer: \"d\"");
    assert_eq!(refusal.param.as_deref(), Some("c"));
}
