//! Fields of forms: out of the form into the query, and their encodings.

use json_patch::PatchOperation;
use json_patch::jsonptr::{Pointer, PointerBuf};
use serde_json::{Value, json};

use super::objects::{place, require, without};
use super::patch::{add as put, below, remove, replace};
use super::sites::{Position, Site};
use super::view::{View, texts};
use super::{Change, Edit, Found};

pub(super) fn add(view: View<'_>, site: &Site<'_>, name: &str, found: &mut Found) {
    let Position::Form { media, encoded } = &site.position else {
        return;
    };
    if let Some(operation) = operation(media) {
        moved(
            view,
            site,
            name,
            (&operation, encoded.contains(name)),
            found,
        );
    }
    if encoded.contains(name) && view.nested(&site.schema["properties"][name]) {
        let place = place(site, name);
        let at = below(media, &["encoding", name]);
        let what = format!(
            "the field `{name}` of `{}` has no encoding",
            site.place.label
        );
        let patch = vec![remove(at.clone())];
        found.add(&place, Change::new(Edit::EncodingRemoved, what, patch));
        let what = format!(
            "the field `{name}` of `{}` is of the style form",
            site.place.label
        );
        let patch = vec![replace(below(&at, &["style"]), json!("form"))];
        found.add(&place, Change::new(Edit::EncodingStyle, what, patch));
    }
}

fn moved(
    view: View<'_>,
    site: &Site<'_>,
    name: &str,
    (operation, deep): (&Pointer, bool),
    found: &mut Found,
) {
    let schema: &Value = &site.schema["properties"][name];
    let required = texts(site.schema, "required");
    let listed = required.contains(&name);
    let mut patch = without(site, name);
    if listed {
        let others = required.iter().filter(|other| **other != name);
        patch.push(require(&site.place.pointer, others));
    }
    let style = if deep { "deepObject" } else { "form" };
    let parameter = json!({
        "name": name, "in": "query", "required": listed, "style": style, "explode": true, "schema": schema,
    });
    patch.push(listed_too(view, operation, parameter));
    let what = format!(
        "`{name}` of `{}` is in the query, not in the form",
        site.place.label
    );
    let place = place(site, name);
    found.add(
        &place,
        Change::new(Edit::ParameterMoved, what, patch).detail("query"),
    );
}

/// Adds a parameter to those of an operation, which may have none.
pub(super) fn listed_too(view: View<'_>, operation: &Pointer, parameter: Value) -> PatchOperation {
    let list = below(operation, &["parameters"]);
    if view.root.pointer(list.as_str()).is_some() {
        put(below(&list, &["-"]), parameter)
    } else {
        put(list, json!([parameter]))
    }
}

/// The operation whose form is at a pointer; nothing where it is a component.
fn operation(media: &Pointer) -> Option<PointerBuf> {
    let mut tokens = media.tokens();
    if tokens.next()?.decoded() != "paths" {
        return None;
    }
    let (path, method) = (tokens.next()?, tokens.next()?);
    Some(below(
        &PointerBuf::new(),
        &["paths", &path.decoded(), &method.decoded()],
    ))
}
