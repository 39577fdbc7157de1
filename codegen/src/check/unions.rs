//! Unions of nothing or of too much, and those whose branches only trying tells apart.

use std::collections::BTreeMap;

use super::told::{Branch, By, MAX_BRANCHES, Told, told};
use crate::diagnostic::{Report, Rule};
use crate::schema::{Kind, SchemaId, Schemas, Union};

pub(super) fn check(schemas: &Schemas, report: &mut Report) {
    for (id, schema) in schemas.iter() {
        if let Kind::Union(union) = &schema.kind {
            one(schemas, id, union, report);
        }
    }
}

fn one(schemas: &Schemas, id: SchemaId, union: &Union, report: &mut Report) {
    let keyword = if union.one_of { "oneOf" } else { "anyOf" };
    if union.branches.is_empty() {
        report.refuse(
            &union.place,
            Rule::InvalidValue,
            format!("`{keyword}` has no branch"),
            "list at least one schema",
        );
    }
    let told = told(schemas, &union.branches, id, &|_| true);
    if told.branches.len() > MAX_BRANCHES {
        report.refuse(
            &union.place,
            Rule::UnsupportedSchema,
            format!("the union has more than {MAX_BRANCHES} branches"),
            "describe the values by fewer schemas",
        );
        return;
    }
    if let By::Trying(before, index, why) = told.by {
        let called = |index: usize| called(schemas, &union.branches, &told.branches[index]);
        report.note(
            &union.place,
            Rule::AmbiguousUnion,
            format!(
                "only trying tells {} of `{keyword}` from {}: {why}",
                called(index),
                called(before),
            ),
            "the first that loses nothing is taken; a required property with an `enum` of one value in each would tell them apart",
        );
    }
}

fn called(schemas: &Schemas, listed: &[SchemaId], branch: &Branch) -> String {
    if let Some(name) = schemas.name(branch.listed) {
        return format!("`{name}`");
    }
    match listed.iter().position(|id| *id == branch.listed) {
        Some(index) => format!("branch {}", index + 1),
        None => format!("the branch at {}", schemas[branch.listed].place.pointer),
    }
}

/// How each union is told apart, a line for each in the order of the document's places, and last a count by kind.
pub(super) fn table(schemas: &Schemas) -> String {
    let mut lines = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, schema) in schemas.iter() {
        let Kind::Union(union) = &schema.kind else {
            continue;
        };
        let told = told(schemas, &union.branches, id, &|_| true);
        let how = how(&told);
        *counts.entry(how).or_default() += 1;
        let branches = told.branches.iter().map(|branch| {
            let tags = branch.tags.iter().map(|tag| {
                let values: Vec<String> = tag.values.iter().map(ToString::to_string).collect();
                format!(" {}={}", tag.path.join("."), values.join("|"))
            });
            let tags: String = tags.collect();
            format!("{}{tags}", called(schemas, &union.branches, branch))
        });
        let branches = branches.collect::<Vec<_>>().join(", ");
        let pointer = schema.place.pointer.to_string();
        lines.push(format!("{how:<12} {pointer} {branches}\n"));
    }
    lines.sort();
    lines.extend(
        counts
            .iter()
            .map(|(how, count)| format!("{count:>6} by {how}\n")),
    );
    lines.concat()
}

fn how(told: &Told) -> &'static str {
    let mut tags = told.branches.iter().flat_map(|branch| &branch.tags);
    match told.by {
        By::Trying(..) => "trying",
        By::Members => "members",
        By::Tag if tags.any(|tag| !tag.path.is_empty()) => "tag",
        By::Tag if told.branches.iter().any(|branch| !branch.tags.is_empty()) => "value",
        By::Tag => "type",
    }
}
