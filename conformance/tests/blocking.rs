//! The generated client in a program that is not async.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use reversals_client::{Client, Error, Script, Session, block_on};
use serde_json::{Value, json};

fn client(script: &Arc<Script>) -> Client {
    let session = Session::bearer("sk_test_123").with_transport(script.clone());
    Client::connect("http://localhost", session).unwrap()
}

fn reversal(id: &str) -> Value {
    json!({ "id": id, "object": "transfer_reversal", "amount": 400, "created": 1, "currency": "usd", "transfer": "tr_1" })
}

fn page(ids: &[&str], has_more: bool) -> String {
    let data: Vec<Value> = ids.iter().copied().map(reversal).collect();
    json!({ "object": "list", "url": "/v1", "has_more": has_more, "data": data }).to_string()
}

#[test]
fn a_call_that_waits_sends_the_same_bytes_and_gives_the_same_answer() {
    let answer = reversal("trr_1").to_string();
    let script = Script::new().then(200, answer.clone()).then(200, answer);
    let script = Arc::new(script);
    let client = client(&script);
    let call = client
        .transfer_reversals()
        .create("tr_1")
        .amount(400)
        .metadata([("order_id", "6735")]);
    let awaited = block_on(call.clone().send()).unwrap().unwrap();
    assert_eq!(call.send_blocking().unwrap(), awaited);
    let [first, second] = script.sent().try_into().unwrap();
    assert_eq!(second.body, "amount=400&metadata[order_id]=6735");
    assert_eq!(
        (first.method, first.url, first.headers, first.body),
        (second.method, second.url, second.headers, second.body)
    );
}

#[test]
fn a_refusal_and_what_can_not_be_sent_are_the_same_errors() {
    let refusal =
        json!({ "error": { "type": "invalid_request_error", "code": "resource_missing" } });
    let script = Arc::new(Script::new().then(404, refusal.to_string()));
    let client = client(&script);
    let missing = client.transfer_reversals().retrieve("tr_1", "trr_1");
    let Err(Error::Refused(refused)) = missing.send_blocking() else {
        panic!("it is no success")
    };
    assert_eq!(refused.code.as_deref(), Some("resource_missing"));
    let nowhere = client.transfer_reversals().retrieve("tr_1", "");
    let error = nowhere.send_blocking().unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
    assert_eq!(script.sent().len(), 1);
}

#[test]
fn the_items_of_a_list_are_an_iterator_over_its_pages() {
    let script = Script::new()
        .then(200, page(&["trr_3", "trr_2"], true))
        .then(200, page(&["trr_1"], false));
    let script = Arc::new(script);
    let client = client(&script);
    let list = client.transfer_reversals().list("tr_1").limit(2);
    let ids: Result<Vec<_>, _> = list
        .items()
        .blocking()
        .map(|item| item.map(|reversal| reversal.id))
        .collect();
    assert_eq!(ids.unwrap(), ["trr_3", "trr_2", "trr_1"]);
    let queries = script.sent().into_iter().map(|sent| sent.url);
    let queries: Vec<_> = queries.map(|url| url.query().unwrap().to_owned()).collect();
    assert_eq!(queries, ["limit=2", "limit=2&starting_after=trr_2"]);
}

#[tokio::test]
async fn within_a_future_of_tokio_nothing_is_sent() {
    let script = Arc::new(Script::new().then(200, reversal("trr_1").to_string()));
    let client = client(&script);
    let call = client.transfer_reversals().create("tr_1");
    let error = call.send_blocking().unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
    assert!(!error.may_have_happened());
    assert!(script.sent().is_empty());
}
