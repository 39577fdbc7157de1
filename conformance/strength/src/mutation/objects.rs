//! Properties, which of them are required, and members without a name.

use serde_json::{Value, json};

use super::patch::{add as put, below, remove, rename, replace};
use super::sites::{Position, Site};
use super::view::{View, fresh, is_true, members, text, texts};
use super::{Change, Edit, Found, Place, fields};

pub(super) fn add(view: View<'_>, site: &Site<'_>, found: &mut Found) {
    let has = |key: &str| site.schema.get(key).is_some();
    for (name, _) in members(site.schema, "properties") {
        if matches!(&site.position, Position::Part { shared } if shared.contains(name)) {
            continue;
        }
        property(site, name, found);
        fields::add(view, site, name, found);
    }
    if has("properties") {
        added(site, found);
    }
    if has("properties") || text(site.schema, "type") == Some("object") {
        others(site, found);
    }
}

/// The place of a property.
pub(super) fn place(site: &Site<'_>, name: &str) -> Place {
    site.place.child(&["properties", name], name).named(name)
}

fn property(site: &Site<'_>, name: &str, found: &mut Found) {
    let label = &site.place.label;
    let place = place(site, name);
    let root = &site.place.pointer;
    let required = texts(site.schema, "required");
    let listed = required.contains(&name);
    let mut patch = without(site, name);
    if listed {
        patch.push(require(
            root,
            required.iter().filter(|other| **other != name),
        ));
    }
    let what = format!("`{label}` has no property `{name}`");
    found.add(&place, Change::new(Edit::PropertyRemoved, what, patch));

    // An answer without it, and without its new name, is what an answer without it was.
    if listed || site.place.reach.requests {
        renamed(site, name, &place, found);
    }

    let (what, patch) = if listed {
        let what = format!("the property `{name}` of `{label}` is optional");
        let names = required.iter().filter(|other| **other != name);
        (what, vec![require(root, names)])
    } else if matches!(site.position, Position::Part { .. }) {
        // What is merged with it may require the property already.
        return;
    } else {
        let what = format!("the property `{name}` of `{label}` is required");
        (what, vec![require(root, required.iter().chain([&name]))])
    };
    found.add(&place, Change::new(Edit::PropertyRequired, what, patch));
}

fn renamed(site: &Site<'_>, name: &str, place: &Place, found: &mut Found) {
    let (root, label) = (&site.place.pointer, &site.place.label);
    let new = fresh(name, &|new| taken(site.schema, new));
    let mut patch = vec![rename(&below(root, &["properties"]), name, &new)];
    let required = texts(site.schema, "required");
    if required.contains(&name) {
        let renamed = |other: &&str| {
            if *other == name {
                new.clone()
            } else {
                (*other).to_owned()
            }
        };
        let names: Vec<String> = required.iter().map(renamed).collect();
        patch.push(require(root, names.iter()));
    }
    if let Position::Form { media, encoded } = &site.position
        && encoded.contains(name)
    {
        patch.push(rename(&below(media, &["encoding"]), name, &new));
    }
    let what = format!("the property `{name}` of `{label}` is called `{new}`");
    let change = Change::new(Edit::PropertyRenamed, what, patch);
    found.add(place, change.word(name).word(new));
}

/// Takes a property away, with its encoding where it is a field of a form.
pub(super) fn without(site: &Site<'_>, name: &str) -> Vec<json_patch::PatchOperation> {
    let mut patch = vec![remove(below(&site.place.pointer, &["properties", name]))];
    if let Position::Form { media, encoded } = &site.position
        && encoded.contains(name)
    {
        patch.push(remove(below(media, &["encoding", name])));
    }
    patch
}

/// Makes the names the required ones.
pub(super) fn require<'n, N: AsRef<str> + ?Sized + 'n>(
    schema: &json_patch::jsonptr::Pointer,
    names: impl Iterator<Item = &'n N>,
) -> json_patch::PatchOperation {
    let names: Vec<&str> = names.map(AsRef::as_ref).collect();
    put(below(schema, &["required"]), json!(names))
}

fn added(site: &Site<'_>, found: &mut Found) {
    let new = fresh("added", &|new| taken(site.schema, new));
    let root = &site.place.pointer;
    let required = texts(site.schema, "required");
    let patch = vec![
        put(
            below(root, &["properties", &new]),
            json!({ "type": "string" }),
        ),
        require(root, required.into_iter().chain([new.as_str()])),
    ];
    let what = format!("`{}` has a required property `{new}`", site.place.label);
    found.add(
        &site.place,
        Change::new(Edit::PropertyAdded, what, patch).word(new),
    );
}

fn taken(schema: &Value, name: &str) -> bool {
    members(schema, "properties").any(|(other, _)| other == name)
}

/// Members that have no name in the schema.
fn others(site: &Site<'_>, found: &mut Found) {
    // One part of `allOf` may not speak of the names of the others.
    if matches!(site.position, Position::Part { .. }) {
        return;
    }
    let label = &site.place.label;
    let at = below(&site.place.pointer, &["additionalProperties"]);
    let close = || {
        let what = format!("`{label}` admits no members of other names");
        Change::new(
            Edit::ObjectClosed,
            what,
            vec![put(at.clone(), json!(false))],
        )
    };
    match site.schema.get("additionalProperties") {
        Some(Value::Bool(false)) => {
            let what = format!("`{label}` admits members of other names");
            found.add(
                &site.place,
                Change::new(Edit::ObjectOpened, what, vec![replace(at, json!(true))]),
            );
        }
        Some(Value::Object(values)) if !values.is_empty() => {
            let what = format!("the values of the map `{label}` may be anything");
            let patch = vec![replace(at.clone(), json!(true))];
            found.add(&site.place, Change::new(Edit::ValuesFreed, what, patch));
            found.add(&site.place, close());
        }
        _ => {
            found.add(&site.place, close());
            if is_true(site.schema, "additionalProperties") {
                let what = format!("the values of the map `{label}` are strings");
                let patch = vec![replace(at.clone(), json!({ "type": "string" }))];
                found.add(&site.place, Change::new(Edit::ValuesTyped, what, patch));
            }
        }
    }
}
