//! A schema as HTML: what it admits, and its members.

use serde_json::{Map, Value};

use super::text::{anchor, escape, phrase, prose};

/// Where a definition is on the page.
pub(super) fn place(name: &str) -> String {
    anchor(&["schema", name])
}

/// What a schema describes: its limits, then the members of it and of what is in it.
pub(super) fn body(schema: &Value, id: &str) -> String {
    let mut html = limits(schema);
    inner(schema, id, &mut html);
    html
}

/// What a value is, in words; references lead to where they are described.
pub(super) fn kind(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        let (id, name) = (place(name), escape(name));
        return format!("<a href=\"#{id}\"><code>{name}</code></a>");
    }
    if schema.get("x-open-enum").is_some() {
        return "string".to_owned();
    }
    for (key, word) in [("anyOf", " or "), ("oneOf", " or "), ("allOf", " and ")] {
        if let Some(Value::Array(branches)) = schema.get(key) {
            let branches = branches.iter().filter(|branch| !is_null(branch));
            return branches.map(kind).collect::<Vec<_>>().join(word);
        }
    }
    let types = types(schema);
    let words = types.iter().filter(|word| **word != "null").map(|word| {
        let values = schema.get("additionalProperties");
        match (*word, schema.get("items"), values) {
            ("array", Some(items), _) => format!("array of {}", kind(items)),
            ("object", _, Some(values @ Value::Object(_)))
                if schema.get("properties").is_none() =>
            {
                format!("map of string to {}", kind(values))
            }
            (word, ..) => escape(word),
        }
    });
    let words: Vec<_> = words.collect();
    if words.is_empty() {
        "any value".to_owned()
    } else {
        words.join(" or ")
    }
}

/// The members of an object, each with a place of its own.
fn fields(schema: &Value, id: &str, html: &mut String) {
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
        if let Some(text) = property.get("description").and_then(Value::as_str) {
            html.push_str(&prose(text));
        }
        html.push_str(&body(property, &id));
        html.push_str("</li>\n");
    }
    html.push_str("</ul>\n");
}

/// The members of whatever is described in place.
fn inner(schema: &Value, id: &str, html: &mut String) {
    fields(schema, id, html);
    for (key, part) in [("items", "~items"), ("additionalProperties", "~values")] {
        if let Some(schema @ Value::Object(_)) = schema.get(key) {
            inner(schema, &format!("{id}/{part}"), html);
        }
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        if let Some(Value::Array(branches)) = schema.get(key) {
            for (number, branch) in branches.iter().enumerate() {
                inner(branch, &format!("{id}/~{key}{number}"), html);
            }
        }
    }
}

/// What one glance at a member tells.
fn tags(schema: &Value, required: bool) -> String {
    let mut html = String::new();
    let mut tag = |class: &str, text: &str| {
        html.push_str(&format!(
            " <span class=\"tag {class}\">{}</span>",
            escape(text)
        ));
    };
    let word = if required { "required" } else { "optional" };
    tag(word, word);
    if nullable(schema) {
        tag("nullable", "nullable");
    }
    for (key, word) in [
        ("x-expandable", "expandable"),
        ("deprecated", "deprecated"),
        ("readOnly", "read only"),
        ("writeOnly", "write only"),
    ] {
        if schema.get(key) == Some(&Value::Bool(true)) {
            tag("fact", word);
        }
    }
    for key in ["x-unit", "format", "x-format"] {
        if let Some(text) = schema.get(key).and_then(Value::as_str) {
            tag("unit", text);
        }
    }
    html
}

/// What bounds a value, and what is in it, as a list.
fn limits(schema: &Value) -> String {
    let mut found = Vec::new();
    gather("", schema, &mut found);
    if found.is_empty() {
        return String::new();
    }
    let items = found.join("</li><li>");
    format!("<ul class=\"limits\"><li>{items}</li></ul>\n")
}

/// The bounds that are a number, and how each is told.
const NUMBERS: [(&str, &str, &str); 11] = [
    ("minLength", "at least ", " characters"),
    ("maxLength", "at most ", " characters"),
    ("minimum", "at least ", ""),
    ("exclusiveMinimum", "more than ", ""),
    ("maximum", "at most ", ""),
    ("exclusiveMaximum", "less than ", ""),
    ("multipleOf", "a multiple of ", ""),
    ("minItems", "at least ", " items"),
    ("maxItems", "at most ", " items"),
    ("minProperties", "at least ", " members"),
    ("maxProperties", "at most ", " members"),
];

fn gather(subject: &str, schema: &Value, found: &mut Vec<String>) {
    let mut say = |text: String| found.push(format!("{subject}{text}"));
    for (key, before, after) in NUMBERS {
        if let Some(number) = schema.get(key) {
            say(format!("{before}{}{after}", escape(&number.to_string())));
        }
    }
    if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
        say("no item twice".to_owned());
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        say(format!("matches <code>{}</code>", escape(pattern)));
    }
    if let Some(value) = schema.get("const") {
        say(format!("always {}", literal(value)));
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        say(format!("one of {}", literals(values)));
    }
    if let Some(Value::Array(values)) = schema.get("x-open-enum") {
        let known = literals(values);
        say(format!("one of {known}; there may be others one day"));
    }
    if let Some(value) = schema.get("default") {
        say(format!("{} when absent", literal(value)));
    }
    if let Some(items) = schema.get("items") {
        gather(&format!("{subject}each item: "), items, found);
    }
    if let Some(values @ Value::Object(_)) = schema.get("additionalProperties") {
        gather(&format!("{subject}each value: "), values, found);
    }
    if schema.get("x-open-enum").is_some() {
        // Its branches say the same again.
        return;
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        let Some(Value::Array(branches)) = schema.get(key) else {
            continue;
        };
        for branch in branches {
            let subject = match key {
                "allOf" => subject.to_owned(),
                _ => format!("{subject}as {}: ", kind(branch)),
            };
            gather(&subject, branch, found);
        }
    }
}

fn literals(values: &[Value]) -> String {
    let values: Vec<_> = values.iter().map(literal).collect();
    values.join(", ")
}

/// A value as code: a text without its quotes, where there is something between them.
fn literal(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => format!("<code>{}</code>", escape(text)),
        other => format!("<code>{}</code>", escape(&other.to_string())),
    }
}

fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(word)) => vec![word],
        Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_null(schema: &Value) -> bool {
    types(schema) == ["null"]
}

fn nullable(schema: &Value) -> bool {
    let branches = |key: &str| schema.get(key).and_then(Value::as_array);
    types(schema).contains(&"null")
        || [branches("anyOf"), branches("oneOf")]
            .into_iter()
            .flatten()
            .flatten()
            .any(is_null)
}

/// A definition's own description.
pub(super) fn description(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str);
    text.map(prose).unwrap_or_default()
}

/// What the schemas say in words of their own.
pub(super) fn legend(keywords: &[(&str, &str)]) -> String {
    let mut html = String::from("<dl class=\"legend\">\n");
    for (name, meaning) in keywords {
        html.push_str(&format!(
            "<dt><code>{}</code></dt><dd>{}</dd>\n",
            escape(name),
            phrase(meaning)
        ));
    }
    html + "</dl>\n"
}

/// The parts of a request in the order in which a request has them.
pub(super) fn parts(request: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let parts = ["path", "query", "body"];
    let parts = parts
        .into_iter()
        .filter_map(|name| Some((name, request.get(name)?)));
    parts.collect()
}
