//! Which component schemas requests reach, which responses reach, and which need a form for each.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Checked;
use crate::check::bodies::bodiless;
use crate::check::media::taken;
use crate::schema::{Kind, Rest, Schema, SchemaId, Schemas};
use crate::tree::Node;

/// The component schemas that both sides reach in different forms.
#[derive(Default)]
pub(crate) struct Reach {
    two_forms: BTreeSet<String>,
}

impl Reach {
    pub(crate) fn of(checked: &Checked) -> Self {
        let document = checked.document();
        let mut graph = Graph {
            schemas: checked.schemas(),
            components: BTreeMap::new(),
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
        let both = differing.intersection(&response);
        let names = both.filter_map(|id| checked.schemas()[*id].component.clone());
        Self {
            two_forms: names.collect(),
        }
    }

    /// Whether requests and responses need different types for the component.
    pub(crate) fn two_forms(&self, component: &str) -> bool {
        self.two_forms.contains(component)
    }
}

struct Graph<'a> {
    schemas: &'a Schemas,
    components: BTreeMap<SchemaId, Inside>,
}

/// What a schema comes to, up to the components that it refers to.
#[derive(Clone, Default)]
struct Inside {
    /// Those components.
    refers: BTreeSet<SchemaId>,
    /// Whether it has a part that requests read strictly and responses leniently.
    strict: bool,
}

impl Graph<'_> {
    /// Adds every component schema reachable from `node`.
    fn follow(&mut self, node: &Node, found: &mut BTreeSet<SchemaId>) {
        let mut nodes = vec![node];
        let mut waiting = Vec::new();
        while let Some(node) = nodes.pop() {
            if let Some(schema) = self.schemas.at(node) {
                waiting.extend(self.inside(schema).refers);
                continue;
            }
            nodes.extend(node.members().iter().map(|member| &member.value));
            nodes.extend(node.items());
        }
        while let Some(component) = waiting.pop() {
            if found.insert(component) {
                waiting.extend(&self.of(component).refers);
            }
        }
    }

    /// The same of a component, looked at once.
    fn of(&mut self, component: SchemaId) -> &Inside {
        if !self.components.contains_key(&component) {
            let mut inside = Inside::default();
            self.look(component, &mut inside);
            self.components.insert(component, inside);
        }
        &self.components[&component]
    }

    fn inside(&self, schema: SchemaId) -> Inside {
        let mut inside = Inside::default();
        match self.component(schema) {
            Some(component) => _ = inside.refers.insert(component),
            None => self.look(schema, &mut inside),
        }
        inside
    }

    /// The component that a schema is where it is used, past those that are references only.
    fn component(&self, schema: SchemaId) -> Option<SchemaId> {
        let end = self.schemas.end(schema);
        self.schemas[end].component.is_some().then_some(end)
    }

    fn look(&self, schema: SchemaId, inside: &mut Inside) {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![schema];
        while let Some(id) = waiting.pop() {
            // What merging made may lead back to itself.
            if !seen.insert(id) {
                continue;
            }
            let schema = &self.schemas[id];
            inside.strict |= strict(schema);
            for below in below(&schema.kind) {
                match self.component(below) {
                    Some(component) => _ = inside.refers.insert(component),
                    None => waiting.push(below),
                }
            }
        }
    }

    /// Which of the components have, in their closure, anything that is read differently on the two sides.
    fn differing(&mut self, components: &BTreeSet<SchemaId>) -> BTreeSet<SchemaId> {
        let mut users: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
        let mut differing = BTreeSet::new();
        let mut waiting = Vec::new();
        for &component in components {
            let inside = self.of(component);
            if inside.strict {
                waiting.push(component);
            }
            for &used in &inside.refers {
                users.entry(used).or_default().push(component);
            }
        }
        // From what differs itself back to all that leads to it, each once.
        while let Some(component) = waiting.pop() {
            if differing.insert(component) {
                waiting.extend(users.get(&component).into_iter().flatten());
            }
        }
        differing
    }
}

/// The schemas directly below one.
fn below(kind: &Kind) -> Vec<SchemaId> {
    match kind {
        Kind::Reference(to) => vec![*to],
        Kind::List(items) => items.iter().copied().collect(),
        Kind::Union(union) => union.branches.clone(),
        Kind::Object(object) => {
            let members = object.members.values().map(|member| member.schema);
            let rest = match object.rest {
                Rest::Of(rest) => Some(rest),
                Rest::Unsaid | Rest::Closed => None,
            };
            members.chain(rest).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether requests read a schema strictly and responses leniently.
fn strict(schema: &Schema) -> bool {
    let listed = schema.values.as_deref();
    let open = listed.is_some_and(|values| !matches!(values, [only] if only.value != ""));
    // Each side has members that the other has not.
    let of_a_side = schema.is_true("readOnly") || schema.is_true("writeOnly");
    open || of_a_side
        || schema.known_texts().next().is_some()
        || match &schema.kind {
            Kind::Object(object) => object.is_closed_in_requests(),
            // What is of no branch answers keep. An id or its one object is no such union.
            Kind::Union(union) => {
                let expands = schema.get("x-expansionResources").is_some();
                union.branches.len() > if expands { 2 } else { 1 }
            }
            _ => false,
        }
}
