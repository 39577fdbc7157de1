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

/// The rules, facts and places of what is refused, or else of what is noted.
fn found(document: &Value) -> (bool, Vec<(Rule, String, String)>) {
    // Each member in a line of its own, so that two places are not one.
    let text = serde_json::to_string_pretty(document).unwrap();
    let fragments = load::text("api.json", &text).unwrap();
    let (refused, report) = match model_of(&fragments) {
        Ok(model) => (false, model.notes),
        Err(Error::Refused(report)) => (true, report),
        Err(other) => panic!("{other}"),
    };
    let all = report.diagnostics().into_iter();
    let all = all.map(|one| (one.rule, one.what.clone(), one.place.pointer.to_string()));
    (refused, all.collect())
}

/// A document with a schema in each place of a request, and one with it in an answer.
fn asked_and_answered(schema: &Value) -> [Value; 2] {
    let pair = json!({ "schema": schema, "text": ["", ""], "json": ["", ""] });
    let asked = document([&pair].into_iter());
    let mut answered = document(std::iter::empty());
    answered["paths"]["/form"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
        ["properties"]["p0"] = schema.clone();
    [asked, answered]
}

#[test]
fn a_format_that_nobody_knows_is_noted_where_a_request_reaches_it_and_refused_nowhere() {
    let [asked, answered] = asked_and_answered(&json!({ "type": "string", "format": "vat-id" }));
    assert_eq!(found(&answered), (false, Vec::new()));
    let (refused, notes) = found(&asked);
    assert!(!refused, "{notes:?}");
    let places: BTreeSet<&str> = notes.iter().map(|(.., at)| at.as_str()).collect();
    let wanted = [
        "#/paths/~1form/post/requestBody/content/application~1x-www-form-urlencoded/schema/properties/p0/format",
        "#/paths/~1json/put/requestBody/content/application~1json/schema/properties/p0/format",
        "#/paths/~1query/get/parameters/0/schema/format",
    ];
    assert_eq!(places, BTreeSet::from(wanted));
    for (rule, what, _) in &notes {
        assert_eq!(*rule, Rule::UnenforcedKeyword);
        assert_eq!(what, "no request is held to `format: vat-id`");
    }
}

#[test]
fn a_refused_row_is_refused_on_both_sides() {
    let mut seen = 0;
    for row in KEYWORDS
        .iter()
        .filter(|row| matches!(row.done, Done::Refused(_)))
    {
        let mut schema = json!({ "type": "string" });
        schema[row.keyword] = json!({});
        for document in asked_and_answered(&schema) {
            let (refused, report) = found(&document);
            assert!(refused, "{row:?}");
            assert!(
                report.iter().all(|(.., at)| at.ends_with(row.keyword)),
                "{report:?}"
            );
        }
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn what_requests_are_held_to_is_refused_in_no_answer() {
    for pair in pairs() {
        let [_, answered] = asked_and_answered(&pair["schema"]);
        let (refused, report) = found(&answered);
        assert!(!refused, "{report:?}");
    }
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
            ("xml" | "x-rust-names", _) => json!({}),
            ("x-expansionResources", _) => json!({ "oneOf": [] }),
            ("x-rust-name", _) => json!("Text"),
            (_, value) => json!(value.unwrap_or("text")),
        };
        let pair = json!({ "schema": schema, "text": ["", ""], "json": ["", ""] });
        assert_eq!(
            found(&document([&pair].into_iter())),
            (false, Vec::new()),
            "{row:?}"
        );
    }
}
