//! The interpreted server judges what the zoo's drivers said in JSON as generated servers did and published schemas do:
//! `codegen/tests/zoo/values.json` has the values, with what those say of each.

use std::path::Path;

use reversals_cases::wire::Request;
use reversals_codegen::emit::names;
use reversals_codegen::ir::Media;
use reversals_codegen::{load, model};
use reversals_judge::subject::{Script, Server as _};
use reversals_strength::interpret::InterpretedServer;
use serde_json::{Value, json};

#[test]
fn the_interpreted_server_judges_the_bodies_of_the_zoo_as_its_schemas_do() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests");
    let input = load::spec_dir(&tests.join("accept/zoo"), "spec").unwrap();
    let model = model(&input, &mut |_| ()).unwrap();
    let names = names(&model.checked);
    let server = InterpretedServer::new(&model.api);
    let values = include_str!("../../../codegen/tests/zoo/values.json");
    let values: Vec<Value> = serde_json::from_str(values).unwrap();
    let mut sent = [0, 0];
    for value in &values {
        let operation = model.api.operations.iter().find(|operation| {
            let is_json = operation
                .body
                .as_ref()
                .is_some_and(|body| body.media == Media::Json);
            is_json && value["schema"] == names[&operation.id].request
        });
        let (Some(operation), Some(body), None) = (
            operation,
            value["value"].get("body"),
            value["value"].get("path"),
        ) else {
            continue;
        };
        let request = Request {
            method: operation.method.to_uppercase(),
            path: operation.path.clone(),
            query: None,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: Some(body.to_string()),
        };
        let outcome = server.serve(&request, &Script::failure(501, json!({})));
        let valid = value["valid"] == true;
        assert_eq!(outcome.seen.is_some(), valid, "{request:?}: {outcome:?}");
        sent[usize::from(valid)] += 1;
    }
    assert!(sent.iter().all(|count| *count > 30), "{sent:?}");
}
