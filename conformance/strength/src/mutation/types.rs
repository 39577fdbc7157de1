//! Other types.

use serde_json::{Map, Value, json};

use super::patch::{add as put, below, remove, replace};
use super::sites::{Position, Site};
use super::view::{View, text};
use super::{Change, Edit, Found};

/// What is kept of a schema whose type changes.
const KEPT: [&str; 3] = ["description", "title", "nullable"];

pub(super) fn add(view: View<'_>, site: &Site<'_>, found: &mut Found) {
    let Some(of) = text(site.schema, "type") else {
        return;
    };
    // A form is an object, and so is what `allOf` merges; anything else is refused.
    if matches!(site.position, Position::Form { .. } | Position::Part { .. }) {
        return;
    }
    for (name, schema) in targets(of, site) {
        let nested = match (name.as_str(), site.schema.get("items")) {
            ("items", Some(items)) => view.nested(items),
            (name, _) => name == "array",
        };
        let Some(mut patch) = carried(&site.position, nested) else {
            continue;
        };
        patch.insert(0, replace(site.place.pointer.clone(), schema));
        let what = format!("the type of `{}` is {name}, not {of}", site.place.label);
        found.add(
            &site.place,
            Change::new(Edit::TypeChanged, what, patch).detail(name),
        );
    }
}

/// The schemas of other types that a schema may become, and what to call them.
fn targets(of: &str, site: &Site<'_>) -> Vec<(String, Value)> {
    let candidates: &[&str] = match of {
        "string" => &["integer", "boolean"],
        "integer" => &["string", "boolean"],
        "number" => &["integer", "string"],
        "boolean" => &["string", "integer"],
        "object" => &["string", "integer", "boolean"],
        _ => &[],
    };
    let free = |name: &str| {
        // A decoder can't tell one kind of number from another.
        let kin = if name == "integer" { "number" } else { name };
        !site.beside.contains(name) && !site.beside.contains(kin)
    };
    let mut targets: Vec<(String, Value)> = candidates
        .iter()
        .find(|name| free(name))
        .map(|name| ((*name).to_owned(), scalar(site.schema, name)))
        .into_iter()
        .collect();
    // In a request every type is read from text in its own way; in an answer any other type shows alike.
    let requests = site.place.reach.requests;
    match of {
        "string" if requests && free("array") => {
            targets.push(("array".to_owned(), list(site.schema)));
        }
        "integer"
            if requests && free("boolean") && targets.iter().all(|(name, _)| name != "boolean") =>
        {
            targets.push(("boolean".to_owned(), scalar(site.schema, "boolean")));
        }
        "array" => {
            if let Some(items) = site.schema.get("items") {
                let named = text(items, "type").unwrap_or("reference");
                if free(named) {
                    targets.push(("items".to_owned(), items.clone()));
                }
            }
        }
        _ => {}
    }
    targets
}

/// A plain schema with the words of another.
fn scalar(schema: &Value, name: &str) -> Value {
    let mut new = Map::new();
    for key in KEPT {
        if let Some(value) = schema.get(key) {
            new.insert(key.to_owned(), value.clone());
        }
    }
    new.insert("type".to_owned(), json!(name));
    Value::Object(new)
}

/// A list of what a schema describes.
fn list(schema: &Value) -> Value {
    let mut new = scalar(schema, "array");
    let mut items = schema.clone();
    if let Some(items) = items.as_object_mut() {
        for key in KEPT {
            items.remove(key);
        }
    }
    new["items"] = items;
    new
}

/// What must change around a schema so that values with brackets, or without, can stand there; nothing where they
/// can't.
pub(super) fn carried(
    position: &Position,
    nested: bool,
) -> Option<Vec<json_patch::PatchOperation>> {
    Some(match position {
        Position::Parameter { at, .. } if nested && at != "query" => return None,
        Position::Parameter { pointer, deep, .. } if !nested && *deep => {
            vec![replace(below(pointer, &["style"]), json!("form"))]
        }
        Position::Field {
            media,
            name,
            encoded,
            encodings,
        } => match (nested, encoded) {
            (true, false) => {
                let style = json!({ "style": "deepObject", "explode": true });
                if *encodings {
                    vec![put(below(media, &["encoding", name]), style)]
                } else {
                    vec![put(below(media, &["encoding"]), json!({ name: style }))]
                }
            }
            (false, true) => vec![remove(below(media, &["encoding", name]))],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    })
}
