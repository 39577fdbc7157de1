//! Parameters of queries and headers.

use json_patch::jsonptr::PointerBuf;
use serde_json::{Value, json};

use super::exclusive::released;
use super::fields::listed_too;
use super::patch::{add as put, below, remove, replace};
use super::place::{Place, Reach};
use super::reach::Reaches;
use super::sites::parameters;
use super::view::{View, fresh, is_true, items, members, text};
use super::{Change, Edit, Found};

pub(super) fn add(view: View<'_>, reaches: &Reaches, found: &mut Found) {
    for operation in view.operations() {
        let root = below(
            &PointerBuf::new(),
            &["paths", operation.path, operation.method],
        );
        let reach = Reach::requests(vec![operation.id.to_owned()]);
        removed(
            view,
            operation.node,
            &Place::new(root.clone(), operation.id, reach.clone()),
            found,
        );
        added(
            view,
            &Place::new(root, operation.id, reach),
            operation.node,
            found,
        );
    }
    for (path, item) in members(view.root, "paths") {
        removed(view, item, &super::paths::place(view, path), found);
    }
    for (place, node) in parameters(view) {
        edited(view, &place, node, found);
    }
    for (kind, name, reach) in reaches.components() {
        if kind == "parameters"
            && let Some(node) = view.component(kind, name)
        {
            let pointer = below(&PointerBuf::new(), &["components", kind, name]);
            let place = Place::new(pointer, format!("{kind}/{name}"), reach.clone());
            let wire = text(node, "name").unwrap_or(name);
            edited(view, &place.named(wire), node, found);
        }
    }
}

/// Each listed parameter less, written there or referred to.
fn removed(view: View<'_>, node: &Value, owner: &Place, found: &mut Found) {
    for (index, listed) in items(node, "parameters").iter().enumerate() {
        let parameter = view.resolve(listed);
        let (Some(at), Some(name)) = (text(parameter, "in"), text(parameter, "name")) else {
            continue;
        };
        // Those of paths have their name in the template.
        if at == "path" {
            continue;
        }
        let step = format!("{at}/{name}");
        let place = owner
            .child(&["parameters", &index.to_string()], &step)
            .named(name);
        let what = format!("`{}` has no {at} parameter `{name}`", owner.label);
        let mut patch = vec![remove(place.pointer.clone())];
        patch.extend(released(view, &place, name));
        found.add(&place, Change::new(Edit::ParameterRemoved, what, patch));
    }
}

fn added(view: View<'_>, place: &Place, node: &Value, found: &mut Found) {
    let taken = |new: &str| {
        let mut listed = items(node, "parameters").iter();
        listed.any(|listed| text(view.resolve(listed), "name") == Some(new))
    };
    let new = fresh("added", &taken);
    let parameter = json!({
        "name": new, "in": "query", "required": true, "schema": { "type": "string" },
    });
    let what = format!("`{}` has a required query parameter `{new}`", place.label);
    let patch = vec![listed_too(view, &place.pointer, parameter)];
    found.add(
        place,
        Change::new(Edit::ParameterAdded, what, patch).word(new),
    );
}

fn edited(view: View<'_>, place: &Place, node: &Value, found: &mut Found) {
    let (Some(at), Some(name)) = (text(node, "in"), text(node, "name")) else {
        return;
    };
    if at == "path" {
        return;
    }
    let below_it = |key: &str| below(&place.pointer, &[key]);
    // Whatever is edited here is no longer that optional parameter of the query.
    let released = released(view, place, name);
    let label = &place.label;

    let new = fresh(name, &|_| false);
    let what = format!("the {at} parameter `{name}` (`{label}`) is called `{new}`");
    let mut patch = vec![replace(below_it("name"), json!(new))];
    patch.extend(released.clone());
    found.add(
        place,
        Change::new(Edit::ParameterRenamed, what, patch)
            .word(name)
            .word(new),
    );

    let required = is_true(node, "required");
    let now = if required {
        "need not be given"
    } else {
        "must be given"
    };
    let what = format!("the {at} parameter `{name}` (`{label}`) {now}");
    let mut patch = vec![put(below_it("required"), json!(!required))];
    patch.extend(released.clone());
    found.add(place, Change::new(Edit::ParameterRequired, what, patch));

    let Some(schema) = node.get("schema") else {
        return;
    };
    let nested = view.nested(schema);
    if !nested {
        let other = if at == "query" { "header" } else { "query" };
        let mut patch = vec![replace(below_it("in"), json!(other))];
        for key in ["style", "explode"] {
            if node.get(key).is_some() {
                patch.push(remove(below_it(key)));
            }
        }
        patch.extend(released);
        let what = format!("the {at} parameter `{name}` (`{label}`) is in the {other}");
        found.add(
            place,
            Change::new(Edit::ParameterMoved, what, patch).detail(other),
        );
    }
    // Objects have no other style that the pipeline takes.
    if at == "query" && text(view.resolve(schema), "type") == Some("array") && !name.ends_with("[]")
    {
        let deep = text(node, "style") == Some("deepObject");
        let style = if deep { "form" } else { "deepObject" };
        let what = format!("the query parameter `{name}` (`{label}`) is of the style {style}");
        let patch = vec![
            put(below_it("style"), json!(style)),
            put(below_it("explode"), json!(true)),
        ];
        found.add(place, Change::new(Edit::StyleChanged, what, patch));
    }
}
