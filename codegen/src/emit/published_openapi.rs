//! The document as generators of other languages take it, in OpenAPI 3.0 and in 3.1, whose schemas are JSON Schema: the
//! same facts in other words, and said where the document leaves them to its reader.

use serde_json::{Map, Value, json};

use super::openapi::{ORDER, marked};
use super::print;
use crate::Error;
use crate::check::Checked;
use crate::ir::Api;
use crate::keywords;
use crate::openapi::{Object, Shape, member_shape};
use crate::schema::{Kind, Schema, SchemaId, Schemas};
use crate::tree::{self, Node};

/// A version of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V30,
    V31,
}

pub(super) fn document(api: &Api, checked: &Checked, version: Version) -> Result<Vec<u8>, Error> {
    let saying = Saying {
        schemas: checked.schemas(),
        version,
    };
    let shape = Some(Shape::Object(Object::Document));
    let mut root = saying.node(&checked.document().root, shape);
    if version == Version::V31 {
        root["openapi"] = json!("3.1.1");
        root["jsonSchemaDialect"] = json!("https://spec.openapis.org/oas/3.1/dialect/base");
    }
    print::document(marked(api, root), &ORDER)
}

/// Says the document in the words of a version.
struct Saying<'a> {
    schemas: &'a Schemas,
    version: Version,
}

impl Saying<'_> {
    /// A node as it is written, and the schemas in it as the version has them. Of what OpenAPI says nothing, nothing is
    /// changed.
    fn node(&self, node: &Node, shape: Option<Shape>) -> Value {
        let Some(shape) = shape else {
            return node.to_json();
        };
        let shape = match shape {
            Shape::BoolOr(inner) => *inner,
            other => other,
        };
        match &node.kind {
            tree::Kind::Array(items) => {
                let inner = match shape {
                    Shape::List(inner) => Some(*inner),
                    _ => None,
                };
                let items = items.iter().map(|item| self.node(item, inner));
                items.collect()
            }
            tree::Kind::Object(_) => {
                let members: Map<String, Value> = node
                    .sorted()
                    .into_iter()
                    .map(|member| {
                        let shape = member_shape(shape, &member.key);
                        (member.key.clone(), self.node(&member.value, shape))
                    })
                    .collect();
                match (shape, self.schemas.at(node)) {
                    (Shape::Object(Object::Schema), Some(id)) => {
                        Value::Object(self.schema(id, members))
                    }
                    _ => Value::Object(members),
                }
            }
            _ => node.to_json(),
        }
    }

    /// What a schema says, of which `said` is how it is written.
    fn schema(&self, id: SchemaId, mut said: Map<String, Value>) -> Map<String, Value> {
        let (whole, own) = (&self.schemas[id], self.schemas.own(id));
        width(own, &mut said);
        // A value that two branches take is refused by nobody: it is of the first.
        if let Some(branches) = said.remove("oneOf") {
            said.insert("anyOf".to_owned(), branches);
        }
        let null = whole.is_true("nullable");
        if let Some(Value::Array(values)) = said.get_mut("enum")
            && null
            && !values.contains(&Value::Null)
        {
            // By the letter of 3.0 too, null is none of the values unless it is among them.
            values.push(Value::Null);
        }
        if self.version == Version::V30 {
            return said;
        }
        keywords::in_json_schema(own, &mut said);
        if let Some(example) = said.remove("example") {
            said.insert("examples".to_owned(), json!([example]));
        }
        if null {
            nullable(&mut said);
        }
        said.remove("nullable");
        said
    }
}

/// Says what the types of this project hold. Generators take a number without a width, or with a format that they don't
/// know, for one of 32 bits, which ends at 21 474 836.47 and in 2038.
fn width(own: &Schema, said: &mut Map<String, Value>) {
    let wide = match own.kind {
        Kind::Integer if own.typed => "int64",
        Kind::Number if own.typed => "double",
        _ => return,
    };
    match own.text("format") {
        None => {}
        Some("unix-time") => {
            let unit = said.entry("x-unit");
            unit.or_insert_with(|| json!("unix-seconds"));
        }
        Some(_) => return,
    }
    said.insert("format".to_owned(), json!(wide));
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
