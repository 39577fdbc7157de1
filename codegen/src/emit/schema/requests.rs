//! What requests take.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::answers::Answers;
use super::convert::Side;
use super::exclusive;
use super::gather::{Gathering, Kind, Operation};
use crate::bundle::OperationRef;
use crate::check::bodies::bodiless;
use crate::check::media::{self, chosen};
use crate::check::{is_ignored, parameter_schema};
use crate::schema::{Kind as Shape, SchemaId};
use crate::tree::Node;

/// A part of a request.
pub(in crate::emit) struct Part {
    /// Where it is, such as `query`.
    pub(in crate::emit) place: &'static str,
    pub(in crate::emit) given: Given,
    /// The groups of its members of which a request has one at most.
    pub(in crate::emit) exclusive: Vec<Value>,
}

/// What is given in a part of a request.
pub(in crate::emit) enum Given {
    /// Parameters by name.
    Parameters(BTreeMap<String, Parameter>),
    /// A body; without a schema it is any bytes.
    Body {
        media: String,
        schema: Option<SchemaId>,
        description: Option<String>,
    },
}

/// A parameter.
pub(in crate::emit) struct Parameter {
    pub(in crate::emit) schema: Option<SchemaId>,
    pub(in crate::emit) description: Option<String>,
    pub(in crate::emit) required: bool,
    /// Whether it may be there without a value.
    pub(in crate::emit) may_be_empty: bool,
}

impl Gathering<'_> {
    /// What is the operation's own is named as its types in Rust, `own` first.
    pub(super) fn operation(&mut self, operation: &OperationRef<'_>, own: &str) {
        let id = operation.id.to_owned();
        let request = self.free(format!("{own}Request"));
        let mut parts = Parts::default();
        let mut takes = Vec::new();
        let groups = exclusive::groups(operation.node);
        let mut of_body = groups.clone();
        for (location, place, suffix) in [
            ("path", "path", Some("Path")),
            ("query", "query", Some("Query")),
            ("header", "headers", None),
            ("cookie", "cookies", None),
        ] {
            let parameters = self.parameters(operation, location);
            if parameters.is_empty() {
                continue;
            }
            let mut schema = self.of_parameters(&parameters);
            let mut exclusive = Vec::new();
            if location == "query" {
                (exclusive, of_body) =
                    (groups.iter().cloned()).partition(|group| exclusive::is_of(group, &schema));
                exclusive::say(exclusive.clone(), &mut schema);
            }
            if let Some(suffix) = suffix {
                entitle(&mut schema, &format!("{own}{suffix}"), None);
                let required = parameters.values().any(|it| it.required);
                parts.add(location, schema, required);
            }
            let given = Given::Parameters(parameters);
            takes.push(Part {
                place,
                given,
                exclusive,
            });
        }
        let body = operation.node.get("requestBody");
        let body = body.map(|body| self.document.resolve(body));
        let media = body
            .and_then(|body| body.get("content"))
            .filter(|_| !bodiless(operation))
            .and_then(|content| chosen(content, true));
        if let (Some(body), Some(media)) = (body, media) {
            let kind = media::kind(&media.key, true);
            let schema = media.value.get("schema");
            let schema = schema.filter(|_| kind < media::Kind::Raw);
            let mut is_nothing = false;
            if let Some(schema) = schema {
                let mut schema = self.schema(schema, Side::Request);
                if kind != media::Kind::Json {
                    close(&mut schema);
                }
                is_nothing = schema.get("properties").is_none()
                    && schema.get("additionalProperties") == Some(&json!(false));
                entitle(&mut schema, &format!("{own}Body"), body.text("description"));
                exclusive::say(of_body.clone(), &mut schema);
                parts.add("body", schema, body.is_true("required"));
            }
            let schema = schema.and_then(|schema| self.schemas.at(schema));
            let given = Given::Body {
                media: media.key.clone(),
                schema,
                description: body.text("description").map(str::to_owned),
            };
            // Some documents have a form that takes nothing.
            if !is_nothing {
                takes.push(Part {
                    place: "body",
                    given,
                    exclusive: of_body,
                });
            }
        }
        let about = format!("{} {}", operation.method.to_uppercase(), operation.path);
        self.define(
            &request,
            Kind::Request,
            format!("What `{id}` takes ({about}): its parameters and its body, decoded."),
            (operation.node, None),
            parts.schema(operation.node),
        );
        let Answers {
            response,
            error,
            all: answers,
        } = self.answers(operation, own);
        self.done.operations.push(Operation {
            id,
            method: operation.method.to_uppercase(),
            path: operation.path.to_owned(),
            request,
            exclusive: groups,
            takes,
            response,
            error,
            answers,
        });
    }

    /// The parameters at a location by name; the operation's own replace those of the path.
    fn parameters(
        &self,
        operation: &OperationRef<'_>,
        location: &str,
    ) -> BTreeMap<String, Parameter> {
        let lists = [operation.path_item, operation.node].map(|node| node.get("parameters"));
        let all = lists.into_iter().flatten().flat_map(Node::items);
        let all = all.map(|parameter| self.document.resolve(parameter));
        let here = all.filter(|parameter| parameter.text("in") == Some(location));
        let named = here.filter_map(|parameter| {
            let name = parameter.text("name").unwrap_or_default();
            if is_ignored(location, name) {
                return None;
            }
            let schema = parameter_schema(parameter).and_then(|schema| self.schemas.at(schema));
            let is_list =
                schema.is_some_and(|id| matches!(self.schemas.resolved(id).kind, Shape::List(_)));
            // The brackets are those of a list that is written with them.
            let name = match name.strip_suffix("[]") {
                Some(stem) if location == "query" && is_list => stem,
                _ => name,
            };
            let parameter = Parameter {
                schema,
                description: parameter.text("description").map(str::to_owned),
                required: parameter.is_true("required"),
                may_be_empty: parameter.is_true("allowEmptyValue"),
            };
            Some((name.to_owned(), parameter))
        });
        named.collect()
    }

    /// Parameters as one object.
    fn of_parameters(&mut self, parameters: &BTreeMap<String, Parameter>) -> Value {
        let mut properties = Map::new();
        for (name, parameter) in parameters {
            let schema = parameter.schema;
            let mut schema = schema.map_or(json!({}), |id| self.said(id, Side::Request));
            if parameter.may_be_empty {
                schema = json!({ "anyOf": [schema, { "const": "" }] });
            }
            describe(&mut schema, parameter.description.as_deref());
            properties.insert(name.clone(), schema);
        }
        let mut object = json!({
            "additionalProperties": false, "properties": properties, "type": "object",
        });
        let required = parameters.iter().filter(|(_, it)| it.required);
        let required: Vec<&String> = required.map(|(name, _)| name).collect();
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        object
    }
}

/// A form of which neither a field is described nor how many there are takes none.
fn close(form: &mut Value) {
    if let Value::Object(members) = form
        && members.get("type") == Some(&json!("object"))
        && ![
            "properties",
            "additionalProperties",
            "minProperties",
            "maxProperties",
        ]
        .iter()
        .any(|key| members.contains_key(*key))
    {
        members.insert("additionalProperties".to_owned(), json!(false));
    }
}

/// Adds a description where a schema has none of its own.
fn describe(schema: &mut Value, description: Option<&str>) {
    if let (Value::Object(members), Some(text)) = (schema, description) {
        members
            .entry("description")
            .or_insert_with(|| Value::String(text.to_owned()));
    }
}

/// Names a part of a request as the Rust type of it is named: a generator of types has no better name for what is inline.
/// What refers to a component goes by the component's name.
fn entitle(schema: &mut Value, name: &str, description: Option<&str>) {
    let Value::Object(members) = schema else {
        return;
    };
    if members.contains_key("$ref") {
        return;
    }
    members.insert("title".to_owned(), json!(name));
    describe(schema, description);
}

/// The parts of a request.
#[derive(Default)]
struct Parts {
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

impl Parts {
    fn add(&mut self, name: &'static str, schema: Value, required: bool) {
        self.properties.insert(name.to_owned(), schema);
        if required {
            self.required.push(name);
        }
    }

    /// What is given to an operation is described by what the operation does.
    fn schema(self, operation: &Node) -> Value {
        let mut object = json!({
            "additionalProperties": false, "properties": self.properties, "type": "object",
        });
        let text = operation
            .text("description")
            .or_else(|| operation.text("summary"));
        if let Some(text) = text {
            object["description"] = json!(text);
        }
        if !self.required.is_empty() {
            object["required"] = json!(self.required);
        }
        object
    }
}
