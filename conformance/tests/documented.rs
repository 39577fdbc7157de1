//! Every documented exchange, through the client and through the server, each by itself.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use base64::Engine as _;
use http_body_util::BodyExt as _;
use reversals_client::{Client, Session};
use reversals_conformance::documented::{self, Input, Request, Sample};
use reversals_conformance::recorder::{Recorder, Sent};
use reversals_conformance::scripted::Scripted;
use reversals_conformance::{curl, drive};
use reversals_models as models;
use serde_json::{Value, json};
use tower::ServiceExt as _;

const KEY: &str = "sk_test_123";

/// The samples that are exchanges: operation, input, request and payload.
fn exchanges() -> Vec<(Sample, String, Input, Request, Value)> {
    let samples = documented::samples().unwrap();
    let exchanges: Vec<_> = samples
        .into_iter()
        .filter_map(|sample| {
            let operation = sample.operation.clone()?;
            let (input, request) = (
                sample.input.clone().unwrap(),
                sample.request.clone().unwrap(),
            );
            let payload = sample.payload().unwrap();
            Some((sample, operation, input, request, payload))
        })
        .collect();
    assert_eq!(
        exchanges.len(),
        10,
        "ten of the twelve samples are exchanges"
    );
    exchanges
}

fn client(recorder: &Arc<Recorder>) -> Client {
    let session = Session::basic(KEY).with_transport(Arc::clone(recorder) as _);
    Client::connect("https://api.stripe.com", session).unwrap()
}

fn basic() -> String {
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(format!("{KEY}:"))
    )
}

/// The documented request as a server gets it.
fn incoming(request: &Request) -> http::Request<Body> {
    let uri = match &request.query {
        Some(query) => format!("{}?{query}", request.path),
        None => request.path.clone(),
    };
    let mut builder = http::Request::builder()
        .method(request.method.as_str())
        .uri(uri)
        .header("authorization", basic());
    if request.body.is_some() {
        builder = builder.header("content-type", "application/x-www-form-urlencoded");
    }
    builder
        .body(Body::from(request.body.clone().unwrap_or_default()))
        .unwrap()
}

/// Status, content type and JSON of what a service answers.
async fn answer(service: &Arc<Scripted>, request: http::Request<Body>) -> (u16, String, Value) {
    let response = service.router().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let media = response.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, media, serde_json::from_slice(&bytes).unwrap())
}

#[test]
fn the_twelve_documented_payloads_are_held_and_no_file_beside_them() {
    let samples = documented::samples().unwrap();
    assert_eq!(samples.len(), 12);
    let ids: BTreeSet<_> = samples.iter().map(|sample| sample.id.as_str()).collect();
    assert_eq!(ids.len(), 12, "ids are unique");
    let mut named: BTreeSet<String> = samples
        .iter()
        .map(|sample| sample.response.body.clone())
        .collect();
    named.extend(["samples.yaml".to_owned(), "README.md".to_owned()]);
    let mut held = BTreeSet::new();
    for entry in std::fs::read_dir(documented::folder()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            let files = std::fs::read_dir(entry.path()).unwrap();
            held.extend(
                files.map(|file| format!("{name}/{}", file.unwrap().file_name().to_str().unwrap())),
            );
        } else {
            held.insert(name);
        }
    }
    assert_eq!(held, named);
}

#[test]
fn the_one_repaired_payload_says_so() {
    let repaired: Vec<_> = documented::samples()
        .unwrap()
        .into_iter()
        .filter(|sample| sample.repair.is_some())
        .collect();
    assert_eq!(
        repaired
            .iter()
            .map(|sample| sample.id.as_str())
            .collect::<Vec<_>>(),
        ["credit_reversals/list"]
    );
}

#[test]
fn each_request_is_what_its_documented_curl_line_sends() {
    for (sample, _, _, request, _) in exchanges() {
        let line = sample.curl.as_deref().unwrap();
        assert_eq!(curl::request(line).as_ref(), Ok(&request), "{}", sample.id);
    }
}

#[tokio::test]
async fn the_client_sends_each_documented_request_byte_for_byte() {
    for (sample, operation, input, request, payload) in exchanges() {
        let recorder = Arc::new(Recorder::new(sample.response.status, payload.to_string()));
        drive::call(&client(&recorder), &operation, &input)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", sample.id));
        let [sent] = <[Sent; 1]>::try_from(recorder.sent()).unwrap();
        let id = &sample.id;
        assert_eq!(sent.method, request.method, "{id}");
        assert_eq!(sent.path, request.path, "{id}");
        assert_eq!(sent.query, request.query, "{id}");
        // Nothing to say is sent as no bytes at all; that a body is declared empty makes no difference.
        assert_eq!(
            sent.body.clone().filter(|body| !body.is_empty()),
            request.body,
            "{id}"
        );
        assert_eq!(sent.header("authorization"), Some(basic().as_str()), "{id}");
        let form = sent.header("content-type") == Some("application/x-www-form-urlencoded");
        assert_eq!(form, request.method == "POST", "{id}");
        assert_eq!(
            sent.header("idempotency-key").is_some(),
            request.method == "POST",
            "{id}"
        );
        assert_eq!(
            sent.header("api-version"),
            None,
            "{id}: the generator's own header stays at home"
        );
    }
}

#[tokio::test]
async fn each_documented_response_goes_through_the_client_without_a_loss() {
    for (sample, operation, input, _, payload) in exchanges() {
        let recorder = Arc::new(Recorder::new(sample.response.status, payload.to_string()));
        let again = drive::call(&client(&recorder), &operation, &input)
            .await
            .unwrap();
        assert_eq!(again, payload, "{}", sample.id);
    }
}

#[tokio::test]
async fn each_documented_request_reaches_the_service_with_its_arguments() {
    for (sample, operation, input, request, payload) in exchanges() {
        let service = Arc::new(Scripted::new(payload));
        answer(&service, incoming(&request)).await;
        let seen = service.seen();
        assert_eq!(seen.len(), 1, "{}", sample.id);
        assert_eq!(
            (&seen[0].operation, &seen[0].input),
            (&operation, &input),
            "{}",
            sample.id
        );
    }
}

#[tokio::test]
async fn each_documented_response_leaves_the_server_without_a_loss() {
    for (sample, _, _, request, payload) in exchanges() {
        let service = Arc::new(Scripted::new(payload.clone()));
        let (status, media, sent) = answer(&service, incoming(&request)).await;
        assert_eq!(
            (status, media.as_str()),
            (sample.response.status, "application/json"),
            "{}",
            sample.id
        );
        assert_eq!(sent, payload, "{}", sample.id);
    }
}

#[test]
fn objects_that_are_printed_by_themselves_decode_and_encode_without_a_loss() {
    let mut count = 0;
    for sample in documented::samples().unwrap() {
        let Some(schema) = &sample.schema else {
            continue;
        };
        let payload = sample.payload().unwrap();
        let again = match schema.as_str() {
            "transfer_reversal" => {
                json!(serde_json::from_value::<models::TransferReversal>(payload.clone()).unwrap())
            }
            "treasury.credit_reversal" => json!(
                serde_json::from_value::<models::TreasuryCreditReversal>(payload.clone()).unwrap()
            ),
            other => panic!("{}: schema {other}", sample.id),
        };
        assert_eq!(again, payload, "{}", sample.id);
        count += 1;
    }
    assert_eq!(count, 2);
}

/// Every member that a documented payload must have, and that a decoder must therefore miss.
#[tokio::test]
async fn a_documented_response_without_its_id_is_refused_by_the_client() {
    for (sample, operation, input, _, mut payload) in exchanges() {
        let at = if payload["object"] == "list" {
            "/data/0/id"
        } else {
            "/id"
        };
        let (parent, _) = at.rsplit_once('/').unwrap();
        payload
            .pointer_mut(parent)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove("id")
            .unwrap();
        let recorder = Arc::new(Recorder::new(200, payload.to_string()));
        let error = drive::call(&client(&recorder), &operation, &input)
            .await
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("missing field `id`"),
            "{}: {error}",
            sample.id
        );
    }
}

#[tokio::test]
async fn snapshots_of_the_exchanges_read_as_documented() {
    for (sample, operation, input, request, payload) in exchanges() {
        // One of each operation is enough for a reader; the others repeat it.
        if sample.id.contains("object_page") {
            continue;
        }
        let name = sample.id.replace('/', "__");
        let recorder = Arc::new(Recorder::new(200, payload.to_string()));
        let decoded = drive::call(&client(&recorder), &operation, &input)
            .await
            .unwrap();
        insta::assert_snapshot!(
            format!("client__{name}"),
            rendered(&recorder.sent()[0], &decoded)
        );
        let service = Arc::new(Scripted::new(payload));
        let (status, media, sent) = answer(&service, incoming(&request)).await;
        let seen = &service.seen()[0];
        let text = format!(
            "{} {}{}\n{}\n\n-> {}\n   path  {}\n   query {}\n   body  {}\n\n<- {status} {media}\n{sent:#}\n",
            request.method,
            request.path,
            request
                .query
                .map(|query| format!("?{query}"))
                .unwrap_or_default(),
            request.body.unwrap_or_default(),
            seen.operation,
            json!(seen.input.path),
            json!(seen.input.query),
            json!(seen.input.body),
        );
        insta::assert_snapshot!(format!("server__{name}"), text);
    }
}

/// A request as sent, without what changes from run to run and without the key.
fn rendered(sent: &Sent, decoded: &Value) -> String {
    let query = sent
        .query
        .as_ref()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let mut text = format!("{} {}{query}\n", sent.method, sent.path);
    for (name, value) in &sent.headers {
        let value = match name.as_str() {
            "authorization" => "[key]",
            "idempotency-key" => "[a fresh one]",
            _ => value,
        };
        text.push_str(&format!("{name}: {value}\n"));
    }
    format!(
        "{text}\n{}\n\n<- decoded\n{decoded:#}\n",
        sent.body.as_deref().unwrap_or_default()
    )
}
