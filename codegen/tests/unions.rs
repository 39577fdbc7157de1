//! What a union's branches are called and told apart by, whatever the order in which the document lists them.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use reversals_codegen::ir::{Branch, Kind, TypeShape};
use reversals_codegen::{load, model_of};
use serde_json::{Value, json};

/// The variants of the union that an operation answers, by Rust name.
fn variants(branches: &[Value], components: &Value) -> BTreeMap<String, Branch> {
    let answer = json!({ "description": "", "content": { "application/json": { "schema": {
        "type": "object", "properties": { "u": { "anyOf": branches } },
    } } } });
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
        "paths": { "/v1/things": { "get": { "operationId": "GetThing", "responses": { "200": answer } } } },
        "components": { "schemas": components },
    });
    let fragments = load::value("api.json", &document).unwrap();
    let model = model_of(&fragments).unwrap_or_else(|error| panic!("{error}"));
    let union = model.api.types.values().find_map(|def| match &def.shape {
        TypeShape::Union { branches, .. } => Some(branches),
        _ => None,
    });
    let branches = union.unwrap().iter();
    branches
        .map(|branch| (branch.rust_name.clone(), branch.clone()))
        .collect()
}

fn object(members: &Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": members, "required": required })
}

#[test]
fn names_and_tags_of_branches_do_not_depend_on_their_order() {
    let text = json!({ "type": "string" });
    let mut branches = vec![
        json!({ "$ref": "#/components/schemas/thing" }),
        json!({ "title": "other", "type": "object", "properties": { "a": text } }),
        object(
            &json!({ "kind": { "type": "string", "enum": ["card"] } }),
            &["kind"],
        ),
        object(&json!({ "b": text }), &[]),
        object(&json!({ "c": text }), &[]),
        json!({ "type": "string", "enum": ["now"] }),
        text.clone(),
        json!({ "type": "integer" }),
        json!({ "type": "array", "items": text }),
    ];
    let components = json!({ "thing": object(&json!({ "id": text }), &["id"]) });
    let wanted = variants(&branches, &components);
    let names: Vec<&str> = wanted.keys().map(String::as_str).collect();
    let expected = [
        "Card", "Integer", "List", "Now", "Object", "Object2", "Other1", "String", "Thing",
    ];
    assert_eq!(names, expected, "`Other` is what keeps the rest");
    for _ in 0..branches.len() {
        branches.rotate_left(1);
        assert_eq!(variants(&branches, &components), wanted);
        let mut back = branches.clone();
        back.reverse();
        assert_eq!(variants(&back, &components), wanted);
    }
}

#[test]
fn a_constant_inside_a_required_object_tells_a_hundred_branches_apart() {
    let branch = |number: usize| {
        let code = json!({ "type": "string", "enum": [format!("code_{number}")] });
        let error = object(
            &json!({ "code": code, "message": { "type": "string" } }),
            &["code"],
        );
        object(&json!({ "error": error }), &["error"])
    };
    let branches: Vec<Value> = (0..100).map(branch).collect();
    let variants = variants(&branches, &json!({}));
    assert_eq!(variants.len(), 100);
    for (name, branch) in variants {
        let [tag] = &branch.tags[..] else {
            panic!("{name}: {:?}", branch.tags)
        };
        assert_eq!(tag.path, ["error", "code"]);
        assert_eq!(tag.values.len(), 1);
        assert!(branch.required.is_empty() && branch.known.is_empty());
    }
}

#[test]
fn what_only_trying_tells_apart_says_what_it_requires_and_knows() {
    let text = json!({ "type": "string" });
    let one = object(&json!({ "id": text, "a": text }), &["id"]);
    let other = object(&json!({ "id": text, "b": text }), &["id"]);
    for branch in variants(&[one, other], &json!({})).values() {
        assert!(branch.tags.is_empty() && branch.required.is_empty());
        assert_eq!(branch.known.len(), 2);
    }
}

/// What `--dump unions` says of a union of these branches.
fn table(branches: &[Value]) -> String {
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {},
        "components": { "schemas": { "u": { "anyOf": branches }, "v": { "anyOf": branches } } },
    });
    let fragments = load::value("api.json", &document).unwrap();
    model_of(&fragments).unwrap().checked.unions()
}

#[test]
fn the_table_of_unions_says_what_tells_the_branches_of_each_apart() {
    let text = json!({ "type": "string" });
    let one = |value: &str| json!({ "type": "string", "enum": [value] });
    let tagged = |value: &str| object(&json!({ "kind": one(value) }), &["kind"]);
    for (how, branches, shown) in [
        (
            "type",
            [text.clone(), json!({ "type": "integer" })],
            "branch 2, branch 1",
        ),
        (
            "value",
            [text.clone(), one("now")],
            "branch 2 =now, branch 1",
        ),
        (
            "tag",
            [tagged("a"), tagged("b")],
            "branch 1 kind=a, branch 2 kind=b",
        ),
        (
            "members",
            [
                object(&json!({ "a": text }), &["a"]),
                object(&json!({ "b": text }), &["b"]),
            ],
            "branch 1, branch 2",
        ),
        (
            "trying",
            [text.clone(), json!({ "type": "string", "maxLength": 3 })],
            "branch 1, branch 2",
        ),
    ] {
        let line = |name: &str| format!("{how:<12} #/components/schemas/{name} {shown}\n");
        let count = format!("     2 by {how}\n");
        assert_eq!(table(&branches), [line("u"), line("v"), count].concat());
    }
}

#[test]
fn a_variant_is_called_as_its_author_says() {
    let text = json!({ "type": "string" });
    let mut branches = vec![
        json!({ "$ref": "#/components/schemas/thing" }),
        json!({ "type": "integer", "x-rust-name": "Days" }),
        json!({ "type": "string", "enum": ["now"], "x-rust-name": "AtOnce" }),
        json!({ "type": "boolean", "title": "days" }),
    ];
    let mut components = json!({ "thing": object(&json!({ "id": text }), &["id"]) });
    components["thing"]["x-rust-name"] = json!("Article");
    for _ in 0..branches.len() {
        branches.rotate_left(1);
        let variants = variants(&branches, &components);
        let names: Vec<&str> = variants.keys().map(String::as_str).collect();
        // What an author calls one, no title takes.
        assert_eq!(names, ["Article", "AtOnce", "Days", "Days1"]);
        assert_eq!(variants["Days"].kind, Kind::Integer);
    }
}
