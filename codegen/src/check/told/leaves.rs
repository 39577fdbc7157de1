//! The schemas that a union comes down to, in the order in which a decoder tries them.

use std::collections::{BTreeMap, BTreeSet};

use super::MAX_BRANCHES;
use super::constants::own_constants;
use crate::ir::{Kind, Literal};
use crate::schema::{self, Object, Rest, Schema, SchemaId, Schemas};

/// A branch that is being looked at.
pub(super) struct Leaf<'a> {
    pub(super) listed: SchemaId,
    pub(super) schema: &'a Schema,
    pub(super) kind: Kind,
    /// What discriminators around it say that it has, by the name of the member.
    pub(super) said: Said<'a>,
    /// The members that it requires.
    pub(super) required: BTreeSet<&'a str>,
    /// Every constant that it is known by, by the path to it.
    pub(super) constants: BTreeMap<Vec<&'a str>, BTreeSet<Literal>>,
}

type Said<'a> = BTreeMap<&'a str, BTreeSet<Literal>>;

impl<'a> Leaf<'a> {
    pub(super) fn object(&self) -> Option<&'a Object> {
        self.schema.kind.object()
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.object()
            .is_some_and(|object| object.members.contains_key(name))
    }

    /// Whether members of any name may occur, of a given schema.
    pub(super) fn is_map(&self) -> bool {
        self.object()
            .is_some_and(|object| matches!(object.rest, Rest::Of(_)))
    }
}

/// The schemas that a union comes down to.
pub(super) fn leaves<'a>(
    schemas: &'a Schemas,
    branches: &[SchemaId],
    around: SchemaId,
) -> Vec<Leaf<'a>> {
    let mut leaves: Vec<Leaf<'a>> = Vec::new();
    let mut seen = BTreeSet::new();
    let said = BTreeMap::new();
    let mut stack: Vec<_> = branches
        .iter()
        .rev()
        .map(|branch| (*branch, beside(schemas, around, *branch, &said)))
        .collect();
    while let Some((listed, said)) = stack.pop() {
        // Unions lead into each other: opened without a bound they take the square of the document.
        if leaves.len() > MAX_BRANCHES {
            break;
        }
        let id = schemas.resolve(listed);
        if !seen.insert(id) {
            continue;
        }
        let schema = &schemas[id];
        if let schema::Kind::Union(inner) = &schema.kind {
            let inner = inner.branches.iter().rev();
            stack.extend(inner.map(|branch| (*branch, beside(schemas, id, *branch, &said))));
            continue;
        }
        leaves.push(Leaf {
            listed,
            schema,
            kind: kind_of(&schema.kind),
            said,
            required: schema.kind.object().map(required).unwrap_or_default(),
            constants: BTreeMap::new(),
        });
    }
    leaves
}

/// What is said of a branch by discriminators: those around, and that of its own union.
fn beside<'a>(
    schemas: &'a Schemas,
    around: SchemaId,
    branch: SchemaId,
    said: &Said<'a>,
) -> Said<'a> {
    let mut said = said.clone();
    let union = schemas.resolved(around).kind.union();
    if let Some(discriminator) = union.and_then(|union| union.discriminator.as_ref())
        && let Some(values) = schemas.discriminated(discriminator, branch)
    {
        let values = values
            .into_iter()
            .map(|value| Literal::Text(value.to_owned()));
        said.insert(&discriminator.property, values.collect());
    }
    said
}

fn kind_of(kind: &schema::Kind) -> Kind {
    match kind {
        schema::Kind::Text => Kind::String,
        schema::Kind::Integer => Kind::Integer,
        schema::Kind::Number => Kind::Number,
        schema::Kind::Boolean => Kind::Boolean,
        schema::Kind::List(_) => Kind::List,
        schema::Kind::Object(_) => Kind::Object,
        // What the schema says is refused elsewhere.
        _ => Kind::Any,
    }
}

/// The names that an object requires.
fn required(object: &Object) -> BTreeSet<&str> {
    let members = object.members.iter();
    let members = members
        .filter(|(_, member)| member.required)
        .map(|(name, _)| name);
    let all = members.chain(object.undeclared.keys());
    all.map(String::as_str).collect()
}

/// The members that every object among the branches requires.
pub(super) fn shared<'a>(leaves: &[Leaf<'a>]) -> BTreeSet<&'a str> {
    let mut objects = leaves.iter().filter(|leaf| leaf.kind == Kind::Object);
    let Some(first) = objects.next() else {
        return BTreeSet::new();
    };
    let mut shared = first.required.clone();
    for leaf in objects {
        shared.retain(|name| leaf.required.contains(name));
    }
    shared
}

/// Listed values before free ones, and what takes any value last; else as the document has it.
pub(super) fn rank(leaf: &Leaf<'_>) -> u8 {
    match leaf.kind {
        Kind::Any => 5,
        _ if own_constants(leaf.schema).is_some() => 0,
        Kind::Boolean | Kind::Integer => 1,
        Kind::Number => 2,
        Kind::String => 4,
        Kind::List => 3,
        Kind::Object => match leaf.object() {
            Some(object) if !object.members.is_empty() || object.rest == Rest::Closed => 2,
            _ if leaf.is_map() => 3,
            _ => 4,
        },
    }
}
