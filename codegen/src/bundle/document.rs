//! One OpenAPI document, every reference of which is local.

use std::collections::HashMap;

use crate::diagnostic::Report;
use crate::openapi::{METHODS, Object, Shape, children, reference};
use crate::tree::{Member, Node};

/// One OpenAPI document, every `$ref` of which is `#/components/<kind>/<name>`.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document itself.
    pub root: Node,
    /// What was refused and noted of it as it was made.
    report: Report,
    components: HashMap<String, HashMap<String, Component>>,
}

/// Where a component is, so that finding it costs the same however many there are, and however long a chain of
/// references begins there.
#[derive(Clone, Debug)]
struct Component {
    /// The position among its kind.
    at: usize,
    /// The name of the component that is no reference, at the end of the chain; nothing where it ends nowhere.
    end: Option<String>,
}

/// An operation, and where it belongs.
#[derive(Clone, Copy, Debug)]
pub struct OperationRef<'a> {
    /// The path template.
    pub path: &'a str,
    /// The method in lower case.
    pub method: &'static str,
    /// The path item, whose parameters the operation shares.
    pub path_item: &'a Node,
    /// The operation itself.
    pub node: &'a Node,
    /// The operationId; empty where an unchecked document has none.
    pub id: &'a str,
}

impl Document {
    pub(crate) fn new(root: Node) -> Self {
        let kinds = root.get("components").map(Node::members);
        let kinds = kinds.unwrap_or_default().iter();
        let components = kinds.map(|kind| (kind.key.clone(), index(&kind.key, &kind.value)));
        let components = components.collect();
        Self {
            root,
            report: Report::default(),
            components,
        }
    }

    /// The document, and what is to be said of it.
    pub(crate) fn with(self, report: Report) -> Self {
        Self { report, ..self }
    }

    /// What was refused and noted of it as it was made.
    pub(crate) fn report(&self) -> &Report {
        &self.report
    }

    /// The document without what is known of its components.
    pub(crate) fn into_root(self) -> (Node, Report) {
        (self.root, self.report)
    }

    /// What a reference leads to in the end; the node itself where it is no reference, or one that leads nowhere.
    pub fn resolve<'a>(&'a self, node: &'a Node) -> &'a Node {
        let end = self.end(node);
        end.and_then(|(kind, name)| self.component(kind, name))
            .unwrap_or(node)
    }

    /// The kind and name of the component to which a reference leads in the end, past those that are references only.
    pub fn end<'a>(&'a self, node: &'a Node) -> Option<(&'a str, &'a str)> {
        let (kind, name) = Self::ref_name(node)?;
        Some((kind, self.end_of(kind, name)?))
    }

    /// The name of the component that a component is in the end, past those that are references only.
    pub fn end_of(&self, kind: &str, name: &str) -> Option<&str> {
        self.components.get(kind)?.get(name)?.end.as_deref()
    }

    /// The component `name` of a kind such as `schemas`.
    pub fn component(&self, kind: &str, name: &str) -> Option<&Node> {
        let at = self.components.get(kind)?.get(name)?.at;
        let members = self.root.get("components")?.get(kind)?.members();
        members.get(at).map(|member| &member.value)
    }

    /// The kind and name of the component to which `node` refers, where it is a reference.
    pub fn ref_name(node: &Node) -> Option<(&str, &str)> {
        let text = node.text("$ref")?;
        text.strip_prefix("#/components/")?.split_once('/')
    }

    /// The texts for people that objects of the document have, under `description` and `summary`.
    pub fn texts(&self) -> Vec<&Member> {
        let mut texts = Vec::new();
        let mut waiting = vec![(&self.root, Shape::Object(Object::Document))];
        while let Some((node, shape)) = waiting.pop() {
            waiting.extend(children(node, shape));
            let object = match shape {
                Shape::Object(object) => object,
                Shape::BoolOr(Shape::Object(object)) => *object,
                _ => continue,
            };
            if reference(node, object).is_none() {
                let named = node.members().iter().filter(|member| {
                    let name = member.key.as_str();
                    matches!(name, "description" | "summary") && object.keyword(name).is_some()
                });
                texts.extend(named.filter(|member| member.value.as_str().is_some()));
            }
        }
        texts
    }

    /// The operations by path, and there in the order get, put, post, delete, options, head, patch, trace.
    pub fn operations(&self) -> Vec<OperationRef<'_>> {
        let mut operations = Vec::new();
        for member in self.root.get("paths").map(Node::sorted).unwrap_or_default() {
            if member.key.starts_with("x-") {
                continue;
            }
            for method in METHODS {
                if let Some(node) = member.value.get(method) {
                    operations.push(OperationRef {
                        path: &member.key,
                        method,
                        path_item: &member.value,
                        node,
                        id: node.text("operationId").unwrap_or_default(),
                    });
                }
            }
        }
        operations
    }
}

/// The components of one kind by name. Each chain of references is followed once.
fn index(kind: &str, group: &Node) -> HashMap<String, Component> {
    let members = group.members().iter().enumerate();
    let positions: HashMap<&str, usize> = members
        .map(|(at, member)| (member.key.as_str(), at))
        .collect();
    // What is being followed ends nowhere, which is what a cycle comes to.
    let mut ends: HashMap<&str, Option<&str>> = HashMap::new();
    for member in group.members() {
        let mut chain = Vec::new();
        let mut name = member.key.as_str();
        let end = loop {
            if let Some(end) = ends.get(name) {
                break *end;
            }
            chain.push(name);
            ends.insert(name, None);
            let Some(&at) = positions.get(name) else {
                break None;
            };
            match Document::ref_name(&group.members()[at].value) {
                None => break Some(name),
                Some((of, next)) if of == kind => name = next,
                Some(_) => break None,
            }
        };
        ends.extend(chain.into_iter().map(|name| (name, end)));
    }
    let components = positions.into_iter().map(|(name, at)| {
        let end = ends.get(name).copied().flatten().map(str::to_owned);
        (name.to_owned(), Component { at, end })
    });
    components.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(schemas: &serde_json::Value) -> Document {
        let document = json!({ "openapi": "3.0.3", "components": { "schemas": schemas } });
        let fragments = crate::load::value("api.json", &document).unwrap();
        Document::new(fragments.roots[0].clone())
    }

    #[test]
    fn a_chain_is_known_by_its_end_and_one_that_ends_nowhere_is_left_as_it_is() {
        let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let schemas = json!({
            "a": to("b"), "b": to("c"), "c": { "type": "string" },
            "gone": to("nothing"), "round": to("about"), "about": to("round"),
        });
        let document = document(&schemas);
        for name in ["a", "b", "c"] {
            let node = document.component("schemas", name).unwrap();
            assert_eq!(
                document.resolve(node).text("type"),
                Some("string"),
                "{name}"
            );
        }
        let first = document.component("schemas", "a").unwrap();
        assert_eq!(document.end(first), Some(("schemas", "c")));
        for name in ["gone", "round", "about"] {
            let node = document.component("schemas", name).unwrap();
            assert!(std::ptr::eq(document.resolve(node), node), "{name}");
            assert_eq!(document.end(node), None);
        }
    }
}
