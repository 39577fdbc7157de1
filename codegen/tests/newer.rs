//! A document of OpenAPI 3.1 gives what it gives in the words of 3.0.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use reversals_codegen::diagnostic::Rule;
use reversals_codegen::{Error, Model, load, model_of};
use serde_json::{Value, json};

/// A document whose one answer is a schema, and whose components are others.
fn document(version: &str, schema: &Value) -> Value {
    let answer = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/it" } } });
    json!({
        "openapi": version,
        "info": { "title": "Things", "version": "1" },
        "paths": { "/v1/it": { "get": {
            "operationId": "GetIt",
            "responses": { "200": { "description": "It.", "content": answer } },
        } } },
        "components": { "schemas": {
            "it": { "type": "object", "properties": { "it": schema } },
            "other": { "type": "object", "properties": { "a": { "type": "string" } } },
        } },
    })
}

fn model(document: &Value) -> Result<Model, Error> {
    model_of(&load::value("api.json", document)?)
}

#[allow(clippy::too_many_lines, reason = "a table of pairs")]
#[test]
fn schemas_are_said_in_the_words_of_3_0() {
    let other = json!({ "$ref": "#/components/schemas/other" });
    for (new, old) in [
        (
            json!({ "type": ["string", "null"] }),
            json!({ "type": "string", "nullable": true }),
        ),
        (
            json!({ "type": ["null", "integer"] }),
            json!({ "type": "integer", "nullable": true }),
        ),
        (json!({ "type": ["string"] }), json!({ "type": "string" })),
        (
            json!({ "type": ["string", "boolean", "null"], "maxLength": 3, "title": "T" }),
            json!({ "anyOf": [{ "type": "string", "maxLength": 3 }, { "type": "boolean" }], "nullable": true, "title": "T" }),
        ),
        (
            json!({ "type": ["string", "integer"], "enum": ["a", 1], "minimum": 0 }),
            json!({ "anyOf": [{ "type": "string", "enum": ["a"] }, { "type": "integer", "enum": [1], "minimum": 0 }] }),
        ),
        (
            json!({ "anyOf": [{ "type": "string" }, other, { "type": "null" }] }),
            json!({ "anyOf": [{ "type": "string" }, other], "nullable": true }),
        ),
        (
            json!({ "oneOf": [{ "type": "null", "description": "None." }, other] }),
            json!({ "oneOf": [other], "nullable": true }),
        ),
        (
            json!({ "anyOf": [{ "allOf": [other] }, { "type": "null" }], "title": "T" }),
            json!({ "allOf": [other], "nullable": true, "title": "T" }),
        ),
        (json!({ "const": "a" }), json!({ "enum": ["a"] })),
        (
            json!({ "type": "string", "const": "a" }),
            json!({ "type": "string", "enum": ["a"] }),
        ),
        (
            json!({ "enum": ["a", null] }),
            json!({ "enum": ["a", null], "nullable": true }),
        ),
        (
            json!({ "type": "integer", "exclusiveMinimum": 3 }),
            json!({ "type": "integer", "minimum": 3, "exclusiveMinimum": true }),
        ),
        (
            json!({ "type": "integer", "exclusiveMaximum": 3, "maximum": 3 }),
            json!({ "type": "integer", "maximum": 3, "exclusiveMaximum": true }),
        ),
        (
            json!({ "type": "integer", "exclusiveMaximum": 4, "maximum": 3 }),
            json!({ "type": "integer", "maximum": 3 }),
        ),
        (
            json!({ "type": "integer", "exclusiveMinimum": 2, "minimum": 3 }),
            json!({ "type": "integer", "minimum": 3 }),
        ),
        (
            json!({ "type": "string", "examples": ["a"] }),
            json!({ "type": "string", "example": "a" }),
        ),
        (
            json!({ "type": "string", "examples": ["a", "b"] }),
            json!({ "type": "string", "example": "a", "x-examples": ["a", "b"] }),
        ),
        (
            json!({ "$ref": "#/components/schemas/other", "description": "Said here." }),
            json!({ "allOf": [other], "description": "Said here." }),
        ),
        (
            json!({ "$ref": "#/components/schemas/other", "properties": { "b": other }, "required": ["b"] }),
            json!({ "allOf": [other], "properties": { "b": other }, "required": ["b"] }),
        ),
        (
            json!({ "type": "string", "contentEncoding": "base64", "contentMediaType": "image/png" }),
            json!({ "type": "string", "format": "byte", "x-contentMediaType": "image/png" }),
        ),
        (
            json!({ "type": "string", "contentMediaType": "application/octet-stream" }),
            json!({ "type": "string", "format": "binary" }),
        ),
        (
            json!({ "type": "array" }),
            json!({ "type": "array", "items": {} }),
        ),
        (
            json!({ "type": "array", "items": true }),
            json!({ "type": "array", "items": {} }),
        ),
        (
            json!({ "type": "object", "additionalProperties": false, "$comment": "x", "$defs": { "a": false } }),
            json!({ "type": "object", "additionalProperties": false }),
        ),
        (
            json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string" }),
            json!({ "type": "string" }),
        ),
    ] {
        let said = model(&document("3.1.0", &new)).unwrap_or_else(|error| panic!("{new}: {error}"));
        let wanted =
            model(&document("3.0.3", &old)).unwrap_or_else(|error| panic!("{old}: {error}"));
        let json = |model: &Model| model.checked.document().root.to_json();
        assert_eq!(json(&said), json(&wanted), "{new}");
    }
}

#[test]
fn what_3_0_has_no_word_for_is_refused_where_it_stands() {
    for (schema, rule, pointer) in [
        (
            json!({ "type": "array", "prefixItems": [{}] }),
            Rule::UnsupportedSchema,
            "prefixItems",
        ),
        (
            json!({ "if": {}, "then": {} }),
            Rule::UnsupportedSchema,
            "if",
        ),
        (
            json!({ "type": "object", "unevaluatedProperties": false }),
            Rule::UnsupportedSchema,
            "unevaluatedProperties",
        ),
        (json!({ "type": "null" }), Rule::UnsupportedSchema, "type"),
        (
            json!({ "$schema": "http://json-schema.org/draft-04/schema#" }),
            Rule::UnsupportedSchema,
            "$schema",
        ),
        (
            json!({ "type": "string", "nullable": true }),
            Rule::WrongKind,
            "nullable",
        ),
        (
            json!({ "type": "integer", "minimum": 1, "exclusiveMinimum": true }),
            Rule::WrongKind,
            "exclusiveMinimum",
        ),
        (
            json!({ "type": "string", "maxLenght": 1 }),
            Rule::UnknownKeyword,
            "maxLenght",
        ),
    ] {
        let Err(Error::Refused(report)) = model(&document("3.1.0", &schema)) else {
            panic!("{schema} passes");
        };
        let first = report.diagnostics()[0];
        assert_eq!(first.rule, rule, "{schema}: {report}");
        let wanted = format!("#/components/schemas/it/properties/it/{pointer}");
        assert_eq!(first.place.pointer.to_string(), wanted);
    }
}

#[test]
fn schemas_of_another_dialect_are_refused() {
    let mut document = document("3.1.0", &json!({}));
    for (dialect, refused) in [
        ("https://spec.openapis.org/oas/3.1/dialect/base", false),
        ("https://json-schema.org/draft/2020-12/schema", false),
        ("http://json-schema.org/draft-07/schema#", true),
    ] {
        document["jsonSchemaDialect"] = json!(dialect);
        assert_eq!(model(&document).is_err(), refused, "{dialect}");
    }
}

#[test]
fn path_items_of_components_are_where_they_are_referred_to_and_webhooks_are_noted() {
    let mut document = document("3.1.0", &json!({ "type": "string" }));
    let item = document["paths"]["/v1/it"].take();
    document["paths"]["/v1/it"] = json!({ "$ref": "#/components/pathItems/it" });
    document["components"]["pathItems"] = json!({ "it": item });
    document["webhooks"] = json!({ "made": { "post": {} } });
    document["info"]["summary"] = json!("All of it.");
    let model = model(&document).unwrap();
    assert_eq!(model.api.operations.len(), 1);
    let notes = model.notes.diagnostics();
    assert_eq!(
        notes.iter().map(|note| note.rule).collect::<Vec<_>>(),
        [Rule::Webhooks]
    );
    assert_eq!(model.checked.document().root.text("openapi"), Some("3.0.3"));
}

#[test]
fn parts_in_other_files_are_of_the_version_of_the_document() {
    let home = tempfile::tempdir().unwrap();
    let mut document = document(
        "3.1.0",
        &json!({ "$ref": "part.json", "description": "A part." }),
    );
    document["components"]["schemas"]["it"]["$ref"] = json!("part.json#/$defs/more");
    let part = json!({ "type": ["string", "null"], "$defs": { "more": { "properties": { "x": { "const": 1 } } } } });
    for (name, value) in [("api.json", &document), ("part.json", &part)] {
        std::fs::write(home.path().join(name), value.to_string()).unwrap();
    }
    let input = load::spec_files(&[home.path().join("api.json")]).unwrap();
    let model = reversals_codegen::model(&input, &mut |_| ()).unwrap();
    let schemas = model
        .checked
        .document()
        .root
        .get("components")
        .unwrap()
        .get("schemas")
        .unwrap();
    let wanted = json!({ "type": "string", "nullable": true });
    assert_eq!(schemas.get("part").unwrap().to_json(), wanted);
    let wanted = json!({ "properties": { "x": { "enum": [1] } } });
    assert_eq!(schemas.get("more").unwrap().to_json(), wanted);
}
