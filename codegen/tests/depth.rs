//! What nests through references, deeper than a file could, ends in crates or in a refusal.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use reversals_codegen::{Error, load, model};
use serde_json::{Map, Value, json};

/// Runs a document whose components `c0` to `c{count}` each are made from the one before.
fn run(count: usize, next: impl Fn(Value) -> Value) -> Result<usize, String> {
    let reference = |index: usize| json!({ "$ref": format!("#/components/schemas/c{index}") });
    let mut schemas = Map::new();
    let text = json!({ "type": "object", "properties": { "text": { "type": "string" } } });
    schemas.insert("c0".to_owned(), text);
    for index in 1..=count {
        schemas.insert(format!("c{index}"), next(reference(index - 1)));
    }
    let answer = json!({ "description": "", "content": { "application/json": { "schema": reference(count) } } });
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "", "version": "" },
        "paths": { "/": { "get": { "operationId": "Get", "responses": { "200": answer } } } },
        "components": { "schemas": schemas },
    });
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("api.json");
    fs::write(&path, document.to_string()).unwrap();
    let input = load::spec_files(&[path]).map_err(|report| report.to_string())?;
    match model(&input, &mut |_| ()) {
        Ok(model) => Ok(model.api.types.len()),
        Err(Error::Refused(report)) => Err(report.to_string()),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_part_that_many_parts_share_is_read_once() {
    let doubled = |part: Value| json!({ "allOf": [part.clone(), part] });
    assert_eq!(run(40, doubled), Ok(1));
}

#[test]
fn a_long_chain_of_objects_passes_and_an_endless_one_is_refused() {
    let object = |part: Value| json!({ "type": "object", "properties": { "part": part } });
    assert_eq!(run(2000, object), Ok(2001));
    let error = run(5000, object).unwrap_err();
    assert!(error.contains("a chain of types nests deeper"), "{error}");
}

#[test]
fn lists_that_nest_too_deep_are_refused() {
    let list = |part: Value| json!({ "type": "array", "items": part });
    assert_eq!(run(50, list), Ok(1));
    let error = run(500, list).unwrap_err();
    assert!(error.contains("a type nests deeper"), "{error}");
}

#[test]
fn a_chain_of_references_costs_its_length_however_it_is_used() {
    // At twenty thousand, what is done once more for each pair of them would not end.
    assert_eq!(run(20_000, |part| part), Ok(1));
}

#[test]
fn parts_that_only_refer_to_the_next_pass_as_far_as_types_nest_and_are_refused_before_each_is_followed()
 {
    for key in ["allOf", "anyOf", "oneOf"] {
        let part = |part: Value| json!({ key: [part] });
        assert_eq!(run(60, part), Ok(1), "{key}");
        let error = run(10_000, part).unwrap_err();
        assert!(
            error.contains("a type nests deeper than 128 levels"),
            "{error}"
        );
    }
}
