//! Which component schemas requests reach, which responses reach, and which need a form for each.

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle::Document;
use crate::check::bodies::bodiless;
use crate::check::media::taken;
use crate::tree::Node;

/// The component schemas that both sides reach in different forms.
#[derive(Default)]
pub(crate) struct Reach {
    two_forms: BTreeSet<String>,
}

impl Reach {
    pub(crate) fn of(document: &Document) -> Self {
        let mut graph = Graph {
            document,
            edges: BTreeMap::new(),
        };
        let mut request = BTreeSet::new();
        let mut response = BTreeSet::new();
        for operation in document.operations() {
            for parameters in [
                operation.path_item.get("parameters"),
                operation.node.get("parameters"),
            ] {
                for parameter in parameters.into_iter().flat_map(Node::items) {
                    graph.follow(document.resolve(parameter), &mut request);
                }
            }
            if let Some(body) = operation.node.get("requestBody")
                && !bodiless(&operation)
                && let Some(content) = document.resolve(body).get("content")
            {
                for media in taken(content, true) {
                    graph.follow(&media.value, &mut request);
                }
            }
            for answer in operation
                .node
                .get("responses")
                .into_iter()
                .flat_map(Node::members)
            {
                let content = document.resolve(&answer.value).get("content");
                for media in content
                    .map(|content| taken(content, false))
                    .unwrap_or_default()
                {
                    graph.follow(&media.value, &mut response);
                }
            }
        }
        let differing = graph.differing(&request);
        let two_forms = differing.intersection(&response).cloned().collect();
        Self { two_forms }
    }

    /// Whether requests and responses need different types for the component.
    pub(crate) fn two_forms(&self, component: &str) -> bool {
        self.two_forms.contains(component)
    }
}

struct Graph<'a> {
    document: &'a Document,
    edges: BTreeMap<String, BTreeSet<String>>,
}

impl Graph<'_> {
    /// Adds every component schema reachable from `node`.
    fn follow(&mut self, node: &Node, found: &mut BTreeSet<String>) {
        let mut direct = BTreeSet::new();
        references(node, &mut direct);
        let mut waiting: Vec<String> = direct.into_iter().collect();
        while let Some(name) = waiting.pop() {
            if found.insert(name.clone()) {
                waiting.extend(self.edges_of(&name).iter().cloned());
            }
        }
    }

    fn edges_of(&mut self, name: &str) -> &BTreeSet<String> {
        let document = self.document;
        self.edges.entry(name.to_owned()).or_insert_with(|| {
            let mut direct = BTreeSet::new();
            if let Some(node) = document.component("schemas", name) {
                references(node, &mut direct);
            }
            direct
        })
    }

    /// Which of the components have, in their closure, anything that is read differently on the two sides.
    fn differing(&mut self, names: &BTreeSet<String>) -> BTreeSet<String> {
        let mut users: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        let mut differing = BTreeSet::new();
        let mut waiting = Vec::new();
        for name in names {
            for used in self.edges_of(name).clone() {
                users.entry(used).or_default().push(name);
            }
            let node = self.document.component("schemas", name);
            if node.is_some_and(strictness) {
                waiting.push(name.as_str());
            }
        }
        // From what differs itself back to all that leads to it, each once.
        while let Some(name) = waiting.pop() {
            if differing.insert(name.to_owned()) {
                waiting.extend(users.get(name).into_iter().flatten());
            }
        }
        differing
    }
}

/// The component schemas that a node refers to, without following them.
fn references(node: &Node, found: &mut BTreeSet<String>) {
    if let Some(("schemas", name)) = Document::ref_name(node) {
        found.insert(name.to_owned());
        return;
    }
    for member in node.members() {
        // Extensions name expansion targets again; what a value can be is told by the schema alone.
        if !member.key.starts_with("x-") {
            references(&member.value, found);
        }
    }
    for item in node.items() {
        references(item, found);
    }
}

/// Whether a schema has a part that requests read strictly and responses leniently.
fn strictness(node: &Node) -> bool {
    let own = node
        .get("enum")
        .is_some_and(|values| values.items().len() != 1 || values.items()[0].as_str() == Some(""))
        || node
            .get("additionalProperties")
            .is_some_and(|closed| closed.as_bool() == Some(false))
        // Each side has members that the other has not.
        || node.is_true("readOnly")
        || node.is_true("writeOnly")
        || is_union(node);
    own || node
        .members()
        .iter()
        .any(|member| strictness(&member.value))
        || node.items().iter().any(strictness)
}

/// Whether a schema is one of several types, of which answers keep what is none. An id or its one object is no such.
fn is_union(node: &Node) -> bool {
    let branches = ["anyOf", "oneOf"].iter().find_map(|key| node.get(key));
    let most = if node.get("x-expansionResources").is_some() {
        2
    } else {
        1
    };
    branches.is_some_and(|branches| branches.items().len() > most)
}
