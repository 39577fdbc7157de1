//! The interpreted server holds requests to what a generated one does: the pairs of good and bad values of
//! `codegen/tests/keywords`, which a test there sends to a generated server.

#[path = "../../../codegen/tests/keywords/document.rs"]
mod document;

use document::{PLACES, texts};
use reversals_cases::wire::Request;
use reversals_codegen::{load, model_of};
use reversals_judge::subject::{Script, Server as _};
use reversals_strength::interpret::InterpretedServer;
use serde_json::{Value, json};

fn request(path: &str, method: &str, name: &str, text: &str) -> Request {
    let text = text.replace('@', name);
    let (query, body, kind) = match path {
        "/query" => (Some(text), None, None),
        "/form" => (None, Some(text), Some("application/x-www-form-urlencoded")),
        _ => (
            None,
            Some(format!("{{\"{name}\":{text}}}")),
            Some("application/json"),
        ),
    };
    Request {
        method: method.to_uppercase(),
        path: path.to_owned(),
        query,
        headers: kind
            .map(|kind| ("content-type".to_owned(), kind.to_owned()))
            .into_iter()
            .collect(),
        body,
    }
}

#[test]
fn the_interpreted_server_takes_the_good_values_and_refuses_the_bad_ones() {
    let pairs = include_str!("../../../codegen/tests/keywords/pairs.json");
    let pairs: Vec<Value> = serde_json::from_str(pairs).unwrap();
    let document = load::value("api.json", &document::document(pairs.iter())).unwrap();
    let server = InterpretedServer::new(&model_of(&document).unwrap().api);
    let mut sent = 0;
    for (index, pair) in pairs.iter().enumerate() {
        for (path, method, member) in PLACES {
            let Some((good, bad)) = texts(pair, path, member) else {
                continue;
            };
            for (text, fits) in [(good, true), (bad, false)] {
                let request = request(path, method, &format!("p{index}"), text);
                let outcome = server.serve(&request, &Script::Success(json!({ "ok": true })));
                let status = if fits { 200 } else { 400 };
                assert_eq!(
                    (outcome.seen.is_some(), outcome.response.status),
                    (fits, status),
                    "{request:?} of {}: {outcome:?}",
                    pair["schema"]
                );
                sent += 1;
            }
        }
    }
    for (index, pair) in pairs.iter().enumerate() {
        let Some((path, good, bad)) = document::form(index, pair) else {
            continue;
        };
        for (text, status) in [(good, 200), (bad, 400)] {
            let request = Request {
                path: path.clone(),
                ..request("/form", "post", "", text)
            };
            let outcome = server.serve(&request, &Script::Success(json!({ "ok": true })));
            assert_eq!(outcome.response.status, status, "{request:?}: {outcome:?}");
            sent += 1;
        }
    }
    assert!(sent > 160, "{sent}");
}
