//! The places of an operation's texts and numbers, by what the generated code says of it.

use reversals_runtime::server::{Body, Field, Operation, Shape};

use super::Place;

/// A place for a value.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub(super) place: Place,
    /// The bracketed name of the parameter; with `\0` where the value is to be a key.
    pub(super) name: String,
    /// What a refusal names.
    pub(super) shown: String,
    shape: &'static Shape,
}

impl At {
    pub(super) fn values(&self) -> Vec<String> {
        let values: &[&str] = if matches!(self.shape, Shape::Integer { .. }) {
            &[
                "0",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "1\0",
                "1e3",
            ]
        } else {
            // Besides NUL: no character, a control, four bytes, what SQL escapes, letters whose case folds elsewhere.
            &[
                "\0",
                "a\0b",
                "tr_1\0",
                "\u{ffff}",
                "\u{1}",
                "\u{10ffff}",
                "' \\ \" %",
                "ſK",
            ]
        };
        let mut values: Vec<_> = values.iter().map(|&value| value.to_owned()).collect();
        if !matches!(self.shape, Shape::Integer { .. }) {
            // Longer than what a B-tree of PostgreSQL's takes; an address has less room.
            let long = if self.place == Place::Body {
                100_000
            } else {
                4_999
            };
            values.push(pseudo_random(long));
        }
        values
    }
}

/// A text that can't be compressed, the same in each run.
fn pseudo_random(length: usize) -> String {
    let mut state = 1_u64;
    let next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        char::from(b'a' + u8::try_from((state >> 33) % 26).unwrap())
    };
    std::iter::repeat_with(next).take(length).collect()
}

pub(super) fn places(operation: &Operation) -> Vec<At> {
    let mut all = Vec::new();
    for field in operation.path_params {
        within(Place::Path, field.name, field.shape, &mut all);
    }
    for field in operation.query {
        within(Place::Query, field.name, field.shape, &mut all);
    }
    for field in body(operation) {
        within(Place::Body, field.name, field.shape, &mut all);
    }
    all
}

pub(super) fn body(operation: &Operation) -> &'static [Field] {
    match operation.body {
        Body::Form { fields, .. } => fields,
        Body::None => &[],
        _ => panic!("{}: walk bodies of its kind too", operation.id),
    }
}

fn within(place: Place, name: &str, shape: &'static Shape, all: &mut Vec<At>) {
    let mut at = |name: String, shown: &str| {
        let shown = shown.to_owned();
        all.push(At {
            place,
            name,
            shown,
            shape,
        });
    };
    match shape {
        Shape::String { .. } | Shape::Integer { .. } => at(name.to_owned(), name),
        Shape::Array { items, .. } => within(place, &format!("{name}[0]"), items, all),
        Shape::Map { values } => {
            at(format!("{name}[\0]"), name);
            within(place, &format!("{name}[a]"), values, all);
        }
        Shape::Object { fields, .. } => {
            for field in *fields {
                within(place, &format!("{name}[{}]", field.name), field.shape, all);
            }
        }
        Shape::OrEmpty(inner) => within(place, name, inner, all),
        Shape::Union { cases, .. } => {
            for case in *cases {
                within(place, name, case.shape, all);
            }
        }
        Shape::Boolean => {}
        // So that the match here is looked at when there are.
        _ => panic!("{name}: walk this kind of shape too"),
    }
}
