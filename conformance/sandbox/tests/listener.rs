//! Connections as bytes: which heads are taken, who answers one that is not, and what becomes of bodies nobody reads.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::format_collect, reason = "short texts, and easier to read")]

mod common;

use std::time::Duration;

use common::raw::Raw;
use common::{Running, config};
use serde_json::{Value, json};

const HOST: &str = "host: a\r\n";

/// A request for what is nowhere, with a head of these lines.
fn head(target: &str, lines: &str) -> String {
    format!("GET {target} HTTP/1.1\r\n{lines}\r\n")
}

/// Sends a head; the answer's status and body. The connection takes another request.
async fn answer(running: &Running, head: &str) -> (u16, Value) {
    let mut raw = Raw::connect(running.address).await;
    raw.send(head).await;
    let (status, headers, body) = raw.answer().await;
    assert!(
        headers
            .iter()
            .any(|header| header.starts_with("request-id: "))
    );
    goes_on(&mut raw).await;
    (status, serde_json::from_str(&body).unwrap())
}

async fn goes_on(raw: &mut Raw) {
    raw.send("GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert_eq!(raw.answer().await.0, 200);
}

fn refusal(message: &str) -> Value {
    json!({"error": {"type": "invalid_request_error", "message": message}})
}

#[tokio::test]
async fn a_head_that_is_too_much_is_refused_with_the_envelope() {
    let running = Running::start(config()).await;
    let target = |length: usize| format!("/{}", "a".repeat(length - 1));
    let many = |count: usize| {
        (1..count)
            .map(|n| format!("x-{n}: a\r\n"))
            .collect::<String>()
    };
    let long = |length: usize| format!("x: {}\r\n", "a".repeat(length));
    let most = 65_536 - "/x: \r\n".len() - "host: a\r\n".len();
    for (target, lines, status, message) in [
        (target(32_768), String::new(), 404, None),
        (
            target(32_769),
            String::new(),
            414,
            Some("The address of the request is longer than 32768 bytes."),
        ),
        ("/".to_owned(), many(100), 404, None),
        (
            "/".to_owned(),
            many(101),
            431,
            Some("The request has more than 100 headers."),
        ),
        ("/".to_owned(), long(most), 404, None),
        (
            "/".to_owned(),
            long(most + 1),
            431,
            Some("The headers of the request are longer than 65536 bytes."),
        ),
    ] {
        let (found, body) = answer(&running, &head(&target, &format!("{HOST}{lines}"))).await;
        assert_eq!(found, status, "{body}");
        if let Some(message) = message {
            assert_eq!(body, refusal(message));
        }
    }
}

/// As the README of the sandbox lists it.
#[tokio::test]
async fn what_only_hyper_can_answer_has_a_status_and_no_body() {
    let running = Running::start(config()).await;
    let many: String = (0..1024).map(|n| format!("x-{n}: a\r\n")).collect();
    let endless = format!("GET / HTTP/1.1\r\n{HOST}x: ");
    for (head, status) in [
        (head(&format!("/{}", "a".repeat(65_534)), HOST), 414),
        (head("/", &format!("{HOST}{many}")), 431),
        (endless.clone() + &"a".repeat(131_072 - endless.len()), 431),
        ("not http at all\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/3.0\r\n\r\n".to_owned(), 400),
        (head("/", "host: a\r\nno colon\r\n"), 400),
        (head("/", "host: a\r\nx: \0\r\n"), 400),
        (head("/", "host: a\r\ncontent-length: x\r\n"), 400),
        (
            head("/", "host: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n"),
            400,
        ),
        (head("/", "host: a\r\ntransfer-encoding: gzip\r\n"), 400),
    ] {
        let mut raw = Raw::connect(running.address).await;
        raw.send(&head).await;
        let shown = &head[..head.len().min(60)];
        assert_eq!(raw.rest().await, Some((status, String::new())), "{shown}");
    }
    running.client().get("/v1/balance").await.good();
}

#[tokio::test]
async fn a_request_says_once_which_host_it_means() {
    let running = Running::start(config()).await;
    let once = "The host header must be there once.";
    let wrong = "The host header must be a host, with a port or without.";
    for (lines, message) in [
        ("", once),
        ("host: a\r\nhost: a\r\n", once),
        ("host: a\r\nHOST: b\r\n", once),
        ("host: \r\n", wrong),
        ("host: a b\r\n", wrong),
        ("host: a/b\r\n", wrong),
        ("host: a:b\r\n", wrong),
        ("host: a@b\r\n", wrong),
    ] {
        let (status, body) = answer(&running, &head("/v1/balance", lines)).await;
        assert_eq!((status, body), (400, refusal(message)), "{lines}");
    }
    for host in ["a", "a:1", "[::1]:12111", "127.0.0.1"] {
        let (status, _) = answer(&running, &head("/", &format!("host: {host}\r\n"))).await;
        assert_eq!(status, 404, "{host}");
    }
    // Before 1.1 there was none, and two never say anything.
    for (lines, status) in [("", 404), ("host: a\r\nhost: a\r\n", 400)] {
        let mut raw = Raw::connect(running.address).await;
        raw.send(head("/", lines).replace("1.1", "1.0")).await;
        assert_eq!(raw.answer().await.0, status);
    }
}

/// A POST that is refused before its body is read.
fn early(line: &str, lines: &str) -> String {
    format!(
        "POST {line} HTTP/1.1\r\n{HOST}content-type: application/x-www-form-urlencoded\r\n{lines}\r\n"
    )
}

const EARLY: [(&str, &str, u16); 4] = [
    ("/v1/transfers", "", 401),
    ("/v1/elsewhere", "", 404),
    ("/_sandbox/advance", "origin: https://a.example\r\n", 403),
    ("/v1/transfers", "host: b\r\n", 400),
];

#[tokio::test]
async fn a_body_behind_its_refused_head_is_out_of_the_way_of_the_next_request() {
    let running = Running::start(config()).await;
    let body = "amount=400&currency=usd&destination=acct_seller&metadata[a]=bcd";
    let sized = format!("content-length: {}\r\n", body.len());
    let chunked = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    for (path, lines, status) in EARLY {
        for (framing, body) in [
            (&*sized, body),
            ("transfer-encoding: chunked\r\n", &*chunked),
        ] {
            let mut raw = Raw::connect(running.address).await;
            raw.send(early(path, &format!("{lines}{framing}"))).await;
            // So that the head is seen alone.
            tokio::time::sleep(Duration::from_millis(20)).await;
            raw.send(body).await;
            let (found, headers, _) = raw.answer().await;
            assert_eq!(found, status);
            assert!(!headers.contains(&"connection: close".to_owned()), "{path}");
            goes_on(&mut raw).await;
        }
    }
}

#[tokio::test]
async fn a_body_that_is_not_read_ends_the_connection_by_word() {
    let running = Running::start(config()).await;
    for (path, lines, status) in EARLY {
        for framing in [
            "content-length: 1000000000\r\n",
            "expect: 100-continue\r\ncontent-length: 10\r\n",
            "expect: 100-continue\r\ntransfer-encoding: chunked\r\n",
        ] {
            let mut raw = Raw::connect(running.address).await;
            raw.send(early(path, &format!("{lines}{framing}"))).await;
            let (found, headers, _) = raw.answer().await;
            assert_eq!(found, status, "{path} {framing}");
            assert!(
                headers.contains(&"connection: close".to_owned()),
                "{headers:?}"
            );
            assert_eq!(raw.rest().await, None);
        }
    }
}

#[tokio::test]
async fn a_body_is_asked_for_where_it_is_read() {
    let running = Running::start(config()).await;
    let key = "authorization: Bearer sk_test_123\r\nexpect: 100-continue\r\ncontent-length: ";
    let body = "amount=400&currency=usd&destination=acct_seller";
    let mut raw = Raw::connect(running.address).await;
    raw.send(early("/v1/transfers", &format!("{key}{}\r\n", body.len())))
        .await;
    assert_eq!(raw.answer().await.0, 100);
    raw.send(body).await;
    assert_eq!(raw.answer().await.0, 200);
    // One that is too long is not.
    raw.send(early(
        "/v1/transfers",
        &format!("{key}{}\r\n", (1 << 20) + 1),
    ))
    .await;
    let (status, headers, body) = raw.answer().await;
    assert_eq!(status, 413);
    assert!(headers.contains(&"connection: close".to_owned()));
    let message = "The request body is larger than 1048576 bytes.";
    assert_eq!(
        serde_json::from_str::<Value>(&body).unwrap(),
        refusal(message)
    );
}

#[tokio::test]
async fn a_page_of_another_site_does_not_move_the_clock() {
    let running = Running::start(config()).await;
    let address = running.address;
    let now = async |lines: &str| {
        let mut raw = Raw::connect(address).await;
        let form = "content-type: text/plain\r\ncontent-length: 0\r\n";
        raw.send(format!(
            "POST /_sandbox/advance HTTP/1.1\r\nhost: {address}\r\n{form}{lines}\r\n"
        ))
        .await;
        let (status, _, body) = raw.answer().await;
        (status, serde_json::from_str::<Value>(&body).unwrap())
    };
    let foreign = "The sandbox does not take this from a page of another site. Send it from a program, without an \
                   Origin header.";
    let before = now("").await;
    assert_eq!(before.0, 200);
    for lines in [
        "origin: https://a.example\r\n",
        "origin: null\r\n",
        "sec-fetch-site: cross-site\r\n",
    ] {
        assert_eq!(now(lines).await, (403, refusal(foreign)), "{lines}");
    }
    let own = format!("origin: http://{address}\r\nsec-fetch-site: same-origin\r\n");
    assert_eq!(now(&own).await, before);
}
