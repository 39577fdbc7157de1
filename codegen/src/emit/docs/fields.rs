//! A schema as HTML: what it admits, and its members.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::kinds::{kind, nullable, reference};
use super::limits::limits;
use super::text::{anchor, escape, phrase, prose};
use crate::emit::schema::gather::Definition;

/// Every definition by its name: a member may be described where it leads to.
pub(super) type Definitions = BTreeMap<String, Definition>;

/// What a schema describes: its limits, then the members of it and of what is in it.
pub(super) fn body(schema: &Value, id: &str, definitions: &Definitions) -> String {
    let mut html = limits(schema);
    inner(schema, id, definitions, &mut html);
    html
}

/// The members of an object, each with a place of its own.
fn fields(schema: &Value, id: &str, definitions: &Definitions, html: &mut String) {
    let Some(Value::Object(properties)) = schema.get("properties") else {
        return;
    };
    let required = schema.get("required").and_then(Value::as_array);
    let mut properties: Vec<_> = properties.iter().collect();
    properties.sort_by_key(|(name, _)| *name);
    html.push_str("<ul class=\"fields\">\n");
    for (name, property) in properties {
        let required = required.is_some_and(|all| all.iter().any(|it| it == name.as_str()));
        let id = format!("{id}/{}", anchor(&[name]));
        html.push_str(&format!(
            "<li class=\"field\" id=\"{id}\">\n<p class=\"head\"><a class=\"name\" href=\"#{id}\"><code>{}</code></a> <span class=\"kind\">{}</span>{}</p>\n",
            escape(name),
            kind(property),
            tags(property, required)
        ));
        html.push_str(&told(property, definitions));
        html.push_str(&body(property, &id, definitions));
        html.push_str("</li>\n");
    }
    html.push_str("</ul>\n");
}

/// A member's description; one that has none is what it leads to.
fn told(property: &Value, definitions: &Definitions) -> String {
    let own = description(property);
    if !own.is_empty() {
        return own;
    }
    let there = reference(property).and_then(|name| definitions.get(name));
    there.map_or_else(String::new, |there| description(&there.schema))
}

/// The members of whatever is described in place.
fn inner(schema: &Value, id: &str, definitions: &Definitions, html: &mut String) {
    fields(schema, id, definitions, html);
    for (key, part) in [("items", "~items"), ("additionalProperties", "~values")] {
        if let Some(schema @ Value::Object(_)) = schema.get(key) {
            inner(schema, &format!("{id}/{part}"), definitions, html);
        }
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        if let Some(Value::Array(branches)) = schema.get(key) {
            for (number, branch) in branches.iter().enumerate() {
                inner(branch, &format!("{id}/~{key}{number}"), definitions, html);
            }
        }
    }
}

/// What the schemas say by true alone, and the mark of it.
const FLAGS: [(&str, &str); 4] = [
    ("x-expandable", "expandable"),
    ("deprecated", "deprecated"),
    ("readOnly", "read only"),
    ("writeOnly", "write only"),
];

/// What one glance at a member tells. Where the schemas have a word of their own for it, the search finds it by that too.
fn tags(schema: &Value, required: bool) -> String {
    let mut html = String::new();
    let mut tag = |class: &str, also: &str, text: &str| {
        let also = match also.strip_prefix("x-") {
            Some(_) => format!(" data-also=\"{also}\""),
            None => String::new(),
        };
        html.push_str(&format!(
            " <span class=\"tag {class}\"{also}>{}</span>",
            escape(text)
        ));
    };
    let word = if required { "required" } else { "optional" };
    tag(word, "", word);
    if nullable(schema) {
        tag("nullable", "", "nullable");
    }
    for (key, word) in FLAGS {
        if schema.get(key) == Some(&Value::Bool(true)) {
            tag("fact", key, word);
        }
    }
    for (key, before) in [
        ("x-unit", ""),
        ("format", "format: "),
        ("x-format", "format: "),
    ] {
        if let Some(text) = schema.get(key).and_then(Value::as_str) {
            tag("unit", key, &format!("{before}{text}"));
        }
    }
    html
}

/// A definition's own description.
pub(super) fn description(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str);
    text.map(prose).unwrap_or_default()
}

/// The marks of a member.
const MARKS: [(&str, &str); 3] = [
    (
        "required",
        "It is always there. A request without it is refused.",
    ),
    ("optional", "It may be absent."),
    ("nullable", "It may be null."),
];

/// How members are marked, and what the schemas say in words of their own.
pub(super) fn legend(keywords: &[(&str, &str)]) -> String {
    let mut html = String::from("<dl class=\"legend\">\n");
    let marks = MARKS.iter().map(|(name, meaning)| {
        let tag = format!("<span class=\"tag {name}\">{name}</span>");
        (tag, *meaning)
    });
    let keywords = keywords.iter().map(|(name, meaning)| {
        let mark = FLAGS.iter().find(|(key, _)| key == name);
        let mark = mark.map_or_else(String::new, |(_, word)| {
            format!("<span class=\"tag fact\">{word}</span> ")
        });
        (format!("{mark}<code>{}</code>", escape(name)), *meaning)
    });
    for (name, meaning) in marks.chain(keywords) {
        html.push_str(&format!("<dt>{name}</dt><dd>{}</dd>\n", phrase(meaning)));
    }
    html + "</dl>\n"
}

/// The parts of a request that its schema has, in the order in which a request has them.
pub(super) fn parts(request: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let parts = ["path", "query", "body"];
    let parts = parts
        .into_iter()
        .filter_map(|name| Some((name, request.get(name)?)))
        // Some documents have a form that takes nothing.
        .filter(|(_, part)| part.get("properties").is_some() || !is_closed(part));
    parts.collect()
}

/// Whether an object has no members but those that are described.
fn is_closed(schema: &Value) -> bool {
    schema.get("additionalProperties") == Some(&Value::Bool(false))
}
