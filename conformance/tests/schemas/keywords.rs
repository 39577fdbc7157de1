//! A published schema holds requests to what a server does: the pairs of good and bad values of
//! `codegen/tests/keywords`, which tests there and of the interpreter send to servers.

#[path = "../../../codegen/tests/keywords/document.rs"]
#[allow(dead_code, reason = "the other places are no JSON")]
mod document;

use std::collections::BTreeMap;

use reversals_codegen::emit::{Home, Options};
use reversals_codegen::{generate, load};
use serde_json::{Value, json};

#[test]
fn the_schema_of_a_request_takes_the_good_values_and_refuses_the_bad_ones() {
    let pairs = include_str!("../../../codegen/tests/keywords/pairs.json");
    let pairs: Vec<Value> = serde_json::from_str(pairs).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("api.json");
    std::fs::write(&spec, document::document(pairs.iter()).to_string()).unwrap();
    let options = Options {
        name: "keywords".to_owned(),
        home: Home::Alone,
        partial: false,
        schemas: true,
        extra: BTreeMap::new(),
        docs: None,
    };
    let input = load::spec_files(&[spec]).unwrap();
    let outputs = generate(&input, &options, &mut |_| ()).unwrap().outputs;
    let bundle = &outputs["schema/2020-12/bundle.schema.json"];
    let mut schema: Value = serde_json::from_slice(bundle).unwrap();
    let mut request_of = |operation: &str| {
        schema["$ref"] = json!(format!("#/$defs/{operation}Request"));
        jsonschema::validator_for(&schema).unwrap()
    };
    let validator = request_of("Json");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (index, pair) in pairs.iter().enumerate() {
        let Some((good, bad)) = document::texts(pair, "/json", "json") else {
            continue;
        };
        for (text, fits) in [(good, true), (bad, false)] {
            // What is no JSON is none for a validator either.
            let Ok(value) = serde_json::from_str::<Value>(text) else {
                continue;
            };
            seen += 1;
            let name = format!("p{index}");
            let instance = json!({ "body": { name: value } });
            if validator.is_valid(&instance) != fits {
                wrong.push(format!("{instance} of {}", pair["schema"]));
            }
        }
    }
    for (index, pair) in pairs.iter().enumerate() {
        for (at, fits) in [(0, true), (1, false)] {
            let Some(body) = pair.get("body").map(|body| &body[at]) else {
                continue;
            };
            seen += 1;
            if request_of(&format!("P{index}")).is_valid(&json!({ "body": body })) != fits {
                wrong.push(format!("{body} of {}", pair["schema"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 150, "{seen}");
}
