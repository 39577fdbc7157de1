//! Everything in a document that has a text of its own, each once, where it is written.

use reversals_codegen::bundle::Document;
use reversals_codegen::tree::{Member, Node, Place};

/// What kind of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A parameter.
    Parameter,
    /// A header.
    Header,
    /// A body or answer in one media type.
    Media,
    /// A schema.
    Schema,
    /// A schema that is a member of an object.
    Member,
    /// What only holds others.
    Other,
}

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct Item<'a> {
    pub(crate) part: Part,
    pub(crate) node: &'a Node,
    /// Where its name is written, or where it begins.
    pub(crate) place: &'a Place,
    /// What it is, in words that depend on no place.
    pub(crate) at: String,
    /// What it is called, where it is a parameter, a header or a member.
    pub(crate) name: &'a str,
    /// The texts that describe it: its own, and those of what it is the whole of.
    pub(crate) told: Vec<&'a str>,
    /// The members of the object that it is a member of.
    pub(crate) beside: &'a [Member],
}

impl Item<'_> {
    pub(crate) fn is_schema(&self) -> bool {
        matches!(self.part, Part::Schema | Part::Member)
    }
}

/// Those of an operation, beside it.
const HOLDERS: [&str; 3] = ["parameters", "requestBody", "responses"];

/// All of a document.
pub(crate) fn items(document: &Document) -> Vec<Item<'_>> {
    let mut walk = Walk::default();
    let mut items = Vec::new();
    for path in members(&document.root, "paths") {
        walk.parameters(&path.value, &path.key);
    }
    for operation in document.operations() {
        let at = format!("{} {}", operation.method.to_uppercase(), operation.path);
        for holder in HOLDERS {
            let Some(member) = operation.node.member(holder) else {
                continue;
            };
            match holder {
                "parameters" => walk.parameters(operation.node, &at),
                "requestBody" => walk.body(&member.value, &format!("{at} body")),
                _ => {
                    for answer in member.value.members() {
                        walk.body(&answer.value, &format!("{at} {}", answer.key));
                    }
                }
            }
        }
    }
    for kind in members(&document.root, "components") {
        for component in kind.value.members() {
            let name = &component.key;
            match kind.key.as_str() {
                "schemas" => walk.push(Part::Schema, &component.value, name.clone(), &[]),
                "parameters" => walk.parameter(&component.value, &format!("components {name}")),
                "headers" => walk.header(component, "components"),
                "requestBodies" | "responses" => {
                    walk.body(&component.value, &format!("components.{} {name}", kind.key));
                }
                _ => {}
            }
        }
    }
    while let Some(item) = walk.waiting.pop() {
        walk.inside(&item);
        if item.part != Part::Other {
            items.push(item);
        }
    }
    items
}

/// The members of what stands under a key.
pub(crate) fn members<'a>(node: &'a Node, key: &str) -> &'a [Member] {
    node.get(key).map(Node::members).unwrap_or_default()
}

#[derive(Default)]
struct Walk<'a> {
    waiting: Vec<Item<'a>>,
}

impl<'a> Walk<'a> {
    fn push(&mut self, part: Part, node: &'a Node, at: String, told: &[&'a str]) {
        // What stands beside a reference says nothing, and what it leads to is walked where it is.
        let refers = node.text("$ref").is_some();
        if refers && part != Part::Member {
            return;
        }
        let own = node.text("description").filter(|_| !refers);
        self.waiting.push(Item {
            part,
            node,
            place: &node.place,
            at,
            name: "",
            told: told.iter().copied().chain(own).collect(),
            beside: &[],
        });
    }

    /// Names what was pushed last.
    fn name(&mut self, name: &'a str, place: &'a Place, beside: &'a [Member]) {
        if let Some(last) = self.waiting.last_mut() {
            (last.name, last.place, last.beside) = (name, place, beside);
        }
    }

    fn parameters(&mut self, node: &'a Node, at: &str) {
        for parameter in node.get("parameters").map(Node::items).unwrap_or_default() {
            self.parameter(parameter, at);
        }
    }

    fn parameter(&mut self, node: &'a Node, at: &str) {
        let (Some(name), Some(of)) = (node.text("name"), node.text("in")) else {
            return;
        };
        self.push(Part::Parameter, node, format!("{at} {of} {name}"), &[]);
        self.name(name, &node.place, &[]);
    }

    fn header(&mut self, header: &'a Member, at: &str) {
        if header.value.text("$ref").is_none() {
            let name = &header.key;
            self.push(
                Part::Header,
                &header.value,
                format!("{at} header {name}"),
                &[],
            );
            self.name(name, &header.place, &[]);
        }
    }

    /// A request's body, or an answer.
    fn body(&mut self, node: &'a Node, at: &str) {
        self.push(Part::Other, node, at.to_owned(), &[]);
    }

    /// What is in one of them.
    fn inside(&mut self, item: &Item<'a>) {
        let (node, at) = (item.node, &item.at);
        if node.text("$ref").is_some() {
            return;
        }
        match item.part {
            Part::Schema | Part::Member => self.schema(item),
            Part::Parameter | Part::Header | Part::Media | Part::Other => {
                for header in members(node, "headers") {
                    self.header(header, at);
                }
                for media in members(node, "content") {
                    self.push(Part::Media, &media.value, at.clone(), &item.told);
                    // The name tells a reader of the example which media type it is in.
                    self.name(&media.key, &media.place, &[]);
                }
                if let Some(schema) = node.get("schema") {
                    self.push(Part::Schema, schema, at.clone(), &item.told);
                }
            }
        }
    }

    fn schema(&mut self, item: &Item<'a>) {
        let (node, at) = (item.node, &item.at);
        let beside = members(node, "properties");
        for member in beside {
            self.push(
                Part::Member,
                &member.value,
                format!("{at}.{}", member.key),
                &[],
            );
            self.name(&member.key, &member.place, beside);
        }
        for (key, step) in [("items", "[]"), ("additionalProperties", "{}")] {
            if let Some(inner) = node.get(key).filter(|inner| inner.as_bool().is_none()) {
                self.push(Part::Schema, inner, format!("{at}{step}"), &item.told);
            }
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            for branch in node.get(key).map(Node::items).unwrap_or_default() {
                self.push(Part::Schema, branch, at.clone(), &item.told);
            }
        }
    }
}
