//! What a value is, in words.

use serde_json::Value;

use super::text::{anchor, escape};

/// Where a definition is on the page.
pub(super) fn place(name: &str) -> String {
    anchor(&["schema", name])
}

/// What a value is, in words; references lead to where they are described.
pub(super) fn kind(schema: &Value) -> String {
    join(&kinds(schema))
}

fn join(all: &[String]) -> String {
    // With a comma, what is before it is one of the kinds and no part of one.
    let or = if all.iter().any(|each| is_made_of(each)) {
        ", or "
    } else {
        " or "
    };
    all.join(or)
}

/// The kinds of which a value is one.
fn kinds(schema: &Value) -> Vec<String> {
    if let Some(name) = reference(schema) {
        let (id, name) = (place(name), escape(name));
        return vec![format!("<a href=\"#{id}\"><code>{name}</code></a>")];
    }
    if schema.get("x-open-enum").is_some()
        && let Some(any) = branches(schema, "anyOf").last()
    {
        // The one after the known values.
        return kinds(any);
    }
    for key in ["anyOf", "oneOf"] {
        if schema.get(key).is_some() {
            let branches = branches(schema, key);
            let alone = branches.len() == 1;
            let told = branches.into_iter().flat_map(|branch| {
                let value = branch.get("const").filter(|_| !alone);
                value.map_or_else(|| kinds(branch), |value| vec![literal(value)])
            });
            return told.collect();
        }
    }
    if schema.get("allOf").is_some() {
        let all: Vec<_> = branches(schema, "allOf").into_iter().map(kind).collect();
        return vec![all.join(" and ")];
    }
    let types = types(schema).into_iter().filter(|word| *word != "null");
    let told = types.map(|word| {
        let values = schema.get("additionalProperties");
        match (word, schema.get("items"), values) {
            ("array", Some(items), _) => format!("array of {}", many(items)),
            ("object", _, Some(values @ Value::Object(_)))
                if schema.get("properties").is_none() =>
            {
                format!("map of string to {}", one(values))
            }
            (word, ..) => escape(word),
        }
    });
    let told: Vec<_> = told.collect();
    if told.is_empty() {
        return vec!["any value".to_owned()];
    }
    told
}

/// Whether it is of several words, of which a reader must know where they end.
fn is_made_of(kind: &str) -> bool {
    kind.starts_with("array of ") || kind.starts_with("map of ")
}

/// A kind as part of another, so that it is plain what belongs together.
fn one(schema: &Value) -> String {
    let all = kinds(schema);
    let told = join(&all);
    if all.len() > 1 {
        format!("({told})")
    } else {
        told
    }
}

/// The same as the kind of several values.
fn many(schema: &Value) -> String {
    let kind = one(schema);
    match kind.as_str() {
        "string" | "integer" | "number" | "boolean" | "object" => kind + "s",
        _ => kind,
    }
}

/// A value as code: a text without its quotes, where there is something between them.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => format!("<code>{}</code>", escape(text)),
        other => format!("<code>{}</code>", escape(&other.to_string())),
    }
}

/// The name of the definition that a schema refers to.
pub(super) fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// The branches at a key, without the one that is there for null alone.
pub(super) fn branches<'a>(schema: &'a Value, key: &str) -> Vec<&'a Value> {
    let all = schema.get(key).and_then(Value::as_array);
    let all = all.into_iter().flatten();
    all.filter(|branch| !is_null(branch)).collect()
}

/// Whether null may stand in a value's place.
pub(super) fn nullable(schema: &Value) -> bool {
    let branches = |key: &str| schema.get(key).and_then(Value::as_array);
    types(schema).contains(&"null")
        || [branches("anyOf"), branches("oneOf")]
            .into_iter()
            .flatten()
            .flatten()
            .any(is_null)
}

fn is_null(schema: &Value) -> bool {
    types(schema) == ["null"]
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(word)) => vec![word],
        Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_kind_says_where_each_of_its_parts_ends() {
        let string = json!({"type": "string", "maxLength": 9});
        let map = json!({"type": "object", "additionalProperties": string});
        let list = |items: Value| json!({"type": "array", "items": items});
        let either = |all: &[&Value]| json!({"anyOf": all});
        let integer = json!({"type": ["integer", "null"]});
        let empty = json!({"type": "string", "const": ""});
        let null = json!({"type": "null"});
        let named = json!({"$ref": "#/$defs/a"});
        let link = "<a href=\"#schema/a\"><code>a</code></a>";
        for (schema, want) in [
            (
                either(&[&string, &named, &null]),
                format!("string or {link}"),
            ),
            (list(string.clone()), "array of strings".to_owned()),
            (list(named), format!("array of {link}")),
            (
                list(either(&[&string, &integer])),
                "array of (string or integer)".to_owned(),
            ),
            (
                either(&[&map, &empty]),
                "map of string to string, or <code>&quot;&quot;</code>".to_owned(),
            ),
            (either(&[&empty, &null]), "string".to_owned()),
            (
                either(&[&integer, &list(integer.clone())]),
                "integer, or array of integers".to_owned(),
            ),
            (json!({}), "any value".to_owned()),
            (
                json!({ "x-open-enum": [1, 2], "anyOf": [
                    { "enum": [1, 2], "type": "integer" }, { "type": "integer" }, { "type": "null" },
                ] }),
                "integer".to_owned(),
            ),
        ] {
            assert_eq!(kind(&schema), want, "{schema}");
        }
    }
}
