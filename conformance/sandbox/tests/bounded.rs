//! What many huge requests at once cost in memory.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(target_os = "linux")]

mod common;

use common::process::Process;
use common::raw::Raw;

const CALLERS: usize = 64;

/// All metadata that an object can have, in characters that take six bytes in JSON.
fn metadata() -> String {
    let value = "%01".repeat(500);
    let pairs = (0..50).map(|number| format!("&metadata[{number}]={value}"));
    pairs.collect()
}

/// The most memory that a process has had so far, in MiB.
fn peak(process: &Process) -> usize {
    let pid = process.pid().as_raw_nonzero();
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.unwrap().trim().strip_suffix(" kB").unwrap();
    kibibytes.parse::<usize>().unwrap() / 1024
}

/// A head with what describes the body.
fn head(body: &str) -> String {
    format!(
        "POST /v1/transfers/tr_1/reversals HTTP/1.1\r\nhost: a\r\nauthorization: Bearer sk_test_123\r\n\
         content-type: application/x-www-form-urlencoded\r\n{body}\r\n\r\n"
    )
}

/// The same from many callers at once: something first, and then a piece again and again, until it is cut off.
async fn flood(process: &Process, first: &str, piece: &str, times: usize) {
    let address = process.host().parse().unwrap();
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (first, piece) = (first.to_owned(), piece.to_owned());
            tokio::spawn(async move {
                let mut raw = Raw::connect(address).await;
                raw.send(first).await;
                for _ in 0..times {
                    if !raw.send(&piece).await {
                        break;
                    }
                }
                let _ = raw.within(std::time::Duration::from_secs(5)).await;
            })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn huge_requests_of_64_callers_cost_less_than_256_mib() {
    let process = Process::start(&[]);
    process.client().get("/v1/balance").await.good();
    let before = peak(&process);
    // 64 MiB each, by length and in chunks.
    let piece = "a".repeat(1 << 16);
    flood(&process, &head("content-length: 67108864"), &piece, 1 << 10).await;
    let chunk = format!("{:x}\r\n{piece}\r\n", piece.len());
    flood(
        &process,
        &head("transfer-encoding: chunked"),
        &chunk,
        1 << 10,
    )
    .await;
    // As large as is read, of many pairs and of few that are deep.
    for pair in [
        "a=1&",
        "metadata[a]=b&",
        "metadata[a][a][a][a][a][a][a][a]=b&",
    ] {
        let body = pair.repeat((1 << 20) / pair.len());
        let head = head(&format!("content-length: {}", body.len()));
        flood(&process, &head, &body, 1).await;
    }
    // A head without end.
    flood(&process, "GET / HTTP/1.1\r\nx: ", &piece, 1 << 10).await;
    let cost = peak(&process) - before;
    println!("{cost} MiB above the {before} MiB of before");
    assert!(cost < 256, "{cost} MiB");
    process.client().get("/v1/balance").await.good();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_of_15_mb_that_24_callers_do_not_read_cost_less_than_256_mib() {
    let process = Process::start(&[]);
    let client = process.client();
    let path = format!("/v1/transfers/{}/reversals", client.transfer(1000).await);
    let form = format!("amount=1{}", metadata());
    for _ in 0..100 {
        client.post(&path, &form).await.good();
    }
    let list = format!("{path}?limit=100");
    let bytes = client.get(&list).await.good().text.len();
    assert!((15_000_000..16 << 20).contains(&bytes), "{bytes}");
    let before = peak(&process);
    let mut slow = Vec::new();
    let mut refused = 0;
    for _ in 0..24 {
        let mut raw = Raw::narrow(process.host().parse().unwrap()).await;
        raw.send(format!(
            "GET {list} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer sk_test_123\r\n\r\n"
        ))
        .await;
        match raw.status().await {
            200 => {}
            503 => refused += 1,
            other => panic!("{other}"),
        }
        slow.push(raw);
        client.get("/v1/balance").await.good();
    }
    let cost = peak(&process) - before;
    println!("{cost} MiB above the {before} MiB of before, {refused} of 24 refused");
    assert!(refused > 0 && cost < 256, "{cost} MiB");
}
