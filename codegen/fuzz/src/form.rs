//! Bracketed forms.

use reversals_runtime::form::{Tree, parse, to_string};
use reversals_runtime::shape::{Case, Field, Shape, check_json, decode_form};
use serde_json::Value;

static TEXT: Shape = Shape::String {
    min: None,
    max: Some(20),
    values: &[],
};
static WORD: Shape = Shape::String {
    min: Some(1),
    max: None,
    values: &["open", "closed", "a"],
};
static WHOLE: Shape = Shape::Integer {
    min: None,
    max: None,
};
static SMALL: Shape = Shape::Integer {
    min: Some(-3),
    max: Some(1000),
};
static TEXTS: Shape = Shape::Array {
    items: &TEXT,
    min: None,
    max: None,
};
static MAP: Shape = Shape::Map { values: &TEXT };
static OR_EMPTY: Shape = Shape::OrEmpty(&MAP);
static ITEM: Shape = Shape::Object {
    fields: &[
        field("k", true, &WHOLE),
        field("m", false, &MAP),
        field("l", false, &TEXTS),
    ],
    rest: None,
};
static OPEN_ITEM: Shape = Shape::Object {
    fields: &[field("k", false, &Shape::Number)],
    rest: Some(&Shape::Any),
};
static ITEMS: Shape = Shape::Array {
    items: &ITEM,
    min: Some(1),
    max: Some(3),
};
static LISTS: Shape = Shape::Array {
    items: &TEXTS,
    min: None,
    max: None,
};
static EITHER: Shape = Shape::Union {
    name: "",
    cases: &[
        Case::of(&SMALL),
        Case::of(&Shape::Boolean),
        Case::of(&ITEM),
        Case::of(&TEXTS),
        Case::of(&WORD),
    ],
};

/// A field of each kind of shape, under names that mutation finds quickly.
static FIELDS: &[Field] = &[
    field("amount", false, &WHOLE),
    field("description", false, &TEXT),
    field("expand", false, &TEXTS),
    field("metadata", false, &OR_EMPTY),
    field("refund_application_fee", false, &Shape::Boolean),
    field("a", false, &Shape::Any),
    field("b", false, &EITHER),
    field("i", false, &ITEMS),
    field("l", false, &LISTS),
    field("n", false, &Shape::Number),
    field("o", false, &OPEN_ITEM),
    field("s", false, &SMALL),
    field("w", false, &WORD),
];

/// A field that must be there.
static ONE: &[Field] = &[field("amount", true, &WHOLE)];

const fn field(name: &'static str, required: bool, shape: &'static Shape) -> Field {
    Field {
        name,
        required,
        nullable: false,
        shape,
    }
}

/// No bytes make a reader panic; what is decoded has the shape that it was decoded by; what a form can carry is
/// read back as it was written.
pub fn check(bytes: &[u8]) {
    let tree = match parse(bytes) {
        Ok(tree) => tree,
        Err(error) => {
            // The message and the name in it go into responses.
            assert!(error.to_string().chars().count() < 300);
            return;
        }
    };
    let _ = tree.to_string();
    for rest in [None, Some(&Shape::Any), Some(FIELDS[0].shape)] {
        typed(&tree, FIELDS, rest);
        typed(&tree, &FIELDS[..5], rest);
        typed(&tree, ONE, rest);
    }
    written_again(&tree);
}

fn typed(tree: &Tree, fields: &'static [Field], rest: Option<&'static Shape>) {
    match decode_form(tree, fields, rest) {
        // The two readers of one shape agree.
        Ok(value) => {
            if let Err(refusal) = check_json(&value, &Shape::Object { fields, rest }) {
                panic!("a form gave {value}, which its own shape refuses: {refusal}");
            }
        }
        Err(refusal) => assert!(!refusal.message.is_empty()),
    }
}

/// Untyped, a tree is JSON of texts, unless one place is both a list and a map.
fn untyped(tree: &Tree) -> Option<Value> {
    decode_form(tree, &[], Some(&Shape::Any)).ok()
}

fn written_again(tree: &Tree) {
    let Some(value) = untyped(tree) else { return };
    let names = value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name);
    // `a%5D[b]` names a parameter `a]`, which the writer refuses to send.
    if names.into_iter().any(|name| name.contains(['[', ']'])) {
        assert!(
            to_string(&value).is_err(),
            "{value} has a bracket in a parameter's name"
        );
        return;
    }
    let text = to_string(&value)
        .unwrap_or_else(|error| panic!("{value} was read and can't be written: {error}"));
    let again = parse(text.as_bytes())
        .unwrap_or_else(|error| panic!("{text} was written and can't be read: {error}"));
    assert_eq!(untyped(&again), Some(indexed(&value)), "{text}");
    let plus = text.replace("%20", "+");
    assert_eq!(parse(plus.as_bytes()).as_ref(), Ok(&again), "{plus}");
}

/// What the reader makes of a written value: lists of texts are pushed, others have an index as their key.
fn indexed(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), indexed(value)))
            .collect(),
        Value::Array(items) if !items.iter().all(Value::is_string) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (index.to_string(), indexed(item)))
            .collect(),
        other => other.clone(),
    }
}
