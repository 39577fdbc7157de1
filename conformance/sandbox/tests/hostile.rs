//! What no client should send is refused or cut off, and the next request is answered.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::format_collect, reason = "short texts, and easier to read")]

mod common;

use std::time::{Duration, Instant};

use common::raw::{Raw, is_envelope};
use common::{Running, config};
use reversals_sandbox::Limits;

const SHORT: Duration = Duration::from_millis(300);

fn limits() -> Limits {
    Limits {
        connections: 8,
        head: SHORT,
        request: SHORT,
        drain: SHORT,
        ..Limits::default()
    }
}

/// The head of a request for a new reversal, with a body of that length.
fn head(length: usize) -> String {
    format!(
        "POST /v1/transfers/tr_1/reversals HTTP/1.1\r\nhost: a\r\nauthorization: Bearer sk_test_123\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n"
    )
}

async fn is_well(running: &Running) {
    running.client().get("/v1/balance").await.good();
}

#[tokio::test]
async fn a_head_that_does_not_come_is_not_waited_for() {
    let running = Running::within(config(), limits()).await;
    for sent in [
        "",
        "GET /v1/balance HT",
        "GET /v1/balance HTTP/1.1\r\nhost: a\r\nx: ",
    ] {
        let started = Instant::now();
        let mut raw = Raw::connect(running.address).await;
        raw.send(sent).await;
        assert_eq!(raw.rest().await, None, "{sent:?}");
        let took = started.elapsed();
        assert!((SHORT..SHORT * 8).contains(&took), "{sent:?}: {took:?}");
    }
    is_well(&running).await;
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_is_cut_off() {
    let running = Running::within(config(), limits()).await;
    let mut raw = Raw::connect(running.address).await;
    let started = Instant::now();
    for byte in head(0).as_bytes() {
        if !raw.send([*byte]).await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(started.elapsed() < SHORT * 8, "{:?}", started.elapsed());
    assert_eq!(raw.rest().await, None);
    is_well(&running).await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_a_408() {
    let running = Running::within(config(), limits()).await;
    let mut raw = Raw::connect(running.address).await;
    let keyed = head(10).replacen("\r\n", "\r\nidempotency-key: k\r\n", 1);
    raw.send(keyed + "amount").await;
    let (status, headers, body) = raw.answer().await;
    assert!(status == 408 && is_envelope(&body), "{status} {body}");
    // As on every other answer.
    assert!(
        headers.contains(&"idempotency-key: k".to_owned())
            && headers
                .iter()
                .any(|line| line.starts_with("request-id: req_")),
        "{headers:?}"
    );
    assert!(headers.contains(&"connection: close".to_owned()));
    assert_eq!(raw.rest().await, None);
    is_well(&running).await;
}

#[tokio::test]
async fn a_connection_that_asks_nothing_more_gives_its_place_back() {
    let running = Running::within(config(), limits()).await;
    let mut raw = Raw::connect(running.address).await;
    let started = Instant::now();
    raw.send("GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert_eq!(raw.rest().await.unwrap().0, 200);
    assert!(started.elapsed() < SHORT * 8, "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_caller_that_does_not_read_its_answers_gives_its_place_back() {
    let only = Limits {
        connections: 1,
        ..limits()
    };
    let running = Running::within(config(), only).await;
    let mut raw = Raw::narrow(running.address).await;
    // The key is told back, so that there is more to read than the buffers between us hold.
    let key = "a".repeat(1 << 14);
    let request = format!("GET / HTTP/1.1\r\nhost: a\r\nidempotency-key: {key}\r\n\r\n");
    let stuffing = raw.send(request.repeat(1_500));
    let _ = tokio::time::timeout(Duration::from_secs(1), stuffing).await;
    let asking = tokio::time::timeout(Duration::from_secs(5), is_well(&running));
    asking.await.expect("the one place is free again");
    drop(raw);
}

#[tokio::test]
async fn a_body_beyond_a_mebibyte_is_a_413_however_it_is_sent() {
    let running = Running::start(config()).await;
    // By its length alone, before any of it is read.
    let mut raw = Raw::connect(running.address).await;
    let chunk = format!("metadata[a]={}", "a".repeat(1 << 16));
    raw.send(head(1 << 40)).await;
    let mut sent = 0_usize;
    while sent < 64 << 20 && raw.send(&chunk).await {
        sent += chunk.len();
    }
    assert!(sent < 64 << 20, "{sent} bytes were taken");
    let chunked = head(0).replace("content-length: 0", "transfer-encoding: chunked");
    let mut raw = Raw::connect(running.address).await;
    raw.send(chunked).await;
    for _ in 0..17 {
        raw.send(format!("{:x}\r\n{}\r\n", 1 << 16, "a".repeat(1 << 16)))
            .await;
    }
    let (status, body) = raw.rest().await.unwrap();
    assert!(status == 413 && is_envelope(&body), "{status} {body}");
    is_well(&running).await;
}

#[tokio::test]
async fn a_form_that_is_none_is_a_400() {
    let running = Running::start(config()).await;
    let bodies: [Vec<u8>; 10] = [
        format!("metadata{}=a", "[a]".repeat(10_000)).into(),
        format!("metadata{}=a", "[".repeat(10_000)).into(),
        b"metadata[=a".to_vec(),
        b"amount[]=1&amount[a]=2".to_vec(),
        b"amount=%zz".to_vec(),
        b"metadata[a]=\xff\xfe".to_vec(),
        b"metadata[a]=%ff%fe".to_vec(),
        "a=1&".repeat(5_000).into(),
        (0..5_000)
            .map(|key| format!("metadata[{key}]=a&"))
            .collect::<String>()
            .into(),
        b"expand[99999999999]=transfer".to_vec(),
    ];
    for body in bodies {
        let mut raw = Raw::connect(running.address).await;
        raw.send(head(body.len()).replace("host: a", "host: a\r\nconnection: close"))
            .await;
        raw.send(&body).await;
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let (status, answer) = raw.rest().await.expect(&shown);
        assert!(
            status == 400 && is_envelope(&answer),
            "{shown}: {status} {answer}"
        );
    }
    is_well(&running).await;
}

#[tokio::test]
async fn a_body_that_breaks_off_changes_nothing() {
    let running = Running::start(config()).await;
    let client = running.client();
    let transfer = client.transfer(100).await;
    let mut raw = Raw::connect(running.address).await;
    raw.send(head(9).replace("tr_1", &transfer) + "amount=1")
        .await;
    raw.half_close().await;
    if let Some((status, body)) = raw.rest().await {
        assert!(status == 400 && is_envelope(&body), "{status} {body}");
    }
    assert_eq!(
        client
            .all(&format!("/v1/transfers/{transfer}/reversals"))
            .await
            .len(),
        0
    );
}

#[tokio::test]
async fn methods_and_paths_that_there_are_not_are_404s() {
    let running = Running::start(config()).await;
    for line in [
        "DELETE /v1/transfers/tr_1/reversals",
        "BREW /v1/transfers/tr_1/reversals",
        "PUT /v1/treasury/credit_reversals",
        "POST /healthz",
        "GET /v1/transfers//reversals",
        "GET /",
        "OPTIONS *",
    ] {
        let mut raw = Raw::connect(running.address).await;
        raw.send(format!("{line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer sk_test_123\r\n\r\n"))
            .await;
        let (status, body) = raw.rest().await.unwrap();
        assert!(
            status == 404 && is_envelope(&body),
            "{line}: {status} {body}"
        );
    }
    is_well(&running).await;
}

#[tokio::test]
async fn more_connections_than_there_are_places_wait_and_are_served_later() {
    let two = Limits {
        connections: 2,
        ..Limits::default()
    };
    let running = Running::within(config(), two).await;
    let request = "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
    let mut first = Raw::connect(running.address).await;
    let mut second = Raw::connect(running.address).await;
    for raw in [&mut first, &mut second] {
        raw.send(request).await;
        assert_eq!(raw.within(Duration::from_secs(5)).await.unwrap().0, 200);
    }
    let mut third = Raw::connect(running.address).await;
    third.send(request).await;
    assert_eq!(third.within(SHORT).await, None, "there is no third place");
    drop(first);
    assert_eq!(third.within(Duration::from_secs(5)).await.unwrap().0, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_that_hang_up_leave_no_half_of_anything_and_hold_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    for config in [config(), common::in_file(&folder.path().join("a.db"))] {
        let running = Running::start(config).await;
        let client = running.client();
        let transfer = client.transfer(1_000_000).await;
        for round in 0..300_u64 {
            let mut raw = Raw::connect(running.address).await;
            raw.send(head(8).replace("tr_1", &transfer) + "amount=1")
                .await;
            // At another point of its transaction each time.
            tokio::time::sleep(Duration::from_micros(round * 10)).await;
            drop(raw);
        }
        let path = format!("/v1/transfers/{transfer}/reversals");
        let asked = Instant::now();
        client.post(&path, "amount=1").await.good();
        let took = asked.elapsed();
        assert!(took < Duration::from_secs(5), "{took:?}");
        let listed = client.all(&path).await.len();
        let shown = client.get(&format!("/v1/transfers/{transfer}")).await;
        assert_eq!(shown.good().body["amount_reversed"], listed);
        println!("{listed} of 301 reversals were made");
        running.audit().await;
        running.end().await;
    }
}
