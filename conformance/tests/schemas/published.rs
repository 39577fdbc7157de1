//! The published schemas, as they are on disk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// Where they are.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/schema")
}

/// A file of them.
pub(crate) fn read(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder().join(path)).unwrap()).unwrap()
}

/// The document that the fragments are.
pub(crate) fn document() -> Value {
    read("../openapi.json")
}

/// The bundle of draft 2020-12.
pub(crate) fn bundle() -> Value {
    read("2020-12/bundle.schema.json")
}

/// One definition of the bundle, or the member of a request behind a slash, with all that it refers to.
pub(crate) fn definition(bundle: &Value, name: &str) -> Value {
    let (name, member) = name
        .split_once('/')
        .map_or((name, None), |(name, member)| (name, Some(member)));
    let mut found = bundle["$defs"][name].clone();
    if let Some(member) = member {
        found = found["properties"][member].clone();
    }
    assert!(found.is_object(), "{name} is not in the bundle");
    let mut root = json!({ "$schema": bundle["$schema"], "$defs": bundle["$defs"] });
    root.as_object_mut()
        .unwrap()
        .extend(found.as_object().unwrap().clone());
    root
}

/// What there is to compare: each definition, and each member of what an operation takes; but the forms of objects,
/// which the types don't have.
pub(crate) fn names(bundle: &Value) -> BTreeSet<String> {
    let definitions = bundle["$defs"].as_object().unwrap();
    let index = read("index.json");
    let requests: BTreeSet<&str> = index["operations"]
        .as_object()
        .unwrap()
        .values()
        .map(|operation| operation["request"].as_str().unwrap())
        .collect();
    let mut names = BTreeSet::new();
    for (name, schema) in definitions {
        let form = ["_expanded", "_unexpanded"].iter().any(|suffix| {
            name.strip_suffix(suffix)
                .is_some_and(|of| definitions.contains_key(of))
        });
        if requests.contains(name.as_str()) {
            let members = schema["properties"].as_object().unwrap().keys();
            names.extend(members.map(|member| format!("{name}/{member}")));
        } else if !form {
            names.insert(name.clone());
        }
    }
    names
}
