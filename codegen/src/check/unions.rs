//! Unions of nothing or of too much, and those whose branches only trying tells apart.

use super::told::{Branch, By, MAX_BRANCHES, told};
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
