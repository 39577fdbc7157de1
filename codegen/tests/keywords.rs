//! What the table of a schema's keywords says is so: a generated server holds requests to what is enforced, and a
//! document that asks what is not is refused.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "keywords/document.rs"]
mod document;
mod driven;

use std::collections::BTreeSet;
use std::fs;

use document::{PLACES, answering, document, texts};
use driven::Bench;
use reversals_codegen::check::{Done, KEYWORDS, Row};
use reversals_codegen::diagnostic::Rule;
use reversals_codegen::{Error, load, model_of};
use serde_json::{Value, json};

/// What the program links.
const DEPENDENCIES: &str = r#"
axum = { version = "0.8", default-features = false }
http = "1"
keywords-client = { path = "../out/client" }
keywords-server = { path = "../out/server", features = ["dynamic"] }
reqwest = { version = "0.13", default-features = false }
reversals-runtime = { path = "../out/runtime" }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt"] }
tower = { version = "0.5", features = ["util"] }
"#;

const PAIRS: &str = include_str!("keywords/pairs.json");

fn pairs() -> Vec<Value> {
    serde_json::from_str(PAIRS).unwrap()
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
fn a_generated_server_takes_good_values_and_refuses_bad_ones_and_a_client_reads_both() {
    let bench = Bench::new("keywords");
    let spec = bench.path("api.json");
    let mut asked_and_answered = document(pairs().iter());
    asked_and_answered["paths"]["/answer"] = answering(pairs().iter());
    fs::write(&spec, asked_and_answered.to_string()).unwrap();
    let input = load::spec_files(&[spec]).unwrap();
    bench.generate(&input, &Bench::options("keywords"));
    let files = [
        ("main.rs", include_str!("keywords/drive.rs")),
        ("document.rs", include_str!("keywords/document.rs")),
        ("answers.rs", include_str!("keywords/answers.rs")),
        ("pairs.json", PAIRS),
    ];
    bench.drive(DEPENDENCIES, &files);
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
        let [_, mut answered] = asked_and_answered(&pair["schema"]);
        if let Some(components) = pair.get("components") {
            answered["components"] = json!({ "schemas": components });
        }
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
            ("externalDocs", _) => json!({ "url": "https://example.com" }),
            ("xml" | "x-rust-names", _) => json!({}),
            ("x-expansionResources", _) => json!({ "oneOf": [] }),
            ("x-rust-name", _) => json!("Text"),
            ("x-extensible-enum", _) => json!(["text"]),
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
