//! The crates of an API that is just large enough for modules by resource compile with any features, and talk to each other.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod driven;

use std::fs;

use driven::Bench;
use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::load;
use serde_json::{Map, Value, json};

/// What the program links, with the features of two resources of all.
const DEPENDENCIES: &str = r#"
axum = { version = "0.8", default-features = false }
http = "1"
reqwest = { version = "0.13", default-features = false }
tokio = { version = "1", features = ["macros", "rt"] }
tower = { version = "0.5", features = ["util"] }
divided-client = { path = "../out/client", default-features = false, features = ["thing01s", "thing02s"] }
divided-server = { path = "../out/server", default-features = false, features = ["thing01s", "thing02s"] }
"#;

/// A service of 22 resources, each with a lookup, an update, a cut and any of it, of which the last two answer the next
/// resource: the cuts share the lookups' route, `any` is as good as an id, and both are another resource's.
fn service() -> Value {
    let refers = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    let error = json!({ "type": "object", "required": ["message"], "properties": { "message": { "type": "string" } } });
    schemas.insert("error".to_owned(), error);
    let size = json!({ "type": "string", "enum": ["small", "large"] });
    schemas.insert("size".to_owned(), size);
    for at in 0..22 {
        let name = format!("thing{at:02}");
        let own = format!("{name}_kind");
        schemas.insert(
            own.clone(),
            json!({ "type": "string", "enum": ["old", "new"] }),
        );
        let thing = json!({ "type": "object", "required": ["id", "object"], "properties": {
            "id": { "type": "string" }, "object": { "type": "string", "enum": [name] },
            "size": refers("size"), "kind": refers(&own) } });
        schemas.insert(name.clone(), thing);
        let json_of = |schema: Value| json!({ "application/json": { "schema": schema } });
        let answers = |answer: Value| {
            json!({ "200": { "description": "It.", "content": json_of(answer) },
                "default": { "description": "An error.", "content": json_of(refers("error")) } })
        };
        let form = json!({ "application/x-www-form-urlencoded": { "schema": { "type": "object", "properties": {
            "size": refers("size"), "kind": refers(&own) } } } });
        let param = |place: &str, name: &str, schema: Value| json!({ "name": name, "in": place, "required": place == "path", "schema": schema });
        let id = param("path", "id", json!({ "type": "string" }));
        let kinds = [
            id.clone(),
            param("header", "Kind", refers(&own)),
            param("cookie", "size", refers("size")),
        ];
        paths.insert(format!("/v1/{name}s/{{id}}"), json!({
            "get": { "operationId": format!("GetThing{at:02}"), "parameters": kinds, "responses": answers(refers(&name)) },
            "post": { "operationId": format!("UpdateThing{at:02}"), "parameters": [id],
                "requestBody": { "content": form }, "responses": answers(refers(&name)) } }));
        let next = refers(&format!("thing{:02}", (at + 1) % 22));
        paths.insert(format!("/v1/{name}s/{{id}}:cut"), json!({
            "post": { "operationId": format!("CutThing{at:02}"), "parameters": [id], "responses": answers(next.clone()) } }));
        paths.insert(
            format!("/v1/{name}s/any"),
            json!({
            "get": { "operationId": format!("AnyThing{at:02}"), "responses": answers(next) } }),
        );
    }
    json!({ "openapi": "3.0.3", "info": { "title": "Things", "version": "2026-05-27.oak" }, "paths": paths,
        "components": { "schemas": schemas } })
}

#[test]
fn a_divided_api_compiles_with_any_features_and_passes_between_its_client_and_its_server() {
    let bench = Bench::new("divided");
    let runtime = bench.runtime();
    let options = Options {
        home: Home::AloneWithRuntime(runtime.clone()),
        package: Package::default(),
        partial: true,
        cli: true,
        ..Bench::options("divided")
    };
    let spec = bench.path("api.json");
    fs::write(&spec, service().to_string()).unwrap();
    bench.generate(&load::spec_files(&[spec]).unwrap(), &options);
    for (part, own) in [
        ("models", &["schemars"][..]),
        ("client", &["dynamic", "rustls-no-provider"]),
        ("server", &["dynamic"]),
    ] {
        let mut sets = vec![String::new(), own.join(",")];
        sets.extend(own.iter().map(|feature| format!("default,{feature}")));
        sets.push("default".to_owned());
        // Beside each other, as each resource answers the next one's part.
        for features in ["thing01s", "thing01s,thing02s", "thing21s"] {
            sets.push(features.to_owned());
            sets.push(format!("{features},{}", own[0]));
        }
        for features in sets {
            let command = ["check", "--no-default-features", "--features", &features];
            let said = bench.cargo(&format!("out/{part}"), &command);
            assert_eq!(said, "", "{part} with {features:?}");
        }
    }
    let dependencies = format!(
        "{DEPENDENCIES}reversals-runtime = {{ path = {runtime:?}, features = [\"client\", \"server\"] }}\n"
    );
    bench.drive(
        &dependencies,
        &[("main.rs", include_str!("divided/drive.rs"))],
    );
    // Its commands are made whole, and clap looks at each.
    let pages = bench.path("pages");
    let pages = pages.to_str().unwrap();
    // No TLS, which takes most of a minute to compile.
    bench.cargo(
        "out/cli",
        &["run", "--no-default-features", "--", "--man", pages],
    );
}

/// What the program links that drives a part.
const OF_A_PART: &str = r#"
axum = { version = "0.8", default-features = false }
tokio = { version = "1", features = ["macros", "rt"] }
tower = { version = "0.5", features = ["util"] }
part-server = { path = "../out/server" }
"#;

#[test]
fn what_a_part_of_an_api_leaves_out_is_nothing_for_what_it_has() {
    let bench = Bench::new("part");
    let runtime = bench.runtime();
    let options = Options {
        home: Home::AloneWithRuntime(runtime),
        package: Package::default(),
        partial: true,
        ..Bench::options("part")
    };
    let spec = bench.path("api.json");
    fs::write(&spec, service().to_string()).unwrap();
    let mut input = load::spec_files(&[spec]).unwrap();
    input.selection.only = vec![
        "*etThing01".parse().unwrap(),
        "UpdateThing01".parse().unwrap(),
    ];
    bench.generate(&input, &options);
    bench.drive(OF_A_PART, &[("main.rs", include_str!("divided/part.rs"))]);
}

/// One operation that answers an object of so many kinds of objects.
fn wide(count: usize) -> Value {
    let mut schemas = Map::new();
    let mut members = Map::new();
    for at in 0..count {
        let member = json!({ "type": "object", "properties": { "id": { "type": "string" } } });
        schemas.insert(format!("part{at}"), member);
        let refers = json!({ "$ref": format!("#/components/schemas/part{at}") });
        members.insert(format!("m{at}"), refers);
    }
    let answer = json!({ "200": { "description": "It.", "content": { "application/json": { "schema": {
        "type": "object", "properties": members } } } } });
    json!({ "openapi": "3.0.3", "info": { "title": "Wide", "version": "1" },
        "paths": { "/v1/wide": { "get": { "operationId": "GetWide", "responses": answer } } },
        "components": { "schemas": schemas } })
}

#[test]
fn an_operation_that_leads_to_many_types_is_divided_as_many_operations_are() {
    for (count, divided) in [(400, false), (500, true)] {
        let bench = Bench::new("wide");
        let spec = bench.path("api.json");
        fs::write(&spec, wide(count).to_string()).unwrap();
        let input = load::spec_files(&[spec]).unwrap();
        bench.generate(&input, &Bench::options("wide"));
        assert_eq!(bench.path("out/answers/Cargo.toml").exists(), divided);
    }
}
