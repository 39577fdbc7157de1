//! Edits of schemas, by keyword.

use serde_json::{Value, json};

use super::change::{Change, Travels, fresh, list, longer, members, renamed, short, with, without};
use super::edit::Edit;
use super::walk::Site;
use reversals_judge::token;

/// The edits of a schema as to one keyword, be it there or not.
type Edits = fn(&Site<'_>, &'static str) -> Vec<Change>;

/// The keywords of which edits are made. Others are words, or decide nothing by themselves.
#[rustfmt::skip] // A row a line.
pub(super) const TABLE: &[(&str, Edits)] = &[
    ("type", types),
    ("items", elements),
    ("enum", values),
    ("nullable", null),
    ("properties", properties),
    ("required", required),
    ("additionalProperties", others),
    ("anyOf", branches),
    ("oneOf", branches),
    ("allOf", branches),
    ("maximum", bound),
    ("minimum", bound),
    ("maxItems", bound),
    ("minItems", bound),
    ("maxLength", bound),
    ("minLength", bound),
    ("maxProperties", bound),
    ("minProperties", bound),
    ("exclusiveMaximum", gone),
    ("exclusiveMinimum", gone),
    ("format", gone),
    ("multipleOf", gone),
    ("pattern", gone),
    ("uniqueItems", gone),
    ("readOnly", gone),
    ("writeOnly", gone),
    ("discriminator", gone),
    ("x-expansionResources", gone),
];

/// Every edit of a schema. What of its values may have brackets in a form and no more, or the reverse, is written so.
pub(super) fn edits(site: &Site<'_>) -> Vec<Change> {
    let edits = TABLE
        .iter()
        .flat_map(|(keyword, edits)| edits(site, keyword));
    let carried = site.carried();
    let other = |change: Change| {
        let ways = change.ways.clone();
        let carried = carried.iter().flat_map(|carrier| {
            ways.iter()
                .map(move |way| way.iter().chain([carrier]).cloned().collect())
        });
        carried.fold(change, Change::or)
    };
    edits.map(other).collect()
}

fn text<'a>(site: &'a Site<'_>, key: &str) -> Option<&'a str> {
    site.node[key].as_str()
}

fn types(site: &Site<'_>, key: &'static str) -> Vec<Change> {
    let Some(of) = text(site, key) else {
        return Vec::new();
    };
    // In requests every type is read from text in its own way; in answers any other type shows alike.
    let (first, text): (&[&str], &[&str]) = match of {
        "string" => (&["integer", "boolean"], &["array"]),
        "integer" => (&["string"], &["boolean"]),
        "number" => (&["integer", "string"], &[]),
        "boolean" => (&["string", "integer"], &[]),
        "object" => (&["string", "integer", "boolean"], &[]),
        _ => (&[], &[]),
    };
    let changed = |targets: &[&str]| {
        let mut changes = targets.iter().map(|target| {
            let mut node = json!({ "type": target });
            if *target == "array" {
                node["items"] = without(site.node, &["nullable"]);
            }
            if let Some(nullable) = site.node.get("nullable") {
                node["nullable"] = nullable.clone();
            }
            let what = format!("the type of `{}` is {target}, not {of}", site.label);
            site.to(Edit::TypeChanged, what, node).detail(*target)
        });
        let first = changes.next()?;
        Some(changes.flat_map(|other| other.ways).fold(first, Change::or))
    };
    let text = changed(text).map(|change| change.only(Travels::Requests));
    changed(first).into_iter().chain(text).collect()
}

fn elements(site: &Site<'_>, key: &'static str) -> Vec<Change> {
    let items = site.node.get(key).into_iter();
    let changed = items.map(|items| {
        let what = format!("`{}` is one of its elements, not a list", site.label);
        site.to(Edit::TypeChanged, what, items.clone()).detail(key)
    });
    changed.collect()
}

fn values(site: &Site<'_>, key: &'static str) -> Vec<Change> {
    let (label, all) = (&site.label, list(site.node, key));
    let Some(first) = all.iter().position(|value| !value.is_null()) else {
        return Vec::new();
    };
    let said = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let listing = |list: Value| with(site.node, |node| node[key] = list);
    let mut changes = Vec::new();
    for (index, value) in all.iter().enumerate().filter(|(_, value)| !value.is_null()) {
        let what = format!("the enum `{label}` has `{}` no longer", said(value));
        let change = site.to(
            Edit::MemberRemoved,
            what,
            listing(short(&site.node[key], index)),
        );
        changes.push(change.detail(said(value)).word(said(value)));
    }
    // One is enough: to rename a value is to remove it and to add one, and each value is removed above.
    if let Some(other) = other(&all[first], all) {
        let (old, new) = (said(&all[first]), said(&other));
        let what = format!("the enum `{label}` has `{new}` in place of `{old}`");
        let list = with(&site.node[key], |list| list[first] = other.clone());
        let change = site.to(Edit::MemberRenamed, what, listing(list));
        changes.push(change.detail(old.clone()).word(old).word(new.clone()));
        let what = format!("the enum `{label}` has `{new}` too");
        let list = longer(&site.node[key], other);
        changes.push(site.to(Edit::MemberAdded, what, listing(list)).word(new));
    }
    let what = format!("`{label}` admits any value of its type, not only those of an enum");
    changes.push(site.to(Edit::EnumRemoved, what, without(site.node, &[key])));
    changes
}

/// A value of the same type that is not listed.
fn other(value: &Value, listed: &[Value]) -> Option<Value> {
    match value {
        Value::String(text) => Some(json!(fresh(text, &|new| listed.contains(&json!(new))))),
        Value::Number(number) => {
            let mut others = (number.as_i64()?..).skip(1).map(|other| json!(other));
            others.find(|other| !listed.contains(other))
        }
        Value::Bool(truth) => Some(json!(!truth)).filter(|other| !listed.contains(other)),
        _ => None,
    }
}

fn null(site: &Site<'_>, key: &'static str) -> Vec<Change> {
    let values = list(site.node, "enum");
    let listed = values.iter().any(Value::is_null);
    let (what, node) = if site.node[key] == true {
        let mut node = without(site.node, &[key]);
        if listed {
            let others = values.iter().filter(|value| !value.is_null());
            node["enum"] = others.cloned().collect();
        }
        ("is never null", node)
    } else if site.node.get("$ref").is_some() {
        // Nothing may stand beside a reference.
        ("may be null", json!({ "allOf": [site.node], key: true }))
    } else {
        let node = with(site.node, |node| {
            node[key] = json!(true);
            // An enum that does not list null does not admit it.
            if !values.is_empty() && !listed {
                node["enum"] = longer(&node["enum"], Value::Null);
            }
        });
        ("may be null", node)
    };
    let what = format!("`{}` {what}", site.label);
    vec![site.to(Edit::NullableChanged, what, node)]
}

/// The edit, as of a property.
fn of(name: &str, change: Change) -> Change {
    change.below(name, &format!("/properties/{}", token(name)))
}

/// The schema with other names required.
fn requiring(node: &Value, change: impl FnOnce(&mut Vec<Value>)) -> Value {
    let mut names = list(node, "required").to_vec();
    change(&mut names);
    with(node, |node| {
        if node.get("required").is_some() || !names.is_empty() {
            node["required"] = Value::Array(names);
        }
    })
}

fn properties(site: &Site<'_>, key: &'static str) -> Vec<Change> {
    let (label, all) = (&site.label, &site.node[key]);
    let mut changes = Vec::new();
    for (name, _) in members(site.node, key) {
        let node = with(site.node, |node| node[key] = without(all, &[name]));
        let node = requiring(&node, |names| names.retain(|other| other != name));
        let what = format!("`{label}` has no property `{name}`");
        changes.push(of(name, site.to(Edit::PropertyRemoved, what, node)));

        let new = fresh(name, &|new| all.get(new).is_some());
        let node = with(site.node, |node| node[key] = renamed(all, name, &new));
        let node = requiring(&node, |names| {
            let old = names.iter_mut().filter(|other| *other == name);
            old.for_each(|other| *other = json!(new));
        });
        let what = format!("the property `{name}` of `{label}` is called `{new}`");
        let mut change = site.to(Edit::PropertyRenamed, what, node);
        change.ways[0].extend(site.carried_as(name, &new));
        // An answer without it, and without its new name, is what an answer without it was.
        if !list(site.node, "required").contains(&json!(name)) {
            change = change.only(Travels::Requests);
        }
        changes.push(of(name, change.word(name).word(new)));
    }
    if site.node.get(key).is_some() {
        let new = fresh("added", &|new| all.get(new).is_some());
        let text = json!({ "type": "string" });
        let node = with(site.node, |node| node[key][&new] = text);
        let node = requiring(&node, |names| names.push(json!(new)));
        let what = format!("`{label}` has a required property `{new}`");
        changes.push(site.to(Edit::PropertyAdded, what, node).word(new));
    }
    changes
}

fn required(site: &Site<'_>, key: &'static str) -> Vec<Change> {
    let changed = members(site.node, "properties").map(|(name, _)| {
        let listed = list(site.node, key).contains(&json!(name));
        let node = requiring(site.node, |names| {
            if listed {
                names.retain(|other| other != name);
            } else {
                names.push(json!(name));
            }
        });
        let now = if listed { "optional" } else { "required" };
        let what = format!("the property `{name}` of `{}` is {now}", site.label);
        of(name, site.to(Edit::PropertyRequired, what, node))
    });
    changed.collect()
}

/// Members that have no name in the schema.
fn others(site: &Site<'_>, key: &'static str) -> Vec<Change> {
    let stated = &site.node[key];
    let is_object = site.node.get("properties").is_some() || text(site, "type") == Some("object");
    let closed = (
        Edit::ObjectClosed,
        "admits no members of other names",
        json!(false),
    );
    let open = (
        Edit::ObjectOpened,
        "admits members of other names",
        json!(true),
    );
    let typed = (
        Edit::ValuesTyped,
        "has strings for values",
        json!({ "type": "string" }),
    );
    let free = (Edit::ValuesFreed, "may have any values", json!(true));
    let all = match stated {
        _ if !is_object => vec![],
        Value::Bool(false) => vec![open],
        Value::Bool(true) => vec![closed, typed],
        Value::Null => vec![closed],
        _ => vec![closed, free],
    };
    let changed = all.into_iter().map(|(edit, what, value)| {
        let node = with(site.node, |node| node[key] = value);
        site.to(edit, format!("`{}` {what}", site.label), node)
    });
    changed.collect()
}

/// A branch of a union less, or a part of what is merged.
fn branches(site: &Site<'_>, key: &'static str) -> Vec<Change> {
    let branches = list(site.node, key).iter().enumerate();
    let removed = branches.map(|(index, branch)| {
        let name = branch["$ref"]
            .as_str()
            .and_then(|target| target.rsplit('/').next());
        let name = name.or(branch["type"].as_str()).unwrap_or("another");
        let what = format!("`{}` is never of its branch {index}, {name}", site.label);
        let node = with(site.node, |node| node[key] = short(&node[key], index));
        site.to(Edit::BranchRemoved, what, node)
            .detail(index.to_string())
    });
    removed.collect()
}

/// What a value is held to or not; what it says can't be more or less by one.
fn gone(site: &Site<'_>, key: &'static str) -> Vec<Change> {
    let Some(stated) = site.node.get(key) else {
        return Vec::new();
    };
    // Without the bound, whether it is within itself means nothing.
    let inside = match key {
        "maximum" => "exclusiveMaximum",
        "minimum" => "exclusiveMinimum",
        _ => key,
    };
    let node = without(site.node, &[key, inside]);
    if key == "x-expansionResources" {
        let what = format!("`{}` is a plain union, not an id that expands", site.label);
        return vec![site.to(Edit::ExpansionRemoved, what, node)];
    }
    let what = format!("`{key}` of `{}`, which was {stated}, is gone", site.label);
    vec![site.to(Edit::BoundRemoved, what, node).detail(key)]
}

/// A bound more or less by one, or gone; where there is none, one as loose as a value in use may break.
fn bound(site: &Site<'_>, key: &'static str) -> Vec<Change> {
    let to = |edit, what: String, bound: i64| {
        let node = with(site.node, |node| node[key] = json!(bound));
        site.to(edit, what, node).detail(key)
    };
    // What is listed needs no bound.
    if site.node.get("enum").is_some() {
        return Vec::new();
    }
    let label = &site.label;
    let Some(stated) = site.node.get(key) else {
        let fits = match text(site, "type") {
            Some("integer" | "number") => key.ends_with("imum"),
            Some("string") => key.ends_with("Length"),
            Some("array") => key.ends_with("Items"),
            _ => false,
        };
        let added = |bound: i64| {
            let what = format!("`{label}` has the `{key}` {bound}");
            to(Edit::BoundAdded, what, bound)
        };
        return match key {
            _ if !fits => Vec::new(),
            // Forms and queries have no empty list, so that one element at least would say nothing there.
            "minItems" => vec![
                added(1).only(Travels::Responses),
                added(2).only(Travels::Requests),
            ],
            // No answer has an empty text.
            "minLength" => vec![added(1).only(Travels::Requests)],
            _ => vec![added(1)],
        };
    };
    // The value that shows it raised by one shows this too.
    let gone = gone(site, key)
        .into_iter()
        .map(|change| change.only(Travels::Requests));
    let mut changes: Vec<Change> = gone.collect();
    let counts = !key.ends_with("imum");
    for (edit, step) in [(Edit::BoundRaised, 1), (Edit::BoundLowered, -1)] {
        let other = stated.as_i64().and_then(|bound| bound.checked_add(step));
        // None is what a least count of none says.
        let says = |other: &i64| !counts || *other > 0 || *other == 0 && key.starts_with("max");
        if let Some(other) = other.filter(says) {
            let what = format!("`{key}` of `{label}` is {other}, not {stated}");
            changes.push(to(edit, what, other));
        }
    }
    changes
}
