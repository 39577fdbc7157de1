//! Fragments against the document that they are a part of.

use std::collections::BTreeSet;

use reversals_codegen::load::{self, Input};
use reversals_codegen::select::{Pattern, Selection};
use reversals_codegen::tree::{Kind, Node};
use reversals_codegen::{Error, Model};

use crate::compare::{compare, template};
use crate::difference::{self, Difference};

/// Where the fragments differ from the part of `theirs` that has their operations, the fragments being the base.
///
/// Operations are found by method and path, whatever the path's parameters are called; what else that document has is not
/// looked at, and does not have to be sound.
///
/// Errors: a document that can't be read, and refusals in what their operations reach.
pub fn differences(ours: &Model, theirs: &Input) -> Result<Vec<Difference>, Error> {
    Ok(between(ours, &part(ours, theirs)?))
}

/// The part of `theirs` that has the operations of the fragments.
///
/// Errors: those of [`differences`].
pub fn part(ours: &Model, theirs: &Input) -> Result<Model, Error> {
    let mut fragments = load::fragments(theirs)?;
    let found = fragments.roots.iter().flat_map(|root| ids(ours, root));
    let only: Result<Vec<Pattern>, _> = found.map(|id| id.parse()).collect();
    let selection = Selection {
        only: only.unwrap_or_default(),
        ..Selection::default()
    };
    if selection.only.is_empty() {
        // A selection that names none would be of all.
        fragments.roots.iter_mut().for_each(forget);
    }
    reversals_codegen::part_of(&fragments, &selection)
}

/// Where the fragments differ from their part of a document.
pub fn between(ours: &Model, theirs: &Model) -> Vec<Difference> {
    let all = compare(ours, theirs).into_iter();
    // Operations of paths that ours has in another method.
    all.filter(|difference| difference.kind != difference::Kind::OperationAdded)
        .collect()
}

/// Leaves a document without operations, and without what they would reach.
fn forget(document: &mut Node) {
    let Kind::Object(members) = &mut document.kind else {
        return;
    };
    members.retain(|member| matches!(member.key.as_str(), "openapi" | "info" | "paths"));
    let paths = members.iter_mut().find(|member| member.key == "paths");
    if let Some(Kind::Object(paths)) = paths.map(|paths| &mut paths.value.kind) {
        paths.clear();
    }
}

/// The operationIds that a document has for our operations.
fn ids(ours: &Model, theirs: &Node) -> Vec<String> {
    let operations = ours.api.operations.iter();
    let ours: BTreeSet<(String, &str)> = operations
        .map(|it| (template(&it.path), it.method.as_str()))
        .collect();
    let mut ids = Vec::new();
    for path in theirs.get("paths").map(Node::members).unwrap_or_default() {
        let template = template(&path.key);
        for operation in path.value.members() {
            if ours.contains(&(template.clone(), operation.key.as_str()))
                && let Some(id) = operation.value.text("operationId")
            {
                ids.push(id.to_owned());
            }
        }
    }
    ids
}
