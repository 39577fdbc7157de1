//! Constants that branches are known by, and which of them tell one from another.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::leaves::Leaf;
use crate::ir::{Kind, Literal};
use crate::schema::{Object, Schema, Schemas};

/// Constants deeper inside a branch than this are no tags.
pub(super) const DEEPEST: usize = 3;

/// The values that a schema lists, where it lists some.
pub(super) fn own_constants(schema: &Schema) -> Option<BTreeSet<Literal>> {
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
pub(super) fn constants<'a>(
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
pub(super) fn tags<'a>(leaves: &[Leaf<'a>]) -> BTreeSet<Vec<&'a str>> {
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
