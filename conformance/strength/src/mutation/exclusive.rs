//! Parameters that exclude one another: a group less, one that says something else, one more.

use json_patch::PatchOperation;
use json_patch::jsonptr::PointerBuf;
use serde_json::{Value, json};

use super::patch::{add as put, below, remove, replace};
use super::place::{Place, Reach};
use super::view::{View, is_true, items, text, texts};
use super::{Change, Edit, Found};

const KEY: &str = "x-exclusive";

pub(super) fn add(view: View<'_>, found: &mut Found) {
    for operation in view.operations() {
        let root = below(
            &PointerBuf::new(),
            &["paths", operation.path, operation.method],
        );
        let reach = Reach::requests(vec![operation.id.to_owned()]);
        let place = Place::new(root, operation.id, reach);
        let groups = items(operation.node, KEY);
        for (index, group) in groups.iter().enumerate() {
            changed(&place, index, group, found);
        }
        added(view, &place, operation.node, groups, found);
    }
}

fn changed(operation: &Place, index: usize, group: &Value, found: &mut Found) {
    let names = texts(group, "parameters");
    let place = operation.child(&[KEY, &index.to_string()], &names.join("+"));
    let place = names.iter().fold(place, |place, name| place.named(name));
    let label = &operation.label;
    let names = names.join("`, `");

    let what = format!("`{label}` takes more than one of `{names}`");
    let patch = vec![remove(place.pointer.clone())];
    found.add(&place, Change::new(Edit::ExclusionRemoved, what, patch));

    let at = below(&place.pointer, &["message"]);
    let (what, patch) = match text(group, "message") {
        Some(message) => (
            format!("`{label}` refuses two of `{names}` in other words"),
            replace(at.clone(), json!(format!("{message} No."))),
        ),
        None => (
            format!("`{label}` refuses two of `{names}` in words of its own"),
            put(at.clone(), json!("No.")),
        ),
    };
    found.add(
        &place,
        Change::new(Edit::ExclusionReworded, what, vec![patch]).detail("message"),
    );
    if text(group, "message").is_some() {
        let what = format!("`{label}` refuses two of `{names}` in the general words");
        let change = Change::new(Edit::ExclusionReworded, what, vec![remove(at)]);
        found.add(&place, change.detail("none"));
    }
}

/// One group more: the first two optional parameters of the query that are in none together.
fn added(view: View<'_>, place: &Place, node: &Value, groups: &[Value], found: &mut Found) {
    let parameters = items(node, "parameters").iter();
    let optional = parameters
        .map(|listed| view.resolve(listed))
        .filter_map(|parameter| {
            let is = text(parameter, "in") == Some("query") && !is_true(parameter, "required");
            text(parameter, "name").filter(|_| is)
        });
    let names: Vec<&str> = optional.collect();
    let together = |one: &str, other: &str| {
        let mut groups = groups.iter().map(|group| texts(group, "parameters"));
        groups.any(|names| names.contains(&one) && names.contains(&other))
    };
    let mut pairs = names.iter().enumerate().flat_map(|(at, one)| {
        let others = names[at + 1..].iter();
        others.map(move |other| (*one, *other))
    });
    let Some((one, other)) = pairs.find(|(one, other)| !together(one, other)) else {
        return;
    };
    let group = json!({ "parameters": [one, other] });
    let at = below(&place.pointer, &[KEY]);
    let patch = if groups.is_empty() {
        put(at, json!([group]))
    } else {
        put(below(&at, &["-"]), group)
    };
    let what = format!(
        "`{}` takes one of `{one}` and `{other}` at most",
        place.label
    );
    let change = Change::new(Edit::ExclusionAdded, what, vec![patch]);
    found.add(place, change.word(one).word(other));
}

/// Takes the groups away that a parameter is in, where it is about to be another one, or to be required: a group of
/// what can't be had one at a time is refused.
pub(super) fn released(view: View<'_>, place: &Place, name: &str) -> Vec<PatchOperation> {
    let mut patch = Vec::new();
    let operations = view.operations();
    let reached = operations
        .iter()
        .filter(|operation| place.reach.operations.contains(&operation.id.to_owned()));
    for operation in reached {
        let root = ["paths", operation.path, operation.method, KEY];
        let at = below(&PointerBuf::new(), &root);
        let groups = items(operation.node, KEY).iter().enumerate();
        // From the end, so that the others stay where they are.
        for (index, group) in groups.rev() {
            if texts(group, "parameters").contains(&name) {
                patch.push(remove(below(&at, &[&index.to_string()])));
            }
        }
    }
    patch
}
