//! From the nodes of a document to the arena: each node once, then what each is made of, from the inside out.

use std::collections::{HashMap, VecDeque};

use super::{Kind, Schema, SchemaId, Schemas, address, written};
use crate::bundle::Document;
use crate::diagnostic::Report;
use crate::openapi::{Object, Shape, children};
use crate::tree::Node;

/// The schemas of a document. Refused is what contradicts itself: members of an `allOf` of which no value is.
pub(crate) fn build(document: &Document, report: &mut Report) -> Schemas {
    let nodes = nodes(document);
    let mut schemas = Schemas::default();
    for &node in &nodes {
        let id = schemas.add(written::blank(&node.place, Kind::Any));
        schemas.nodes.insert(address(node), id);
    }
    let named = document
        .root
        .get("components")
        .and_then(|all| all.get("schemas"));
    for member in named.map(Node::members).unwrap_or_default() {
        if let Some(&id) = schemas.nodes.get(&address(&member.value)) {
            schemas.components.insert(member.key.clone(), id);
            schemas[id].component = Some(member.key.clone());
        }
    }
    let mut builder = Builder {
        nodes,
        schemas,
        report,
        pairs: HashMap::new(),
        waiting: VecDeque::new(),
        merged: 0,
    };
    for (id, node) in ids(builder.nodes.len()).zip(builder.nodes.clone()) {
        let component = builder.schemas[id].component.take();
        let schema = written::schema(node, &mut builder);
        builder.schemas[id] = Schema {
            component,
            ..schema
        };
    }
    builder.finish_all();
    builder.schemas
}

/// So many ids from the first on.
fn ids(count: usize) -> impl Iterator<Item = SchemaId> {
    (0..).map(SchemaId).take(count)
}

/// Every schema of the document, in the order of the walk.
fn nodes(document: &Document) -> Vec<&Node> {
    let mut waiting = vec![(&document.root, Shape::Object(Object::Document))];
    let mut nodes = Vec::new();
    while let Some((node, shape)) = waiting.pop() {
        waiting.extend(children(node, shape));
        if let Shape::Object(Object::Schema) | Shape::BoolOr(Shape::Object(Object::Schema)) = shape
            && node.as_bool() != Some(false)
        {
            nodes.push(node);
        }
    }
    nodes
}

/// The state of a building.
pub(super) struct Builder<'a> {
    /// The nodes of the first schemas, those that are written; the rest comes of merging.
    pub(super) nodes: Vec<&'a Node>,
    pub(super) schemas: Schemas,
    pub(super) report: &'a mut Report,
    /// What two schemas say together, once that was asked.
    pub(super) pairs: HashMap<(SchemaId, SchemaId), SchemaId>,
    /// Of what was asked, what is not answered yet, in the order in which it can be.
    pub(super) waiting: VecDeque<SchemaId>,
    /// How many members were copied so far.
    pub(super) merged: usize,
}

impl Builder<'_> {
    /// Puts a schema into the arena.
    pub(super) fn add(&mut self, schema: Schema) -> SchemaId {
        self.schemas.add(schema)
    }

    pub(super) fn id(&self, node: &Node) -> Option<SchemaId> {
        self.schemas.nodes.get(&address(node)).copied()
    }

    pub(super) fn component(&self, name: &str) -> Option<SchemaId> {
        self.schemas.component(name)
    }

    /// Merges each schema that is made of others, after those.
    fn finish_all(&mut self) {
        let count = self.schemas.all.len();
        let mut state = vec![State::New; count];
        for id in ids(count) {
            self.finish_from(id, &mut state);
        }
        while let Some(id) = self.waiting.pop_front() {
            self.merge(id);
        }
    }

    /// Depth first, with a stack of its own: a chain may be as long as the document.
    fn finish_from(&mut self, start: SchemaId, state: &mut [State]) {
        let mut stack = vec![start];
        while let Some(&id) = stack.last() {
            let slot = id.0 as usize;
            match state[slot] {
                State::Done => {
                    stack.pop();
                }
                State::Open => {
                    state[slot] = State::Done;
                    self.finish(id);
                    stack.pop();
                }
                State::New => {
                    state[slot] = State::Open;
                    let inner = inner(&self.schemas[id]);
                    // Bundling has refused cycles among components; what is left of one is cut here.
                    if inner.iter().any(|id| state[id.0 as usize] == State::Open) {
                        state[slot] = State::Done;
                        self.schemas[id].kind = Kind::Broken;
                        self.schemas[id].parts.clear();
                        stack.pop();
                        continue;
                    }
                    stack.extend(inner);
                }
            }
        }
    }

    /// Says what a schema comes down to, after what it is made of.
    fn finish(&mut self, id: SchemaId) {
        if !self.schemas[id].parts.is_empty() {
            self.merge(id);
        }
        let schema = &self.schemas[id];
        let nullable = schema.is_true("nullable")
            || match &schema.kind {
                Kind::Any => schema.values.is_none(),
                Kind::Reference(to) => self.schemas[*to].nullable,
                Kind::Union(union) => {
                    let mut branches = union.branches.iter();
                    branches.any(|branch| self.schemas[*branch].nullable)
                }
                _ => schema.nullable,
            };
        self.schemas[id].nullable = nullable;
    }
}

/// How far the walk from the inside out is with a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// The schemas of which one is made, without an object or array in between.
fn inner(schema: &Schema) -> Vec<SchemaId> {
    let mut inner = schema.parts.clone();
    match &schema.kind {
        Kind::Reference(to) => inner.push(*to),
        Kind::Union(union) => inner.extend(&union.branches),
        _ => {}
    }
    inner
}

impl Schemas {
    fn add(&mut self, schema: Schema) -> SchemaId {
        // The loader bounds how many values a document has, and merging how many it makes.
        let id = SchemaId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(schema);
        id
    }
}
