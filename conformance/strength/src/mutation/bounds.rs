//! Bounds on lengths and values: one more, one less, gone, or new.

use reversals_codegen::check::{Done, KEYWORDS};
use serde_json::{Value, json};

use super::patch::{add as put, below, remove, replace};
use super::sites::{Position, Site};
use super::view::text;
use super::{Change, Edit, Found};

/// The bounds, and whether one of zero says nothing.
const BOUNDS: [(&str, bool); 8] = [
    ("maximum", false),
    ("minimum", false),
    ("maxItems", false),
    ("minItems", true),
    ("maxLength", false),
    ("minLength", true),
    ("maxProperties", false),
    ("minProperties", true),
];

/// What a value is held to or not; what it says can't be more or less by one.
const HELD: [&str; 8] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "multipleOf",
    "pattern",
    "readOnly",
    "uniqueItems",
    "writeOnly",
];

pub(super) fn add(site: &Site<'_>, found: &mut Found) {
    if site.schema.get("enum").is_some() {
        return;
    }
    for key in HELD {
        if let Some(stated) = site
            .schema
            .get(key)
            .filter(|stated| is_held(site, key, stated))
        {
            gone(site, key, stated, found);
        }
    }
    for (key, zero_is_none) in BOUNDS {
        match site.schema.get(key).and_then(Value::as_i64) {
            Some(bound) => change(site, key, bound, zero_is_none, found),
            None => match site.schema.get(key) {
                Some(bound) if site.place.reach.requests => gone(site, key, bound, found),
                Some(_) => {}
                None => new(site, key, found),
            },
        }
    }
}

/// Whether anything is held to what is stated.
fn is_held(site: &Site<'_>, key: &str, stated: &Value) -> bool {
    match (key, text(site.schema, "type"), stated.as_str()) {
        // These are of the type itself.
        ("format", Some("integer" | "number"), Some("int64" | "double")) => false,
        ("format", of, Some(format)) => KEYWORDS
            .iter()
            .find(|row| row.value == Some(format) && of.is_some_and(|of| row.of.contains(&of)))
            .is_some_and(|row| row.done == Done::Enforced),
        _ => *stated != json!(false),
    }
}

fn gone(site: &Site<'_>, key: &str, stated: &Value, found: &mut Found) {
    let what = format!(
        "`{key}` of `{}`, which was {stated}, is gone",
        site.place.label
    );
    let mut patch = vec![remove(below(&site.place.pointer, &[key]))];
    // Without the bound, whether it is within itself means nothing.
    let inside = match key {
        "maximum" => "exclusiveMaximum",
        "minimum" => "exclusiveMinimum",
        _ => "",
    };
    if site.schema.get(inside).is_some() {
        patch.push(remove(below(&site.place.pointer, &[inside])));
    }
    found.add(
        &site.place,
        Change::new(Edit::BoundRemoved, what, patch).detail(key),
    );
}

fn change(site: &Site<'_>, key: &str, bound: i64, zero_is_none: bool, found: &mut Found) {
    let label = &site.place.label;
    let at = below(&site.place.pointer, &[key]);
    let counts = ["Length", "Items", "Properties"]
        .iter()
        .any(|of| key.ends_with(of));
    for (edit, step) in [(Edit::BoundRaised, 1), (Edit::BoundLowered, -1)] {
        let Some(other) = bound.checked_add(step) else {
            continue;
        };
        if counts && other < 0 || zero_is_none && other == 0 {
            continue;
        }
        let what = format!("`{key}` of `{label}` is {other}, not {bound}");
        let change = Change::new(edit, what, vec![replace(at.clone(), json!(other))]);
        found.add(&site.place, change.detail(key));
    }
    if site.place.reach.requests && !(zero_is_none && bound == 0) {
        gone(site, key, &json!(bound), found);
    }
}

/// A bound where there is none, as loose as one can be that a value in use may break.
fn new(site: &Site<'_>, key: &str, found: &mut Found) {
    let requests = site.place.reach.requests;
    let in_path = matches!(&site.position, Position::Parameter { at, .. } if at == "path");
    let fits = match text(site.schema, "type") {
        Some("integer" | "number") => key == "minimum" || key == "maximum" && requests,
        // A part of a path is never empty.
        Some("string") => key == "maxLength" || key == "minLength" && requests && !in_path,
        Some("array") => key.ends_with("Items"),
        _ => false,
    };
    if !fits {
        return;
    }
    // Forms and queries have no empty list, so that one element at least would say nothing there.
    let bound = if requests && key == "minItems" { 2 } else { 1 };
    let what = format!("`{}` has the `{key}` {bound}", site.place.label);
    let patch = vec![put(below(&site.place.pointer, &[key]), json!(bound))];
    found.add(
        &site.place,
        Change::new(Edit::BoundAdded, what, patch).detail(key),
    );
}
