//! What leaves the client, and what reaches the service.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::body::Body;
use reversals_client::{Client, Session};
use reversals_conformance::recorder::Recorder;
use reversals_conformance::scripted::Scripted;
use reversals_runtime::Clearable;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tower::ServiceExt as _;

use super::*;

#[tokio::test]
async fn the_bytes_on_a_socket_are_the_documented_ones() {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"metadata[order_id]=6735") {
            assert_ne!(
                socket.read_buf(&mut bytes).await.unwrap(),
                0,
                "the request ended early: {bytes:?}"
            );
        }
        let body = reversal().to_string();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        socket.write_all((head + &body).as_bytes()).await.unwrap();
        String::from_utf8(bytes).unwrap()
    });
    let client = Client::connect(
        &format!("http://{address}"),
        Session::bearer(KEY).with_idempotency_key("k-1"),
    )
    .unwrap();
    let metadata = std::collections::BTreeMap::from([("order_id".to_owned(), "6735".to_owned())]);
    let call = client
        .post_transfers_transfer_reversals_id()
        .transfer("tr_1")
        .id("trr/1");
    call.body_map(|body| body.metadata(metadata).expand(vec!["transfer".to_owned()]))
        .send()
        .await
        .unwrap();
    let sent = server.await.unwrap();
    let (head, body) = sent.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<&str> = head
        .split("\r\n")
        .filter(|line| !line.starts_with("host:"))
        .collect();
    let first = lines.remove(0);
    lines.sort_unstable();
    assert_eq!(first, "POST /v1/transfers/tr_1/reversals/trr%2F1 HTTP/1.1");
    let want = [
        "accept: application/json",
        "authorization: Bearer sk_test_123",
        "content-length: 41",
        "content-type: application/x-www-form-urlencoded",
        "idempotency-key: k-1",
        "stripe-version: 2023-08-16",
    ];
    assert_eq!(lines, want);
    assert_eq!(body, "expand[]=transfer&metadata[order_id]=6735");
}

#[tokio::test]
async fn requests_that_break_the_document_are_refused_before_the_service() {
    let (create, update) = (
        "/v1/transfers/tr_1/reversals",
        "/v1/transfers/tr_1/reversals/trr_1",
    );
    let (credits, list) = (
        "/v1/treasury/credit_reversals",
        "/v1/treasury/credit_reversals?financial_account=fa_1",
    );
    let bad_status = format!("{list}&status=returned");
    let scalar_expand = format!("{create}?expand=data.transfer");
    let cases: [(&str, &str, Option<&str>, Value); 10] = [
        (
            "POST",
            create,
            Some("amount=10.0"),
            json!({ "code": "parameter_invalid_integer", "message": "Invalid integer: 10.0", "param": "amount" }),
        ),
        (
            "POST",
            create,
            Some("foo=1"),
            json!({ "code": "parameter_unknown", "message": "Received unknown parameter: foo", "param": "foo" }),
        ),
        (
            "POST",
            update,
            Some("description=x"),
            json!({ "code": "parameter_unknown", "message": "Received unknown parameter: description", "param": "description" }),
        ),
        (
            "POST",
            credits,
            Some(""),
            json!({ "code": "parameter_missing", "message": "Missing required param: received_credit.", "param": "received_credit" }),
        ),
        (
            "POST",
            credits,
            Some("received_credit=rc_1&metadata="),
            json!({ "code": "parameter_invalid_empty", "param": "metadata" }),
        ),
        (
            "GET",
            credits,
            None,
            json!({ "code": "parameter_missing", "message": "Missing required param: financial_account.", "param": "financial_account" }),
        ),
        (
            "GET",
            &bad_status,
            None,
            json!({ "message": "Invalid status: must be one of canceled, posted, or processing", "param": "status" }),
        ),
        (
            "GET",
            &scalar_expand,
            None,
            json!({ "message": "Invalid array", "param": "expand" }),
        ),
        (
            "POST",
            create,
            Some("amount=1&amount[x]=2"),
            json!({ "param": "amount" }),
        ),
        (
            "POST",
            create,
            Some("metadata[a][b]=1"),
            json!({ "param": "metadata" }),
        ),
    ];
    for (method, uri, form, want) in cases {
        let (status, body, reached) = served(reversal(), method, uri, form, true).await;
        let case = format!("{method} {uri} {form:?}: {body}");
        assert_eq!((status, reached), (400, 0), "{case}");
        assert_eq!(body["error"]["type"], "invalid_request_error", "{case}");
        for (member, value) in want.as_object().unwrap() {
            if member == "param" {
                let param = body["error"]["param"].as_str().unwrap_or_default();
                assert!(param.starts_with(value.as_str().unwrap()), "{case}");
            } else {
                assert_eq!(&body["error"][member], value, "{case}");
            }
        }
    }
}

#[tokio::test]
async fn a_request_without_a_key_or_to_nowhere_is_answered_with_the_envelope() {
    let (status, body, reached) = served(
        reversal(),
        "GET",
        "/v1/transfers/tr_1/reversals",
        None,
        false,
    )
    .await;
    assert_eq!((status, reached), (401, 0), "{body}");
    assert_eq!(body["error"]["type"], "invalid_request_error");
    for (method, uri) in [
        ("GET", "/v1/transfers/tr_1/reversals/"),
        ("DELETE", "/v1/transfers/tr_1/reversals"),
        ("GET", "/nowhere"),
    ] {
        let (status, body, reached) = served(reversal(), method, uri, None, true).await;
        assert_eq!((status, reached), (404, 0), "{uri} {body}");
        let message = body["error"]["message"].as_str().unwrap();
        assert!(
            message.starts_with(&format!("Unrecognized request URL ({method}: {uri})")),
            "{message}"
        );
    }
}

#[tokio::test]
async fn parameters_in_the_query_of_a_post_are_not_ignored() {
    let service = Arc::new(Scripted::new(reversal()));
    let request = http::Request::post("/v1/transfers/tr_1/reversals?amount=400")
        .header("authorization", format!("Bearer {KEY}"));
    let request = request.body(Body::empty()).unwrap();
    service.router().oneshot(request).await.unwrap();
    assert_eq!(
        service.seen()[0].input.body,
        *json!({ "amount": 400 }).as_object().unwrap()
    );
}

#[tokio::test]
async fn every_spelling_of_a_form_reaches_the_service_as_the_same_arguments() {
    let want = json!({ "expand": ["a", "b"], "metadata": { "k": "v w" } });
    for form in [
        "expand[]=a&expand[]=b&metadata[k]=v+w",
        "expand[0]=a&expand[1]=b&metadata[k]=v%20w",
        "expand[1]=b&expand[0]=a&metadata%5Bk%5D=v%20w",
        "metadata[k]=v%20w&expand%5B%5D=a&expand%5B%5D=b&metadata[k]=v+w",
    ] {
        let service = Arc::new(Scripted::new(reversal()));
        let request = http::Request::post("/v1/transfers/tr_1/reversals")
            .header("authorization", format!("Bearer {KEY}"))
            .header("content-type", "application/x-www-form-urlencoded");
        service
            .router()
            .oneshot(request.body(Body::from(form)).unwrap())
            .await
            .unwrap();
        assert_eq!(
            Value::Object(service.seen()[0].input.body.clone()),
            want,
            "{form}"
        );
    }
}

#[tokio::test]
async fn the_three_ways_to_say_nothing_are_three_different_requests() {
    let recorder = Arc::new(Recorder::new(200, reversal().to_string()));
    let session = Session::bearer(KEY).with_transport(Arc::clone(&recorder) as _);
    let client = Client::connect("https://api.stripe.com", session).unwrap();
    let empty = std::collections::BTreeMap::<String, String>::new();
    let one = std::collections::BTreeMap::from([("order_id".to_owned(), String::new())]);
    for metadata in [
        Clearable::Keep,
        Clearable::Clear,
        Clearable::Set(empty),
        Clearable::Set(one),
    ] {
        let call = client
            .post_transfers_transfer_reversals_id()
            .transfer("tr_1")
            .id("trr_1");
        call.body_map(|body| body.metadata(metadata))
            .send()
            .await
            .unwrap();
    }
    let bodies: Vec<_> = recorder
        .sent()
        .into_iter()
        .map(|sent| sent.body.unwrap_or_default())
        .collect();
    assert_eq!(
        bodies,
        ["", "metadata=", "", "metadata[order_id]="],
        "an empty map never clears"
    );
}
