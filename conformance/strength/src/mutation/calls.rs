//! Edits of operations: who may call, parameters, statuses.

use serde_json::{Value, json};

use super::change::{
    Change, fresh, list, longer, members, renamed, resolved, short, with, without,
};
use super::edit::Edit;
use super::walk::{Kind, Site, is_form};
use super::{messages, paths};

/// Every edit of a node that is no schema.
pub(super) fn edits(site: &Site<'_>) -> Vec<Change> {
    match site.kind {
        Kind::Document => document(site),
        Kind::PathItem => [paths::methods, listed]
            .iter()
            .flat_map(|edits| edits(site))
            .collect(),
        Kind::Operation => {
            let all = [security, exclusions, listed, statuses, moved];
            all.iter().flat_map(|edits| edits(site)).collect()
        }
        Kind::Parameter => messages::parameter(site),
        Kind::Body => messages::body(site),
        Kind::Response => messages::pages(site),
        Kind::Media | Kind::Schema => Vec::new(),
    }
}

fn document(site: &Site<'_>) -> Vec<Change> {
    let mut all = security(site);
    if let Some(version) = site.node["info"]["version"].as_str() {
        let new = format!("{version}_x");
        let what = format!("the version is `{new}`, not `{version}`");
        let mut change = site.at(
            Edit::VersionChanged,
            what,
            vec![("/info/version".to_owned(), json!(new))],
        );
        (change.label, change.pointer) = ("info/version".to_owned(), "/info/version".to_owned());
        all.push(change.word(version).word(new));
    }
    all
}

/// Of the document, or of an operation, which has that of the document where it says nothing.
fn security(site: &Site<'_>) -> Vec<Change> {
    let pointer = format!("{}/security", site.pointer);
    let label = if site.label.is_empty() {
        "security"
    } else {
        &site.label
    };
    let edit = |edit, what: String, to: Value| {
        let mut change = site.at(edit, what, vec![(pointer.clone(), to)]);
        label.clone_into(&mut change.label);
        change.word("authorization")
    };
    let all = list(site.node, "security");
    let open = edit(
        Edit::SecurityRemoved,
        format!("`{label}` is open to all"),
        json!([]),
    );
    let mut changes = vec![open.word("security")];
    for (index, alternative) in all.iter().enumerate() {
        let schemes = alternative.as_object().into_iter().flatten();
        let name = schemes
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>()
            .join("+");
        let name = if name.is_empty() {
            "none".to_owned()
        } else {
            name
        };
        let what = format!("`{label}` no longer takes the proof `{name}`");
        let to = short(&site.node["security"], index);
        changes.push(
            edit(Edit::AlternativeRemoved, what, to)
                .detail(name.clone())
                .word(name),
        );
    }
    changes
}

/// Each listed parameter less, written there or referred to, and one more.
fn listed(site: &Site<'_>) -> Vec<Change> {
    let parameters = list(site.node, "parameters");
    let mut changes = Vec::new();
    for (index, listed) in parameters.iter().enumerate() {
        let parameter = resolved(site.root, listed);
        let (Some(at), Some(name)) = (parameter["in"].as_str(), parameter["name"].as_str()) else {
            continue;
        };
        let what = format!("`{}` has no {at} parameter `{name}`", site.label);
        let node = with(site.node, |node| {
            node["parameters"] = short(&node["parameters"], index);
        });
        let change = site.to(Edit::ParameterRemoved, what, node);
        changes.push(change.below(&format!("{at}/{name}"), &format!("/parameters/{index}")));
    }
    if site.kind == Kind::Operation {
        let taken = |new: &str| {
            parameters
                .iter()
                .any(|it| resolved(site.root, it)["name"] == new)
        };
        let new = fresh("added", &taken);
        let what = format!("`{}` has a required query parameter `{new}`", site.label);
        let parameter = json!({
            "name": new, "in": "query", "required": true, "schema": { "type": "string" },
        });
        let node = with(site.node, |node| {
            node["parameters"] = longer(&node["parameters"], parameter);
        });
        changes.push(site.to(Edit::ParameterAdded, what, node).word(new));
    }
    changes
}

/// Parameters that exclude one another: a group less, one that says something else, one more.
fn exclusions(site: &Site<'_>) -> Vec<Change> {
    const KEY: &str = "x-exclusive";
    let groups = list(site.node, KEY);
    let with_groups = |groups: Value| with(site.node, |node| node[KEY] = groups);
    let mut changes = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let names: Vec<&str> = list(group, "parameters")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let edit = |edit, what: &str, groups: Value| {
            let what = format!("`{}` {what} `{}`", site.label, names.join("`, `"));
            let change = site.to(edit, what, with_groups(groups));
            let change = change.below(&names.join("+"), &format!("/{KEY}/{index}"));
            names.iter().fold(change, |change, name| change.word(*name))
        };
        let less = short(&site.node[KEY], index);
        changes.push(edit(Edit::ExclusionRemoved, "takes more than one of", less));
        let message = group["message"].as_str().unwrap_or_default();
        let message = format!("{message} No.");
        let other = with(&site.node[KEY], |all| {
            all[index]["message"] = json!(message.trim());
        });
        let change = edit(
            Edit::ExclusionReworded,
            "has other words against two of",
            other,
        );
        changes.push(change.detail("message"));
        let none = with(&site.node[KEY], |all| {
            all[index] = without(group, &["message"]);
        });
        let change = edit(
            Edit::ExclusionReworded,
            "has the general words against two of",
            none,
        );
        changes.push(change.detail("none"));
    }
    let parameters = list(site.node, "parameters").iter();
    let optional = parameters.map(|listed| resolved(site.root, listed));
    let optional = optional.filter(|it| it["in"] == "query" && it["required"] != true);
    let names: Vec<&Value> = optional.map(|it| &it["name"]).collect();
    let together = |one: &Value, other: &Value| {
        let mut groups = groups.iter().map(|group| list(group, "parameters"));
        groups.any(|names| names.contains(one) && names.contains(other))
    };
    let mut pairs = names
        .iter()
        .enumerate()
        .flat_map(|(at, one)| names[at + 1..].iter().map(move |other| (*one, *other)));
    if let Some((one, other)) = pairs.find(|(one, other)| !together(one, other)) {
        let group = json!({ "parameters": [one, other] });
        let what = format!("`{}` takes one of {one} and {other} at most", site.label);
        let node = with_groups(longer(&site.node[KEY], group));
        let change = site.to(Edit::ExclusionAdded, what, node);
        let word = |name: &Value| name.as_str().unwrap_or_default().to_owned();
        changes.push(change.word(word(one)).word(word(other)));
    }
    changes
}

/// The statuses of answers, and whether there is one for errors.
fn statuses(site: &Site<'_>) -> Vec<Change> {
    const KEY: &str = "responses";
    let mut changes = Vec::new();
    let edit = |code: &str, edit, what: &str, responses: Value| {
        let node = with(site.node, |node| node[KEY] = responses);
        let change = site.to(edit, format!("`{}` {what} {code}", site.label), node);
        change
            .below(code, &format!("/{KEY}/{code}"))
            .word(code)
            .word("status")
    };
    for (code, _) in members(site.node, KEY) {
        let all = &site.node[KEY];
        if !code.starts_with('2') {
            let change = edit(
                code,
                Edit::ErrorRemoved,
                "describes no errors of",
                without(all, &[code]),
            );
            changes.push(change.word("error"));
            continue;
        }
        let other = if code == "200" { "201" } else { "200" };
        // A server answers a range by its first status, so that a range in its place changes clients only.
        for (kind, new) in [(Edit::StatusChanged, other), (Edit::StatusWidened, "2XX")] {
            if all.get(new).is_none() {
                changes.push(edit(
                    code,
                    kind,
                    &format!("succeeds with {new}, not"),
                    renamed(all, code, new),
                ));
            }
        }
    }
    changes
}

/// Fields of a form, which may be in the query as well.
fn moved(site: &Site<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (kind, media) in
        members(&site.node["requestBody"], "content").filter(|(kind, _)| is_form(kind))
    {
        let schema = &media["schema"];
        for (name, field) in members(schema, "properties") {
            let listed = list(schema, "required").contains(&json!(name));
            let style = if media["encoding"].get(name).is_some() {
                "deepObject"
            } else {
                "form"
            };
            let parameter = json!({
                "name": name, "in": "query", "required": listed, "style": style, "explode": true, "schema": field,
            });
            let node = with(site.node, |node| {
                let schema = &mut node["requestBody"]["content"][kind]["schema"];
                schema["properties"] = without(&schema["properties"], &[name]);
                if let Some(Value::Array(names)) = schema.get_mut("required") {
                    names.retain(|other| other != name);
                }
                node["parameters"] = longer(&node["parameters"], parameter);
            });
            let what = format!(
                "`{name}` of `{}` is in the query, not in the form",
                site.label
            );
            let change = site.to(Edit::ParameterMoved, what, node).detail("query");
            changes.push(change.below(&format!("body/{name}"), ""));
        }
    }
    changes
}
