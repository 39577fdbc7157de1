//! What the whole document says: its version, and how callers prove who they are.

use std::collections::BTreeMap;

use json_patch::jsonptr::PointerBuf;
use serde_json::{Value, json};

use super::patch::{add as put, below, remove, replace};
use super::place::{Place, Reach};
use super::view::{View, text};
use super::{Change, Edit, Found};

pub(super) fn add(view: View<'_>, found: &mut Found) {
    version(view, found);
    security(view, found);
}

fn version(view: View<'_>, found: &mut Found) {
    let Some(version) = view.root.get("info").and_then(|info| text(info, "version")) else {
        return;
    };
    let ids = view
        .operations()
        .iter()
        .map(|one| one.id.to_owned())
        .collect();
    let pointer = below(&PointerBuf::new(), &["info", "version"]);
    let place = Place::new(pointer.clone(), "info/version", Reach::requests(ids));
    let new = format!("{version}_x");
    let what = format!("the version is `{new}`, not `{version}`");
    let patch = vec![replace(pointer, json!(new))];
    let change = Change::new(Edit::VersionChanged, what, patch);
    // The header in which clients say it is the API's own affair; what they say there is this.
    found.add(&place, change.word(version).word(new));
}

/// A requirement, where it stands, what to call it, and the operations for which it counts.
struct Requirement<'a> {
    node: &'a Value,
    pointer: PointerBuf,
    label: String,
    operations: Vec<String>,
}

fn security(view: View<'_>, found: &mut Found) {
    let mut requirements: BTreeMap<String, Requirement<'_>> = BTreeMap::new();
    for operation in view.operations() {
        let own = below(
            &PointerBuf::new(),
            &["paths", operation.path, operation.method],
        );
        let of_all = PointerBuf::new();
        let (node, pointer, label) = match operation.node.get("security") {
            Some(node) => (Some(node), own.clone(), operation.id.to_owned()),
            None => (view.root.get("security"), of_all, "security".to_owned()),
        };
        let Some(node) = node else {
            continue;
        };
        let pointer = below(&pointer, &["security"]);
        let requirement = requirements
            .entry(pointer.to_string())
            .or_insert_with(|| Requirement {
                node,
                pointer,
                label,
                operations: Vec::new(),
            });
        requirement.operations.push(operation.id.to_owned());
        if closed(node) {
            open(
                &own,
                operation.id,
                operation.node.get("security").is_some(),
                found,
            );
        }
    }
    for requirement in requirements.values() {
        alternatives(requirement, found);
    }
}

/// Whether a proof is needed: no alternative is empty.
fn closed(requirement: &Value) -> bool {
    let alternatives = requirement
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    !alternatives.is_empty() && !alternatives.iter().any(is_empty)
}

fn is_empty(alternative: &Value) -> bool {
    alternative
        .as_object()
        .is_some_and(serde_json::Map::is_empty)
}

fn open(operation: &PointerBuf, id: &str, own: bool, found: &mut Found) {
    let pointer = below(operation, &["security"]);
    let reach = Reach::requests(vec![id.to_owned()]);
    let place = Place::new(
        if own {
            pointer.clone()
        } else {
            operation.clone()
        },
        id,
        reach,
    );
    let what = format!("`{id}` is open to all");
    let patch = vec![put(pointer, json!([]))];
    let change = Change::new(Edit::SecurityRemoved, what, patch);
    found.add(&place, change.word("security").word("authorization"));
}

fn alternatives(requirement: &Requirement<'_>, found: &mut Found) {
    let all = requirement
        .node
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let reach = Reach::requests(requirement.operations.clone());
    let label = &requirement.label;
    if closed(requirement.node) && requirement.operations.len() > 1 {
        let place = Place::new(requirement.pointer.clone(), label.clone(), reach.clone());
        let what = "every operation is open to all".to_owned();
        let patch = vec![replace(requirement.pointer.clone(), json!([]))];
        let change = Change::new(Edit::SecurityRemoved, what, patch);
        found.add(&place, change.word("security").word("authorization"));
    }
    for (index, alternative) in all.iter().enumerate() {
        // Beside an empty alternative the others say nothing; without one, none may be the last.
        if all.len() < 2 || !closed(requirement.node) && !is_empty(alternative) {
            continue;
        }
        let schemes = alternative.as_object().into_iter().flatten();
        let name = schemes
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>()
            .join("+");
        let pointer = below(&requirement.pointer, &[&index.to_string()]);
        let place = Place::new(pointer.clone(), label.clone(), reach.clone());
        let what = if name.is_empty() {
            format!("`{label}` no longer lets callers in without a proof")
        } else {
            format!("`{label}` no longer takes `{name}`")
        };
        let change = Change::new(Edit::AlternativeRemoved, what, vec![remove(pointer)]);
        let detail = if name.is_empty() {
            "none".to_owned()
        } else {
            name.clone()
        };
        found.add(
            &place,
            change.detail(detail).word(name).word("authorization"),
        );
    }
}
