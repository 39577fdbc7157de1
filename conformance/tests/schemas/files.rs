//! Claims about the published files as files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::published::{folder, read};

/// Every schema by its path.
pub(crate) fn schemas() -> BTreeMap<String, Value> {
    let index = read("index.json");
    let files = index["files"].as_array().unwrap().iter();
    let paths = files
        .filter(|file| file["id"].is_string())
        .map(|file| file["path"].as_str().unwrap());
    paths.map(|path| (path.to_owned(), read(path))).collect()
}

/// Calls back with each member.
pub(crate) fn each(value: &Value, take: &mut dyn FnMut(&str, &Value)) {
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
