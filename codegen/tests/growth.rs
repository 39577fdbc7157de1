//! What a run allocates and writes grows with the document, not with its square.
//!
//! Time is no measure where machines are shared: counted are allocations, their bytes, and the bytes that are written.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::alloc::System;
use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;

use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::{generate, load, model};
use serde_json::{Map, Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The most by which a figure may grow: in proportion, and something for logarithms.
const MOST: f64 = 1.1;

/// One test at a time, since all of a process is counted.
static ONE: Mutex<()> = Mutex::new(());

/// A service of so many resources, each with a list, a form and a lookup. Each expands to three others and holds parts
/// of its own; all share errors and parameters.
fn service(count: usize) -> Value {
    let schema = |name: String| json!({ "$ref": format!("#/components/schemas/{name}") });
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    let error = json!({ "type": "object", "required": ["message"], "properties": {
        "message": { "type": "string" }, "type": { "type": "string", "enum": ["api", "card"] } } });
    schemas.insert("error".to_owned(), error);
    for at in 0..count {
        let name = format!("thing{at:04}");
        let expandable = |to: usize| {
            let to = schema(format!("thing{:04}", to % count));
            json!({ "anyOf": [{ "type": "string" }, to], "x-expansionResources": { "oneOf": [to] } })
        };
        let part = json!({ "type": "object", "required": ["size"], "properties": {
            "size": { "type": "integer", "description": "How large it is." },
            "note": { "type": "string", "nullable": true, "maxLength": 5000 } } });
        schemas.insert(format!("{name}_part"), part);
        let thing = json!({ "type": "object", "title": format!("Thing {at}"), "required": ["id", "object", "state"],
            "properties": {
                "id": { "type": "string", "maxLength": 5000 },
                "object": { "type": "string", "enum": [name] },
                "state": { "type": "string", "enum": ["new", "used", "gone"], "description": "In which state it is." },
                "amount": { "type": "integer" },
                "next": expandable(at + 1), "far": expandable(at * 7 + 3), "back": expandable(at + count - 1),
                "parts": { "type": "array", "items": schema(format!("{name}_part")) },
                "metadata": { "type": "object", "additionalProperties": { "type": "string" } },
            } });
        schemas.insert(name.clone(), thing);
        let answers = |answer: Value| {
            let json = |schema: Value| json!({ "application/json": { "schema": schema } });
            json!({ "200": { "description": "It.", "content": json(answer) },
                "default": { "description": "An error.", "content": json(schema("error".to_owned())) } })
        };
        let list = json!({ "type": "object", "required": ["data"], "properties": {
            "data": { "type": "array", "items": schema(name.clone()) }, "has_more": { "type": "boolean" } } });
        let form = json!({ "application/x-www-form-urlencoded": { "schema": { "type": "object", "properties": {
            "amount": { "type": "integer", "minimum": 1 }, "note": { "type": "string", "maxLength": 500 } } } } });
        let query = json!({ "name": "limit", "in": "query", "schema": { "type": "integer" } });
        let id =
            json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
        paths.insert(format!("/v1/{name}s"), json!({
            "get": { "operationId": format!("GetThing{at}s"), "parameters": [query], "responses": answers(list) },
            "post": { "operationId": format!("PostThing{at}s"), "requestBody": { "content": form },
                "responses": answers(schema(name.clone())) } }));
        paths.insert(format!("/v1/{name}s/{{id}}"), json!({
            "get": { "operationId": format!("GetThing{at}"), "parameters": [id], "responses": answers(schema(name)) } }));
    }
    document(&paths, &schemas)
}

/// Objects, each of which has the next as a member.
fn chain(count: usize) -> Value {
    let mut schemas = Map::new();
    for at in 0..count {
        let next = match at + 1 {
            end if end == count => json!({ "type": "string" }),
            next => json!({ "$ref": format!("#/components/schemas/c{next}") }),
        };
        let object = json!({ "type": "object", "properties": { "next": next } });
        schemas.insert(format!("c{at}"), object);
    }
    let answer = json!({ "200": { "description": "It.",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/c0" } } } } });
    let paths = json!({ "/v1/c": { "get": { "operationId": "Get", "responses": answer } } });
    document(paths.as_object().unwrap(), &schemas)
}

fn document(paths: &Map<String, Value>, schemas: &Map<String, Value>) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Things", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// A run's figures by their names.
type Figures = BTreeMap<&'static str, usize>;

/// The figures of a run on a document; it tells how many bytes it wrote.
fn figures(document: &Value, run: impl Fn(&load::Input) -> usize) -> Figures {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("api.json");
    fs::write(&file, document.to_string()).unwrap();
    let input = load::spec_files(&[file]).unwrap();
    let region = Region::new(ALLOCATOR);
    let written = run(&input);
    let change = region.change();
    BTreeMap::from([
        ("allocations", change.allocations + change.reallocations),
        ("allocated bytes", change.bytes_allocated),
        ("written bytes", written),
    ])
}

/// Fails where a figure grows by more than [`MOST`] from a document to one that is four times as large.
fn grows(small: &Value, large: &Value, run: impl Fn(&load::Input) -> usize) {
    let _one = ONE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    // What is made once in a process is no part of it.
    figures(small, &run);
    let (from, to) = (figures(small, &run), figures(large, &run));
    #[allow(clippy::cast_precision_loss, reason = "an exponent needs no more")]
    let growth = |figure: &usize, name: &str| (to[name] as f64 / *figure as f64).ln() / 4_f64.ln();
    let growing = from.iter().filter(|(_, figure)| **figure > 0);
    let growing: Vec<_> = growing
        .map(|(name, figure)| (*name, growth(figure, name)))
        .collect();
    let too_much = growing.iter().any(|(_, growth)| *growth > MOST);
    assert!(!too_much, "{growing:?}, from {from:?} to {to:?}");
}

/// The crates, and the schemas and the page where they are wanted.
fn made(input: &load::Input, schemas: bool) -> usize {
    let options = Options {
        name: "things".to_owned(),
        home: Home::Member,
        package: Package::default(),
        partial: false,
        schemas,
        cli: schemas,
        extra: BTreeMap::new(),
        docs: schemas.then(reversals_codegen::emit::docs::Illustrations::default),
    };
    let made = generate(input, &options, &mut |_| ()).unwrap().outputs;
    made.values().map(Vec::len).sum()
}

fn whole(input: &load::Input) -> usize {
    made(input, true)
}

fn crates(input: &load::Input) -> usize {
    made(input, false)
}

fn to_the_model(input: &load::Input) -> usize {
    model(input, &mut |_| ()).unwrap();
    0
}

#[test]
fn from_reading_to_the_model_a_run_grows_with_the_document() {
    grows(&service(50), &service(200), to_the_model);
}

#[test]
fn the_crates_grow_with_the_document() {
    // In one piece, and in modules, where both are.
    grows(&service(5), &service(20), crates);
    grows(&service(24), &service(96), crates);
}

#[test]
fn a_whole_run_grows_with_the_document() {
    // Below so many, each schema's file holds what it refers to.
    grows(&service(30), &service(120), whole);
}

#[test]
fn a_chain_of_objects_becomes_a_model_that_grows_with_it() {
    grows(&chain(300), &chain(1200), to_the_model);
}

#[test]
fn a_whole_run_on_a_chain_of_objects_grows_with_it() {
    grows(&chain(300), &chain(1200), whole);
}
