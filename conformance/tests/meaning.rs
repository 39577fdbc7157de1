//! Two roads to what a value is: the generator's model of a schema, and `jsonschema` on the document itself. On values
//! that are made from the model, good ones and ones that break one thing each, both say the same.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;

use reversals_codegen::schema::{Kind, Rest, Schema, SchemaId, Schemas};
use reversals_codegen::{Model, load, model, model_of};
use reversals_judge::json_schema;
use serde_json::{Map, Value, json};

/// Constructs that the fragments have no use for.
const OTHERS: &str = r##"
openapi: 3.0.3
info: {title: t, version: "1"}
paths: {}
components:
  schemas:
    base:
      type: object
      required: [id]
      properties:
        id: {type: string, maxLength: 8}
        count: {type: number, minimum: 1, nullable: true}
        inner: {type: object, properties: {a: {type: string}}, required: [a]}
        tags: {type: array, items: {type: string}, maxItems: 3}
    narrowed:
      allOf:
        - {$ref: "#/components/schemas/base"}
        - required: [count]
          properties:
            count: {type: integer, maximum: 9, multipleOf: 3}
            inner: {type: object, properties: {b: {type: boolean}}, required: [b]}
            tags: {type: array, items: {type: string, enum: [x, y]}, uniqueItems: true}
    beside:
      allOf: [{$ref: "#/components/schemas/base"}]
      maxProperties: 2
      nullable: true
    told:
      allOf: [{$ref: "#/components/schemas/narrowed"}, {description: As it is.}]
    a: {type: object, required: [t], properties: {t: {type: string, enum: [a]}, x: {type: integer}}}
    b: {type: object, required: [t], properties: {t: {type: string, enum: [b]}, y: {type: integer}}}
    either: {oneOf: [{$ref: "#/components/schemas/a"}, {$ref: "#/components/schemas/b"}]}
    overlapping:
      oneOf:
        - {type: object, properties: {t: {type: string}, x: {type: integer, maximum: 9}}}
        - {type: object, properties: {t: {type: string}, x: {type: integer}}, required: [x]}
        - {type: integer}
        - {type: number, maximum: 9}
    both:
      allOf:
        - {$ref: "#/components/schemas/either"}
        - {type: object, required: [z], properties: {z: {type: string, minLength: 2}}}
    within:
      type: object
      additionalProperties: false
      properties:
        open: {type: integer, minimum: 0, exclusiveMinimum: true, maximum: 10, exclusiveMaximum: true}
        half: {type: number, minimum: -0.5, maximum: 0.5, exclusiveMaximum: true}
        any: {}
        maybe: {anyOf: [{type: string, enum: [""]}, {$ref: "#/components/schemas/map"}], nullable: true}
        listed: {type: string, enum: [p, q, null], nullable: true}
    map: {type: object, additionalProperties: {type: string, maxLength: 3}, minProperties: 1, maxProperties: 2}
    sized: {type: array, items: {$ref: "#/components/schemas/map"}, minItems: 1, maxItems: 2}
"##;

fn both_documents() -> [Model; 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let spec = load::spec_dir(&root.join("spec"), "spec").unwrap();
    [
        model(&spec, &mut |_| ()).unwrap(),
        model_of(&load::text("others.yaml", OTHERS).unwrap()).unwrap(),
    ]
}

/// How deep a made value goes; what is optional is left out below.
const DEPTH: usize = 4;

/// A value that a schema admits, with every member that it knows of, down to a depth.
fn good(schemas: &Schemas, id: SchemaId, depth: usize) -> Value {
    let schema = schemas.resolved(id);
    if let Some(listed) = schema.values.as_deref().and_then(<[_]>::first) {
        return listed.value.clone();
    }
    match &schema.kind {
        Kind::Text => {
            let length = schema.count("minLength").unwrap_or(1).max(1);
            json!("a".repeat(usize::try_from(length).unwrap()))
        }
        Kind::Integer | Kind::Number => number(schema),
        Kind::Boolean => json!(true),
        Kind::List(items) => {
            let count = schema.count("minItems").unwrap_or(1).max(1);
            let item = items.map_or(json!(1), |items| good(schemas, items, depth + 1));
            json!(vec![item; usize::try_from(count).unwrap()])
        }
        Kind::Object(object) => {
            let most = usize::try_from(schema.count("maxProperties").unwrap_or(99)).unwrap();
            let mut members = Map::new();
            for (name, member) in &object.members {
                if member.required {
                    members.insert(name.clone(), good(schemas, member.schema, depth + 1));
                }
            }
            for (name, member) in &object.members {
                if !member.required && depth < DEPTH && members.len() < most {
                    members.insert(name.clone(), good(schemas, member.schema, depth + 1));
                }
            }
            if let (Rest::Of(rest), true) = (object.rest, members.len() < most) {
                members.insert("other".to_owned(), good(schemas, rest, depth + 1));
            }
            Value::Object(members)
        }
        Kind::Union(union) => good(schemas, union.branches[0], depth + 1),
        _ => json!({ "any": [1, null] }),
    }
}

fn number(schema: &Schema) -> Value {
    let step = schema.whole("multipleOf").unwrap_or(1);
    match schema.whole("minimum") {
        Some(least) => json!((least + step - 1).div_euclid(step) * step),
        None => schema
            .number("minimum")
            .map_or(json!(step), |least| json!(least)),
    }
}

/// Values that differ from one in one thing: another type somewhere, a member less or more, a bound passed by one.
fn changed(value: &Value) -> Vec<Value> {
    let mut all = vec![
        Value::Null,
        json!(true),
        json!(""),
        json!("zz"),
        json!("a text that is longer than most bounds are"),
        json!(-1),
        json!(0),
        json!(7),
        json!(0.5),
        json!(1e12),
        json!([]),
        json!({}),
        json!({ "unknown": "x" }),
    ];
    match value {
        Value::Array(items) => {
            all.push(json!(
                [items.clone(), items.clone(), items.clone(), items.clone()].concat()
            ));
            for (at, item) in items.iter().enumerate() {
                all.extend(changed(item).into_iter().map(|other| {
                    let mut items = items.clone();
                    items[at] = other;
                    json!(items)
                }));
            }
        }
        Value::Object(members) => {
            let mut more = members.clone();
            more.insert("unknown".to_owned(), json!("x"));
            all.push(Value::Object(more));
            for (name, member) in members {
                let mut fewer = members.clone();
                fewer.remove(name);
                all.push(Value::Object(fewer));
                all.extend(changed(member).into_iter().map(|other| {
                    let mut members = members.clone();
                    members.insert(name.clone(), other);
                    Value::Object(members)
                }));
            }
        }
        _ => {}
    }
    all
}

/// Every example that a document states anywhere, whatever it is of.
fn examples(node: &Value, found: &mut Vec<Value>) {
    match node {
        Value::Object(members) => {
            found.extend(members.get("example").cloned());
            members.values().for_each(|member| examples(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| examples(item, found)),
        _ => {}
    }
}

#[test]
fn the_model_and_a_validator_on_the_document_say_the_same_of_good_and_bad_values() {
    for model in both_documents() {
        let document = model.checked.document().root.to_json();
        let schemas = model.checked.schemas();
        let all = document["components"]["schemas"].as_object().unwrap();
        let definitions: Map<String, Value> = all
            .iter()
            .map(|(name, schema)| (name.clone(), json_schema(schema)))
            .collect();
        let mut stated = Vec::new();
        examples(&document, &mut stated);
        for (name, id) in schemas.components() {
            let schema = json!({ "$ref": format!("#/$defs/{name}"), "$defs": definitions });
            let validator = jsonschema::draft202012::options().build(&schema).unwrap();
            let made = good(schemas, id, 0);
            assert_eq!(schemas.fits(id, &made), Ok(()), "{name}: {made}");
            let mut seen = BTreeSet::new();
            let mut bad = 0;
            for value in changed(&made)
                .into_iter()
                .chain([made])
                .chain(stated.clone())
            {
                if !seen.insert(value.to_string()) {
                    continue;
                }
                let ours = schemas.fits(id, &value);
                let theirs = validator
                    .validate(&value)
                    .map_err(|error| error.to_string());
                assert_eq!(
                    ours.is_ok(),
                    theirs.is_ok(),
                    "{name}: {value}: {ours:?}, {theirs:?}"
                );
                bad += usize::from(ours.is_err());
            }
            assert!(bad > 0, "{name}: every value fits");
        }
    }
}
