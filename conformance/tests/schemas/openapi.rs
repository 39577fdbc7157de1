//! The published OpenAPI documents against the one that is made of the fragments.

use serde_json::{Value, json};

use crate::files::each;
use crate::published::{document, read};

#[test]
fn openapi_3_0_says_the_document_with_the_widths_of_its_numbers_and_null_among_values() {
    let document = document();
    let mut published = read("openapi-3.0.json");
    let (mut widths, mut nulls) = (0, 0);
    narrowed(&mut published, &document, &mut widths, &mut nulls);
    // Not `assert_eq`, which would print both documents.
    assert!(published == document, "the document says something else");
    assert!(widths > 20 && nulls > 0, "{widths} widths, {nulls} nulls");
}

/// Takes out what generators are told and the document does not say.
fn narrowed(published: &mut Value, document: &Value, widths: &mut usize, nulls: &mut usize) {
    match published {
        Value::Object(members) => {
            let wide = match document["type"].as_str() {
                Some("integer") => "int64",
                Some("number") => "double",
                _ => "",
            };
            if members.get("format").is_some_and(|it| it == wide) {
                *widths += 1;
                if document["format"] == "unix-time" {
                    assert_eq!(members.remove("x-unit").unwrap(), "unix-seconds");
                }
                match document.get("format") {
                    Some(format) => members.insert("format".to_owned(), format.clone()),
                    None => members.remove("format"),
                };
            } else {
                assert!(wide.is_empty(), "{document} has no width");
            }
            if document["nullable"] == true
                && let Some(Value::Array(values)) = members.get_mut("enum")
                && values.last().is_some_and(Value::is_null)
            {
                *nulls += 1;
                values.pop();
            }
            for (name, member) in members {
                narrowed(member, &document[name], widths, nulls);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                narrowed(item, &document[at], widths, nulls);
            }
        }
        _ => {}
    }
}

#[test]
fn openapi_3_1_says_all_that_3_0_does() {
    let (old, new) = (read("openapi-3.0.json"), read("openapi-3.1.json"));
    let mut back = as_3_0(&new);
    back["openapi"] = old["openapi"].clone();
    back.as_object_mut().unwrap().remove("jsonSchemaDialect");
    // Not `assert_eq`, which would print both documents.
    assert!(back == old, "read back, 3.1 is not 3.0");
    each(&new, &mut |key, _| assert_ne!(key, "nullable"));
}

/// The words of 3.1 in those of 3.0, of a document in which nothing but schemas has `type`, `anyOf` and `examples`.
fn as_3_0(value: &Value) -> Value {
    let null = json!({ "type": "null" });
    match value {
        Value::Object(members) => {
            let mut made: serde_json::Map<String, Value> = members
                .iter()
                .map(|(key, value)| (key.clone(), as_3_0(value)))
                .collect();
            let mut nullable = false;
            if let Some(Value::Array(kinds)) = members.get("type") {
                made.insert("type".to_owned(), kinds[0].clone());
                nullable = true;
            }
            for key in ["anyOf", "oneOf"] {
                if let Some(Value::Array(branches)) = made.get_mut(key) {
                    let before = branches.len();
                    branches.retain(|branch| *branch != null);
                    nullable |= branches.len() < before;
                }
            }
            if nullable {
                made.insert("nullable".to_owned(), json!(true));
            }
            if let Some(Value::Array(examples)) = made.remove("examples") {
                made.insert("example".to_owned(), examples[0].clone());
            }
            Value::Object(made)
        }
        Value::Array(items) => items.iter().map(as_3_0).collect(),
        _ => value.clone(),
    }
}
