//! Bodies: whether one must be given, and its media type.

use json_patch::jsonptr::PointerBuf;
use serde_json::{Value, json};

use super::patch::{add as put, below, remove, rename};
use super::place::{Place, Reach};
use super::reach::{Reaches, body};
use super::sites::is_form;
use super::view::{View, is_true, members, reference};
use super::{Change, Edit, Found};

pub(super) fn add(view: View<'_>, reaches: &Reaches, found: &mut Found) {
    for operation in view.operations() {
        let Some(node) = body(view, &operation) else {
            continue;
        };
        let root = ["paths", operation.path, operation.method, "requestBody"];
        let reach = Reach::requests(vec![operation.id.to_owned()]);
        let label = format!("{}/body", operation.id);
        edited(
            &Place::new(below(&PointerBuf::new(), &root), label, reach),
            node,
            found,
        );
    }
    for (kind, name, reach) in reaches.components() {
        if kind == "requestBodies"
            && let Some(node) = view.component(kind, name)
        {
            let pointer = below(&PointerBuf::new(), &["components", kind, name]);
            let place = Place::new(pointer, format!("{kind}/{name}"), reach.clone());
            edited(&place, node, found);
        }
    }
}

fn edited(place: &Place, node: &Value, found: &mut Found) {
    if reference(node).is_some() {
        return;
    }
    let required = is_true(node, "required");
    let now = if required {
        "need not be given"
    } else {
        "must be given"
    };
    let what = format!("`{}` {now}", place.label);
    let patch = vec![put(below(&place.pointer, &["required"]), json!(!required))];
    found.add(
        place,
        Change::new(Edit::BodyRequired, what, patch).word("body"),
    );

    for (kind, media) in members(node, "content") {
        if !is_form(kind) {
            continue;
        }
        let content = below(&place.pointer, &["content"]);
        let mut patch = Vec::new();
        if media.get("encoding").is_some() {
            patch.push(remove(below(&content, &[kind, "encoding"])));
        }
        patch.push(rename(&content, kind, "application/json"));
        let what = format!("`{}` is JSON, not a form", place.label);
        let change = Change::new(Edit::MediaChanged, what, patch);
        found.add(place, change.word("content-type").word("body"));
    }
}
