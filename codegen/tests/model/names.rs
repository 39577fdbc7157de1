//! What types are called, and how many there are of one schema.

use reversals_codegen::ir::Type;
use serde_json::{Value, json};

use crate::{answer, api, body, fields, operation, schema};

#[test]
fn a_component_that_both_sides_read_alike_is_one_type_and_any_other_is_two() {
    let text = json!({ "type": "string" });
    // Free names of text are read alike by both sides.
    let object = |members: Value| json!({ "type": "object", "properties": members, "additionalProperties": text });
    let schemas = json!({
        "alike": object(json!({ "a": text, "one": { "type": "string", "enum": ["a"] } })),
        "listed": object(json!({ "a": { "type": "string", "enum": ["a", "b"] } })),
        "cleared": object(json!({ "a": { "type": "string", "enum": [""] } })),
        "closed": { "type": "object", "properties": { "a": text }, "additionalProperties": false },
        "unsaid": { "type": "object", "properties": { "a": text } },
        "read": object(json!({ "a": { "type": "string", "readOnly": true }, "b": text })),
        "write": object(json!({ "a": { "type": "string", "writeOnly": true }, "b": text })),
        "either": object(json!({ "a": { "anyOf": [{ "type": "integer" }, { "type": "boolean" }] } })),
        "leads": object(json!({ "a": { "type": "array", "items": schema("listed") } })),
        "expands": object(json!({ "a": { "anyOf": [text, schema("alike")], "x-expansionResources": { "oneOf": [schema("alike")] } } })),
        "asked": object(json!({ "a": { "type": "string", "enum": ["a", "b"] } })),
    });
    let names: Vec<&String> = schemas.as_object().unwrap().keys().collect();
    let all = |names: &[&String]| {
        let members = names.iter().map(|name| ((*name).clone(), schema(name)));
        object(Value::Object(members.collect()))
    };
    let answered: Vec<_> = names
        .iter()
        .copied()
        .filter(|name| *name != "asked")
        .collect();
    let mut ask = body("application/json", &all(&names));
    ask["responses"] = json!({ "200": answer(&all(&answered)) });
    let api = api("post", &ask, &json!({ "schemas": schemas }));
    let two: Vec<_> = names
        .iter()
        .filter(|name| {
            api.types.contains_key(&format!(
                "{}Params",
                reversals_codegen::naming::type_name(name)
            ))
        })
        .map(|name| name.as_str())
        .collect();
    assert_eq!(
        two,
        [
            "cleared", "closed", "either", "leads", "listed", "read", "unsaid", "write"
        ]
    );
}

#[test]
fn the_type_of_a_member_is_called_by_its_wire_name_unless_that_was_told_from_another() {
    let inner =
        |name: &str| json!({ "type": "object", "properties": { name: { "type": "string" } } });
    let mut given = inner("x");
    given["x-rust-name"] = json!("extent");
    let of = json!({ "type": "object", "properties": { "size": given, "a-b": inner("y"), "a_b": inner("z") } });
    let api = api(
        "get",
        &json!({ "responses": { "200": answer(&of) } }),
        &json!({}),
    );
    let told: Vec<_> = fields(&api, "AskResponse")
        .iter()
        .map(|field| match &field.ty {
            Type::Named(name) => (field.rust_name.as_str(), name.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            ("a_dash_b", "AskResponseADashB"),
            ("a_b", "AskResponseAb"),
            ("extent", "AskResponseSize")
        ]
    );
}

#[test]
fn more_types_than_may_nest_may_stand_beside_each_other() {
    let member = |at: usize| {
        (
            format!("m{at}"),
            json!({ "type": "object", "properties": { "a": { "type": "boolean" } } }),
        )
    };
    let all = json!({ "type": "object", "properties": (0..4100).map(member).collect::<serde_json::Map<_, _>>() });
    let api = api(
        "get",
        &json!({ "responses": { "200": answer(&all) } }),
        &json!({}),
    );
    assert_eq!(api.types.len(), 4101);
}

#[test]
fn the_type_of_a_parameter_is_called_by_its_wire_name_unless_that_was_told_from_another() {
    let listed = |name: &str| json!({ "type": "string", "enum": [name, "z"] });
    let asked = json!({ "parameters": [
        { "name": "size", "in": "query", "schema": listed("a"), "x-rust-name": "extent" },
        { "name": "kind", "in": "query", "schema": listed("b") },
        { "name": "kind", "in": "cookie", "schema": listed("c") },
    ] });
    let ask = operation("get", &asked, &json!({}));
    let told: Vec<_> = ask
        .query
        .iter()
        .chain(&ask.cookies)
        .map(|param| match &param.ty {
            Type::Named(name) => (param.rust_name.as_str(), name.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            ("kind", "AskKind"),
            ("extent", "AskSize"),
            ("kind_cookie", "AskKindCookie")
        ]
    );
}

#[test]
fn types_that_would_have_one_name_are_numbered_and_long_names_keep_their_ends() {
    let inner =
        |name: &str| json!({ "type": "object", "properties": { name: { "type": "string" } } });
    let nested =
        |outer: &str, name: &str| json!({ "type": "object", "properties": { outer: inner(name) } });
    let long = "x".repeat(150);
    let of = json!({ "type": "object", "properties": {
        "a": nested("b", "x"), "a_b": inner("y"), "ab": inner("z"),
        &long: nested(&long, "end"),
    } });
    let api = api(
        "get",
        &json!({ "responses": { "200": answer(&of) } }),
        &json!({}),
    );
    let names: Vec<&str> = api.types.keys().map(String::as_str).collect();
    for wanted in [
        "AskResponseAb",
        "AskResponseAbInline",
        "AskResponseAbInline2",
    ] {
        assert!(names.contains(&wanted), "{wanted}: {names:?}");
    }
    let longest = names.iter().max_by_key(|name| name.len()).unwrap();
    assert!(longest.len() <= 200, "{longest}");
    assert!(
        longest.starts_with("AskResponseX") && longest.ends_with("xxx"),
        "{longest}"
    );
}
