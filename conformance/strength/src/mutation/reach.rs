//! Which operations reach which components, and how.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::place::Reach;
use super::schema::{Step, children};
use super::view::{Operation, View, items, members, reference, text};

/// What references are found in.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Parameter,
    /// A request body or a response.
    Content,
    Schema,
}

/// What is known of the components.
#[derive(Default)]
pub(super) struct Reaches {
    components: BTreeMap<(String, String), Reach>,
    /// The types of the other branches, where a component schema is a branch of a union.
    pub(super) beside: BTreeMap<String, BTreeSet<String>>,
    /// The properties that others declare too, where a component schema is merged with these by `allOf`.
    pub(super) parts: BTreeMap<String, BTreeSet<String>>,
}

impl Reaches {
    pub(super) fn of(view: View<'_>) -> Self {
        let mut reaches = Self::default();
        for operation in view.operations() {
            for (node, kind) in requests(view, &operation) {
                reaches.follow(view, &operation, node, kind, true);
            }
            for (_, node) in members(operation.node, "responses") {
                reaches.follow(view, &operation, node, Kind::Content, false);
            }
        }
        reaches
    }

    /// Who reaches a component; nothing where nobody does.
    pub(super) fn component(&self, kind: &str, name: &str) -> Option<&Reach> {
        self.components.get(&(kind.to_owned(), name.to_owned()))
    }

    /// The components that are reached: kind, name, and who reaches them.
    pub(super) fn components(&self) -> impl Iterator<Item = (&str, &str, &Reach)> {
        self.components
            .iter()
            .map(|((kind, name), reach)| (kind.as_str(), name.as_str(), reach))
    }

    fn follow(
        &mut self,
        view: View<'_>,
        operation: &Operation<'_>,
        node: &Value,
        kind: Kind,
        request: bool,
    ) {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![(node, kind)];
        while let Some((node, kind)) = waiting.pop() {
            if let Some((group, name)) = reference(node) {
                let Some(target) = view.component(group, name) else {
                    continue;
                };
                if seen.insert((group, name)) {
                    self.mark(operation.id, group, name, request);
                    waiting.push((target, kind));
                }
                continue;
            }
            match kind {
                Kind::Parameter => {
                    waiting.extend(node.get("schema").map(|schema| (schema, Kind::Schema)));
                }
                Kind::Content => waiting.extend(
                    members(node, "content")
                        .filter_map(|(_, media)| Some((media.get("schema")?, Kind::Schema))),
                ),
                Kind::Schema => {
                    self.unions(view, node);
                    waiting.extend(
                        children(node)
                            .into_iter()
                            .map(|child| (child.schema, Kind::Schema)),
                    );
                }
            }
        }
    }

    fn mark(&mut self, operation: &str, kind: &str, name: &str, request: bool) {
        let reach = self
            .components
            .entry((kind.to_owned(), name.to_owned()))
            .or_default();
        if reach.operations.last().is_none_or(|last| last != operation) {
            reach.operations.push(operation.to_owned());
        }
        reach.requests |= request;
        reach.responses |= !request;
    }

    fn unions(&mut self, view: View<'_>, schema: &Value) {
        for child in children(schema) {
            let Some(("schemas", name)) = reference(child.schema) else {
                continue;
            };
            match child.step {
                Step::Branch(key, index) => {
                    let others = beside(view, schema, key, index);
                    self.beside
                        .entry(name.to_owned())
                        .or_default()
                        .extend(others);
                }
                Step::Part(index) => {
                    let names = shared(view, schema, index);
                    self.parts.entry(name.to_owned()).or_default().extend(names);
                }
                _ => {}
            }
        }
    }
}

/// The types of the branches of a union but for one.
pub(super) fn beside(view: View<'_>, union: &Value, key: &str, index: usize) -> BTreeSet<String> {
    let others = items(union, key).iter().enumerate();
    others
        .filter(|(other, _)| *other != index)
        .filter_map(|(_, branch)| text(view.resolve(branch), "type"))
        .map(str::to_owned)
        .collect()
}

/// The properties that a member of `allOf` declares, and others that it is merged with too.
pub(super) fn shared(view: View<'_>, schema: &Value, index: usize) -> BTreeSet<String> {
    let parts = items(schema, "allOf").iter().enumerate();
    let (mut own, mut others) = (BTreeSet::new(), BTreeSet::new());
    others.extend(members(schema, "properties").map(|(name, _)| name.to_owned()));
    for (part, node) in parts {
        let names = members(view.resolve(node), "properties").map(|(name, _)| name.to_owned());
        if part == index {
            own.extend(names);
        } else {
            others.extend(names);
        }
    }
    own.intersection(&others).cloned().collect()
}

/// What describes the requests of an operation.
fn requests<'a>(view: View<'a>, operation: &Operation<'a>) -> Vec<(&'a Value, Kind)> {
    let item = &view.root["paths"][operation.path];
    let lists = [
        items(item, "parameters"),
        items(operation.node, "parameters"),
    ];
    let mut nodes: Vec<_> = lists
        .into_iter()
        .flatten()
        .map(|node| (node, Kind::Parameter))
        .collect();
    nodes.extend(body(view, operation).map(|node| (node, Kind::Content)));
    nodes
}

/// The body of an operation, where the pipeline takes it for one.
///
/// Some documents give every GET an empty form, which is no body; any other body of a GET is refused.
pub(super) fn body<'a>(view: View<'a>, operation: &Operation<'a>) -> Option<&'a Value> {
    let body = operation.node.get("requestBody")?;
    let empty = || {
        members(view.resolve(body), "content").all(|(_, media)| {
            media.get("schema").is_none_or(|schema| {
                let schema = view.resolve(schema);
                text(schema, "type") == Some("object") && children(schema).is_empty()
            })
        })
    };
    match operation.method {
        "get" | "head" | "trace" => None,
        "delete" if empty() => None,
        _ => Some(body),
    }
}
