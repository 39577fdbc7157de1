//! What nests through references, deeper than a file could, ends in crates or in a refusal.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;

use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::{Error, generate, load, model_of};
use serde_json::{Map, Value, json};

/// A document whose components `c0` to `c{count}` each are made from the one before.
fn document(count: usize, next: impl Fn(Value) -> Value) -> Value {
    let reference = |index: usize| json!({ "$ref": format!("#/components/schemas/c{index}") });
    let mut schemas = Map::new();
    let text = json!({ "type": "object", "properties": { "text": { "type": "string" } } });
    schemas.insert("c0".to_owned(), text);
    for index in 1..=count {
        schemas.insert(format!("c{index}"), next(reference(index - 1)));
    }
    let answer = json!({ "description": "", "content": { "application/json": { "schema": reference(count) } } });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "", "version": "" },
        "paths": { "/": { "get": { "operationId": "Get", "responses": { "200": answer } } } },
        "components": { "schemas": schemas },
    })
}

/// The number of types that such a document gives, or why it gives none.
fn run(count: usize, next: impl Fn(Value) -> Value) -> Result<usize, String> {
    let fragments = load::value("api.json", &document(count, next));
    match model_of(&fragments.map_err(|report| report.to_string())?) {
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

#[test]
fn components_that_only_refer_to_others_are_published_as_what_they_refer_to() {
    let files = |count| {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("api.json");
        fs::write(&path, document(count, |part| part).to_string()).unwrap();
        let options = Options {
            name: "chain".to_owned(),
            home: Home::Member,
            package: Package::default(),
            partial: false,
            schemas: true,
            cli: false,
            extra: BTreeMap::new(),
            docs: None,
        };
        let outputs = generate(&load::spec_files(&[path]).unwrap(), &options, &mut |_| ());
        let outputs = outputs.unwrap_or_else(|error| panic!("{error}")).outputs;
        // These are the document itself, which has all of them.
        let whole = |path: &str| path.contains("openapi");
        let sizes = outputs.into_iter().filter(|(path, _)| !whole(path));
        sizes
            .map(|(path, bytes)| (path, bytes.len()))
            .collect::<BTreeMap<_, _>>()
    };
    let one = files(1);
    assert!(
        one.contains_key("schema/2020-12/objects/c0.schema.json"),
        "{one:?}"
    );
    assert_eq!(files(300), one);
}

#[test]
fn what_merging_makes_that_leads_into_itself_twice_is_refused_and_not_followed() {
    let object = |own: &str| {
        let to = json!({ "$ref": format!("#/components/schemas/{own}") });
        json!({ "type": "object", "properties": { "left": to, "right": to, own: { "type": "string" } } })
    };
    let mut it = document(
        1,
        |_| json!({ "allOf": [{ "$ref": "#/components/schemas/a" }, { "$ref": "#/components/schemas/b" }] }),
    );
    for own in ["a", "b"] {
        it["components"]["schemas"][own] = object(own);
    }
    let Err(Error::Refused(report)) = model_of(&load::value("api.json", &it).unwrap()) else {
        panic!("it is taken");
    };
    let report = report.to_string();
    assert!(report.contains("nests deeper than"), "{report}");
}

#[test]
fn what_merging_would_make_a_type_of_for_each_way_that_leads_there_is_refused() {
    let mut it = document(
        1,
        |_| json!({ "allOf": [{ "$ref": "#/components/schemas/a0" }, { "$ref": "#/components/schemas/b0" }] }),
    );
    for own in ["a", "b"] {
        for level in 0..30 {
            let to = json!({ "$ref": format!("#/components/schemas/{own}{}", level + 1) });
            it["components"]["schemas"][format!("{own}{level}")] =
                json!({ "type": "object", "properties": { "left": to, "right": to } });
        }
        it["components"]["schemas"][format!("{own}30")] =
            json!({ "type": "object", "properties": { own: { "type": "string" } } });
    }
    let Err(Error::Refused(report)) = model_of(&load::value("api.json", &it).unwrap()) else {
        panic!("it is taken");
    };
    let report = report.to_string();
    assert!(
        report.contains("comes to more than 100000 types"),
        "{report}"
    );
}
