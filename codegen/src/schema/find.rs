//! Ways to the schemas of a document, and from one to another.

use std::collections::BTreeSet;
use std::ops::{Index, IndexMut};

use super::{Discriminator, Kind, Leaf, Schema, SchemaId, Schemas, Union};
use crate::tree::Node;

impl Schemas {
    /// The schema that a node of the document is; none where it is no schema.
    pub fn at(&self, node: &Node) -> Option<SchemaId> {
        self.nodes.get(&address(node)).copied()
    }

    /// The component schema of a name, which may be a reference itself.
    pub fn component(&self, name: &str) -> Option<SchemaId> {
        self.components.get(name).copied()
    }

    /// The component schemas by name.
    pub fn components(&self) -> impl Iterator<Item = (&str, SchemaId)> {
        let all = self.components.iter();
        all.map(|(name, id)| (name.as_str(), *id))
    }

    /// Every schema that the document writes, and every one that merging made, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &Schema)> {
        (0..).map(SchemaId).zip(&self.all)
    }

    /// What a schema is past references, and past an `allOf` that adds nothing to one schema.
    pub fn resolve(&self, id: SchemaId) -> SchemaId {
        let mut at = id;
        // Building has broken cycles, so this ends.
        while let Kind::Reference(to) = self[at].kind {
            at = to;
        }
        at
    }

    /// The schema that a schema is past references.
    pub fn resolved(&self, id: SchemaId) -> &Schema {
        &self[self.resolve(id)]
    }

    /// What a schema is past references that say nothing else: a component that is only a reference goes by what it
    /// refers to.
    pub fn end(&self, id: SchemaId) -> SchemaId {
        let mut at = id;
        loop {
            let schema = &self[at];
            match schema.kind {
                Kind::Reference(to) if schema.parts.is_empty() => at = to,
                _ => return at,
            }
        }
    }

    /// The name of the component that a schema is or refers to.
    pub fn name(&self, id: SchemaId) -> Option<&str> {
        self[self.end(id)].component.as_deref()
    }

    /// The discriminator of a union with the values by which it names a branch, unless the branch lists them itself.
    pub fn tagged<'a>(
        &'a self,
        union: &'a Union,
        branch: SchemaId,
    ) -> Option<(&'a str, BTreeSet<&'a str>)> {
        let discriminator = union.discriminator.as_ref()?;
        let name = discriminator.property.as_str();
        let object = self.resolved(branch).kind.object();
        let member = object.and_then(|object| object.members.get(name));
        let lists = member
            .is_some_and(|member| member.required && self.resolved(member.schema).values.is_some());
        (!lists).then_some((name, self.discriminated(discriminator, branch)?))
    }

    /// What the discriminator of a union says of a branch: the values that are mapped to it, or else its component's name.
    pub(crate) fn discriminated<'a>(
        &'a self,
        discriminator: &'a Discriminator,
        branch: SchemaId,
    ) -> Option<BTreeSet<&'a str>> {
        let component = self.name(branch)?;
        let end = self.end(branch);
        let mapping = discriminator.mapping.iter();
        let mapped = mapping.filter(|(_, to)| self.end(**to) == end);
        let mut values: BTreeSet<&str> = mapped.map(|(value, _)| value.as_str()).collect();
        if values.is_empty() {
            values.insert(component);
        }
        Some(values)
    }

    /// The text under a keyword, of a schema or else of what it refers to.
    pub fn text(&self, id: SchemaId, keyword: &str) -> Option<&str> {
        let mut at = id;
        loop {
            match (self[at].text(keyword), &self[at].kind) {
                (Some(text), _) => return Some(text),
                (None, Kind::Reference(to)) => at = *to,
                (None, _) => return None,
            }
        }
    }

    /// Whether a schema, or else what it refers to, is to be used no more.
    pub fn is_deprecated(&self, id: SchemaId) -> bool {
        let mut at = id;
        loop {
            match self[at].kind {
                _ if self[at].is_true("deprecated") => return true,
                Kind::Reference(to) => at = to,
                _ => return false,
            }
        }
    }

    /// What a schema says beside `allOf` and branches: itself, where it has neither.
    pub(crate) fn own(&self, id: SchemaId) -> &Schema {
        let whole = &self[id];
        let mut parts = whole.parts.iter().map(|part| &self[*part]);
        parts
            .find(|part| part.place == whole.place)
            .unwrap_or(whole)
    }

    /// The kinds of value that the schema admits, one for each of its leaves.
    pub(crate) fn kinds(&self, id: SchemaId) -> Vec<&Kind> {
        let leaves = self.leaves(id).into_iter();
        leaves.map(|leaf| &self[leaf.schema].kind).collect()
    }

    /// What values of the schema can be, with unions inside unions opened; each component once.
    pub fn leaves(&self, id: SchemaId) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![(None, id)];
        while let Some((listed, id)) = waiting.pop() {
            let schema = self.resolve(id);
            if self[schema].component.is_some() && !seen.insert(schema) {
                continue;
            }
            match &self[schema].kind {
                Kind::Union(union) => {
                    let branches = union.branches.iter().rev();
                    waiting
                        .extend(branches.map(|branch| (Some(listed.unwrap_or(*branch)), *branch)));
                }
                _ => leaves.push(Leaf {
                    listed: listed.unwrap_or(id),
                    schema,
                }),
            }
        }
        leaves
    }
}

impl Index<SchemaId> for Schemas {
    type Output = Schema;

    fn index(&self, id: SchemaId) -> &Schema {
        &self.all[id.0 as usize]
    }
}

impl IndexMut<SchemaId> for Schemas {
    fn index_mut(&mut self, id: SchemaId) -> &mut Schema {
        &mut self.all[id.0 as usize]
    }
}

/// What tells the nodes of one document apart.
pub(super) fn address(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}
