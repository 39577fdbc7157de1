//! A published schema holds requests to what a server does: the pairs of good and bad values of
//! `codegen/tests/keywords`, which tests there and of the interpreter send to servers.

#[path = "../../../codegen/tests/keywords/document.rs"]
#[allow(dead_code, reason = "the other places are no JSON")]
mod document;

use std::collections::BTreeMap;

use reversals_codegen::emit::{Home, Options};
use reversals_codegen::{generate, load};
use serde_json::{Value, json};

fn pairs() -> Vec<Value> {
    let pairs = include_str!("../../../codegen/tests/keywords/pairs.json");
    serde_json::from_str(pairs).unwrap()
}

/// What is generated from the document of all pairs, by path.
fn outputs() -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("api.json");
    std::fs::write(&spec, document::document(pairs().iter()).to_string()).unwrap();
    let options = Options {
        name: "keywords".to_owned(),
        home: Home::Alone,
        partial: false,
        schemas: true,
        extra: BTreeMap::new(),
        docs: None,
    };
    let input = load::spec_files(&[spec]).unwrap();
    let generated = generate(&input, &options, &mut |_| ()).unwrap();
    generated.outputs.into_iter().collect()
}

#[test]
fn the_schema_of_a_request_takes_the_good_values_and_refuses_the_bad_ones() {
    let bundle = &outputs()["schema/2020-12/bundle.schema.json"];
    let mut schema: Value = serde_json::from_slice(bundle).unwrap();
    let mut request_of = |operation: &str| {
        schema["$ref"] = json!(format!("#/$defs/{operation}Request"));
        jsonschema::validator_for(&schema).unwrap()
    };
    let validator = request_of("Json");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (index, pair) in pairs().iter().enumerate() {
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
    for (index, pair) in pairs().iter().enumerate() {
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

#[test]
fn a_published_document_refuses_no_value_for_being_of_two_branches() {
    let outputs = outputs();
    for name in ["openapi-3.0", "openapi-3.1"] {
        let text = &outputs[&format!("schema/{name}.json")];
        let document: Value = serde_json::from_slice(text).unwrap();
        let body = "/paths/~1json/put/requestBody/content/application~1json/schema/properties";
        let members = document.pointer(body).unwrap().as_object().unwrap();
        for (index, pair) in pairs().iter().enumerate() {
            let Some(member) = members.get(&format!("p{index}")) else {
                continue;
            };
            assert!(member.get("oneOf").is_none(), "{name}: {member}");
            if let Some(branches) = pair["schema"]["oneOf"].as_array() {
                let said = member["anyOf"].as_array().unwrap();
                assert_eq!(said.len(), branches.len(), "{name}: {member}");
            }
        }
    }
}
