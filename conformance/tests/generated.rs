//! The generated crates behind the suite's traits: documented exchanges pass, and each kind of outcome is told apart.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use reversals_cases::wire::{Request, Response};
use reversals_cases::{Judge, Origin};
use reversals_client::{Client, Session};
use reversals_judge::subject::{
    Authorization, Call, Caller, Client as _, KEY, Outcome, Script, Server as _,
};
use reversals_pair::{GeneratedClient, GeneratedServer};
use reversals_runtime::Arguments;
use serde_json::{Value, json};

fn reversal() -> Value {
    json!({ "id": "trr_1", "object": "transfer_reversal", "amount": 400, "created": 1, "currency": "usd", "transfer": "tr_1" })
}

fn call(operation: &str, arguments: Value) -> Call {
    let arguments: Arguments = serde_json::from_value(arguments).unwrap();
    Call {
        operation: operation.to_owned(),
        arguments,
        caller: Caller::default(),
    }
}

fn create(body: &Value) -> Call {
    call(
        "PostTransfersIdReversals",
        json!({ "path": { "id": "tr_1" }, "body": body }),
    )
}

fn outcome(call: &Call, answer: &Response) -> Outcome {
    GeneratedClient::new().unwrap().call(call, answer).outcome
}

#[test]
fn a_client_tells_what_it_was_made_with() {
    let document = include_str!("../../generated/openapi.json");
    let document: Value = serde_json::from_str(document).unwrap();
    assert_eq!(Client::api_version(), document["info"]["version"]);
    let session = Session::bearer("sk_test_123");
    let client = Client::connect("http://127.0.0.1:9/base/", session).unwrap();
    assert_eq!(client.baseurl(), "http://127.0.0.1:9/base");
    assert!(std::ptr::eq(client.client(), client.client()));
    let other = client.with_session(Session::bearer("sk_test_123").with_account("acct_1"));
    let sessions = [&client, &other].map(|client| format!("{:?}", client.session()));
    assert!(!sessions[0].contains("acct_1") && sessions[1].contains("acct_1"));
    assert_eq!(other.baseurl(), client.baseurl());
}

#[test]
fn documented_calls_go_through_both_sides_and_reach_each_other() {
    let (client, service) = (GeneratedClient::new().unwrap(), GeneratedServer::new());
    let mut count = 0;
    for case in reversals_cases::load(&reversals_cases::folder())
        .unwrap()
        .cases
    {
        let case = Arc::unwrap_or_clone(case);
        let Judge::Exchange { body: payload, .. } = case.judge else {
            continue;
        };
        if case.carried || !matches!(case.origin, Origin::Documented(_)) {
            continue;
        }
        let (mut call, id) = (case.call, case.id);
        assert_eq!(call.caller.authorization, Authorization::Basic, "{id}");
        call.caller.account = Some("acct_1".to_owned());
        call.caller.version = Some("2023-08-16".to_owned());
        let called = client.call(&call, &Response::json(200, &payload));
        assert_eq!(called.outcome, Outcome::Success(payload.clone()), "{id}");
        let [sent] = <[Request; 1]>::try_from(called.sent).unwrap();
        let served = service.serve(&sent, &Script::Success(payload.clone()));
        let status = served.response.status;
        assert_eq!(status, 200, "{id}: {}", served.response.body);
        assert_eq!(
            serde_json::from_str::<Value>(&served.response.body).unwrap(),
            payload
        );
        let mut wanted = call.clone();
        wanted.caller.idempotency_key = sent.header("idempotency-key").map(str::to_owned);
        if sent.method == "POST" {
            // A form that is not given is an empty one.
            wanted.arguments.body.get_or_insert_with(|| json!({}));
        }
        assert_eq!(served.seen, Some(wanted), "{id}");
        count += 1;
    }
    assert_eq!(count, 16);
}

#[test]
fn each_kind_of_answer_is_another_outcome() {
    let create = create(&json!({ "amount": 400 }));
    let failure = json!({ "error": { "type": "card_error", "message": "m" } });
    assert_eq!(
        outcome(&create, &Response::json(402, &failure)),
        Outcome::Failure {
            status: 402,
            error: failure
        }
    );
    let mut page = reversal();
    page["amount"] = json!("400");
    let refused = outcome(&create, &Response::json(200, &page));
    let Outcome::Refused {
        pointer,
        expected,
        text,
    } = refused
    else {
        panic!("{refused:?}")
    };
    assert_eq!(
        (pointer.as_str(), expected.as_str()),
        ("/amount", "integer")
    );
    assert!(
        text.contains("at /amount: invalid type: string, expected"),
        "{text}"
    );
    let html = Response {
        status: 502,
        body: "<html>".to_owned(),
        ..Response::default()
    };
    assert_eq!(
        outcome(&create, &html),
        Outcome::Undocumented {
            status: 502,
            body: "<html>".to_owned()
        }
    );
    let unknown = outcome(
        &call("GetNothing", json!({})),
        &Response::json(200, &reversal()),
    );
    assert_eq!(
        unknown,
        Outcome::Other("the client has no operation GetNothing".to_owned())
    );
}

#[test]
fn what_the_client_cannot_say_is_not_sent() {
    let client = GeneratedClient::new().unwrap();
    for (call, place) in [
        (create(&json!({ "amount": "400" })), "/body/amount"),
        (create(&json!({ "amuont": 400 })), "/body/amuont"),
        (create(&json!({ "amount": null })), "/body/amount"),
        (call("PostTransfersIdReversals", json!({})), "/path/id"),
        (call("PostTreasuryCreditReversals", json!({})), "/body"),
        (
            call("PostTransfersIdReversals", json!({ "path": { "id": "" } })),
            "cannot be a segment of a path",
        ),
    ] {
        let called = client.call(&call, &Response::json(200, &reversal()));
        let Outcome::Unrepresentable(text) = &called.outcome else {
            panic!("{call:?}: {called:?}")
        };
        assert!(text.contains(place), "{text}");
        assert_eq!(called.sent, []);
    }
}

fn request(headers: &[(&str, &str)]) -> Request {
    Request {
        method: "POST".to_owned(),
        path: "/v1/transfers/tr_1/reversals".to_owned(),
        query: None,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: Some("amount=400".to_owned()),
    }
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[test]
fn the_handler_sees_who_calls_and_with_which_key() {
    let service = GeneratedServer::new();
    let bearer = format!("Bearer {KEY}");
    let headers = [
        ("authorization", bearer.as_str()),
        FORM,
        ("idempotency-key", "k"),
        ("stripe-account", "a"),
    ];
    let served = service.serve(&request(&headers), &Script::Success(reversal()));
    let mut wanted = create(&json!({ "amount": 400 }));
    wanted.caller.idempotency_key = Some("k".to_owned());
    wanted.caller.account = Some("a".to_owned());
    assert_eq!(served.seen.as_ref(), Some(&wanted));
    let headers = [("authorization", "Bearer another"), FORM];
    let served = service.serve(&request(&headers), &Script::Success(reversal()));
    let operation = served.seen.unwrap().operation;
    assert_eq!(
        operation,
        "PostTransfersIdReversals with another key than that of the suite"
    );
    let served = service.serve(&request(&[FORM]), &Script::Success(reversal()));
    assert_eq!((served.seen, served.response.status), (None, 401));
    let challenges = &served.response.headers["www-authenticate"];
    assert_eq!(challenges, "Basic realm=\"API\", Bearer realm=\"API\"");
    let served = service.serve(&request(&[("a\nb", "c")]), &Script::Success(reversal()));
    assert_eq!((served.seen, served.response.status), (None, 400));
}

#[test]
fn a_script_fails_as_it_says_and_one_that_does_not_fit_is_a_500() {
    let service = GeneratedServer::new();
    let bearer = format!("Bearer {KEY}");
    let request = request(&[("authorization", bearer.as_str()), FORM]);
    let body = json!({ "error": { "type": "card_error" } });
    let served = service.serve(&request, &Script::failure(402, body.clone()));
    assert_eq!(served.response.status, 402);
    assert_eq!(
        serde_json::from_str::<Value>(&served.response.body).unwrap(),
        body
    );
    let served = service.serve(&request, &Script::Success(json!([])));
    assert_eq!(served.response.status, 500);
    assert!(
        served
            .response
            .body
            .contains("The answer does not fit the operation: at the root")
    );
    assert!(served.seen.is_some());
}

#[test]
fn threads_do_not_see_each_others_calls() {
    let (client, service) = (GeneratedClient::new().unwrap(), GeneratedServer::new());
    std::thread::scope(|scope| {
        for amount in 1..5 {
            let (client, service) = (&client, &service);
            scope.spawn(move || {
                for turn in 0..50 {
                    let call = create(&json!({ "amount": amount * 1000 + turn }));
                    let mut payload = reversal();
                    payload["amount"] = json!(amount);
                    let called = client.call(&call, &Response::json(200, &payload));
                    assert_eq!(called.outcome, Outcome::Success(payload.clone()));
                    let served = service.serve(&called.sent[0], &Script::Success(payload.clone()));
                    assert_eq!(served.seen.unwrap().arguments, call.arguments);
                    assert_eq!(
                        serde_json::from_str::<Value>(&served.response.body).unwrap(),
                        payload
                    );
                }
            });
        }
    });
}
