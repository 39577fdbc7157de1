//! Laws that hold for every form, tried on awkward ones.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{Tree, encode, parse, to_string};

/// Text made of what the notation itself uses, controls, spaces and characters beyond ASCII.
fn awkward(min: usize) -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("["),
        Just("]"),
        Just("[]"),
        Just("&"),
        Just("="),
        Just("+"),
        Just("%"),
        Just("%5B"),
        Just(" "),
        Just("\0"),
        Just("\n"),
        Just("é"),
        Just("漢"),
        Just("🦀"),
        Just("a"),
        Just("0"),
        Just("."),
        Just("\u{202e}"),
    ];
    prop::collection::vec(pieces, min..5).prop_map(|pieces| pieces.concat())
}

/// Structures that a form can carry: no null, no empty map or list.
fn value() -> impl Strategy<Value = Value> {
    let leaf = awkward(0).prop_map(Value::String);
    leaf.prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Value::Array),
            prop::collection::btree_map(awkward(1), inner, 1..4).prop_map(object),
        ]
    })
}

fn object(entries: BTreeMap<String, Value>) -> Value {
    Value::Object(entries.into_iter().collect())
}

fn form(
    names: impl Strategy<Value = String>,
    values: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Value> {
    prop::collection::btree_map(names, values, 0..4).prop_map(object)
}

/// Names come from a document, so they hold no brackets, but all else.
fn name() -> impl Strategy<Value = String> {
    awkward(1).prop_map(|name| name.replace(['[', ']'], "_"))
}

/// What the reader should make of a value: lists of scalars are pushed, others indexed.
fn expected(value: &Value) -> Value {
    match value {
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), expected(value)))
            .collect(),
        Value::Array(items) if !items.iter().all(Value::is_string) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (index.to_string(), expected(item)))
            .collect(),
        other => other.clone(),
    }
}

fn read(tree: &Tree) -> Value {
    match tree {
        Tree::Branch(branch) if branch.pushes().is_empty() => Value::Object(
            branch
                .keyed()
                .map(|(key, value)| (key.to_owned(), read(value)))
                .collect::<Map<_, _>>(),
        ),
        Tree::Branch(branch) => {
            assert_eq!(branch.keyed().len(), 0, "pushes and keys in one place");
            branch.pushes().iter().map(read).collect()
        }
        scalar => Value::String(scalar.text().expect("a scalar has a text").to_owned()),
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back_as_the_same_tree(form in form(name(), value())) {
        let text = to_string(&form).unwrap();
        prop_assert!(text.is_ascii());
        prop_assert_eq!(read(&parse(text.as_bytes()).unwrap()), expected(&form));
        prop_assert_eq!(to_string(&form).unwrap(), text);
    }

    #[test]
    fn escaped_brackets_mean_the_same_where_keys_hold_none(form in form(name(), value())) {
        let text = to_string(&form).unwrap();
        // A key with a bracket of its own is the one thing that full escaping cannot say.
        prop_assume!(!text.contains("%5B") && !text.contains("%5D"));
        let escaped = text.replace('[', "%5B").replace(']', "%5d");
        prop_assert_eq!(parse(escaped.as_bytes()).unwrap(), parse(text.as_bytes()).unwrap());
        let plus = text.replace("%20", "+");
        prop_assert_eq!(parse(plus.as_bytes()).unwrap(), parse(text.as_bytes()).unwrap());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn no_arrangement_of_the_notation_makes_the_reader_panic(
        pieces in prop::collection::vec(prop::sample::select(vec!["a", "b", "[", "]", "[]", "[a]", "=", "&", "%5B", "%5D", "%", "+", "1"]), 0..40)
    ) {
        if let Ok(tree) = parse(pieces.concat().as_bytes()) {
            let _ = tree.to_string();
        }
    }

    #[test]
    fn escaping_leaves_no_character_of_the_notation(text in any::<String>()) {
        prop_assert!(!encode(&text).contains(['[', ']', '&', '=', '+', ' ', '/', '\\']));
    }
}
