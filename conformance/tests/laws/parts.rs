//! What calls and answers are made of.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Text made of what forms, paths and JSON are made of, controls, and characters beyond ASCII.
pub(crate) fn awkward(min: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "[", "]", "[]", "&", "=", "+", "%", "%5B", "%2e", "/", "\\", "?", "#", ";", " ", "\0",
            "\n", "\r", "\t", "\"", "'", "0", "..", "é", "漢", "🦀", "\u{202e}", "\u{feff}",
            "null", "a",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, min..6).prop_map(|pieces| pieces.concat())
}

/// An id that can be a segment of a path.
pub(crate) fn id() -> impl Strategy<Value = String> {
    awkward(1).prop_filter("the client refuses it", |id| id != "." && id != "..")
}

pub(crate) fn metadata(min: usize) -> impl Strategy<Value = Value> {
    prop::collection::btree_map(awkward(1), awkward(0), min..4).prop_map(|map| json!(map))
}

pub(crate) fn expand() -> impl Strategy<Value = Value> {
    prop::collection::vec(awkward(0), 1..4).prop_map(|list| json!(list))
}

pub(crate) fn text(min: usize) -> impl Strategy<Value = Value> {
    awkward(min).prop_map(Value::from)
}

pub(crate) type Member = (&'static str, BoxedStrategy<Value>, bool);

/// An object of members that are there or, where they need not be, not.
pub(crate) fn object(members: Vec<Member>) -> impl Strategy<Value = Map<String, Value>> {
    let members: Vec<_> = members
        .into_iter()
        .map(|(name, value, required)| {
            let named = move |value| Some((name.to_owned(), value));
            if required {
                value.prop_map(named).boxed()
            } else {
                prop_oneof![value.prop_map(named), Just(None)].boxed()
            }
        })
        .collect();
    members.prop_map(|members| members.into_iter().flatten().collect())
}

pub(crate) fn must(name: &'static str, value: impl Strategy<Value = Value> + 'static) -> Member {
    (name, value.boxed(), true)
}

pub(crate) fn may(name: &'static str, value: impl Strategy<Value = Value> + 'static) -> Member {
    (name, value.boxed(), false)
}

pub(crate) fn amount() -> impl Strategy<Value = Value> {
    any::<i64>().prop_map(Value::from)
}
