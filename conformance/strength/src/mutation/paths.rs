//! Edits of paths, of the parameters in them, and of methods.

use serde_json::{Value, json};

use super::change::{Change, fresh, renamed, with, without};
use super::edit::Edit;
use super::walk::Site;

/// The paths with one under another name, or another item.
fn paths(site: &Site<'_>, path: &str, item: &Value) -> Vec<(String, Value)> {
    let others = without(&site.root["paths"], &[site.key]);
    vec![(
        "/paths".to_owned(),
        with(&others, |paths| paths[path] = item.clone()),
    )]
}

/// Paths, and the parameters in them; every operation of a path has these.
pub(super) fn methods(site: &Site<'_>) -> Vec<Change> {
    let (path, item) = (site.key, site.node);
    let exists = |path: &str| site.root["paths"].get(path).is_some();
    let parts: Vec<&str> = path.split('/').collect();
    let joined = |index: usize, part: &str| {
        let mut parts = parts.clone();
        parts[index] = part;
        parts.join("/")
    };
    let mut changes = Vec::new();
    let mut last: Option<usize> = None;
    for (index, part) in parts
        .iter()
        .enumerate()
        .filter(|(_, part)| !part.is_empty())
    {
        let Some(name) = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        else {
            let new = fresh(part, &|new| exists(&joined(index, new)));
            let what = format!("the part `{part}` of the path `{path}` is `{new}`");
            let change = site.at(
                Edit::SegmentRenamed,
                what,
                paths(site, &joined(index, &new), item),
            );
            changes.push(change.detail(*part).word(*part).word("path"));
            continue;
        };
        if let Some(before) = last.replace(index) {
            let mut swapped = parts.clone();
            swapped.swap(before, index);
            let bare = parts[before].trim_matches(['{', '}']);
            let what =
                format!("`{bare}` and `{name}` of the path `{path}` are in each other's place");
            let way = paths(site, &swapped.join("/"), item);
            let change = site.at(Edit::PathParametersSwapped, what, way);
            changes.push(change.detail(bare).word(bare).word(name));
        }
        let new = fresh(name, &|new| path.contains(&format!("{{{new}}}")));
        for (edit, path, what, change) in [
            (
                Edit::ParameterRenamed,
                joined(index, &format!("{{{new}}}")),
                format!("is called `{new}`"),
                Described::Changed("name", json!(new)),
            ),
            (
                Edit::ParameterRemoved,
                joined(index, name),
                "is a fixed part".to_owned(),
                Described::Gone,
            ),
            (
                Edit::ParameterMoved,
                joined(index, name),
                "is in the query".to_owned(),
                Described::Changed("in", json!("query")),
            ),
        ] {
            let item = change.made(item, name);
            let what = format!("the path parameter `{name}` of `{}` {what}", site.key);
            let change = site.at(edit, what, paths(site, &path, &item)).word(name);
            changes.push(change.below(name, ""));
        }
    }
    for (method, operation) in item.as_object().into_iter().flatten() {
        let Some(id) = operation["operationId"].as_str() else {
            continue;
        };
        let what = format!("`{id}` has another method than {method}");
        // Those with bodies first.
        let free = ["put", "patch", "post", "delete"];
        let free = free.iter().filter(|other| item.get(**other).is_none());
        let mut ways = free.map(|other| vec![(site.pointer.clone(), renamed(item, method, other))]);
        if let Some(first) = ways.next() {
            let change = site
                .at(Edit::MethodChanged, what, first)
                .word(method)
                .word("method");
            let mut change = ways.fold(change, Change::or);
            (change.label, change.pointer) = (id.to_owned(), format!("{}/{method}", site.pointer));
            changes.push(change);
        }
    }
    changes
}

/// What becomes of a path parameter where it is described.
enum Described {
    Gone,
    Changed(&'static str, Value),
}

impl Described {
    /// A path item of which every description of a parameter is changed so.
    fn made(&self, item: &Value, name: &str) -> Value {
        let is = |parameter: &Value| parameter["in"] == "path" && parameter["name"] == name;
        let of_list = |node: &mut Value| {
            let Some(parameters) = node.get_mut("parameters").and_then(Value::as_array_mut) else {
                return;
            };
            match self {
                Self::Gone => parameters.retain(|parameter| !is(parameter)),
                Self::Changed(key, value) => {
                    for parameter in parameters.iter_mut().filter(|parameter| is(parameter)) {
                        parameter[*key] = value.clone();
                        if *key == "in" {
                            // Its style in a path is none in a query.
                            parameter["style"] = json!("form");
                        }
                    }
                }
            }
        };
        with(item, |item| {
            of_list(item);
            for node in item
                .as_object_mut()
                .into_iter()
                .flat_map(serde_json::Map::values_mut)
            {
                if node.is_object() {
                    of_list(node);
                }
            }
        })
    }
}
