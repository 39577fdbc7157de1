//! Responses: their statuses, whether there is one for errors, pages in place of objects.

use std::collections::BTreeSet;

use json_patch::jsonptr::PointerBuf;
use serde_json::{Value, json};

use super::patch::{below, remove, rename, replace};
use super::place::{Place, Reach};
use super::reach::Reaches;
use super::view::{View, members, reference, text};
use super::{Change, Edit, Found};

pub(super) fn add(view: View<'_>, reaches: &Reaches, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for operation in view.operations() {
        let root = ["paths", operation.path, operation.method, "responses"];
        let root = below(&PointerBuf::new(), &root);
        let reach = Reach::responses(vec![operation.id.to_owned()]);
        let whole = Place::new(root, operation.id, reach);
        let errors =
            members(operation.node, "responses").filter(|(code, _)| !code.starts_with('2'));
        let only_error = errors.count() == 1;
        for (code, node) in members(operation.node, "responses") {
            let place = whole.child(&[code], code);
            if code.starts_with('2') {
                statuses(&whole, &place, code, found);
                let described = described(view, reaches, &place, node);
                if let Some((place, node)) = described
                    && seen.insert(place.pointer.to_string())
                {
                    pages(view, &place, node, found);
                }
            } else if only_error {
                // Where several describe errors, each says what all say.
                let what = format!("`{}` describes no errors", operation.id);
                let patch = vec![remove(place.pointer.clone())];
                let change = Change::new(Edit::ErrorRemoved, what, patch);
                found.add(&place, change.word("error"));
            }
        }
    }
}

fn statuses(whole: &Place, place: &Place, code: &str, found: &mut Found) {
    let other = if code == "200" { "201" } else { "200" };
    // A server answers a range by its first status, so that a range in its place changes clients only.
    let range = (Edit::StatusWidened, "2XX");
    for (edit, new) in [(Edit::StatusChanged, other), range] {
        if new == code {
            continue;
        }
        let what = format!("`{}` succeeds with {new}, not with {code}", whole.label);
        let patch = vec![rename(&whole.pointer, code, new)];
        found.add(
            place,
            Change::new(edit, what, patch).word(code).word("status"),
        );
    }
}

/// A response where it is described: there, or as a component that others may share.
fn described<'a>(
    view: View<'a>,
    reaches: &Reaches,
    place: &Place,
    node: &'a Value,
) -> Option<(Place, &'a Value)> {
    let (mut place, mut node) = (place.clone(), node);
    let mut seen = BTreeSet::new();
    while let Some((kind, name)) = reference(node) {
        if !seen.insert((kind, name)) {
            return None;
        }
        node = view.component(kind, name)?;
        let pointer = below(&PointerBuf::new(), &["components", kind, name]);
        let reach = reaches.component(kind, name)?.clone();
        place = Place::new(pointer, format!("{kind}/{name}"), reach);
    }
    Some((place, node))
}

fn pages(view: View<'_>, place: &Place, node: &Value, found: &mut Found) {
    for (kind, media) in members(node, "content") {
        let Some(schema) = media.get("schema") else {
            continue;
        };
        let pointer = below(&place.pointer, &["content", kind, "schema"]);
        let resolved = view.resolve(schema);
        if let Some(element) = element(resolved) {
            let what = format!("`{}` is an element of its page", place.label);
            let patch = vec![replace(pointer, element.clone())];
            found.add(
                place,
                Change::new(Edit::ResponseUnwrapped, what, patch).word("data"),
            );
        } else if resolved.get("properties").is_some() || resolved.get("allOf").is_some() {
            let what = format!("`{}` is a page of such objects", place.label);
            let patch = vec![replace(pointer, page(schema))];
            found.add(
                place,
                Change::new(Edit::ResponseWrapped, what, patch).word("data"),
            );
        }
    }
}

/// The schema of the elements, where an object is a page.
fn element(schema: &Value) -> Option<&Value> {
    let properties = schema.get("properties")?;
    properties.get("has_more")?;
    let data = properties.get("data")?;
    (text(data, "type") == Some("array")).then(|| data.get("items"))?
}

fn page(of: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["data", "has_more", "object", "url"],
        "properties": {
            "data": { "type": "array", "items": of },
            "has_more": { "type": "boolean" },
            "object": { "type": "string", "enum": ["list"] },
            "url": { "type": "string" },
        },
    })
}
