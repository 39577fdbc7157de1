//! Arguments that fit, arguments that don't, and what becomes of an answer.

use std::collections::BTreeMap;

use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::client::decode_error;
use crate::{ApiError, Clearable, ErrorEnvelope};

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Body {
    amount: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rate: Option<f64>,
    #[serde(default, skip_serializing_if = "Clearable::is_keep")]
    metadata: Clearable<BTreeMap<String, String>>,
}

fn given(arguments: Value) -> Given {
    Given::new(serde_json::from_value(arguments).unwrap())
}

#[track_caller]
fn refuses<T: std::fmt::Debug>(outcome: Result<T, CallError>, expected: (&str, &str)) {
    match outcome {
        Err(CallError::Arguments { place, text }) => {
            assert_eq!((place.as_str(), text.as_str()), expected);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_given_is_taken_with_its_type() {
    let mut given = given(json!({
        "path": { "id": "a" }, "query": { "limit": 3 }, "headers": { "X-Time": 1 },
        "body": { "amount": 1, "rate": 2, "metadata": "" }
    }));
    assert_eq!(given.required::<String>(Place::Path, "id").unwrap(), "a");
    assert_eq!(
        given.optional::<i64>(Place::Query, "limit").unwrap(),
        Some(3)
    );
    assert_eq!(given.optional::<i64>(Place::Query, "page").unwrap(), None);
    assert_eq!(given.required::<i64>(Place::Header, "X-Time").unwrap(), 1);
    let body: Body = given.json().unwrap();
    assert_eq!((body.rate, body.metadata), (Some(2.0), Clearable::Clear));
    given.end().unwrap();
}

#[test]
fn what_nothing_took_is_refused_by_place() {
    for (arguments, place, text) in [
        (
            json!({ "path": { "a/b": 1 } }),
            "/path/a~1b",
            "no such parameter",
        ),
        (
            json!({ "query": { "x": 1 } }),
            "/query/x",
            "no such parameter",
        ),
        (
            json!({ "headers": { "x": 1 } }),
            "/headers/x",
            "no such parameter",
        ),
        (
            json!({ "body": {} }),
            "/body",
            "the operation takes no body",
        ),
    ] {
        refuses(given(arguments).end(), (place, text));
    }
}

#[test]
fn what_is_missing_is_refused_by_place() {
    let missing = given(json!({})).required::<i64>(Place::Query, "limit");
    refuses(missing, ("/query/limit", "it is missing"));
    refuses(given(json!({})).json::<Body>(), ("/body", "it is missing"));
    let empty = given(json!({})).form::<Body>();
    refuses(empty, ("/body", "missing field `amount`"));
}

#[test]
fn what_does_not_fit_is_refused_by_place_and_null_is_not_absent() {
    let null = given(json!({ "query": { "limit": null } })).optional::<i64>(Place::Query, "limit");
    refuses(null, ("/query/limit", "invalid type: null, expected i64"));
    let text = given(json!({ "body": { "amount": "1" } })).form::<Body>();
    let expected = r#"invalid type: string "1", expected i64"#;
    refuses(text, ("/body/amount", expected));
    let list = given(json!({ "body": [1] })).json::<Body>();
    refuses(
        list,
        ("/body", "invalid type: sequence, expected struct Body"),
    );
}

#[test]
fn what_the_types_would_leave_out_is_refused_by_place() {
    let words = "the client has no words for it";
    let unknown = given(json!({ "body": { "amount": 1, "other": 1 } })).form::<Body>();
    refuses(unknown, ("/body/other", words));
    let null = given(json!({ "body": { "amount": 1, "rate": null } })).form::<Body>();
    refuses(null, ("/body/rate", words));
    let inner = given(json!({ "query": { "x": [{ "amount": 1, "y": 1 }] } }));
    let inner = { inner }.required::<Vec<Body>>(Place::Query, "x");
    refuses(inner, ("/query/x/0/y", words));
}

#[test]
fn a_list_that_lost_an_item_and_a_number_that_changed_are_found() {
    for (given, kept, place) in [
        (json!([1, 2]), json!([1]), Some("")),
        (json!({ "a": [1, 2] }), json!({ "a": [1, 3] }), Some("/a/1")),
        (json!([1]), json!([1.0]), None),
        (json!(null), json!(false), Some("")),
    ] {
        assert_eq!(lost(&given, &kept).as_deref(), place, "{given} {kept}");
    }
}

#[tokio::test]
async fn answers_and_documented_failures_are_encoded_again_and_all_else_stays() {
    let typed = |value| ResponseValue::new(value, StatusCode::CREATED, HeaderMap::new());
    let answer = answered::<_, ()>(Ok(typed(vec![1]))).unwrap();
    assert_eq!(
        (answer.status(), &*answer),
        (StatusCode::CREATED, &json!([1]))
    );
    let envelope = ErrorEnvelope::from(ApiError::api("m"));
    let body = json!({ "error": { "type": "api_error", "message": "m" } });
    let refusal = http::Response::builder().status(409).body(body.to_string());
    let failure = decode_error::<ErrorEnvelope>(Response::from(refusal.unwrap()).into()).await;
    let failed = answered::<(), _>(Err(failure)).unwrap_err();
    assert!(failed.is_retryable());
    let CallError::Client(error) = failed else {
        panic!("a failure is no answer")
    };
    let Error::Refused(refused) = *error else {
        panic!("{error:?}")
    };
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.message.as_deref(), Some("m"));
    assert_eq!(refused.body, json!(envelope));
    let refused = Error::<()>::InvalidRequest("x".to_owned());
    let error = answered::<(), _>(Err(refused)).unwrap_err();
    assert!(!error.is_retryable());
    assert_eq!(error.to_string(), "the request was not sent: x");
}
