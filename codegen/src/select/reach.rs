//! Which components operations reach, and by how many expansions, one inside the other.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use super::{Key, method};
use crate::bundle::{Document, OperationRef};
use crate::openapi::{Object, Shape, component_shape, member_shape, reference};
use crate::tree::{Kind, Node};

/// What operations reach.
#[derive(Default)]
pub(super) struct Reached {
    /// By kind and name, the fewest expansions that lead there.
    steps: HashMap<String, HashMap<String, usize>>,
    tags: HashSet<String>,
    /// Whether one of the operations has no security of its own.
    inherits_security: bool,
}

impl Reached {
    /// How many expansions lead to a component; nothing where it is not reached.
    pub(super) fn steps(&self, kind: &str, name: &str) -> Option<usize> {
        self.steps.get(kind)?.get(name).copied()
    }

    pub(super) fn tag(&self, name: &str) -> bool {
        self.tags.contains(name)
    }

    pub(super) fn inherits_security(&self) -> bool {
        self.inherits_security
    }
}

/// A component by kind and name.
pub(super) type Name<'a> = (&'a str, &'a str);

/// What a part of the document leads to.
#[derive(Default)]
pub(super) struct Edges<'a> {
    plain: Vec<Name<'a>>,
    /// Only where an expandable member is expanded.
    expanded: Vec<Name<'a>>,
}

/// What the operations reach by at most so many expansions, one inside the other.
pub(super) fn reached(document: &Document, wanted: &BTreeSet<Key>, most: usize) -> Reached {
    let mut reached = Reached::default();
    let mut edges = Edges::default();
    for operation in document.operations() {
        if !wanted.contains(&(operation.path.to_owned(), operation.method)) {
            continue;
        }
        edges.operation(document, &operation);
        let tags = operation.node.get("tags").map(Node::items);
        let tags = tags.unwrap_or_default().iter().filter_map(Node::as_str);
        reached.tags.extend(tags.map(str::to_owned));
        reached.inherits_security |= operation.node.get("security").is_none();
    }
    // Near ones wait before far ones at any time, so the first way to a component is the shortest.
    let mut waiting = VecDeque::new();
    let mut steps = 0;
    loop {
        for name in edges.plain.drain(..) {
            waiting.push_front((name, steps));
        }
        for name in edges.expanded.drain(..).filter(|_| steps < most) {
            waiting.push_back((name, steps + 1));
        }
        let Some(((kind, name), at)) = waiting.pop_front() else {
            return reached;
        };
        let of_kind = reached.steps.entry(kind.to_owned()).or_default();
        if of_kind.contains_key(name) {
            continue;
        }
        of_kind.insert(name.to_owned(), at);
        steps = at;
        edges.component(document, kind, name);
    }
}

impl<'a> Edges<'a> {
    /// All of them, expanded or not.
    pub(super) fn all(self) -> impl Iterator<Item = Name<'a>> {
        self.plain.into_iter().chain(self.expanded)
    }

    /// Adds what an operation leads to.
    pub(super) fn operation(&mut self, document: &'a Document, operation: &OperationRef<'a>) {
        for member in operation.path_item.members() {
            if method(&member.key).is_none() {
                let shape = member_shape(Shape::Object(Object::PathItem), &member.key);
                self.of(&member.value, shape.unwrap_or(Shape::Opaque));
            }
        }
        self.of(operation.node, Shape::Object(Object::Operation));
        let own = operation.node.get("security");
        if let Some(requirements) = own.or_else(|| document.root.get("security")) {
            self.security(requirements);
        }
    }

    /// Adds what a component leads to.
    pub(super) fn component(&mut self, document: &'a Document, kind: &str, name: &str) {
        if let Some(node) = document.component(kind, name) {
            self.of(node, component_shape(kind).unwrap_or(Shape::Opaque));
        }
    }

    /// Adds what a node leads to.
    fn of(&mut self, node: &'a Node, shape: Shape) {
        let mut stack = vec![(node, shape)];
        while let Some((node, shape)) = stack.pop() {
            let shape = match shape {
                Shape::BoolOr(inner) => *inner,
                other => other,
            };
            let refers = match shape {
                Shape::Object(object) => reference(node, object).is_some(),
                // Nobody has looked inside, so it may be one.
                Shape::Opaque => true,
                _ => false,
            };
            if refers && let Some(name) = Document::ref_name(node) {
                self.plain.push(name);
                continue;
            }
            let expansions = match shape {
                Shape::Object(Object::Schema) => self.expansions(node),
                Shape::Object(Object::Discriminator) => {
                    self.mapped(node);
                    continue;
                }
                _ => HashSet::new(),
            };
            for member in node.members() {
                let inner = member_shape(shape, &member.key).unwrap_or(Shape::Opaque);
                match member.key.as_str() {
                    "x-expansionResources" if !expansions.is_empty() => {}
                    "anyOf" | "oneOf" if !expansions.is_empty() => {
                        let branches = member.value.items().iter();
                        let others = branches.filter(|branch| {
                            Document::ref_name(branch)
                                .is_none_or(|name| !expansions.contains(&name))
                        });
                        stack.extend(others.map(|branch| (branch, Shape::Object(Object::Schema))));
                    }
                    _ => stack.push((&member.value, inner)),
                }
            }
            if let Kind::Array(items) = &node.kind {
                let inner = match shape {
                    Shape::List(inner) => *inner,
                    _ => Shape::Opaque,
                };
                stack.extend(items.iter().map(|item| (item, inner)));
            }
        }
    }

    /// Adds what a member of this schema may expand to, and tells it.
    fn expansions(&mut self, schema: &'a Node) -> HashSet<Name<'a>> {
        let named: HashSet<Name<'a>> = expansions(schema).collect();
        self.expanded.extend(&named);
        named
    }

    fn mapped(&mut self, discriminator: &'a Node) {
        let mapping = discriminator.get("mapping").map(Node::members);
        for member in mapping.unwrap_or_default() {
            if let Some(text) = member.value.as_str() {
                let name = text.strip_prefix("#/components/schemas/").unwrap_or(text);
                self.plain.push(("schemas", name));
            }
        }
    }

    fn security(&mut self, requirements: &'a Node) {
        let named = requirements.items().iter().flat_map(Node::members);
        self.plain
            .extend(named.map(|scheme| ("securitySchemes", scheme.key.as_str())));
    }
}

/// The components that a member of this schema may expand to.
pub(super) fn expansions(schema: &Node) -> impl Iterator<Item = Name<'_>> {
    let targets = schema
        .get("x-expansionResources")
        .and_then(|expansion| expansion.get("oneOf"));
    let targets = targets.map(Node::items).unwrap_or_default().iter();
    targets.filter_map(Document::ref_name)
}
