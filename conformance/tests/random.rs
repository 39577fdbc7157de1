//! Random schemas, and values near them and far from them: an interpreted server, the published JSON Schema and a validator
//! of the document itself say the same of each, and what is taken is what was sent, read and written again. An answer that
//! its published schema takes is read, and gives back what came.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "random/runs.rs"]
mod runs;
#[path = "random/schemas.rs"]
mod schemas;
#[path = "random/values.rs"]
mod values;

use std::cell::Cell;
use std::collections::BTreeMap;

use jsonschema::Validator;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use reversals_cases::wire::{Request, Response};
use reversals_codegen::emit::{Home, Options, Outputs, Package};
use reversals_codegen::{Model, generate, load, model_of};
use reversals_judge::subject::{Call, Client as _, Outcome, Script, Server as _};
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use serde_json::{Map, Value, json};
use values::Maker;

/// How many documents, where `PROPTEST_CASES` says nothing.
const DOCUMENTS: u32 = 64;

/// A document that takes each of some schemas in a request, and answers it.
fn document(schemas: &[Value]) -> Value {
    let mut components = schemas::fixed();
    let mut paths = json!({});
    for (at, schema) in schemas.iter().enumerate() {
        components[format!("s{at}")] = schema.clone();
        let content = json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/s{at}") } } });
        paths[format!("/s{at}")] = json!({
            "put": {
                "operationId": format!("Put{at}"),
                "requestBody": { "required": true, "content": content },
                "responses": { "200": { "description": "One.", "content": content } },
            },
            "get": {
                "operationId": format!("Get{at}"),
                "responses": { "200": { "description": "One.", "content": content } },
            },
        });
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "t", "version": "1" },
        "paths": paths,
        "components": { "schemas": components },
    })
}

fn model(schemas: &[Value]) -> Option<Model> {
    model_of(&load::value("api.json", &document(schemas)).unwrap()).ok()
}

fn outputs(document: &Value) -> Outputs {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.json");
    std::fs::write(&path, document.to_string()).unwrap();
    let options = Options {
        name: "random".to_owned(),
        home: Home::Alone,
        package: Package::default(),
        partial: false,
        schemas: true,
        cli: false,
        extra: BTreeMap::new(),
        docs: None,
    };
    let input = load::spec_files(&[path]).unwrap();
    generate(&input, &options, &mut |_| ()).unwrap().outputs
}

/// The sides of one document.
struct Sides {
    document: Value,
    published: Value,
    index: Value,
    server: InterpretedServer,
    client: InterpretedClient,
}

impl Sides {
    fn new(schemas: &[Value]) -> Self {
        let document = document(schemas);
        let outputs = outputs(&document);
        let read = |name: &str| serde_json::from_slice::<Value>(&outputs[name]).unwrap();
        let api = model(schemas).unwrap().api;
        Self {
            published: narrowed(read("schema/2020-12/bundle.schema.json")),
            index: read("schema/index.json"),
            server: InterpretedServer::new(&api),
            client: InterpretedClient::new(&api),
            document,
        }
    }

    /// What is published of one side of an operation.
    fn published(&self, operation: &str, side: &str) -> Validator {
        let mut schema = self.published.clone();
        let name = self.index["operations"][operation][side].as_str().unwrap();
        schema["$ref"] = json!(format!("#/$defs/{name}"));
        jsonschema::draft202012::new(&schema).unwrap()
    }

    /// What the document says of a request.
    fn asked(&self, at: usize) -> Validator {
        let components = &self.document["components"]["schemas"];
        let mut schema = schemas::asked(&components[format!("s{at}")]);
        schema["$defs"] = schemas::definitions(components);
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        options.build(&schema).unwrap()
    }

    /// What the handler of a server is given; or what is answered instead.
    fn served(&self, at: usize, value: &Value) -> Result<Value, String> {
        let request = Request {
            method: "PUT".to_owned(),
            path: format!("/s{at}"),
            query: None,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: Some(value.to_string()),
        };
        let served = self
            .server
            .serve(&request, &Script::failure(501, json!({})));
        // Null and nothing are one to a handler.
        let body = served
            .seen
            .map(|call| call.arguments.body.unwrap_or_default());
        body.ok_or_else(|| format!("{:?}", served.response))
    }

    /// What a client makes of an answer.
    fn answered(&self, at: usize, value: &Value) -> Result<Value, String> {
        let call = Call {
            operation: format!("Get{at}"),
            ..Call::default()
        };
        match self.client.call(&call, &Response::json(200, value)).outcome {
            Outcome::Success(value) => Ok(value),
            other => Err(format!("{other:?}")),
        }
    }
}

/// The schemas with every integer of 64 bits, which is not said where there is no `format`.
fn narrowed(schema: Value) -> Value {
    match schema {
        Value::Array(all) => all.into_iter().map(narrowed).collect(),
        Value::Object(all) => {
            let mut all: Map<_, _> = all
                .into_iter()
                .map(|(name, it)| (name, narrowed(it)))
                .collect();
            if all
                .get("type")
                .is_some_and(|kind| *kind == "integer" || *kind == json!(["integer", "null"]))
            {
                let parts = all.entry("allOf").or_insert(json!([]));
                parts
                    .as_array_mut()
                    .unwrap()
                    .push(json!({ "minimum": i64::MIN, "maximum": i64::MAX }));
            }
            Value::Object(all)
        }
        other => other,
    }
}

/// Whether two values are one but for how a number is written.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(two)) => {
            let same = |(name, value)| two.get(name).is_some_and(|it| is_same(value, it));
            one.len() == two.len() && one.iter().all(same)
        }
        (Value::Array(one), Value::Array(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(a, b)| is_same(a, b))
        }
        (Value::Number(one), Value::Number(two)) => {
            let whole = one.as_i64().zip(two.as_i64());
            one.as_f64() == two.as_f64() && whole.is_none_or(|(a, b)| a == b)
        }
        _ => one == other,
    }
}

fn all_say_the_same(
    sides: &Sides,
    at: usize,
    schema: &Value,
    value: &Value,
) -> Result<bool, TestCaseError> {
    let arguments = json!({ "body": value });
    let served = sides.served(at, value);
    let published = sides.published(&format!("Put{at}"), "request");
    let said = published
        .validate(&arguments)
        .map_err(|error| error.to_string());
    prop_assert_eq!(
        served.is_ok(),
        said.is_ok(),
        "{}: {}\nserver: {:?}\npublished: {:?}",
        schema,
        value,
        served,
        said
    );
    let said = sides
        .asked(at)
        .validate(value)
        .map_err(|error| error.to_string());
    prop_assert_eq!(
        served.is_ok(),
        said.is_ok(),
        "{}: {}\nserver: {:?}\ndocument: {:?}",
        schema,
        value,
        served,
        said
    );
    if let Ok(seen) = &served {
        prop_assert!(is_same(seen, value), "{schema}: {value} is seen as {seen}");
    }
    let published = sides.published(&format!("Get{at}"), "response");
    if published.is_valid(value) {
        let answered = sides.answered(at, value);
        prop_assert!(
            answered.is_ok(),
            "{schema}: {value} is an answer: {answered:?}"
        );
        // What no request may have is what answers may have one day.
        if served.is_ok() {
            let answered = answered.unwrap();
            prop_assert!(
                is_same(&answered, value),
                "{schema}: {value} is read as {answered}"
            );
        }
    } else {
        prop_assert!(served.is_err(), "{schema}: {value} is no answer");
    }
    Ok(served.is_ok())
}

#[test]
fn every_road_says_the_same_of_values_of_random_schemas_and_nothing_is_lost() {
    let bytes = || proptest::collection::vec(any::<u8>(), 0..24);
    let values = proptest::collection::vec(bytes(), 1..16);
    let documents = proptest::collection::vec((schemas::schema(), values), 1..5);
    let [refused, taken, bad] = [const { Cell::new(0) }; 3];
    let outcome = TestRunner::new(runs::config(DOCUMENTS, 1_000)).run(&documents, |all| {
        let (good, rest): (Vec<_>, Vec<_>) = all
            .iter()
            .partition(|(schema, _)| model(std::slice::from_ref(schema)).is_some());
        refused.set(refused.get() + rest.len());
        let schemas: Vec<Value> = good.iter().map(|(schema, _)| schema.clone()).collect();
        let sides = Sides::new(&schemas);
        for (at, (schema, values)) in good.iter().enumerate() {
            for bytes in values {
                let components = &sides.document["components"]["schemas"];
                let value = Maker {
                    components,
                    bytes: bytes.iter(),
                }
                .value(schema);
                let count = if all_say_the_same(&sides, at, schema, &value)? {
                    &taken
                } else {
                    &bad
                };
                count.set(count.get() + 1);
            }
        }
        Ok(())
    });
    let [refused, taken, bad] = [refused, taken, bad].map(Cell::into_inner);
    println!("{taken} values taken, {bad} refused, {refused} schemas refused");
    if let Err(error) = outcome {
        panic!("{error}");
    }
    // Both kinds are many, and few schemas are none.
    assert!(
        taken > 300 && bad > 300 && refused < taken / 10,
        "{taken} {bad} {refused}"
    );
}
