//! Claims about the published files as files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::published::{folder, read};

/// Every schema by its path.
fn schemas() -> BTreeMap<String, Value> {
    let index = read("index.json");
    let files = index["files"].as_array().unwrap().iter();
    let paths = files
        .filter(|file| file["id"].is_string())
        .map(|file| file["path"].as_str().unwrap());
    paths.map(|path| (path.to_owned(), read(path))).collect()
}

fn each(value: &Value, take: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                take(key, value);
                each(value, take);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| each(item, take)),
        _ => {}
    }
}

#[test]
fn the_index_lists_every_file_with_its_sha256() {
    fn below(at: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, found);
            } else {
                let path = path.strip_prefix(folder()).unwrap();
                found.insert(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    let mut there = BTreeSet::new();
    below(&folder(), &mut there);
    assert!(there.remove("index.json"));
    let index = read("index.json");
    let mut listed = BTreeSet::new();
    for file in index["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        let mut sha256 = String::new();
        for byte in Sha256::digest(std::fs::read(folder().join(path)).unwrap()) {
            sha256.push_str(&format!("{byte:02x}"));
        }
        assert_eq!(file["sha256"], sha256, "{path}");
        assert!(
            file["purpose"].as_str().is_some_and(|it| !it.is_empty()),
            "{path}"
        );
        listed.insert(path.to_owned());
    }
    assert_eq!(listed, there);
}

#[test]
fn a_published_id_says_what_it_said() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("published_schemas.json");
    let published: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let index = read("index.json");
    let version = index["version"].as_str().unwrap();
    let mut now = serde_json::Map::new();
    for file in index["files"].as_array().unwrap() {
        if file["id"].is_string() {
            now.insert(
                file["path"].as_str().unwrap().to_owned(),
                file["sha256"].clone(),
            );
        }
    }
    assert_eq!(
        published[version],
        Value::Object(now),
        "the schemas of {version} are not what was published; raise `x-schemaRevision` in the fragments, generate, and \
         `cargo xtask publish`"
    );
}

#[test]
fn every_schema_is_one_of_its_dialect_with_an_id_of_its_own() {
    let version = read("index.json")["version"].as_str().unwrap().to_owned();
    let schemas = schemas();
    let mut ids = BTreeSet::new();
    for (path, schema) in &schemas {
        let dialect = path.split('/').next().unwrap();
        let validator = match dialect {
            "2020-12" => jsonschema::draft202012::meta::is_valid(schema),
            "draft-07" => jsonschema::draft7::meta::is_valid(schema),
            _ => panic!("{path}"),
        };
        assert!(validator, "{path}");
        assert!(
            schema["$schema"].as_str().unwrap().contains(dialect),
            "{path}"
        );
        let id = schema["$id"].as_str().unwrap();
        assert!(id.ends_with(&format!("/{version}/{path}")), "{id}");
        assert!(ids.insert(id.to_owned()), "{id} twice");
    }
    assert_eq!(ids.len(), schemas.len());
}

#[test]
fn a_schema_needs_no_other_file_and_no_word_of_openapi() {
    for (path, schema) in schemas() {
        each(&schema, &mut |key, value| {
            assert!(
                !["nullable", "discriminator", "example", "xml"].contains(&key),
                "{path}: {key}"
            );
            if let ("$ref", Some(text)) = (key, value.as_str()) {
                let target = schema.pointer(text.strip_prefix('#').unwrap());
                assert!(target.is_some_and(Value::is_object), "{path}: {text}");
            }
        });
    }
}

#[test]
fn both_dialects_judge_alike() {
    let new = read("2020-12/bundle.schema.json");
    let old = read("draft-07/bundle.schema.json");
    let text = old.to_string().replace("#/definitions/", "#/$defs/");
    let same: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(new["$defs"], same["definitions"]);
}

#[test]
fn an_example_is_one_of_the_schema_that_has_it() {
    let mut seen = 0;
    for (path, schema) in schemas() {
        let key = if path.starts_with("2020-12") {
            "$defs"
        } else {
            "definitions"
        };
        let definitions = schema.get(key).cloned().unwrap_or_else(|| json!({}));
        let inner = definitions.as_object().unwrap().values();
        for one in inner.chain([&schema]) {
            let mut alone = one.clone();
            alone[key] = definitions.clone();
            alone["$schema"] = schema["$schema"].clone();
            let judge = jsonschema::validator_for(&alone).unwrap();
            for example in one["examples"].as_array().into_iter().flatten() {
                seen += 1;
                let fault = judge.iter_errors(example).next();
                assert!(fault.is_none(), "{path}, {}: {fault:?}", one["title"]);
            }
        }
    }
    assert!(seen >= 8, "{seen} examples");
}

#[test]
fn generators_of_types_find_a_title_and_a_text_for_all_that_is_given_and_answered() {
    let bundle = read("2020-12/bundle.schema.json");
    let index = read("index.json");
    let mut titles = BTreeSet::new();
    for (name, schema) in bundle["$defs"].as_object().unwrap() {
        assert!(schema["description"].is_string(), "{name} says nothing");
        assert!(titles.insert(schema["title"].as_str().unwrap()), "{name}");
    }
    for operation in index["operations"].as_object().unwrap().values() {
        let request = &bundle["$defs"][operation["request"].as_str().unwrap()];
        for (part, schema) in request["properties"].as_object().unwrap() {
            let title = schema["title"].as_str();
            assert!(title.is_some_and(|it| titles.insert(it)), "{part}");
        }
    }
}

#[test]
fn openapi_3_0_says_the_document_with_the_widths_of_its_numbers_and_null_among_values() {
    let path = folder().join("../openapi.json");
    let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
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
