//! Which schemas there are: what requests take, what responses give, and the components of both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::answers::Answers;
use super::convert::{Saying, Side};
use super::{exclusive, forms};
use crate::bundle::{Document, OperationRef};
use crate::check::Checked;
use crate::check::bodies::bodiless;
use crate::check::media::{self, chosen};
use crate::check::{is_ignored, parameter_schema};
use crate::lower::{Reach, called};
use crate::schema::{Kind as Shape, Schemas};
use crate::tree::Node;

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::emit) enum Kind {
    /// A component of the document, or one of its forms.
    Object,
    /// What an operation takes.
    Request,
    /// What an operation answers, where that is no component.
    Response,
}

/// A schema by itself.
pub(in crate::emit) struct Definition {
    pub(in crate::emit) kind: Kind,
    /// What it is, in a sentence.
    pub(in crate::emit) purpose: String,
    /// Where the document describes it.
    pub(in crate::emit) source: String,
    /// The name of the definition that this is a form of; none where it stands for itself.
    pub(in crate::emit) form_of: Option<String>,
    /// The schema; its references are `#/$defs/<name>`.
    pub(in crate::emit) schema: Value,
}

/// The schemas of an operation, by name.
pub(in crate::emit) struct Operation {
    pub(in crate::emit) id: String,
    pub(in crate::emit) method: String,
    pub(in crate::emit) path: String,
    pub(in crate::emit) request: String,
    /// The parameters of which it takes one at most, group by group.
    pub(in crate::emit) exclusive: Vec<Value>,
    /// What it takes in headers, as one object; no part of the request's schema, which is of path, query and body.
    pub(in crate::emit) headers: Option<Value>,
    /// The first of what it answers on success that has a schema, and of what it answers otherwise.
    pub(in crate::emit) response: Option<String>,
    pub(in crate::emit) error: Option<String>,
    /// Every answer, where those two are not all: a status, a range or `default`, with the name of its schema.
    pub(in crate::emit) answers: Option<BTreeMap<String, Option<String>>>,
}

/// Every schema by its name.
pub(in crate::emit) struct Gathered {
    pub(in crate::emit) definitions: BTreeMap<String, Definition>,
    pub(in crate::emit) operations: Vec<Operation>,
}

pub(in crate::emit) fn gather(checked: &Checked) -> Gathered {
    let document = checked.document();
    let mut gathering = Gathering {
        document,
        schemas: checked.schemas(),
        reach: Reach::of(checked),
        waiting: BTreeSet::new(),
        done: Gathered {
            definitions: BTreeMap::new(),
            operations: Vec::new(),
        },
    };
    let operations = document.operations();
    for (operation, called) in operations.iter().zip(called::operations(&operations)) {
        gathering.operation(operation, &called.type_name);
    }
    gathering.components();
    forms::add(&mut gathering.done.definitions);
    gathering.done
}

pub(super) struct Gathering<'a> {
    pub(super) document: &'a Document,
    schemas: &'a Schemas,
    reach: Reach,
    /// Components that something refers to.
    waiting: BTreeSet<(String, Side)>,
    done: Gathered,
}

impl Gathering<'_> {
    /// What is the operation's own is named as its types in Rust, `own` first.
    fn operation(&mut self, operation: &OperationRef<'_>, own: &str) {
        let id = operation.id.to_owned();
        let request = self.free(format!("{own}Request"));
        let mut parts = Parts::default();
        let groups = exclusive::groups(operation.node);
        for (location, suffix) in [("path", "Path"), ("query", "Query")] {
            if let Some((mut schema, required)) = self.parameters(operation, location) {
                entitle(&mut schema, &format!("{own}{suffix}"), None);
                parts.add(location, schema, required);
            }
        }
        let (of_query, of_body): (Vec<_>, _) = groups
            .iter()
            .cloned()
            .partition(|group| exclusive::is_of(group, parts.properties.get("query")));
        if let Some(query) = parts.properties.get_mut("query") {
            exclusive::say(of_query, query);
        }
        let headers = self.parameters(operation, "header").map(|(it, _)| it);
        let body = operation.node.get("requestBody");
        if let Some(body) = body.map(|body| self.document.resolve(body)) {
            let media = body
                .get("content")
                .filter(|_| !bodiless(operation))
                .and_then(|content| chosen(content, true))
                .filter(|media| media::kind(&media.key, true) < media::Kind::Raw);
            if let Some((media, schema)) =
                media.and_then(|media| Some((media, media.value.get("schema")?)))
            {
                let mut schema = self.schema(schema, Side::Request);
                if media::kind(&media.key, true) != media::Kind::Json {
                    close(&mut schema);
                }
                entitle(&mut schema, &format!("{own}Body"), body.text("description"));
                exclusive::say(of_body, &mut schema);
                parts.add("body", schema, body.is_true("required"));
            }
        }
        let about = format!("{} {}", operation.method.to_uppercase(), operation.path);
        self.define(
            &request,
            Kind::Request,
            format!("What `{id}` takes ({about}): its parameters and its body, decoded."),
            operation.node,
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
            headers,
            response,
            error,
            answers,
        });
    }

    /// The parameters at a location as one object, and whether any of them must be given.
    fn parameters(
        &mut self,
        operation: &OperationRef<'_>,
        location: &str,
    ) -> Option<(Value, bool)> {
        let mut properties = Map::new();
        let mut required = BTreeSet::new();
        // The operation's own come last, since they replace the path's of the same name.
        for parameters in [
            operation.path_item.get("parameters"),
            operation.node.get("parameters"),
        ] {
            for parameter in parameters.into_iter().flat_map(Node::items) {
                let parameter = self.document.resolve(parameter);
                if parameter.text("in") != Some(location) {
                    continue;
                }
                let name = parameter.text("name").unwrap_or_default();
                if is_ignored(location, name) {
                    continue;
                }
                let described_by = parameter_schema(parameter);
                let is_list = described_by
                    .and_then(|schema| self.schemas.at(schema))
                    .is_some_and(|id| matches!(self.schemas.resolved(id).kind, Shape::List(_)));
                let schema =
                    described_by.map_or(json!({}), |schema| self.schema(schema, Side::Request));
                // The brackets are those of a list that is written with them.
                let name = match name.strip_suffix("[]") {
                    Some(stem) if location == "query" && is_list => stem,
                    _ => name,
                };
                let schema = if parameter.is_true("allowEmptyValue") {
                    json!({ "anyOf": [schema, { "const": "" }] })
                } else {
                    schema
                };
                properties.insert(name.to_owned(), described(schema, parameter));
                if parameter.is_true("required") {
                    required.insert(name.to_owned());
                } else {
                    required.remove(name);
                }
            }
        }
        if properties.is_empty() {
            return None;
        }
        let mut object = json!({
            "additionalProperties": false, "properties": properties, "type": "object",
        });
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        Some((object, !required.is_empty()))
    }

    pub(super) fn schema(&mut self, node: &Node, side: Side) -> Value {
        let schemas = self.schemas;
        let Some(id) = schemas.at(node) else {
            return json!({});
        };
        let mut saying = Saying {
            schemas,
            side,
            name: &mut |name| self.component(name, side),
            depth: 0,
        };
        saying.schema(id)
    }

    /// The name by which a component goes on a side; one that is only a reference goes by what it refers to.
    pub(super) fn component(&mut self, name: &str, side: Side) -> String {
        let name = self.document.end_of("schemas", name).unwrap_or(name);
        self.waiting.insert((name.to_owned(), side));
        if side == Side::Request && self.reach.two_forms(name) {
            let mut params = format!("{name}_params");
            let mut number = 1;
            while self.document.component("schemas", &params).is_some() {
                number += 1;
                params = format!("{name}_params_{number}");
            }
            return params;
        }
        name.to_owned()
    }

    /// A name that no component of the document has, and no operation yet.
    pub(super) fn free(&self, name: String) -> String {
        let is_taken = |name: &str| {
            self.done.definitions.contains_key(name)
                || self.document.component("schemas", name).is_some()
        };
        let mut names =
            std::iter::once(name.clone()).chain((2..).map(|number| format!("{name}_{number}")));
        names.find(|name| !is_taken(name)).unwrap_or(name)
    }

    /// Defines the components that are referred to, until none is left.
    fn components(&mut self) {
        while let Some((name, side)) = self.waiting.pop_first() {
            let defined = self.component(&name, side);
            self.waiting.remove(&(name.clone(), side));
            if self.done.definitions.contains_key(&defined) {
                continue;
            }
            let Some(node) = self.document.component("schemas", &name) else {
                continue;
            };
            let schema = self.schema(node, side);
            let purpose = format!("The component `{name}`.");
            self.define(&defined, Kind::Object, purpose, node, schema);
        }
    }

    pub(super) fn define(
        &mut self,
        name: &str,
        kind: Kind,
        purpose: String,
        node: &Node,
        schema: Value,
    ) {
        let definition = Definition {
            kind,
            purpose,
            source: node.place.pointer.to_string(),
            form_of: None,
            schema,
        };
        self.done.definitions.insert(name.to_owned(), definition);
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

/// A parameter's description is beside its schema.
fn described(mut schema: Value, parameter: &Node) -> Value {
    if let (Value::Object(members), Some(text)) = (&mut schema, parameter.text("description")) {
        members
            .entry("description")
            .or_insert_with(|| Value::String(text.to_owned()));
    }
    schema
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
    if let Some(text) = description {
        members
            .entry("description")
            .or_insert_with(|| Value::String(text.to_owned()));
    }
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
