//! The document of the pairs in `pairs.json`: a parameter for each pair, in a form, in a query and in JSON.

use serde_json::{Map, Value, json};

/// Where a parameter travels: the path and method of the operation, and the member of a pair with the texts.
pub(crate) const PLACES: [(&str, &str, &str); 3] = [
    ("/form", "post", "text"),
    ("/query", "get", "text"),
    ("/json", "put", "json"),
];

/// The path, the good text and the bad one of a pair whose schema is a whole form.
pub(crate) fn form(index: usize, pair: &Value) -> Option<(String, &str, &str)> {
    let texts = pair.get("form")?;
    Some((format!("/p{index}"), texts[0].as_str()?, texts[1].as_str()?))
}

/// The good text and the bad one of a pair in a place, where it has such.
pub(crate) fn texts<'a>(pair: &'a Value, place: &str, member: &str) -> Option<(&'a str, &'a str)> {
    let texts = match (place, pair.get("query")) {
        ("/query", Some(own)) => own,
        _ => pair.get(member)?,
    };
    Some((texts[0].as_str()?, texts[1].as_str()?))
}

/// A document in which parameter `p3` is the schema of the third pair.
pub(crate) fn document<'a>(pairs: impl Iterator<Item = &'a Value>) -> Value {
    let (mut fields, mut members, mut encoding, mut query) =
        (Map::new(), Map::new(), Map::new(), Vec::new());
    let mut whole = Vec::new();
    let mut components = Map::new();
    for (index, pair) in pairs.enumerate() {
        components.extend(
            pair["components"]
                .as_object()
                .into_iter()
                .flatten()
                .map(owned),
        );
        if let Some((path, ..)) = form(index, pair) {
            let media = json!({ "schema": pair["schema"], "encoding": pair.get("encoding").unwrap_or(&json!({})) });
            whole.push((path, format!("P{index}"), media));
        }
        let (name, schema) = (format!("p{index}"), &pair["schema"]);
        let nested = [
            "items",
            "properties",
            "additionalProperties",
            "allOf",
            "oneOf",
            "anyOf",
        ]
        .iter()
        .any(|key| schema.get(key).is_some())
            || schema["type"] == "object";
        let nested = nested && schema.pointer("/allOf/0/type") != Some(&json!("string"));
        if texts(pair, "/form", "text").is_some() {
            fields.insert(name.clone(), schema.clone());
            if nested {
                encoding.insert(
                    name.clone(),
                    json!({ "style": "deepObject", "explode": true }),
                );
            }
        }
        if texts(pair, "/query", "text").is_some() {
            let style =
                pair["style"]
                    .as_str()
                    .unwrap_or(if nested { "deepObject" } else { "form" });
            query.push(json!({ "name": name, "in": "query", "style": style, "explode": true, "schema": schema }));
        }
        if texts(pair, "/json", "json").is_some() {
            members.insert(name, schema.clone());
        }
    }
    let fields = json!({ "schema": object(&fields), "encoding": encoding });
    let operation = |id: &str, query: Value, body: Value| {
        let schema = json!({ "type": "object", "properties": { "ok": { "type": "boolean" } } });
        let answer =
            json!({ "description": "", "content": { "application/json": { "schema": schema } } });
        let mut operation =
            json!({ "operationId": id, "parameters": query, "responses": { "200": answer } });
        if !body.is_null() {
            operation["requestBody"] = json!({ "content": body });
        }
        operation
    };
    let mut document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Keywords", "version": "1" },
        "paths": {
            "/form": { "post": operation("Form", json!([]), json!({ "application/x-www-form-urlencoded": fields })) },
            "/query": { "get": operation("Query", json!(query), Value::Null) },
            "/json": { "put": operation("Json", json!([]), json!({ "application/json": { "schema": object(&members) } })) },
        },
    });
    if !components.is_empty() {
        document["components"] = json!({ "schemas": components });
    }
    for (path, id, media) in whole {
        let form = json!({ "application/x-www-form-urlencoded": media });
        let mut operation = operation(&id, json!([]), form);
        operation["requestBody"]["required"] = json!(true);
        document["paths"][path] = json!({ "post": operation });
    }
    document
}

/// An operation whose answer has a member of the schema of each pair, none of them required.
#[allow(dead_code, reason = "only a client reads answers")]
pub(crate) fn answering<'a>(pairs: impl Iterator<Item = &'a Value>) -> Value {
    let members = pairs
        .enumerate()
        .map(|(index, pair)| (format!("p{index}"), pair["schema"].clone()));
    let schema = json!({ "type": "object", "properties": members.collect::<Map<_, _>>() });
    let answer =
        json!({ "description": "", "content": { "application/json": { "schema": schema } } });
    json!({ "get": { "operationId": "Answer", "responses": { "200": answer } } })
}

fn owned((name, schema): (&String, &Value)) -> (String, Value) {
    (name.clone(), schema.clone())
}

fn object(properties: &Map<String, Value>) -> Value {
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}
