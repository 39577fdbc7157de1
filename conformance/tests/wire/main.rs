//! What the documented samples do not show: refusals, absent and null, expansion, values to come, failures.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod requests;
mod responses;
#[path = "../support/scripted.rs"]
mod scripted;

use std::sync::Arc;

use axum::body::Body;
use http_body_util::BodyExt as _;
use reversals_client::{CallError, Client, Session};
use reversals_judge::recorder::Recorder;
use reversals_runtime::Arguments;
use scripted::Scripted;
use serde_json::{Value, json};
use tower::ServiceExt as _;

const KEY: &str = "sk_test_123";

fn reversal() -> Value {
    json!({ "id": "trr_1", "object": "transfer_reversal", "amount": 400, "created": 1, "currency": "usd", "transfer": "tr_1" })
}

fn credit() -> Value {
    json!({
        "id": "credrev_1", "object": "treasury.credit_reversal", "amount": 1000, "created": 1, "currency": "usd",
        "financial_account": "fa_1", "livemode": false, "metadata": {}, "network": "ach", "received_credit": "rc_1",
        "status": "processing", "status_transitions": {}
    })
}

/// Arguments that stand in the path, and no others.
fn path(path: &Value) -> Arguments {
    serde_json::from_value(json!({ "path": path })).unwrap()
}

/// Calls an operation of a client that is answered with this status and body.
async fn answered(
    operation: &str,
    arguments: &Arguments,
    status: u16,
    body: &str,
) -> Result<Value, CallError> {
    let session = Session::bearer(KEY)
        .with_retries(0)
        .with_transport(Arc::new(Recorder::new(status, body)));
    let client = Client::connect("https://api.stripe.com", session).unwrap();
    let answer = client.call(operation, arguments.clone()).await?;
    Ok(answer.into_inner())
}

fn retrieve() -> Arguments {
    path(&json!({ "transfer": "tr_1", "id": "trr_1" }))
}

/// What the generated server answers, and how often its service was reached.
async fn served(
    answer: Value,
    method: &str,
    uri: &str,
    form: Option<&str>,
    key: bool,
) -> (u16, Value, usize) {
    let service = Arc::new(Scripted::new(answer));
    let mut request = http::Request::builder().method(method).uri(uri);
    if key {
        request = request.header("authorization", format!("Bearer {KEY}"));
    }
    if form.is_some() {
        request = request.header("content-type", "application/x-www-form-urlencoded");
    }
    let request = request
        .body(Body::from(form.unwrap_or_default().to_owned()))
        .unwrap();
    let response = service.router().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (
        status,
        serde_json::from_slice(&bytes).unwrap(),
        service.seen().len(),
    )
}
