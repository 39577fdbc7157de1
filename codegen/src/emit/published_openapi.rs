//! The document as generators of other languages take it, in OpenAPI 3.0 and in 3.1, whose schemas are JSON Schema: the
//! same facts in other words, and said where the document leaves them to its reader.

use serde_json::{Map, Value, json};

use super::openapi::{ORDER, marked};
use super::print;
use crate::Error;
use crate::bundle::Document;
use crate::ir::Api;
use crate::openapi::{Object, Shape, member_shape};
use crate::tree::{Kind, Node};

/// A version of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V30,
    V31,
}

pub(super) fn document(api: &Api, document: &Document, version: Version) -> Result<Vec<u8>, Error> {
    let shape = Some(Shape::Object(Object::Document));
    let mut root = said(&document.root, shape, version);
    if version == Version::V31 {
        root["openapi"] = json!("3.1.1");
        root["jsonSchemaDialect"] = json!("https://spec.openapis.org/oas/3.1/dialect/base");
    }
    print::document(marked(api, root), &ORDER)
}

/// A node in the words of a version. Of what OpenAPI says nothing, nothing is changed.
fn said(node: &Node, shape: Option<Shape>, version: Version) -> Value {
    let Some(shape) = shape else {
        return node.to_json();
    };
    let shape = match shape {
        Shape::BoolOr(inner) => *inner,
        other => other,
    };
    match &node.kind {
        Kind::Array(items) => {
            let inner = match shape {
                Shape::List(inner) => Some(*inner),
                _ => None,
            };
            let items = items.iter().map(|item| said(item, inner, version));
            items.collect()
        }
        Kind::Object(_) => {
            let members: Map<String, Value> = node
                .sorted()
                .into_iter()
                .map(|member| {
                    let shape = member_shape(shape, &member.key);
                    (member.key.clone(), said(&member.value, shape, version))
                })
                .collect();
            match shape {
                Shape::Object(Object::Schema) => Value::Object(schema(members, version)),
                _ => Value::Object(members),
            }
        }
        _ => node.to_json(),
    }
}

fn schema(mut members: Map<String, Value>, version: Version) -> Map<String, Value> {
    width(&mut members);
    // A value that two branches take is refused by nobody: it is of the first.
    if let Some(branches) = members.remove("oneOf") {
        members.insert("anyOf".to_owned(), branches);
    }
    if members.get("nullable") == Some(&Value::Bool(true))
        && let Some(Value::Array(values)) = members.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        // By the letter of 3.0 too, null is none of the values unless it is among them.
        values.push(Value::Null);
    }
    if version == Version::V30 {
        return members;
    }
    for (bound, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if members.remove(exclusive) == Some(Value::Bool(true))
            && let Some(value) = members.remove(bound)
        {
            members.insert(exclusive.to_owned(), value);
        }
    }
    if let Some(example) = members.remove("example") {
        members.insert("examples".to_owned(), json!([example]));
    }
    if members.remove("nullable") == Some(Value::Bool(true)) {
        nullable(&mut members);
    }
    members
}

/// Says what the types of this project hold. Generators take a number without a width, or with a format that they don't
/// know, for one of 32 bits, which ends at 21 474 836.47 and in 2038.
fn width(members: &mut Map<String, Value>) {
    let wide = match members.get("type").and_then(Value::as_str) {
        Some("integer") => "int64",
        Some("number") => "double",
        _ => return,
    };
    match members.get("format").and_then(Value::as_str) {
        None => {}
        Some("unix-time") => {
            let unit = members.entry("x-unit");
            unit.or_insert_with(|| json!("unix-seconds"));
        }
        Some(_) => return,
    }
    members.insert("format".to_owned(), json!(wide));
}

/// 3.1 says by `null` among the types, or as a branch, what 3.0 says by `nullable`.
fn nullable(members: &mut Map<String, Value>) {
    if let Some(kind) = members.remove("type") {
        members.insert("type".to_owned(), json!([kind, "null"]));
    }
    if let Some(Value::Array(branches)) = members.get_mut("anyOf") {
        branches.push(json!({ "type": "null" }));
        return;
    }
    if let Some(all) = members.remove("allOf") {
        members.insert(
            "anyOf".to_owned(),
            json!([{ "allOf": all }, { "type": "null" }]),
        );
    }
}
