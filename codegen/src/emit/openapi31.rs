//! The document as OpenAPI 3.1, whose schemas are JSON Schema: the same facts in other words.

use serde_json::{Map, Value, json};

use super::openapi::{ORDER, marked};
use super::print;
use crate::Error;
use crate::bundle::Document;
use crate::ir::Api;
use crate::openapi::{Object, Shape, member_shape};
use crate::tree::{Kind, Node};

pub(super) fn document(api: &Api, document: &Document) -> Result<Vec<u8>, Error> {
    let mut root = said(&document.root, Some(Shape::Object(Object::Document)));
    root["openapi"] = json!("3.1.1");
    root["jsonSchemaDialect"] = json!("https://spec.openapis.org/oas/3.1/dialect/base");
    print::document(marked(api, root), &ORDER)
}

/// A node in the words of 3.1. Of what OpenAPI says nothing, nothing is changed.
fn said(node: &Node, shape: Option<Shape>) -> Value {
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
            items.iter().map(|item| said(item, inner)).collect()
        }
        Kind::Object(_) => {
            let members: Map<String, Value> = node
                .sorted()
                .into_iter()
                .map(|member| {
                    let shape = member_shape(shape, &member.key);
                    (member.key.clone(), said(&member.value, shape))
                })
                .collect();
            match shape {
                Shape::Object(Object::Schema) => Value::Object(schema(members)),
                _ => Value::Object(members),
            }
        }
        _ => node.to_json(),
    }
}

fn schema(mut members: Map<String, Value>) -> Map<String, Value> {
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

/// 3.1 says by `null` among the types, or as a branch, what 3.0 says by `nullable`.
fn nullable(members: &mut Map<String, Value>) {
    if let Some(kind) = members.remove("type") {
        members.insert("type".to_owned(), json!([kind, "null"]));
        if let Some(Value::Array(values)) = members.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(Value::Array(branches)) = members.get_mut(key) {
            branches.push(json!({ "type": "null" }));
            return;
        }
    }
    if let Some(all) = members.remove("allOf") {
        members.insert(
            "anyOf".to_owned(),
            json!([{ "allOf": all }, { "type": "null" }]),
        );
    }
}
