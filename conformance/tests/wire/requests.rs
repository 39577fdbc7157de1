//! What leaves the client, and what reaches the service.

use std::net::Ipv4Addr;

use reversals_client::types::TransferReversal;
use reversals_client::{Client, Session, Unexpanded};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

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
    let answer = client
        .transfer_reversals()
        .update("tr_1", "trr/1")
        .metadata([("order_id", "6735")])
        .expand(TransferReversal::TRANSFER)
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
        "stripe-version: 2026-05-27.dahlia",
        "user-agent: reversals-client/0.1.0",
    ];
    assert_eq!(lines, want);
    assert_eq!(body, "expand[]=transfer&metadata[order_id]=6735");
    // It was done, and the caller finds out when reaching for what the service did not expand.
    assert_eq!(answer.transfer.id(), "tr_1");
    let (path, id) = ("transfer".to_owned(), "tr_1".to_owned());
    let missed = TransferReversal::TRANSFER.of(&answer).map(|it| it.amount);
    assert_eq!(missed, Err(Unexpanded::Id { path, id }));
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
