//! What an operation answers: which resource, one of it or a list.

use std::collections::BTreeSet;

use crate::bundle::{Document, OperationRef};
use crate::check::media::{self, chosen};
use crate::tree::Node;

/// How many schemas are looked at for one operation: unions and `allOf` can lead anywhere, and to it again.
const MOST: usize = 4096;

/// How deep they are followed.
const DEPTH: usize = 16;

/// What an operation answers when it succeeds.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// The resource, where the answer says so.
    pub(super) resource: Option<String>,
    /// Whether it is a list.
    pub(super) list: bool,
    /// Whether it is JSON.
    pub(super) json: bool,
    /// Whether it is, or may be, what is left of a deleted object.
    pub(super) gone: bool,
}

pub(super) fn of(document: &Document, operation: &OperationRef<'_>) -> Answer {
    let answers = operation.node.get("responses").map(Node::sorted);
    let schema = answers
        .unwrap_or_default()
        .into_iter()
        .filter(|answer| answer.key.starts_with('2'))
        .filter_map(|answer| document.resolve(&answer.value).get("content"))
        .find_map(|content| {
            let media = chosen(content, false)?;
            let is_json = media::kind(&media.key, false) == media::Kind::Json;
            is_json.then(|| media.value.get("schema"))?
        });
    let Some(schema) = schema else {
        return Answer::default();
    };
    let mut look = Look {
        document,
        left: MOST,
    };
    let found = match look.one(schema, DEPTH) {
        Found::Nothing => look.envelope(schema).map_or(Found::Nothing, Found::List),
        found => found,
    };
    let mut answer = Answer {
        json: true,
        ..Answer::default()
    };
    match found {
        Found::Object { resource, gone } => {
            answer.resource = resource;
            answer.gone = gone;
        }
        Found::List(items) => {
            answer.list = true;
            if let Found::Object { resource, .. } = look.one(items, DEPTH) {
                answer.resource = resource;
            }
        }
        Found::Nothing => {}
    }
    answer
}

/// What a schema is found to be.
enum Found<'a> {
    /// An object of a resource, or what is left of one that was deleted, which may not say of which.
    Object {
        resource: Option<String>,
        gone: bool,
    },
    /// A list of what the schema describes.
    List(&'a Node),
    /// None of these.
    Nothing,
}

struct Look<'a> {
    document: &'a Document,
    left: usize,
}

impl<'a> Look<'a> {
    fn one(&mut self, schema: &'a Node, depth: usize) -> Found<'a> {
        let node = self.document.resolve(schema);
        if depth == 0 || self.left == 0 {
            return Found::Nothing;
        }
        self.left -= 1;
        if let Some(branches) = ["anyOf", "oneOf"].iter().find_map(|key| node.get(key)) {
            return self.union(node, branches.items(), depth);
        }
        let object = self.property(node, "object", depth);
        let object = object
            .and_then(|schema| self.only(schema))
            .and_then(Node::as_str);
        let object = object.filter(|text| !text.is_empty()).map(str::to_owned);
        let deleted = self.property(node, "deleted", depth);
        let deleted = deleted.and_then(|schema| self.only(schema));
        if deleted.and_then(Node::as_bool) == Some(true) {
            return Found::Object {
                resource: object,
                gone: true,
            };
        }
        if let Some(resource) = declared(node) {
            return named(resource);
        }
        if let Some(items) = self.items(node) {
            return Found::List(items);
        }
        // What every list of this idiom keeps its items in; what its `object` says is no resource.
        let data = self.property(node, "data", depth);
        if let Some(items) = data.and_then(|data| self.items(data)) {
            return Found::List(items);
        }
        if let Some(object) = object {
            return named(object);
        }
        match node.get("allOf").map(Node::items) {
            Some([only]) => self.one(only, depth - 1),
            _ => Found::Nothing,
        }
    }

    fn union(&mut self, node: &'a Node, branches: &'a [Node], depth: usize) -> Found<'a> {
        let mut names = BTreeSet::new();
        let (mut gone, mut other) = (false, false);
        for branch in branches {
            match self.one(branch, depth - 1) {
                Found::Object { gone: true, .. } => gone = true,
                Found::Object { resource, .. } => {
                    other |= resource.is_none();
                    names.extend(resource);
                }
                Found::List(_) | Found::Nothing => other = true,
            }
        }
        if names.is_empty() && !other {
            // Everything that it can be is deleted.
            return Found::Object {
                resource: None,
                gone,
            };
        }
        let only = if names.len() == 1 && !other {
            names.pop_first()
        } else {
            None
        };
        let resource = declared(node).or(only);
        if resource.is_none() && !gone {
            return Found::Nothing;
        }
        Found::Object { resource, gone }
    }

    /// The items of an object that holds one array, and nothing else to tell what it is.
    fn envelope(&mut self, schema: &'a Node) -> Option<&'a Node> {
        let node = self.document.resolve(schema);
        let members = node.get("properties").map(Node::members)?;
        let mut arrays = members
            .iter()
            .filter_map(|member| self.items(&member.value));
        match (arrays.next(), arrays.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    /// A property of an object, its `allOf` included.
    fn property(&mut self, node: &'a Node, name: &str, depth: usize) -> Option<&'a Node> {
        let own = node.get("properties").and_then(|members| members.get(name));
        if own.is_some() || depth == 0 || self.left == 0 {
            return own;
        }
        self.left -= 1;
        let parts = node.get("allOf").map(Node::items).unwrap_or_default();
        parts
            .iter()
            .find_map(|part| self.property(self.document.resolve(part), name, depth - 1))
    }

    /// The one value of an `enum`.
    fn only(&self, schema: &'a Node) -> Option<&'a Node> {
        match self.document.resolve(schema).get("enum")?.items() {
            [only] => Some(only),
            _ => None,
        }
    }

    fn items(&self, schema: &'a Node) -> Option<&'a Node> {
        self.document.resolve(schema).get("items")
    }
}

fn declared(node: &Node) -> Option<String> {
    let resource = node.text("x-resourceId").filter(|text| !text.is_empty());
    resource.map(str::to_owned)
}

fn named<'a>(resource: String) -> Found<'a> {
    Found::Object {
        resource: Some(resource),
        gone: false,
    }
}
