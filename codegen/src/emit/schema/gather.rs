//! Which schemas there are: what requests take, what responses give, and the components of both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::convert::{Saying, Side};
use super::forms;
use super::requests::Part;
use crate::bundle::Document;
use crate::check::Checked;
use crate::lower::{Reach, called};
use crate::schema::{SchemaId, Schemas};
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
    /// What it means, and on which side; none of what an operation takes, which is in parts.
    pub(in crate::emit) meaning: Option<(SchemaId, Side)>,
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
    /// What it takes, in the order of the wire; the request's schema is of path, query and body.
    pub(in crate::emit) takes: Vec<Part>,
    /// The first of what it answers on success that has a schema, and of what it answers otherwise.
    pub(in crate::emit) response: Option<String>,
    pub(in crate::emit) error: Option<String>,
    /// Every answer, where those two are not all: a status, a range or `default`, with the name of its schema.
    pub(in crate::emit) answers: Option<BTreeMap<String, Option<String>>>,
}

/// Every schema by its name.
#[derive(Default)]
pub(in crate::emit) struct Gathered {
    pub(in crate::emit) definitions: BTreeMap<String, Definition>,
    pub(in crate::emit) operations: Vec<Operation>,
    /// The names of the definitions that components are on a side.
    pub(in crate::emit) names: BTreeMap<(SchemaId, Side), String>,
}

pub(in crate::emit) fn gather(checked: &Checked) -> Gathered {
    let document = checked.document();
    let mut gathering = Gathering {
        document,
        schemas: checked.schemas(),
        reach: Reach::of(checked),
        waiting: BTreeSet::new(),
        done: Gathered::default(),
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
    pub(super) schemas: &'a Schemas,
    reach: Reach,
    /// Components that something refers to.
    waiting: BTreeSet<(String, Side)>,
    pub(super) done: Gathered,
}

impl Gathering<'_> {
    pub(super) fn schema(&mut self, node: &Node, side: Side) -> Value {
        let id = self.schemas.at(node);
        id.map_or(json!({}), |id| self.said(id, side))
    }

    pub(super) fn said(&mut self, id: SchemaId, side: Side) -> Value {
        let mut saying = Saying {
            schemas: self.schemas,
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
            if let Some(id) = self.schemas.component(&name) {
                self.done.names.insert((id, side), defined.clone());
            }
            if self.done.definitions.contains_key(&defined) {
                continue;
            }
            let Some(node) = self.document.component("schemas", &name) else {
                continue;
            };
            let schema = self.schema(node, side);
            let purpose = format!("The component `{name}`.");
            self.define(&defined, Kind::Object, purpose, (node, Some(side)), schema);
        }
    }

    pub(super) fn define(
        &mut self,
        name: &str,
        kind: Kind,
        purpose: String,
        (node, side): (&Node, Option<Side>),
        schema: Value,
    ) {
        let definition = Definition {
            kind,
            purpose,
            source: node.place.pointer.to_string(),
            form_of: None,
            meaning: self.schemas.at(node).zip(side),
            schema,
        };
        self.done.definitions.insert(name.to_owned(), definition);
    }
}
