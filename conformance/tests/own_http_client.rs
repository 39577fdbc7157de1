//! A client that sends by an HTTP client which its caller has built.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::Ipv4Addr;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, USER_AGENT};
use reversals_client::{Client, Error, Session};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    (listener, address)
}

/// Reads a GET, or a POST of `amount=400`.
async fn read(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        assert!(socket.read_buf(&mut bytes).await.unwrap() > 0, "it ended");
        let end = if bytes.starts_with(b"POST") {
            &b"amount=400"[..]
        } else {
            b"\r\n\r\n"
        };
        if bytes.ends_with(end) {
            return String::from_utf8(bytes).unwrap();
        }
    }
}

fn answer() -> String {
    let body = json!({ "id": "trr_1", "object": "transfer_reversal", "amount": 400, "created": 1, "currency": "usd", "transfer": "tr_1" }).to_string();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn its_proxy_and_its_default_headers_are_used_and_what_the_session_says_goes_before() {
    let (proxy, address) = listener().await;
    let served = tokio::spawn(async move {
        let (mut socket, _) = proxy.accept().await.unwrap();
        let request = read(&mut socket).await;
        socket.write_all(answer().as_bytes()).await.unwrap();
        request
    });
    let own = HeaderMap::from_iter([
        ("x-team".parse().unwrap(), HeaderValue::from_static("a")),
        (AUTHORIZATION, HeaderValue::from_static("Bearer other")),
        (USER_AGENT, HeaderValue::from_static("other/1")),
    ]);
    let own = reqwest::Client::builder()
        .proxy(reqwest::Proxy::http(&address).unwrap())
        .default_headers(own)
        .build()
        .unwrap();
    let session = Session::bearer("sk_test_123").with_application("shop/1.2");
    let client = Client::connect_with_client("http://api.example.com/", own, session).unwrap();
    let call = client.transfer_reversals().retrieve("tr_1", "trr_1");
    assert_eq!(call.send().await.unwrap().id, "trr_1");
    let request = served.await.unwrap();
    let lines: Vec<&str> = request.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "GET http://api.example.com/v1/transfers/tr_1/reversals/trr_1 HTTP/1.1"
    );
    let version = env!("CARGO_PKG_VERSION");
    let agent = format!("user-agent: reversals-client/{version} shop/1.2");
    for line in [
        "x-team: a",
        "authorization: Bearer sk_test_123",
        "stripe-version: 2026-05-27.dahlia",
        &agent,
    ] {
        assert!(lines.contains(&line), "{line}: {request}");
    }
    assert!(!request.contains("other"), "{request}");
}

#[tokio::test]
async fn two_clients_share_its_connection() {
    let (service, address) = listener().await;
    let served = tokio::spawn(async move {
        // There is no second.
        let (mut socket, _) = service.accept().await.unwrap();
        for account in ["acct_1", "acct_2"] {
            let request = read(&mut socket).await;
            assert!(request.contains(&format!("stripe-account: {account}\r\n")));
            socket.write_all(answer().as_bytes()).await.unwrap();
        }
    });
    let own = reqwest::Client::new();
    for account in ["acct_1", "acct_2"] {
        let session = Session::bearer("sk_test_123").with_account(account);
        let client = Client::connect_with_client(&address, own.clone(), session).unwrap();
        let call = client.transfer_reversals().retrieve("tr_1", "trr_1");
        call.send().await.unwrap();
    }
    served.await.unwrap();
}

#[tokio::test]
async fn the_time_of_a_call_holds_where_it_has_none() {
    let (_silent, address) = listener().await;
    let session = Session::bearer("sk_test_123").with_retries(0);
    let own = reqwest::Client::new();
    let client = Client::connect_with_client(&address, own, session).unwrap();
    let call = client.transfer_reversals().create("tr_1");
    let error = call.with_timeout(Duration::from_millis(50)).send().await;
    let error = error.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert!(error.may_have_happened());
}

/// What the documentation warns of.
#[tokio::test]
async fn a_redirect_that_it_follows_takes_all_but_the_authorization_to_the_other_host() {
    let (first, address) = listener().await;
    let (other, elsewhere) = listener().await;
    tokio::spawn(async move {
        let (mut socket, _) = first.accept().await.unwrap();
        read(&mut socket).await;
        let redirect = format!(
            "HTTP/1.1 307 Temporary Redirect\r\nlocation: {elsewhere}/x\r\ncontent-length: 0\r\n\r\n"
        );
        socket.write_all(redirect.as_bytes()).await.unwrap();
    });
    let served = tokio::spawn(async move {
        let (mut socket, _) = other.accept().await.unwrap();
        let request = read(&mut socket).await;
        socket.write_all(answer().as_bytes()).await.unwrap();
        request
    });
    let session = Session::bearer("sk_test_123").with_idempotency_key("k-1");
    let own = reqwest::Client::new();
    let client = Client::connect_with_client(&address, own, session).unwrap();
    let call = client.transfer_reversals().create("tr_1").amount(400);
    call.send().await.unwrap();
    let request = served.await.unwrap();
    assert!(request.starts_with("POST /x HTTP/1.1\r\n"), "{request}");
    assert!(
        request.contains("\r\nidempotency-key: k-1\r\n"),
        "{request}"
    );
    assert!(request.ends_with("amount=400"), "{request}");
    assert!(!request.contains("sk_test"), "{request}");
}

#[tokio::test]
async fn an_address_that_could_send_the_key_elsewhere_is_refused_all_the_same() {
    let own = reqwest::Client::new();
    let session = Session::bearer("sk_test_123");
    let refused = Client::connect_with_client("https://user@example.com", own, session);
    let text = refused.unwrap_err().to_string();
    assert_eq!(
        text,
        "the request was not sent: the address of the service has a user name; the key goes into the session"
    );
}
