//! A published schema holds requests to what a server does: the pairs of good and bad values of
//! `codegen/tests/keywords`, which tests there and of the interpreter send to servers.

#[path = "../../../codegen/tests/keywords/document.rs"]
#[allow(dead_code, reason = "the other places are no JSON")]
mod document;

use std::collections::BTreeMap;

use reversals_cases::wire::Request;
use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::{generate, load, model_of};
use reversals_judge::subject::{Script, Server as _};
use reversals_strength::interpret::InterpretedServer;
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
        package: Package::default(),
        partial: false,
        schemas: true,
        cli: false,
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

/// Values that careless checks trip over.
#[rustfmt::skip] // Some in a line.
const TRICKY: &[&str] = &[
    "null", "true", "false", "0", "-0.0", "1", "1.0", "2.0", "3", "7", "8", "-3", "-4", "127", "128", "255", "256", "0.1", "0.3",
    "0.30000000000000004", "19.99", "19.999", "1e2", "1E-2", "5e-324", "1e308", "9007199254740992", "9007199254740994",
    "2147483647", "2147483648", "4294967295", "9223372036854775807",
    r#""""#, r#""a""#, r#""é""#, r#""éöü""#, r#""💶💶💶""#, r#""e\u0301""#, r#""cat_12""#, r#""abc\n""#, r#""a\u2028b""#,
    r#""2024-02-29""#, r#""2023-02-29""#, r#""2100-02-29""#, r#""0000-01-01""#, r#""2024-2-9""#, r#""2024-04-31""#,
    r#""2016-12-31T23:59:60Z""#, r#""2016-12-31T12:30:60+05:30""#, r#""2026-01-01t00:00:00z""#, r#""2026-01-01T24:00:00Z""#,
    r#""2026-01-01T00:00:00""#, r#""2026-01-01T00:00:00.Z""#, r#""2026-01-01T00:00:00+24:00""#,
    r#""123E4567-E89B-12D3-A456-426614174000""#, r#""{123e4567-e89b-12d3-a456-426614174000}""#,
    r#""QUI""#, r#""QUI=""#, r#""QUJ=""#, r#""Q===""#, r#""QUJD""#, r#""QU I=""#, r#""QUJ-""#,
    r#""-0""#, r#""007""#, r#""+1""#, r#""9223372036854775808""#, r#""-9223372036854775808""#, r#""1.""#, r#"".5""#, r#""1e3""#,
    "[]", "[1,1.0]", "[1,2]", r#"["a","a"]"#, r#"["a","A"]"#, r#"["a","b","c"]"#, r#"[{"a":1,"b":2},{"b":2,"a":1}]"#, "[null]",
    "{}", r#"{"a":1}"#, r#"{"a":"x"}"#, r#"{"k":"ab"}"#, r#"{"k":null}"#, r#"{"a":"1","b":"2"}"#, r#"{"a":"1","b":"2","c":"3"}"#,
];

/// Where the two are meant to differ: to a server a whole number is one that is written so.
fn differs(schema: &Value, text: &str) -> bool {
    const FLOATS: [&str; 7] = ["-0.0", "1.0", "2.0", "1e2", "1e308", "[1,1.0]", "1E-2"];
    let said = schema.to_string();
    said.contains("\"integer\"") && FLOATS.contains(&text)
}

#[test]
fn the_interpreted_server_and_the_published_schema_agree_on_every_tricky_value_of_every_schema() {
    let bundle = &outputs()["schema/2020-12/bundle.schema.json"];
    let mut schema: Value = serde_json::from_slice(bundle).unwrap();
    schema["$ref"] = json!("#/$defs/JsonRequest");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let all = pairs();
    let document = load::value("api.json", &document::document(all.iter())).unwrap();
    let server = InterpretedServer::new(&model_of(&document).unwrap().api);
    let (mut wrong, mut taken, mut refused) = (Vec::new(), 0, 0);
    for (index, pair) in all.iter().enumerate() {
        if document::texts(pair, "/json", "json").is_none() {
            continue;
        }
        for text in TRICKY {
            let value: Value = serde_json::from_str(text).unwrap();
            if differs(&pair["schema"], text) {
                continue;
            }
            let request = Request {
                method: "PUT".to_owned(),
                path: "/json".to_owned(),
                query: None,
                headers: vec![("content-type".to_owned(), "application/json".to_owned())],
                body: Some(format!("{{\"p{index}\":{text}}}")),
            };
            let answer = server.serve(&request, &Script::Success(json!({ "ok": true })));
            let ours = answer.response.status == 200;
            let theirs = validator.is_valid(&json!({ "body": { format!("p{index}"): value } }));
            if ours == theirs {
                *if ours { &mut taken } else { &mut refused } += 1;
            } else {
                wrong.push(format!(
                    "{text} of {}: server {ours}, schema {theirs}",
                    pair["schema"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{taken} taken and {refused} refused by both");
    assert!(taken > 500 && refused > 5000, "{taken} {refused}");
}
