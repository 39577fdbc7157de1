//! What a document becomes in the model, construct by construct.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod names;
mod requests;
mod types;

use reversals_codegen::ir::{Api, Field, Operation, TypeShape};
use reversals_codegen::{load, model_of};
use serde_json::{Value, json};

/// The model of a document with one operation and these components.
pub(crate) fn api(method: &str, operation: &Value, components: &Value) -> Api {
    let mut operation = operation.clone();
    operation["operationId"] = json!("Ask");
    if operation.get("responses").is_none() {
        operation["responses"] = json!({ "204": { "description": "" } });
    }
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
        "paths": { "/v1/a": { method: operation } },
        "components": components,
    });
    let fragments = load::value("api.json", &document).unwrap();
    let model = model_of(&fragments).unwrap_or_else(|error| panic!("{error}"));
    model.api
}

pub(crate) fn operation(method: &str, operation: &Value, components: &Value) -> Operation {
    let mut operations = api(method, operation, components).operations;
    operations.remove(0)
}

pub(crate) fn body(media: &str, schema: &Value) -> Value {
    json!({ "requestBody": { "content": { media: { "schema": schema } } } })
}

pub(crate) fn answer(schema: &Value) -> Value {
    json!({ "description": "", "content": { "application/json": { "schema": schema } } })
}

pub(crate) fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The members of a struct.
pub(crate) fn fields<'a>(api: &'a Api, name: &str) -> &'a [Field] {
    match api.types.get(name).map(|def| &def.shape) {
        Some(TypeShape::Struct { fields, .. }) => fields,
        other => panic!("{name}: {other:?} among {:?}", api.types.keys()),
    }
}
