//! Edits of parameters, bodies and answers.

use serde_json::{Value, json};

use super::change::{Change, fresh, members, resolved, with, without};
use super::edit::Edit;
use super::walk::{Site, is_form};

/// Parameters of queries and headers.
pub(super) fn parameter(site: &Site<'_>) -> Vec<Change> {
    let node = site.node;
    let (Some(at), Some(name)) = (node["in"].as_str(), node["name"].as_str()) else {
        return Vec::new();
    };
    // Those of paths have their names in the template too.
    if at == "path" {
        return Vec::new();
    }
    let whose = format!("the {at} parameter `{name}` (`{}`)", site.label);
    let edit = |edit, what: String, node: Value| {
        let change = site.to(edit, format!("{whose} {what}"), node);
        change.word(name)
    };
    let new = fresh(name, &|_| false);
    let renamed = with(node, |node| node["name"] = json!(new));
    let (now, turned) = turned(node);
    let other = if at == "query" { "header" } else { "query" };
    let moved = with(&without(node, &["style", "explode"]), |node| {
        node["in"] = json!(other);
    });
    let mut changes = vec![
        edit(
            Edit::ParameterRenamed,
            format!("is called `{new}`"),
            renamed,
        )
        .word(new),
        edit(Edit::ParameterRequired, now.to_owned(), turned),
        edit(Edit::ParameterMoved, format!("is in the {other}"), moved).detail(other),
    ];
    if resolved(site.root, &node["schema"])["type"] == "array" {
        let style = if node["style"] == "deepObject" {
            "form"
        } else {
            "deepObject"
        };
        let restyled = with(node, |node| {
            node["style"] = json!(style);
            node["explode"] = json!(true);
        });
        changes.push(edit(
            Edit::StyleChanged,
            format!("is of the style {style}"),
            restyled,
        ));
    }
    changes
}

/// The node required where it is not, and the reverse, and what is then to be said of it.
fn turned(node: &Value) -> (&'static str, Value) {
    let required = node["required"] == true;
    let now = if required {
        "need not be given"
    } else {
        "must be given"
    };
    (now, with(node, |node| node["required"] = json!(!required)))
}

pub(super) fn body(site: &Site<'_>) -> Vec<Change> {
    let (node, label) = (site.node, &site.label);
    if node.get("$ref").is_some() {
        return Vec::new();
    }
    let (now, turned) = turned(node);
    let change = site.to(Edit::BodyRequired, format!("`{label}` {now}"), turned);
    let mut changes = vec![change.word("body")];
    for (kind, media) in members(node, "content").filter(|(kind, _)| is_form(kind)) {
        let node = with(node, |node| {
            let content = without(&node["content"], &[kind]);
            let media = without(media, &["encoding"]);
            node["content"] = with(&content, |content| content["application/json"] = media);
        });
        let what = format!("`{label}` is JSON, not a form");
        changes.push(
            site.to(Edit::MediaChanged, what, node)
                .word("content-type")
                .word("body"),
        );
    }
    changes
}

/// A page in place of an object, or an object in place of its page.
pub(super) fn pages(site: &Site<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (kind, media) in members(site.node, "content") {
        let schema = &media["schema"];
        let whole = resolved(site.root, schema);
        let data = &whole["properties"]["data"];
        let is_page = data["type"] == "array" && whole["properties"].get("has_more").is_some();
        let (edit, what, to) = if is_page {
            (
                Edit::ResponseUnwrapped,
                "an element of its page",
                data["items"].clone(),
            )
        } else if whole.get("properties").is_some() || whole.get("allOf").is_some() {
            (
                Edit::ResponseWrapped,
                "a page of such objects",
                page(schema),
            )
        } else {
            continue;
        };
        let node = with(site.node, |node| node["content"][kind]["schema"] = to);
        changes.push(
            site.to(edit, format!("`{}` is {what}", site.label), node)
                .word("data"),
        );
    }
    changes
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
