//! From cases to vectors: a suite of a few cases whose vectors are known, and the project's own.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use reversals_cases::vectors::{self, Vectors};
use reversals_cases::{Judge, Side, Suite};
use reversals_codegen::emit::Names;

const CASES: &str = "\
format: 1
about: Things.
operation: GetThing
base:
  input: {path: {id: a}}
  request: {method: GET, path: /v1/things/a, headers: {accept: application/json}}
cases:
  - id: both
    origin: {kind: derived, rule: any}
    input: {query: {z: true, b: [1]}, caller: {account: acct_1}}
    request: {query: 'b[]=1&z=true', same_as: [{query: 'z=true&b[0]=1'}, {headers: {accept: null}}]}
    response: {status: 200, body: {z: 1, a: {y: null, x: 2}}}
  - id: client
    origin: {kind: derived, rule: any}
    sides: [client]
    response: {status: 200, text: '{\"a\":4e2}'}
  - id: server
    origin: {kind: derived, rule: any}
    sides: [server]
    response: {status: 200, body: {}}
  - id: refused
    origin: {kind: derived, rule: any}
    sides: [server]
    request: {query: q}
    refused: {status: 400, type: invalid_request_error, param: q}
  - id: refuses
    origin: {kind: derived, rule: any}
    sides: [client]
    response: {status: 404, body: {}, set: {'': null}}
    refuses: {at: '', expected: object}
    schema: {verdict: valid, why: It says nothing.}
  - id: refuses_what_the_document_alone_allows
    origin: {kind: derived, rule: any}
    sides: [client]
    response: {status: 200, body: []}
    refuses: {at: '', expected: object}
    schema: {verdict: valid, why: It says nothing., document_only: true}
  - id: not_told
    origin: {kind: derived, rule: any}
    sides: [client]
    response: {status: 204, body: {}}
    undocumented: No such status.
";

/// What the cases above are to give, in the order of their ids.
const LISTS: &str = r#"  "encode": [
    {"case":"things/get/both","input":{"path":{"id":"a"},"query":{"b":[1],"z":true}},"method":"GET","operation":"GetThing","path":"/v1/things/a","query":"b[]=1&z=true"},
    {"case":"things/get/client","input":{"path":{"id":"a"}},"method":"GET","operation":"GetThing","path":"/v1/things/a"}
  ],
  "decode": [
    {"case":"things/get/both","input":{"path":{"id":"a"},"query":{"b":[1],"z":true}},"operation":"GetThing","same_as":{"headers":[["accept","application/json"]],"method":"GET","path":"/v1/things/a","query":"z=true&b[0]=1"}},
    {"case":"things/get/both","input":{"path":{"id":"a"},"query":{"b":[1],"z":true}},"operation":"GetThing","same_as":{"headers":[],"method":"GET","path":"/v1/things/a","query":"b[]=1&z=true"}},
    {"case":"things/get/server","input":{"path":{"id":"a"}},"operation":"GetThing","same_as":{"headers":[["accept","application/json"]],"method":"GET","path":"/v1/things/a"}}
  ],
  "refuse_request": [
    {"case":"things/get/refused","operation":"GetThing","param":"q","request":{"headers":[["accept","application/json"]],"method":"GET","path":"/v1/things/a","query":"q"},"status":400,"type":"invalid_request_error"}
  ],
  "responses": [
    {"body":{"a":{"x":2,"y":null},"z":1},"case":"things/get/both","operation":"GetThing","schema":"thing","status":200,"valid":true},
    {"case":"things/get/client","operation":"GetThing","schema":"thing","status":200,"text":"{\"a\":4e2}","valid":true},
    {"at":"","body":null,"case":"things/get/refuses","operation":"GetThing","schema":"error","schema_differs":"It says nothing.","status":404,"valid":false},
    {"at":"","body":[],"case":"things/get/refuses_what_the_document_alone_allows","operation":"GetThing","schema":"thing","status":200,"valid":false}
  ]
}
"#;

fn few() -> Suite {
    let home = tempfile::tempdir().unwrap();
    for (file, text) in [("foldings.yaml", "{}\n"), ("things/get/all.yaml", CASES)] {
        let path = home.path().join("conformance/cases").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let root = home.path().join("conformance/cases");
    fs::create_dir(root.join("payloads")).unwrap();
    reversals_cases::load(&root).unwrap()
}

fn names() -> BTreeMap<String, Names> {
    let names = Names {
        request: "GetThingRequest".to_owned(),
        response: Some("thing".to_owned()),
        error: Some("error".to_owned()),
    };
    BTreeMap::from([("GetThing".to_owned(), names)])
}

#[test]
fn each_case_is_told_in_the_lists_of_its_sides_one_entry_a_line_with_names_in_order() {
    let files = vectors::files(&few(), &names()).unwrap();
    let text = String::from_utf8(files[vectors::FILE].bytes.clone()).unwrap();
    let lists = &text[text.find("  \"encode\": [").unwrap()..];
    assert_eq!(lists, LISTS);
}

#[test]
fn what_is_written_reads_back_as_the_same_vectors() {
    let suite = few();
    let files = vectors::files(&suite, &names()).unwrap();
    let read: Vectors = serde_json::from_slice(&files[vectors::FILE].bytes).unwrap();
    assert_eq!(read, vectors::of(&suite, &names()));
}

#[test]
fn without_a_schema_for_an_answer_its_name_is_left_out() {
    let made = vectors::of(&few(), &BTreeMap::new());
    assert!(made.responses.iter().all(|entry| entry.schema.is_none()));
    assert_eq!(made.responses.len(), 4);
}

#[test]
fn no_case_of_the_project_is_left_out_but_those_of_our_own_types_and_schemas() {
    let suite = reversals_cases::load(&reversals_cases::folder()).unwrap();
    let made = vectors::of(&suite, &BTreeMap::new());
    let told = made.encode.iter().map(|entry| &entry.case);
    let told = told.chain(made.decode.iter().map(|entry| &entry.case));
    let told = told.chain(made.refuse_request.iter().map(|entry| &entry.case));
    let told: BTreeSet<_> = told
        .chain(made.responses.iter().map(|entry| &entry.case))
        .collect();
    for case in &suite.cases {
        let must = match &case.judge {
            // What is carried and only a server writes is neither a request nor something to read.
            Judge::Exchange { sides, .. } => !case.carried || sides.contains(&Side::Client),
            Judge::Refused(_) | Judge::Refuses { .. } => true,
            Judge::Undocumented { .. } | Judge::Unrepresentable | Judge::Values(_) => false,
        };
        assert_eq!(told.contains(&case.id), must, "{}", case.id);
    }
}
