//! Every rule of decoding, accepted and refused, with the exact words.

mod json;
mod properties;
mod rules;
mod scalars;
mod structures;
mod unions;

use serde_json::{Value, json};

use super::{Case, Field, Refusal, Shape, check_json, decode_form};
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
            rest: None,
        },
    ),
    optional(
        "items",
        &Shape::Array {
            items: &Shape::Object {
                fields: &[required("k", &TEXT), optional("n", &WHOLE)],
                rest: None,
            },
            min: None,
            max: None,
        },
    ),
    optional(
        "range",
        &Shape::Union {
            name: "",
            cases: &[
                Case::of(&Shape::Object {
                    fields: &[optional("gte", &WHOLE)],
                    rest: None,
                }),
                Case::of(&WHOLE),
            ],
        },
    ),
    optional("any", &Shape::Any),
];

fn decode(text: &str) -> Result<Value, Refusal> {
    decode_form(
        &form::parse(text.as_bytes()).expect("the text is a form"),
        FIELDS,
        None,
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
