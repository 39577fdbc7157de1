//! What the table of a schema's keywords says is so: a generated server holds requests to what is enforced, and a
//! document that asks what is not is refused.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "keywords/document.rs"]
mod document;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use document::{PLACES, document, texts};
use reversals_codegen::check::{Done, KEYWORDS, Row};
use reversals_codegen::diagnostic::Rule;
use reversals_codegen::emit::{Home, Options};
use reversals_codegen::{Error, generate, load, model_of, write};
use serde_json::{Value, json};

const MANIFEST: &str = r#"
[workspace]

[package]
name = "drive"
edition = "2024"
publish = false

[[bin]]
name = "drive"
path = "drive.rs"

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
debug = false

[dependencies]
axum = { version = "0.8", default-features = false }
http = "1"
keywords-server = { path = "../out/server", features = ["dynamic"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt"] }
tower = { version = "0.5", features = ["util"] }
"#;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keywords")
}

fn pairs() -> Vec<Value> {
    serde_json::from_str(&fs::read_to_string(folder().join("pairs.json")).unwrap()).unwrap()
}

/// What a pair calls its row.
fn called(row: &Row) -> String {
    match row.value {
        Some(value) => format!("{}: {value}", row.keyword),
        None => row.keyword.to_owned(),
    }
}

#[test]
fn every_enforced_row_has_a_good_and_a_bad_value_in_each_place() {
    let enforced: BTreeSet<String> = KEYWORDS
        .iter()
        .filter(|row| row.done == Done::Enforced)
        .map(called)
        .collect();
    for (place, _, member) in PLACES {
        let shown: BTreeSet<String> = pairs()
            .iter()
            .filter(|pair| texts(pair, place, member).is_some())
            .map(|pair| pair["row"].as_str().unwrap().to_owned())
            .collect();
        let mut wanted = enforced.clone();
        if place != "/json" {
            // There is no null but in JSON.
            wanted.remove("nullable");
        }
        assert_eq!(shown, wanted, "{place}");
    }
}

#[test]
fn a_generated_server_takes_the_good_values_and_refuses_the_bad_ones() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let home = target.join("keywords");
    let drive = home.join("drive");
    fs::create_dir_all(&drive).unwrap();
    let spec = home.join("api.json");
    fs::write(&spec, document(pairs().iter()).to_string()).unwrap();
    let options = Options {
        name: "keywords".to_owned(),
        home: Home::Alone,
        partial: false,
        schemas: false,
        extra: BTreeMap::new(),
        docs: None,
    };
    let input = load::spec_files(&[spec]).unwrap();
    let generated = generate(&input, &options, &mut |_| ());
    let outputs = generated.unwrap_or_else(|error| panic!("{error}")).outputs;
    write::apply(&home.join("out"), &outputs).unwrap();
    fs::write(drive.join("Cargo.toml"), MANIFEST).unwrap();
    for file in ["drive.rs", "document.rs", "pairs.json"] {
        fs::copy(folder().join(file), drive.join(file)).unwrap();
    }
    fs::copy(root.join("Cargo.lock"), drive.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["run", "--offline", "--quiet", "--manifest-path"])
        .arg(drive.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target.parent().unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// A schema of which a row of what is not enforced says something.
fn bad(row: &Row, of: &str) -> Value {
    let mut schema = match of {
        "array" => json!({ "type": "array", "items": { "type": "string" } }),
        "object" => json!({ "type": "object", "properties": { "a": { "type": "string" } } }),
        of => json!({ "type": of }),
    };
    schema[row.keyword] = match (row.keyword, row.value) {
        ("format", value) => json!(value.unwrap_or("anything-else")),
        ("pattern", _) => json!("^a"),
        ("enum", _) => match of {
            "boolean" => json!([true]),
            _ => json!([1, 2]),
        },
        ("uniqueItems" | "readOnly" | "exclusiveMinimum" | "exclusiveMaximum", _) => json!(true),
        _ => json!(1),
    };
    schema
}

/// The rules and facts of what is refused.
fn refusals(document: &Value) -> Vec<(Rule, String, String)> {
    // Each member in a line of its own, so that two places are not one.
    let text = serde_json::to_string_pretty(document).unwrap();
    let fragments = load::text("api.json", &text).unwrap();
    match model_of(&fragments) {
        Ok(_) => Vec::new(),
        Err(Error::Refused(report)) => {
            let refusals = report.diagnostics();
            refusals
                .iter()
                .map(|refusal| {
                    (
                        refusal.rule,
                        refusal.what.clone(),
                        refusal.place.pointer.to_string(),
                    )
                })
                .collect()
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_refused_row_is_refused_wherever_a_request_reaches_it_and_published_in_answers() {
    let mut seen = 0;
    for row in KEYWORDS
        .iter()
        .filter(|row| matches!(row.done, Done::Refused(_)))
    {
        for of in if row.of.is_empty() {
            &["string"]
        } else {
            row.of
        } {
            let schema = bad(row, of);
            let pair = json!({ "schema": schema, "text": ["", ""], "json": ["", ""] });
            let asked = document([&pair].into_iter());
            let found = refusals(&asked);
            let keyword = row.keyword;
            let places = [
                "#/paths/~1form/post/requestBody/content/application~1x-www-form-urlencoded/schema/properties/p0",
                "#/paths/~1json/put/requestBody/content/application~1json/schema/properties/p0",
                "#/paths/~1query/get/parameters/0/schema",
            ];
            let at: BTreeSet<String> = places
                .iter()
                .map(|place| format!("{place}/{keyword}"))
                .collect();
            let refused: BTreeSet<String> = found.iter().map(|(_, _, at)| at.clone()).collect();
            assert_eq!(refused, at, "{row:?} of {of}: {found:?}");
            for (rule, what, _) in &found {
                assert_eq!(*rule, Rule::UnenforcedKeyword, "{what}");
                assert!(what.starts_with("no request is held to `"), "{what}");
            }
            let mut answered = document(std::iter::empty());
            answered["paths"]["/form"]["post"]["responses"]["200"]["content"]["application/json"]
                ["schema"]["properties"]["p0"] = schema;
            assert_eq!(refusals(&answered), [], "{row:?} of {of}");
            seen += 1;
        }
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn a_published_row_is_refused_nowhere() {
    for row in KEYWORDS.iter().filter(|row| row.done == Done::Published) {
        let of = row.of.first().copied().unwrap_or("string");
        let mut schema = json!({ "type": of });
        schema[row.keyword] = match (row.keyword, row.value) {
            ("writeOnly" | "deprecated", _) => json!(true),
            ("discriminator", _) => json!({ "propertyName": "object" }),
            ("externalDocs", _) => json!({ "url": "https://example.com" }),
            ("xml", _) => json!({}),
            ("x-expansionResources", _) => json!({ "oneOf": [] }),
            (_, value) => json!(value.unwrap_or("text")),
        };
        let pair = json!({ "schema": schema, "text": ["", ""], "json": ["", ""] });
        assert_eq!(refusals(&document([&pair].into_iter())), [], "{row:?}");
    }
}
