//! The crates of an API that is just large enough for modules by resource compile with any features, and talk to each other.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use reversals_codegen::emit::{Home, Options};
use reversals_codegen::{generate, load, write};
use serde_json::{Map, Value, json};

/// The crate that drives the generated ones, with the features of two resources of all.
const MANIFEST: &str = r#"
[workspace]

[package]
name = "divided"
edition = "2024"
publish = false

[[bin]]
name = "divided"
path = "main.rs"

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
debug = false

[dependencies]
axum = { version = "0.8", default-features = false }
http = "1"
reqwest = { version = "0.13", default-features = false }
tokio = { version = "1", features = ["macros", "rt"] }
tower = { version = "0.5", features = ["util"] }
divided-client = { path = "../out/client", default-features = false, features = ["thing01s", "thing02s"] }
divided-server = { path = "../out/server", default-features = false, features = ["thing01s", "thing02s"] }
"#;

/// A service of 22 resources, each with a lookup, an update and a cut, which answers the next resource's part: the
/// cuts share the lookups' route, but are another resource's.
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
            "post": { "operationId": format!("CutThing{at:02}"), "parameters": [id], "responses": answers(next) } }));
    }
    json!({ "openapi": "3.0.3", "info": { "title": "Things", "version": "1" }, "paths": paths,
        "components": { "schemas": schemas } })
}

#[test]
fn a_divided_api_compiles_with_any_features_and_passes_between_its_client_and_its_server() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    // Beside the other artifacts of this build, wherever they are.
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let home = target.join("divided");
    let out = home.join("out");
    let runtime = root.join("codegen/runtime");
    let options = Options {
        name: "divided".to_owned(),
        home: Home::AloneWithRuntime(runtime.to_str().unwrap().to_owned()),
        partial: true,
        schemas: false,
        extra: BTreeMap::new(),
        docs: None,
    };
    let drive = home.join("drive");
    fs::create_dir_all(&drive).unwrap();
    fs::write(home.join("api.json"), service().to_string()).unwrap();
    let input = load::spec_files(&[home.join("api.json")]).unwrap();
    let made = generate(&input, &options, &mut |_| ()).unwrap_or_else(|error| panic!("{error}"));
    write::apply(&out, &made.outputs).unwrap();

    let lock = root.join("Cargo.lock");
    fs::copy(&lock, out.join("Cargo.lock")).unwrap();
    for part in ["models", "client", "server"] {
        let dynamic = if part == "models" {
            "thing01s"
        } else {
            "dynamic"
        };
        for features in [
            &["--features", dynamic][..],
            &["--no-default-features"],
            &["--no-default-features", "--features", "thing01s"],
        ] {
            cargo("check", features, &out.join(part), &target);
        }
    }
    let manifest = format!(
        "{MANIFEST}reversals-runtime = {{ path = {runtime:?}, features = [\"client\", \"server\"] }}\n"
    );
    fs::write(drive.join("Cargo.toml"), manifest).unwrap();
    fs::write(drive.join("main.rs"), include_str!("divided/drive.rs")).unwrap();
    fs::copy(&lock, drive.join("Cargo.lock")).unwrap();
    cargo("run", &[], &drive, &target);
}

/// Runs cargo, which is to succeed.
fn cargo(command: &str, more: &[&str], package: &Path, target: &Path) {
    let output = Command::new(env!("CARGO"))
        .arg(command)
        .args(["--offline", "--quiet", "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        .args(more)
        .arg("--target-dir")
        .arg(target.parent().unwrap())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{} {more:?}: {told}",
        package.display()
    );
}
