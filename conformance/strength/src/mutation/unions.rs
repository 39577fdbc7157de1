//! Unions with a branch less, and ids whose objects are not said to be expansions.

use reversals_codegen::schema::Kind;
use serde_json::Value;

use super::patch::{below, remove};
use super::sites::Site;
use super::types::carried;
use super::view::{View, items, reference, text};
use super::{Change, Edit, Found};

pub(super) fn add(view: View<'_>, site: &Site<'_>, found: &mut Found) {
    for key in ["anyOf", "oneOf"] {
        let branches = items(site.schema, key);
        if branches.len() < 2 {
            continue;
        }
        for (index, branch) in branches.iter().enumerate() {
            remove_branch(view, site, key, (index, branch), branches, found);
        }
        expansion(view, site, branches, found);
    }
}

fn remove_branch(
    view: View<'_>,
    site: &Site<'_>,
    key: &str,
    (index, branch): (usize, &Value),
    branches: &[Value],
    found: &mut Found,
) {
    let mut left = branches
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index);
    // A union of plain values may keep its style; it has none alone.
    let nested = branches.len() > 2 || left.any(|(_, branch)| view.nested(branch));
    let Some(mut patch) = carried_if(site, nested) else {
        return;
    };
    let at = below(&site.place.pointer, &[key, &index.to_string()]);
    patch.insert(0, remove(at));
    let name = called(branch);
    let what = format!("`{}` is never {name}", site.place.label);
    found.add(
        &site.place,
        Change::new(Edit::BranchRemoved, what, patch).detail(index.to_string()),
    );
}

/// What must change around a union whose values have no brackets any more.
fn carried_if(site: &Site<'_>, nested: bool) -> Option<Vec<json_patch::PatchOperation>> {
    if nested {
        Some(Vec::new())
    } else {
        carried(&site.position, false)
    }
}

/// What to call a branch.
fn called(branch: &Value) -> String {
    if let Some((_, name)) = reference(branch) {
        return format!("a `{name}`");
    }
    match (items(branch, "enum"), text(branch, "type")) {
        ([only], _) => format!("{only}"),
        (_, Some(of)) => format!("of the type {of}"),
        _ => "of one of its branches".to_owned(),
    }
}

fn expansion(view: View<'_>, site: &Site<'_>, branches: &[Value], found: &mut Found) {
    const KEY: &str = "x-expansionResources";
    let is_id = |branch: &&Value| {
        let schema = view.resolved(branch);
        schema.is_some_and(|schema| schema.kind == Kind::Text && schema.values.is_none())
    };
    let ids = branches.iter().filter(is_id).count();
    // Only beside both does it make a difference.
    if site.schema.get(KEY).is_none() || ids == 0 || ids == branches.len() {
        return;
    }
    let what = format!(
        "`{}` is a plain union, not an id that expands",
        site.place.label
    );
    let patch = vec![remove(below(&site.place.pointer, &[KEY]))];
    found.add(
        &site.place,
        Change::new(Edit::ExpansionRemoved, what, patch),
    );
}
