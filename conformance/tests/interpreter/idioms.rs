//! The interpreted pair by itself, on documents that use every idiom there is.

use reversals_cases::wire::{Request, Response};
use reversals_codegen::ir::{Api, Media, Operation, Param};
use reversals_judge::subject::{Call, Caller, Client as _, Outcome, Script, Server as _};
use reversals_runtime::Arguments;
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use serde_json::{Map, Value, json};

use super::model_of;
use super::values::full;

/// A call with every argument there is.
fn full_call(api: &Api, operation: &Operation) -> Call {
    let members = |params: &[Param]| -> Map<String, Value> {
        let member = |param: &Param| (param.name.clone(), full(api, &param.ty, 1));
        params.iter().map(member).collect()
    };
    let mut arguments = Arguments {
        path: members(&operation.path_params),
        query: members(&operation.query),
        headers: members(&operation.headers),
        cookies: members(&operation.cookies),
        body: operation.body.as_ref().map(|body| full(api, &body.ty, 1)),
    };
    for group in &operation.exclusive {
        let body = arguments.body.as_mut().and_then(Value::as_object_mut);
        let members = body
            .filter(|_| group.in_body)
            .unwrap_or(&mut arguments.query);
        for other in &group.names[1..] {
            assert!(members.remove(other).is_some(), "{other}");
        }
    }
    Call {
        operation: operation.id.clone(),
        arguments,
        caller: Caller {
            account: Some("acct_1".to_owned()),
            version: Some("2023-08-16".to_owned()),
            idempotency_key: (operation.method == "post").then(|| "one".to_owned()),
            ..Caller::default()
        },
    }
}

fn sent(client: &InterpretedClient, call: &Call, answer: &Response) -> (Request, Outcome) {
    let mut called = client.call(call, answer);
    let request = called.sent.pop();
    (
        request.unwrap_or_else(|| panic!("{call:?}: {:?}", called.outcome)),
        called.outcome,
    )
}

#[test]
fn what_the_client_is_given_reaches_the_handler_and_its_answer_comes_back() {
    let api = model_of(
        "codegen/tests/accept",
        &["api", "common", "names", "shapes"],
    );
    let both = (InterpretedClient::new(&api), InterpretedServer::new(&api));
    for operation in &api.operations {
        let call = full_call(&api, operation);
        let value = full(&api, operation.success_type().unwrap(), 1);
        let (request, _) = sent(&both.0, &call, &Response::default());
        let served = both.1.serve(&request, &Script::Success(value.clone()));
        assert_eq!(served.seen.as_ref(), Some(&call), "{request:?} {served:?}");
        assert_eq!(served.response.status, operation.status());
        let (_, outcome) = sent(&both.0, &call, &served.response);
        assert_eq!(outcome, Outcome::Success(value), "{}", operation.id);
    }
    assert!(api.operations.len() > 10);
}

#[test]
fn a_body_that_is_not_sent_is_none_but_for_a_form_of_which_nothing_is_required() {
    let mut met = [0, 0, 0];
    for (folder, fragments) in [
        (
            "codegen/tests/accept",
            &["api", "common", "names", "shapes"][..],
        ),
        ("codegen/tests/accept/zoo", &["zoo", "optional"]),
    ] {
        let api = model_of(folder, fragments);
        let both = (InterpretedClient::new(&api), InterpretedServer::new(&api));
        for operation in &api.operations {
            let body = operation.body.as_ref().filter(|body| !body.required);
            let Some(body) = body.filter(|_| !operation.has_files()) else {
                continue;
            };
            let call = full_call(&api, operation);
            let (mut request, _) = sent(&both.0, &call, &Response::default());
            request.body = None;
            let outcome = both.1.serve(&request, &Script::failure(402, Value::Null));
            let kinds = [
                (Media::Json, true),
                (Media::Form, true),
                (Media::Form, false),
            ];
            let kind = (body.media, api.can_lack(body));
            if let Some(seen) = outcome.seen {
                let want = (!kind.1).then(|| Value::Object(Map::new()));
                assert_eq!(seen.arguments.body, want, "{}", operation.id);
                met[kinds.iter().position(|it| *it == kind).unwrap()] += 1;
            }
        }
    }
    assert!(met.iter().all(|met| *met > 0), "{met:?}");
}

#[test]
fn parameters_of_every_style_go_over_the_wire_as_those_of_the_generated_crates_do() {
    let api = model_of("codegen/tests/accept/zoo", &["zoo", "params"]);
    let both = (InterpretedClient::new(&api), InterpretedServer::new(&api));
    let query = json!({
        "legs": [4, 0], "names": ["a,b", ""], "pipes": ["a", "b c"], "size": { "height": 2, "unit": "m&m" },
        "box": { "height": 2 }, "filter": { "all": [{ "field": "é" }] }, "limit": "",
    });
    let headers = json!({
        "X-Count": 9, "X-Kind": "dog", "X-Ids": ["a", "b c"], "X-Pairs": { "height": 3, "unit": "k" },
    });
    let path = json!({
        "ids": ["a,b", "c+d/e"], "size": { "height": 1 }, "pairs": { "k=": "v," }, "filter": { "all": [] },
    });
    for (operation, arguments, target) in [
        (
            "SearchAnimals",
            json!({ "query": query }),
            "/params/query?box=height,2&filter=%7B%22all%22%3A%5B%7B%22field%22%3A%22%C3%A9%22%7D%5D%7D&legs=4,0\
             &limit=&names=a%2Cb,&pipes=a%7Cb%20c&height=2&unit=m%26m",
        ),
        (
            "HeadAnimals",
            json!({ "headers": headers, "cookies": { "visit": "a; b", "days": [1, 2] } }),
            "/params/heads",
        ),
        (
            "GetLists",
            json!({ "path": path }),
            "/params/lists/a%2Cb,c%2Bd%2Fe/height,1/k%3D=v%2C/%7B%22all%22%3A%5B%5D%7D",
        ),
        (
            "GetFile",
            json!({ "path": { "name": "a.json" } }),
            "/params/files/a%2Ejson",
        ),
        (
            "GetFileAsJson",
            json!({ "path": { "name": "a" } }),
            "/params/files/a.json",
        ),
    ] {
        let call = Call {
            operation: operation.to_owned(),
            arguments: serde_json::from_value(arguments).unwrap(),
            caller: Caller {
                version: Some("2023-08-16".to_owned()),
                ..Caller::default()
            },
        };
        let (request, _) = sent(&both.0, &call, &Response::default());
        assert_eq!(request.target(), target);
        let served = both
            .1
            .serve(&request, &Script::Success(json!({ "seen": "" })));
        assert_eq!(served.seen.as_ref(), Some(&call), "{request:?} {served:?}");
        if operation == "HeadAnimals" {
            for (name, value) in [
                ("x-ids", "a,b c"),
                ("x-pairs", "height=3,unit=k"),
                ("cookie", "days=1,2; visit=a%3B%20b"),
            ] {
                assert_eq!(request.header(name), Some(value));
            }
        }
    }
}
