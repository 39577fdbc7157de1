//! What tells the branches of a union apart.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ir::{Kind, Literal, Tag};
use crate::schema::{self, Object, Rest, Schema, SchemaId, Schemas};

/// Constants deeper inside a branch than this are no tags.
const DEEPEST: usize = 3;

/// More branches than this are no union that anybody means, and refused.
pub(super) const MAX_BRANCHES: usize = 1024;

/// How many branches that neither type nor one tag tells apart are compared with each other.
const COMPARED: usize = 32;

/// A union, with unions inside it opened.
pub(crate) struct Told {
    /// The branches in the order in which a decoder tries them, each schema once.
    pub(crate) branches: Vec<Branch>,
    pub(crate) by: By,
}

/// What it takes to tell all branches apart.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum By {
    /// Their JSON types, and constants.
    Tag,
    /// Members that the one requires and the other does not know.
    Members,
    /// Trying: two of them, and why.
    Trying(usize, usize, &'static str),
}

/// A branch, which is no union.
pub(crate) struct Branch {
    /// The branch as the innermost union lists it.
    pub(crate) listed: SchemaId,
    pub(crate) kind: Kind,
    pub(crate) tags: Vec<Tag>,
    /// The members that it requires and not all other objects do, where tags are not enough.
    pub(crate) required: Vec<String>,
    /// The members that it knows, where it drops others and tags are not enough.
    pub(crate) known: Vec<String>,
}

/// A branch that is being looked at.
struct Leaf<'a> {
    listed: SchemaId,
    schema: &'a Schema,
    kind: Kind,
    /// What discriminators around it say that it has, by the name of the member.
    said: Said<'a>,
    /// The members that it requires.
    required: BTreeSet<&'a str>,
    /// Every constant that it is known by, by the path to it.
    constants: BTreeMap<Vec<&'a str>, BTreeSet<Literal>>,
}

/// The branches of a union that are to be kept, and what tells them apart. A branch is asked for as the innermost union
/// lists it.
pub(crate) fn told(
    schemas: &Schemas,
    branches: &[SchemaId],
    around: SchemaId,
    keep: &dyn Fn(SchemaId) -> bool,
) -> Told {
    let mut leaves = leaves(schemas, branches, around);
    leaves.retain(|leaf| keep(leaf.listed));
    // A decoder takes the first that loses nothing: what takes everything comes last.
    leaves.sort_by_key(rank);
    let mut told = Told {
        branches: Vec::new(),
        by: By::Tag,
    };
    let mut chosen = BTreeSet::new();
    for depth in 1..=DEEPEST {
        for leaf in &mut leaves {
            leaf.constants = constants(schemas, leaf, depth);
        }
        chosen = tags(&leaves);
        told.by = by(&leaves, &chosen);
        if told.by == By::Tag {
            break;
        }
    }
    let members = told.by != By::Tag;
    let shared = shared(&leaves);
    told.branches = leaves
        .into_iter()
        .map(|leaf| {
            let names = |names: &mut dyn Iterator<Item = &str>| {
                names.map(str::to_owned).collect::<Vec<_>>()
            };
            let own = leaf.required.difference(&shared).filter(|_| members);
            let required = names(&mut own.copied());
            let keys = leaf.object().into_iter();
            let keys = keys.flat_map(|object| object.members.keys().map(String::as_str));
            let known = names(&mut keys.filter(|_| members && !leaf.is_map()));
            Branch {
                listed: leaf.listed,
                kind: leaf.kind,
                required,
                known,
                tags: leaf
                    .constants
                    .into_iter()
                    .filter(|(path, _)| chosen.contains(path))
                    .map(|(path, values)| Tag {
                        path: path.into_iter().map(str::to_owned).collect(),
                        values: values.into_iter().collect(),
                    })
                    .collect(),
            }
        })
        .collect();
    told
}

impl<'a> Leaf<'a> {
    fn object(&self) -> Option<&'a Object> {
        self.schema.kind.object()
    }

    fn knows(&self, name: &str) -> bool {
        self.object()
            .is_some_and(|object| object.members.contains_key(name))
    }

    /// Whether members of any name may occur, of a given schema.
    fn is_map(&self) -> bool {
        self.object()
            .is_some_and(|object| matches!(object.rest, Rest::Of(_)))
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
fn shared<'a>(leaves: &[Leaf<'a>]) -> BTreeSet<&'a str> {
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

/// The schemas that a union comes down to.
fn leaves<'a>(schemas: &'a Schemas, branches: &[SchemaId], around: SchemaId) -> Vec<Leaf<'a>> {
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

type Said<'a> = BTreeMap<&'a str, BTreeSet<Literal>>;

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

/// Listed values before free ones, and what takes any value last; else as the document has it.
fn rank(leaf: &Leaf<'_>) -> u8 {
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

/// The values that a schema lists, where it lists some.
fn own_constants(schema: &Schema) -> Option<BTreeSet<Literal>> {
    let values = schema.values.as_ref()?.iter();
    let listed = values
        .map(|listed| &listed.value)
        .filter(|value| !value.is_null())
        .map(|value| match value {
            Value::String(text) => Some(Literal::Text(text.clone())),
            Value::Bool(truth) => Some(Literal::Boolean(*truth)),
            Value::Number(number) => number.as_i64().map(Literal::Integer),
            _ => None,
        })
        .collect::<Option<BTreeSet<_>>>()?;
    // Null is not listed among them, so a value that may be null is not known by them.
    (!listed.is_empty() && !schema.nullable).then_some(listed)
}

/// The constants that a branch demands: its own, or those of required members down to a depth.
fn constants<'a>(
    schemas: &'a Schemas,
    leaf: &Leaf<'a>,
    depth: usize,
) -> BTreeMap<Vec<&'a str>, BTreeSet<Literal>> {
    let mut found = BTreeMap::new();
    let Some(object) = leaf.object() else {
        found.extend(own_constants(leaf.schema).map(|values| (Vec::new(), values)));
        return found;
    };
    let mut waiting: Vec<(Vec<&'a str>, &'a Object)> = vec![(Vec::new(), object)];
    while let Some((path, object)) = waiting.pop() {
        for (name, member) in object.members.iter().filter(|(_, member)| member.required) {
            let mut path = path.clone();
            path.push(name);
            let schema = schemas.resolved(member.schema);
            let nullable = schemas[member.schema].nullable;
            if let (Some(values), false) = (own_constants(schema), nullable) {
                found.insert(path, values);
            } else if let (Some(inner), false) = (schema.kind.object(), nullable)
                && path.len() < depth
            {
                waiting.push((path, inner));
            }
        }
    }
    for (name, values) in &leaf.said {
        found.entry(vec![*name]).or_insert_with(|| values.clone());
    }
    found
}

/// The paths whose constants tell any two branches apart.
///
/// Values that two branches list in part do not: a service may add to either list.
fn tags<'a>(leaves: &[Leaf<'a>]) -> BTreeSet<Vec<&'a str>> {
    let mut by_path: BTreeMap<&Vec<&'a str>, Vec<&BTreeSet<Literal>>> = BTreeMap::new();
    for leaf in leaves {
        for (path, values) in &leaf.constants {
            by_path.entry(path).or_default().push(values);
        }
    }
    let objects = leaves
        .iter()
        .filter(|leaf| leaf.kind == Kind::Object)
        .count();
    let tells = |path: &[&str], lists: &[&BTreeSet<Literal>]| {
        let Some(shortest) = lists.iter().min_by_key(|list| list.len()) else {
            return false;
        };
        // A value of its own tells a branch from those that never heard of the member, or leave it free.
        path.is_empty()
            || (shortest.len() == 1 && lists.len() < objects)
            || lists.iter().any(|list| list.is_disjoint(shortest))
    };
    by_path
        .iter()
        .filter(|(path, lists)| tells(path, lists))
        .map(|(path, _)| (*path).clone())
        .collect()
}

/// What tells all branches apart.
fn by(leaves: &[Leaf<'_>], tags: &BTreeSet<Vec<&str>>) -> By {
    let mut groups: BTreeMap<u8, Vec<usize>> = BTreeMap::new();
    for (index, leaf) in leaves.iter().enumerate() {
        let group = match leaf.kind {
            Kind::Any if leaves.len() > 1 => {
                return By::Trying(usize::from(index == 0), index, "it can be any value");
            }
            Kind::Any | Kind::String => 0,
            // A whole number is a number too.
            Kind::Integer | Kind::Number => 1,
            Kind::Boolean => 2,
            Kind::List => 3,
            Kind::Object => 4,
        };
        groups.entry(group).or_default().push(index);
    }
    let mut waiting: Vec<Vec<usize>> = groups.into_values().collect();
    let mut by = By::Tag;
    while let Some(group) = waiting.pop() {
        if group.len() < 2 {
            continue;
        }
        let parts = tags.iter().find_map(|path| {
            let parts = split(leaves, &group, path)?;
            (parts.len() > 1).then_some(parts)
        });
        if let Some(parts) = parts {
            waiting.extend(parts);
            continue;
        }
        if group.len() > COMPARED {
            return By::Trying(group[0], group[1], "neither type nor tag does");
        }
        for (at, &index) in group.iter().enumerate() {
            for &before in &group[..at] {
                match alike(&leaves[before], &leaves[index], tags) {
                    Ok(By::Tag) => {}
                    Ok(other) => by = other,
                    Err(why) => return By::Trying(before, index, why),
                }
            }
        }
    }
    by
}

/// The branches by what they list at a path, those with a value in common together, and those that list nothing. None
/// where some list nothing and others several values: only of a single one it is sure that it says more than none.
fn split(leaves: &[Leaf<'_>], group: &[usize], path: &Vec<&str>) -> Option<Vec<Vec<usize>>> {
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut part_of: BTreeMap<&Literal, usize> = BTreeMap::new();
    let (listed, free): (Vec<usize>, Vec<usize>) = group
        .iter()
        .partition(|index| leaves[**index].constants.contains_key(path));
    let several = |index: &usize| {
        leaves[*index]
            .constants
            .get(path)
            .is_some_and(|list| list.len() > 1)
    };
    if !free.is_empty() && !path.is_empty() && listed.iter().any(several) {
        return None;
    }
    for index in listed {
        let Some(values) = leaves[index].constants.get(path) else {
            continue;
        };
        let mut met: BTreeSet<usize> = values
            .iter()
            .filter_map(|value| part_of.get(value).copied())
            .collect();
        let part = met.pop_first().unwrap_or_else(|| {
            parts.push(Vec::new());
            parts.len() - 1
        });
        for other in met {
            let moved = std::mem::take(&mut parts[other]);
            parts[part].extend(moved);
            part_of
                .values_mut()
                .filter(|of| **of == other)
                .for_each(|of| *of = part);
        }
        parts[part].push(index);
        part_of.extend(values.iter().map(|value| (value, part)));
    }
    parts.push(free);
    parts.retain(|part| !part.is_empty());
    for part in &mut parts {
        part.sort_unstable();
    }
    Some(parts)
}

/// What tells two branches of one type apart, or why only trying does.
fn alike(a: &Leaf<'_>, b: &Leaf<'_>, tags: &BTreeSet<Vec<&str>>) -> Result<By, &'static str> {
    let tagged = tags.iter().any(
        |path| match (a.constants.get(path), b.constants.get(path)) {
            (Some(one), Some(other)) => one.is_disjoint(other),
            // The one that has the constant comes first where it is there.
            (Some(only), None) | (None, Some(only)) => path.is_empty() || only.len() == 1,
            (None, None) => false,
        },
    );
    if tagged {
        return Ok(By::Tag);
    }
    match (a.kind, b.kind) {
        (Kind::Integer, Kind::Number) | (Kind::Number, Kind::Integer) => Ok(By::Tag),
        (Kind::Object, _) => {
            let demands = |one: &Leaf<'_>, other: &Leaf<'_>| {
                one.required.iter().any(|name| !other.knows(name))
            };
            if demands(a, b) && demands(b, a) {
                Ok(By::Members)
            } else {
                Err("no required property tells the two apart")
            }
        }
        _ if own_constants(a.schema).is_some() => Err("both list one value"),
        (Kind::String, _) => Err("both are strings"),
        (Kind::List, _) => Err("both are arrays"),
        (Kind::Boolean, _) => Err("both are booleans"),
        _ => Err("both are numbers"),
    }
}
