//! What tells the branches of a union apart.

use std::collections::{BTreeMap, BTreeSet};

use super::types::{Merged, Type, kind, merge, resolve, union};
use crate::bundle::Document;
use crate::ir::{Kind, Literal, Tag};
use crate::tree::{Kind as NodeKind, Node};

/// Constants deeper inside a branch than this are no tags.
const DEEPEST: usize = 3;

/// More branches than this are no union that anybody means, and refused.
pub(super) const MAX_BRANCHES: usize = 1024;

/// How many branches that neither type nor one tag tells apart are compared with each other.
const COMPARED: usize = 32;

/// A union, with unions inside it opened.
pub(crate) struct Told<'a> {
    /// The branches in the order in which a decoder tries them, each schema once.
    pub(crate) branches: Vec<Branch<'a>>,
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
pub(crate) struct Branch<'a> {
    /// The branch as the innermost union lists it.
    pub(crate) node: &'a Node,
    pub(crate) kind: Kind,
    pub(crate) tags: Vec<Tag>,
    /// The members that it requires and not all other objects do, where tags are not enough.
    pub(crate) required: Vec<String>,
    /// The members that it knows, where it drops others and tags are not enough.
    pub(crate) known: Vec<String>,
}

/// A branch that is being looked at.
struct Leaf<'a> {
    node: &'a Node,
    schema: &'a Node,
    kind: Kind,
    /// What discriminators around it say that it has, by the name of the member.
    said: BTreeMap<&'a str, BTreeSet<Literal>>,
    merged: Merged<'a>,
    /// Every constant that it is known by, by the path to it.
    constants: BTreeMap<Vec<&'a str>, BTreeSet<Literal>>,
}

/// The branches of a union and what tells them apart.
pub(crate) fn told<'a>(
    document: &'a Document,
    branches: &[&'a Node],
    around: &'a Node,
) -> Told<'a> {
    let mut leaves = leaves(document, branches, around);
    // A decoder takes the first that loses nothing: what takes everything comes last.
    leaves.sort_by_key(|leaf| rank(document, leaf));
    let mut told = Told {
        branches: Vec::new(),
        by: By::Tag,
    };
    let mut chosen = BTreeSet::new();
    for depth in 1..=DEEPEST {
        for leaf in &mut leaves {
            leaf.constants = constants(document, leaf, depth);
        }
        chosen = tags(&leaves);
        told.by = by(document, &leaves, &chosen);
        if told.by == By::Tag {
            break;
        }
    }
    let members = told.by != By::Tag;
    let shared = shared(&leaves);
    told.branches = leaves
        .into_iter()
        .map(|leaf| {
            let names = |names: &mut dyn Iterator<Item = &&str>| {
                names.map(|name| (*name).to_owned()).collect()
            };
            let required = names(&mut leaf.merged.required.difference(&shared).filter(|_| members));
            let keys = leaf
                .merged
                .properties
                .keys()
                .filter(|_| members && !leaf.merged.map);
            let known = names(&mut keys.clone());
            Branch {
                node: leaf.node,
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

/// The members that every object among the branches requires.
fn shared<'a>(leaves: &[Leaf<'a>]) -> BTreeSet<&'a str> {
    let mut objects = leaves.iter().filter(|leaf| leaf.kind == Kind::Object);
    let Some(first) = objects.next() else {
        return BTreeSet::new();
    };
    let mut shared = first.merged.required.clone();
    for leaf in objects {
        shared.retain(|name| leaf.merged.required.contains(name));
    }
    shared
}

/// The schemas that a union comes down to.
fn leaves<'a>(document: &'a Document, branches: &[&'a Node], around: &'a Node) -> Vec<Leaf<'a>> {
    let mut leaves: Vec<Leaf<'a>> = Vec::new();
    let (mut components, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let said = BTreeMap::new();
    let mut stack: Vec<_> = branches
        .iter()
        .rev()
        .map(|branch| (*branch, beside(document, around, branch, &said)))
        .collect();
    while let Some((node, said)) = stack.pop() {
        // Unions lead into each other: opened without a bound they take the square of the document.
        if leaves.len() > MAX_BRANCHES {
            break;
        }
        if Document::ref_name(node).is_some_and(|name| !components.insert(name)) {
            continue;
        }
        let schema = resolve(document, node);
        if !seen.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        if let Some(inner) = union(schema) {
            stack.extend(
                inner
                    .items()
                    .iter()
                    .rev()
                    .map(|branch| (branch, beside(document, schema, branch, &said))),
            );
            continue;
        }
        leaves.push(Leaf {
            node,
            schema,
            kind: kind_of(schema),
            said,
            merged: merge(document, schema),
            constants: BTreeMap::new(),
        });
    }
    leaves
}

type Said<'a> = BTreeMap<&'a str, BTreeSet<Literal>>;

/// What is said of a branch by discriminators: those around, and that of its own union.
fn beside<'a>(
    document: &'a Document,
    around: &'a Node,
    branch: &'a Node,
    said: &Said<'a>,
) -> Said<'a> {
    let mut said = said.clone();
    let discriminator = around.get("discriminator");
    if let Some(name) = discriminator.and_then(|of| of.text("propertyName"))
        && let Some((_, component)) = Document::ref_name(branch)
    {
        let mapping = discriminator
            .and_then(|of| of.get("mapping"))
            .map(Node::members)
            .unwrap_or_default();
        let leads = |target: &str| {
            let target = target.rsplit('/').next().unwrap_or(target);
            target == component || document.end_of("schemas", target) == Some(component)
        };
        let mut values: BTreeSet<Literal> = mapping
            .iter()
            .filter(|entry| entry.value.as_str().is_some_and(leads))
            .map(|entry| Literal::Text(entry.key.clone()))
            .collect();
        if values.is_empty() {
            values.insert(Literal::Text(component.to_owned()));
        }
        said.insert(name, values);
    }
    said
}

fn kind_of(schema: &Node) -> Kind {
    match Type::of(schema) {
        Type::Text => Kind::String,
        Type::Number if kind(schema) == Some("integer") => Kind::Integer,
        Type::Number => Kind::Number,
        Type::Bool => Kind::Boolean,
        Type::Array => Kind::List,
        Type::Object => Kind::Object,
        // What the schema says is refused elsewhere.
        Type::Any | Type::Broken => Kind::Any,
    }
}

/// Listed values before free ones, and what takes any value last; else as the document has it.
fn rank(document: &Document, leaf: &Leaf<'_>) -> u8 {
    match leaf.kind {
        Kind::Any => 5,
        _ if own_constants(document, leaf.schema).is_some() => 0,
        Kind::Boolean | Kind::Integer => 1,
        Kind::Number => 2,
        Kind::String => 4,
        Kind::List => 3,
        Kind::Object if !leaf.merged.properties.is_empty() || leaf.merged.closed => 2,
        Kind::Object if leaf.merged.map => 3,
        Kind::Object => 4,
    }
}

/// The values that a schema lists, where it lists some.
fn own_constants(document: &Document, schema: &Node) -> Option<BTreeSet<Literal>> {
    let schema = resolve(document, schema);
    let values = schema.get("enum")?.items().iter();
    let listed = values
        .filter(|value| !matches!(value.kind, NodeKind::Null))
        .map(|value| match &value.kind {
            NodeKind::String(text) => Some(Literal::Text(text.clone())),
            NodeKind::Bool(truth) => Some(Literal::Boolean(*truth)),
            NodeKind::Number(number) => number.as_i64().map(Literal::Integer),
            _ => None,
        })
        .collect::<Option<BTreeSet<_>>>()?;
    // Null is not listed among them, so a value that may be null is not known by them.
    (!listed.is_empty() && !schema.is_true("nullable")).then_some(listed)
}

/// The constants that a branch demands: its own, or those of required members down to a depth.
fn constants<'a>(
    document: &'a Document,
    leaf: &Leaf<'a>,
    depth: usize,
) -> BTreeMap<Vec<&'a str>, BTreeSet<Literal>> {
    let mut found = BTreeMap::new();
    if leaf.kind != Kind::Object {
        found.extend(own_constants(document, leaf.schema).map(|values| (Vec::new(), values)));
        return found;
    }
    let mut waiting: Vec<(Vec<&'a str>, Option<&'a Node>)> = vec![(Vec::new(), None)];
    while let Some((path, schema)) = waiting.pop() {
        let inner = schema.map(|schema| merge(document, schema));
        let object = inner.as_ref().unwrap_or(&leaf.merged);
        for name in &object.required {
            let Some(schemas) = object.properties.get(name) else {
                continue;
            };
            let mut path = path.clone();
            path.push(name);
            // The last part of an `allOf` that lists values narrows the others.
            let listed = schemas
                .iter()
                .rev()
                .find_map(|schema| own_constants(document, schema));
            if let Some(values) = listed {
                found.insert(path, values);
            } else if let ([schema], true) = (schemas.as_slice(), path.len() < depth) {
                let schema = resolve(document, schema);
                let is_object = union(schema).is_none() && Type::of(schema) == Type::Object;
                if is_object && !schema.is_true("nullable") {
                    waiting.push((path, Some(schema)));
                }
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
fn by(document: &Document, leaves: &[Leaf<'_>], tags: &BTreeSet<Vec<&str>>) -> By {
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
                match alike(document, &leaves[before], &leaves[index], tags) {
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
    parts.iter_mut().for_each(|part| part.sort_unstable());
    Some(parts)
}

/// What tells two branches of one type apart, or why only trying does.
fn alike(
    document: &Document,
    a: &Leaf<'_>,
    b: &Leaf<'_>,
    tags: &BTreeSet<Vec<&str>>,
) -> Result<By, &'static str> {
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
                let mut required = one.merged.required.iter();
                required.any(|name| !other.merged.properties.contains_key(name))
            };
            if demands(a, b) && demands(b, a) {
                Ok(By::Members)
            } else {
                Err("no required property tells the two apart")
            }
        }
        _ if own_constants(document, a.schema).is_some() => Err("both list one value"),
        (Kind::String, _) => Err("both are strings"),
        (Kind::List, _) => Err("both are arrays"),
        (Kind::Boolean, _) => Err("both are booleans"),
        _ => Err("both are numbers"),
    }
}
