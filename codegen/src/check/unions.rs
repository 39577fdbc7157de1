//! Unions that are more than a union, and those whose branches only trying tells apart.

use super::table::{Role, Row};
use super::told::{Branch, By, MAX_BRANCHES, told};
use super::types::union;
use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::tree::Node;

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
    let listed: Vec<&Node> = branches.items().iter().collect();
    let told = told(document, &listed, schema);
    if told.branches.len() > MAX_BRANCHES {
        report.refuse(
            &branches.place,
            Rule::UnsupportedSchema,
            format!("the union has more than {MAX_BRANCHES} branches"),
            "describe the values by fewer schemas",
        );
        return;
    }
    if let By::Trying(before, index, why) = told.by {
        let called = |index: usize| called(listed.as_slice(), &told.branches[index]);
        report.note(
            &branches.place,
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

fn called(listed: &[&Node], branch: &Branch<'_>) -> String {
    if let Some((_, name)) = Document::ref_name(branch.node) {
        return format!("`{name}`");
    }
    match listed
        .iter()
        .position(|node| std::ptr::eq(*node, branch.node))
    {
        Some(index) => format!("branch {}", index + 1),
        None => format!("the branch at {}", branch.node.place.pointer),
    }
}
