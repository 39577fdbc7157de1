//! Every schema that is one edit away from another.

use serde_json::{Map, Value, json};

/// A type, a bound of it, and a value that is new.
type Bound = (&'static str, &'static str, fn() -> Value);

const BOUNDS: &[Bound] = &[
    ("string", "minLength", || json!(1)),
    ("string", "maxLength", || json!(3)),
    ("string", "pattern", || json!("^[a-z]+$")),
    ("string", "format", || json!("date")),
    ("string", "enum", || json!(["a", "b"])),
    ("integer", "minimum", || json!(1)),
    ("integer", "maximum", || json!(7)),
    ("integer", "multipleOf", || json!(2)),
    ("integer", "format", || json!("int32")),
    ("integer", "enum", || json!([1, 2])),
    ("number", "minimum", || json!(0.5)),
    ("number", "maximum", || json!(7.5)),
    ("number", "multipleOf", || json!(0.5)),
    ("array", "minItems", || json!(1)),
    ("array", "maxItems", || json!(2)),
    ("array", "uniqueItems", || json!(true)),
    ("object", "minProperties", || json!(1)),
    ("object", "maxProperties", || json!(2)),
];

/// A schema in which nothing counts members that have names: what must be there and how many there may be can say the same.
pub(crate) fn uncounted(schema: Value) -> Value {
    match schema {
        Value::Object(mut members) => {
            if is_named(&members) {
                members.remove("minProperties");
                members.remove("maxProperties");
            }
            let members = members.into_iter().map(|(name, it)| (name, uncounted(it)));
            Value::Object(members.collect())
        }
        Value::Array(all) => all.into_iter().map(uncounted).collect(),
        other => other,
    }
}

fn is_named(members: &Map<String, Value>) -> bool {
    members.get("properties").is_some_and(Value::is_object)
}

/// Every edit of a schema or of one in it.
pub(crate) fn edits(schema: &Value) -> Vec<Value> {
    let Value::Object(members) = schema else {
        return Vec::new();
    };
    let mut all = own(members);
    for key in ["items", "additionalProperties"] {
        for edited in members.get(key).map(edits).unwrap_or_default() {
            all.push(with(members, key, edited));
        }
    }
    for (name, member) in members
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        for edited in edits(member) {
            let mut properties = members["properties"].clone();
            properties[name] = edited;
            all.push(with(members, "properties", properties));
        }
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        for (at, part) in members
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate()
        {
            for edited in edits(part) {
                let mut parts = members[key].clone();
                parts[at] = edited;
                all.push(with(members, key, parts));
            }
        }
    }
    all
}

fn with(members: &Map<String, Value>, key: &str, value: Value) -> Value {
    let mut members = members.clone();
    members.insert(key.to_owned(), value);
    Value::Object(members)
}

/// The edits of what a schema says itself.
fn own(members: &Map<String, Value>) -> Vec<Value> {
    let mut all = vec![
        json!({ "type": "boolean" }),
        json!({ "type": "string" }),
        json!({}),
    ];
    let kind = members
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    for (name, value) in members {
        let mut without = members.clone();
        without.remove(name);
        match (name.as_str(), value) {
            ("type" | "$ref" | "items" | "allOf", _) => {}
            ("properties", Value::Object(properties)) => {
                for member in properties.keys() {
                    let mut fewer = properties.clone();
                    let gone = fewer.remove(member);
                    all.push(with(members, name, json!(fewer)));
                    fewer.insert("z".to_owned(), gone.into());
                    all.push(with(members, name, json!(fewer)));
                }
            }
            ("enum", Value::Array(values)) => {
                all.push(Value::Object(without));
                for at in 0..values.len() {
                    let mut fewer = values.clone();
                    fewer.remove(at);
                    if !fewer.is_empty() {
                        all.push(with(members, name, json!(fewer)));
                    }
                }
                let new = if kind == "string" {
                    json!("zz")
                } else {
                    json!(99)
                };
                if kind != "boolean" {
                    all.push(with(members, name, json!([&values[..], &[new]].concat())));
                }
            }
            ("required", Value::Array(names)) => {
                all.push(Value::Object(without));
                for at in 0..names.len() {
                    let mut fewer = names.clone();
                    fewer.remove(at);
                    if !fewer.is_empty() {
                        all.push(with(members, name, json!(fewer)));
                    }
                }
            }
            ("anyOf" | "oneOf", Value::Array(branches)) => {
                let other = if name == "anyOf" { "oneOf" } else { "anyOf" };
                all.push(with(&without, other, value.clone()));
                for at in 0..branches.len() {
                    let mut fewer = branches.clone();
                    fewer.remove(at);
                    all.push(with(members, name, json!(fewer)));
                }
                let more = [&branches[..], &[json!({ "type": "boolean" })]].concat();
                all.push(with(members, name, json!(more)));
                let mut turned = branches.clone();
                turned.reverse();
                all.push(with(members, name, json!(turned)));
            }
            (_, Value::Number(number)) => {
                all.push(Value::Object(without));
                let [less, more] = match number.as_i64() {
                    Some(whole) => [json!(whole - 1), json!(whole + 1)],
                    None => [-0.5, 0.5].map(|by| json!(number.as_f64().unwrap_or_default() + by)),
                };
                all.extend([less, more].map(|value| with(members, name, value)));
            }
            _ => all.push(Value::Object(without)),
        }
    }
    all.extend(added(members, kind));
    if kind == "object" {
        all.extend(of_object(members));
    }
    all
}

/// The bounds that a schema does not have.
fn added(members: &Map<String, Value>, kind: &str) -> Vec<Value> {
    let mut all = Vec::new();
    // What a text of a form is held to besides may be what the form says already.
    let is_formed = ["pattern", "format"]
        .iter()
        .any(|it| members.contains_key(*it));
    for (of, name, value) in BOUNDS {
        let is_said = match *of {
            "string" => is_formed && *name != "enum",
            "object" => is_named(members),
            // There may be few different ones.
            "array" => members.contains_key("uniqueItems"),
            _ => false,
        };
        if *of == kind && !members.contains_key(*name) && !is_said {
            all.push(with(members, name, value()));
        }
    }
    for name in ["exclusiveMinimum", "exclusiveMaximum"] {
        if matches!(kind, "integer" | "number") && !members.contains_key(name) {
            all.push(with(members, name, json!(true)));
        }
    }
    if !kind.is_empty() && !members.contains_key("nullable") && !members.contains_key("enum") {
        all.push(with(members, "nullable", json!(true)));
    }
    all
}

/// The edits of an object's members.
fn of_object(members: &Map<String, Value>) -> Vec<Value> {
    let mut all = Vec::new();
    let properties = members.get("properties").cloned().unwrap_or(json!({}));
    let mut more = properties.clone();
    more["y"] = json!({ "type": "integer" });
    let more = with(members, "properties", more);
    all.push(more.clone());
    if let Value::Object(more) = &more {
        let required = members.get("required").and_then(Value::as_array).cloned();
        let required = [required.unwrap_or_default(), vec![json!("y")]].concat();
        all.push(with(more, "required", json!(required)));
    }
    for name in properties.as_object().into_iter().flat_map(Map::keys) {
        let required = members
            .get("required")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if !required.contains(&json!(name)) {
            all.push(with(
                members,
                "required",
                json!([required, vec![json!(name)]].concat()),
            ));
        }
    }
    for rest in [json!(true), json!(false), json!({ "type": "integer" })] {
        if members.get("additionalProperties") != Some(&rest) {
            all.push(with(members, "additionalProperties", rest));
        }
    }
    all
}
