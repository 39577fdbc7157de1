//! A sandbox that is killed loses nothing that it has acknowledged, and one that is asked to end answers what is in
//! flight.
#![cfg(unix)] // It is ended by signals.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use common::process::Process;
use common::{Client, in_file};
use reversals_sandbox::Sandbox;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const CLIENTS: usize = 8;

/// What a client has asked for: key and amount, and the answer where there was one.
type Asked = Vec<(String, usize, Option<String>)>;

fn start(file: &Path) -> Process {
    Process::start(&["--database", &format!("sqlite:{}", file.display())])
}

/// Reverses with a new key each time, until the sandbox is gone.
async fn ask_until_it_is_gone(client: Client, path: String, name: String) -> Asked {
    let mut asked = Asked::new();
    loop {
        let key = format!("{name}-{}", asked.len());
        let amount = 1 + asked.len() % 7;
        let form = format!("amount={amount}");
        let Ok(answer) = client.try_post(&path, &form, Some(&key)).await else {
            asked.push((key, amount, None));
            return asked;
        };
        asked.push((key, amount, Some(answer.good().text)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_sigkill_and_every_key_does_its_thing_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let mut process = start(&file);
    let transfer = process.client().transfer(1_000_000_000).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    let mut answers: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut unanswered = 0;
    for round in 0..5 {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let name = format!("{round}-{number}");
                tokio::spawn(ask_until_it_is_gone(process.client(), path.clone(), name))
            })
            .collect();
        // By the clock, so at another point of some transaction each time.
        tokio::time::sleep(Duration::from_millis(300 + 83 * round)).await;
        process.kill();
        process = start(&file);
        let client = process.client();
        for asked in clients {
            for (key, amount, answer) in asked.await.unwrap() {
                let again = client
                    .once(&key, &path, &format!("amount={amount}"))
                    .await
                    .good();
                if let Some(answer) = answer {
                    assert_eq!(again.text, answer, "{key}");
                    assert_eq!(again.header("idempotent-replayed"), Some("true"), "{key}");
                } else {
                    unanswered += 1;
                }
                answers.insert(key, (amount, again.text));
            }
        }
        // Another replay, now of those too that had no answer.
        for (key, (amount, text)) in answers
            .iter()
            .filter(|(key, _)| key.starts_with(&format!("{round}-")))
        {
            let again = client
                .once(key, &path, &format!("amount={amount}"))
                .await
                .good();
            assert_eq!(
                (&again.text, again.header("idempotent-replayed")),
                (text, Some("true"))
            );
        }
    }
    let client = process.client();
    let listed = client.all(&path).await;
    let mut there: Vec<String> = listed.iter().map(ToString::to_string).collect();
    let mut known: Vec<String> = answers
        .values()
        .map(|(_, text)| {
            serde_json::from_str::<serde_json::Value>(text)
                .unwrap()
                .to_string()
        })
        .collect();
    there.sort();
    known.sort();
    assert_eq!(there, known, "what is there is what was answered");
    let sum: i64 = listed
        .iter()
        .map(|reversal| reversal["amount"].as_i64().unwrap())
        .sum();
    let shown = client
        .get(&format!("/v1/transfers/{transfer}"))
        .await
        .good();
    assert_eq!(shown.body["amount_reversed"], sum);
    println!(
        "{} reversals, of which {unanswered} were in flight at one of 5 kills",
        listed.len()
    );
    assert!(unanswered >= CLIENTS, "no kill hit a request");
    process.kill();
    let sandbox = Sandbox::open(in_file(&file)).await.unwrap();
    assert_eq!(sandbox.audit().await.unwrap(), Vec::<String>::new());
    sandbox.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_lets_requests_in_flight_finish_and_leaves_with_0() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let process = start(&file);
    let client = process.client();
    let transfer = client.transfer(1_000).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    // A request whose last byte is not sent before the sandbox is told to end.
    let mut stream = TcpStream::connect(process.host()).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer sk_test_123\r\nidempotency-key: k\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: 8\r\n\r\namount="
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // Let it be taken.
    tokio::time::sleep(Duration::from_millis(200)).await;
    process.terminate();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let refused = TcpStream::connect(process.host()).await;
    assert!(refused.is_err(), "no new connections are taken");
    stream.write_all(b"7").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    let status = tokio::task::spawn_blocking(|| process.wait())
        .await
        .unwrap();
    assert_eq!(status.code(), Some(0));

    let process = start(&file);
    let again = process.client().once("k", &path, "amount=7").await.good();
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert!(answer.ends_with(&again.text), "{answer}");
}
