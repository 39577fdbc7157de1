use serde_json::json;

use super::*;

static WORD: Shape = Shape::String {
    min: None,
    max: None,
    values: &[],
};
static WORDS: Shape = Shape::Array {
    items: &WORD,
    min: None,
    max: None,
};
static SIZE: Shape = Shape::Object {
    fields: &[field("width", &WORD), field("unit", &WORD)],
    rest: None,
};

const fn field(name: &'static str, shape: &'static Shape) -> Field {
    Field {
        name,
        required: false,
        nullable: false,
        shape,
    }
}

static FIELDS: &[Field] = &[
    field("commas", &packed(Packing::Commas, &WORDS)),
    field("spaces", &packed(Packing::Spaces, &WORDS)),
    field("pipes", &packed(Packing::Pipes, &WORDS)),
    field("size", &packed(Packing::Pipes, &SIZE)),
    field("plain", &WORD),
];

const fn packed(packing: Packing, of: &'static Shape) -> Shape {
    Shape::Packed { packing, of }
}

/// What a query says, or why it says nothing.
fn read(query: &str) -> Result<Value, String> {
    let query = respell(query.as_bytes(), FIELDS).map_err(|error| match error {
        Unreadable::Text(error) => error.to_string(),
        Unreadable::Value(refusal) => refusal.message,
    })?;
    let tree = form::parse(&query).map_err(|error| error.to_string())?;
    super::super::form::decode_query(&tree, FIELDS, &[]).map_err(|refusal| refusal.message)
}

#[track_caller]
fn reads(query: &str, wanted: &Value) {
    assert_eq!(read(query).as_ref(), Ok(wanted), "{query}");
}

#[test]
fn a_list_is_split_at_its_own_delimiter_and_at_no_other() {
    reads("commas=a,b|c+d", &json!({ "commas": ["a", "b|c d"] }));
    reads(
        "spaces=a+b%20c,d|e",
        &json!({ "spaces": ["a", "b", "c,d|e"] }),
    );
    reads(
        "pipes=a|b%7Cc%7cd,e+f",
        &json!({ "pipes": ["a", "b", "c", "d,e f"] }),
    );
    reads("plain=a|b,c+d", &json!({ "plain": "a|b,c d" }));
}

#[test]
fn a_comma_that_was_escaped_is_a_part_of_its_item_and_items_may_be_empty() {
    reads("commas=a%2Cb,c", &json!({ "commas": ["a,b", "c"] }));
    reads(
        "commas=a%26b%3Dc%25,%5B0%5D",
        &json!({ "commas": ["a&b=c%", "[0]"] }),
    );
    reads("pipes=|a|", &json!({ "pipes": ["", "a", ""] }));
    reads("spaces=", &json!({ "spaces": [""] }));
    reads("pipes=a&pipes=b", &json!({ "pipes": ["a", "b"] }));
}

#[test]
fn an_object_is_keys_and_values_by_turns_and_no_key_goes_without_a_value() {
    reads(
        "size=width|2|unit|m",
        &json!({ "size": { "width": "2", "unit": "m" } }),
    );
    for query in ["size=width", "size=width|2|unit", "size=|2"] {
        assert_eq!(read(query), Err("Invalid object".to_owned()), "{query}");
    }
    assert_eq!(
        read("size=depth|2"),
        Err("Received unknown parameter: size[depth]".to_owned())
    );
}

#[test]
fn what_has_one_text_has_no_brackets_besides() {
    for query in ["pipes[]=a", "spaces[0]=a", "size[width]=2", "%70ipes[]=a"] {
        let refused = read(query).unwrap_err();
        assert!(
            refused.starts_with("Received unknown parameter: "),
            "{query}: {refused}"
        );
    }
}

#[cfg(feature = "client")]
mod round {
    use proptest::prelude::*;

    use super::*;
    use crate::form::Carrier;

    proptest! {
        #[test]
        fn what_a_client_writes_is_what_a_server_reads(
            items in prop::collection::vec("[ ,|&=+%\\[\\]a-cé]{0,3}", 1..4),
        ) {
            for (name, packing, delimiter) in [
                ("commas", Packing::Commas, None),
                ("spaces", Packing::Spaces, Some(' ')),
                ("pipes", Packing::Pipes, Some('|')),
            ] {
                let written = form::packed(name, &items, packing, Carrier::Escaped(""));
                let loses = delimiter.is_some_and(|of| items.iter().any(|item| item.contains(of)));
                prop_assert_eq!(written.is_err(), loses);
                if let Ok(text) = written {
                    let query = format!("{name}={}", text.unwrap());
                    prop_assert_eq!(read(&query), Ok(json!({ name: items.clone() })), "{}", query);
                }
            }
        }
    }
}
