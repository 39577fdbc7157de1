//! Requests that no good client sends: none of them may reach the service as another request than the one meant.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod forms;
mod heads;
#[path = "../support/scripted.rs"]
mod scripted;

use std::sync::Arc;

use axum::body::Body;
use http_body_util::BodyExt as _;
use scripted::Scripted;
use serde_json::{Value, json};
use tower::ServiceExt as _;

const CREATE: &str = "/v1/transfers/tr_1/reversals";
const FORM: &str = "application/x-www-form-urlencoded";

fn reversal() -> Value {
    json!({ "id": "trr_1", "object": "transfer_reversal", "amount": 400, "created": 1, "currency": "usd", "transfer": "tr_1" })
}

/// What a service makes of a request: status, body, and the arguments that reached it, if any did.
struct Outcome {
    status: u16,
    body: Value,
    arguments: Option<Value>,
}

async fn sent(request: http::Request<Body>) -> Outcome {
    let service = Arc::new(Scripted::new(reversal()));
    let response = service.router().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    assert!(response.headers().contains_key("request-id"));
    assert_eq!(response.headers()["content-type"], "application/json");
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    let seen = service.seen().pop();
    let arguments = seen.map(|seen| json!({ "path": seen.arguments.path, "query": seen.arguments.query, "body": seen.arguments.body }));
    Outcome {
        status,
        body,
        arguments,
    }
}

fn post(target: &str, form: impl Into<Body>) -> http::Request<Body> {
    with(http::Request::post(target), FORM)
        .body(form.into())
        .unwrap()
}

fn with(builder: http::request::Builder, media: &str) -> http::request::Builder {
    builder
        .header("authorization", "Bearer sk_test_123")
        .header("content-type", media)
}

/// The request is a 400 and nothing was reversed.
#[track_caller]
fn refused(case: &str, outcome: &Outcome) {
    assert_eq!(outcome.arguments, None, "{case} reached the service");
    assert_eq!(outcome.status, 400, "{case}: {}", outcome.body);
    assert_eq!(
        outcome.body["error"]["type"], "invalid_request_error",
        "{case}"
    );
    assert!(outcome.body["error"]["message"].is_string(), "{case}");
}
