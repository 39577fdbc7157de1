//! Unions whose branches a decoder can't tell apart, or that are more than a union.

use super::table::{Role, Row};
use super::types::{Leaf, Merged, Type, leaves, merge, union, values};
use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::tree::Node;

/// More branches than this are compared with each other by nobody.
const MAX_BRANCHES: usize = 256;

pub(super) fn check(document: &Document, schema: &Node, report: &mut Report) {
    let Some(branches) = union(schema) else {
        return;
    };
    let keyword = if schema.get("anyOf").is_some() {
        "anyOf"
    } else {
        "oneOf"
    };
    for member in schema.members() {
        let other = member.key.as_str();
        if other != keyword && Row::role(other) == Some(Role::Type) {
            report.refuse(
                &member.place,
                Rule::UnsupportedSchema,
                format!("`{other}` stands beside `{keyword}`"),
                format!("move `{other}` into the branches"),
            );
        }
    }
    if branches.items().is_empty() {
        report.refuse(
            &branches.place,
            Rule::InvalidValue,
            format!("`{keyword}` has no branch"),
            "list at least one schema",
        );
    }
    let leaves = leaves(document, schema);
    if leaves.len() > MAX_BRANCHES {
        report.refuse(
            &branches.place,
            Rule::UnsupportedSchema,
            format!("the union has more than {MAX_BRANCHES} branches"),
            "describe the values by fewer schemas",
        );
        return;
    }
    let merged: Vec<Merged<'_>> = leaves
        .iter()
        .map(|leaf| merge(document, leaf.schema))
        .collect();
    for (index, leaf) in leaves.iter().enumerate() {
        // One refusal a branch says enough.
        let clash = (0..index).find_map(|before| {
            let why = ambiguous(
                document,
                (&leaves[before], &merged[before]),
                (leaf, &merged[index]),
            )?;
            Some((before, why))
        });
        if let Some((before, (why, help))) = clash {
            report.refuse(
                &leaf.listed.place,
                Rule::AmbiguousUnion,
                format!(
                    "a decoder can't tell {} of `{keyword}` from {}: {why}",
                    called(leaf, index),
                    called(&leaves[before], before),
                ),
                help,
            );
        }
    }
}

fn called(leaf: &Leaf<'_>, index: usize) -> String {
    match Document::ref_name(leaf.listed) {
        Some((_, name)) => format!("`{name}`"),
        None => format!("branch {}", index + 1),
    }
}

type Side<'a> = (&'a Leaf<'a>, &'a Merged<'a>);

/// Why two branches can't be told apart, and what to do about it.
fn ambiguous(document: &Document, a: Side<'_>, b: Side<'_>) -> Option<(String, &'static str)> {
    let (one, other) = (a.0.of, b.0.of);
    if one == Type::Broken || other == Type::Broken {
        return None;
    }
    if one == Type::Any || other == Type::Any {
        return Some((
            "one of them is of any type".to_owned(),
            "give every branch a `type`",
        ));
    }
    if one != other {
        return None;
    }
    match one {
        Type::Text => text(document, a.0, b.0),
        Type::Object => (!told_apart(document, a.1, b.1)).then(|| {
            (
                "both are objects, and no required property has different values in the two"
                    .to_owned(),
                "give both a required property with an `enum` of one value, such as `object`",
            )
        }),
        same => Some((
            format!("both are {}", same.plural()),
            "keep one branch of that type",
        )),
    }
}

fn text(document: &Document, a: &Leaf<'_>, b: &Leaf<'_>) -> Option<(String, &'static str)> {
    let (a, b) = (values(document, a.schema), values(document, b.schema));
    match (&a, &b) {
        (Some(a), Some(b)) if a.is_disjoint(b) => None,
        (Some(_), Some(_)) => Some((
            "both list one value".to_owned(),
            "list each value in one branch only",
        )),
        (None, None) => Some((
            "both are strings".to_owned(),
            "keep one branch of that type",
        )),
        // "A value, or nothing to clear it": the empty string is no value of the free one.
        (Some(only), None) | (None, Some(only)) => {
            let clears = only.len() == 1 && only.contains("\"\"");
            (!clears).then(|| {
                (
                    "a free string can be any value of the other's `enum`".to_owned(),
                    "drop the `enum` branch, or list only the empty string in it",
                )
            })
        }
    }
}

/// Whether no object is of both schemas.
fn told_apart(document: &Document, a: &Merged<'_>, b: &Merged<'_>) -> bool {
    // Closed on both sides, a decoder fails on the first member that the other has alone.
    if a.closed && b.closed && !a.properties.keys().eq(b.properties.keys()) {
        return true;
    }
    tagged(document, a, b) || tagged(document, b, a)
}

/// Whether `a` demands a property by whose value it can't be `b`.
fn tagged(document: &Document, a: &Merged<'_>, b: &Merged<'_>) -> bool {
    a.required.iter().any(|name| {
        let Some(own) = listed(document, a, name) else {
            return false;
        };
        match listed(document, b, name) {
            Some(others) => b.required.contains(name) && own.is_disjoint(&others),
            // A flag such as `deleted: true`, of which the other branch has never heard.
            None => {
                !b.properties.contains_key(name)
                    && own
                        .iter()
                        .all(|value| matches!(value.as_str(), "true" | "false"))
            }
        }
    })
}

fn listed(
    document: &Document,
    object: &Merged<'_>,
    name: &str,
) -> Option<std::collections::BTreeSet<String>> {
    values(document, object.properties.get(name)?.first()?)
}
