//! A database that fails is told to the caller, and the sandbox recovers when it is back. Of SQLite here, by a limit on
//! the size of files that makes each write fail as on a full disk; `postgres.rs` stops and starts the server.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::time::{Duration, Instant};

use common::process::Process;
use common::{Client, Running, in_file};
use reversals_sandbox::Sandbox;
use rustix::process::{Resource, Rlimit, prlimit};
use sqlx::Connection as _;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_a_500_and_the_sandbox_recovers_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let database = format!("sqlite:{}", file.display());
    let process = Process::start_without_xfsz(&["--database", &database]);
    let client = process.client();
    let transfer = client.transfer(1_000).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    client.once("before", &path, "amount=10").await.good();
    let room = |current| {
        let limit = Rlimit {
            current,
            maximum: None,
        };
        prlimit(Some(process.pid()), Resource::Fsize, limit).unwrap();
    };
    room(Some(0));
    for _ in 0..3 {
        let lost = client.once("during", &path, "amount=20").await;
        assert_eq!(lost.refused(500)["type"], "api_error");
        assert_eq!(lost.header("stripe-should-retry"), Some("true"));
        let words = lost.message();
        assert!(
            !words.contains("a.db") && !words.contains("INSERT"),
            "{words}"
        );
    }
    // Without a key, again may be twice.
    let unsure = client.post(&path, "amount=20").await;
    unsure.refused(500);
    assert_eq!(unsure.header("stripe-should-retry"), Some("false"));
    let reason = unwell(&client).await;
    assert!(
        reason.starts_with("the database takes no write: "),
        "{reason}"
    );
    // What needs no write goes on.
    assert_eq!(client.all(&path).await.len(), 1);
    room(None);
    well(&client).await;
    let back = client.once("during", &path, "amount=20").await.good();
    assert_eq!(back.header("idempotent-replayed"), None);
    let again = client.once("before", &path, "amount=10").await.good();
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let shown = client
        .get(&format!("/v1/transfers/{transfer}"))
        .await
        .good();
    assert_eq!(shown.body["amount_reversed"], 30);
    process.kill();
    let sandbox = Sandbox::open(in_file(&file)).await.unwrap();
    assert_eq!(sandbox.audit().await.unwrap(), Vec::<String>::new());
}

/// Waits until `/healthz` has that status: for a moment it says what it said before. Gives its reason.
async fn looks(client: &Client, status: u16) -> String {
    for _ in 0..100 {
        let answer = client.get("/healthz").await;
        if answer.status == status {
            assert_eq!(answer.body["ok"], status == 200);
            return answer.body["reason"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}", client.get("/healthz").await)
}

async fn unwell(client: &Client) -> String {
    looks(client, 503).await
}

async fn well(client: &Client) {
    assert_eq!(looks(client, 200).await, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_gone_replaced_or_read_only_is_a_503_with_a_reason_until_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let process = Process::start(&["--database", &format!("sqlite:{}", at("a.db").display())]);
    let client = process.client();
    client.transfer(1_000).await;
    well(&client).await;
    for (name, kind) in [
        ("a.db", "file"),
        ("a.db-wal", "write-ahead log"),
        ("a.db-shm", "index of the write-ahead log"),
    ] {
        fs::rename(at(name), at("away")).unwrap();
        let gone =
            format!("the database's {kind} is gone; the sandbox needs it back, or a new start");
        assert_eq!(unwell(&client).await, gone);
        fs::rename(at("away"), at(name)).unwrap();
        well(&client).await;
        fs::copy(at(name), at("copy")).unwrap();
        fs::rename(at(name), at("away")).unwrap();
        fs::rename(at("copy"), at(name)).unwrap();
        let replaced = format!(
            "the database's {kind} was replaced; the sandbox needs the old one back, or a new start"
        );
        assert_eq!(unwell(&client).await, replaced);
        fs::rename(at("away"), at(name)).unwrap();
        well(&client).await;
        let writable = fs::metadata(at(name)).unwrap().permissions();
        let mut readonly = writable.clone();
        readonly.set_readonly(true);
        fs::set_permissions(at(name), readonly).unwrap();
        assert_eq!(
            unwell(&client).await,
            format!("the database's {kind} can only be read")
        );
        fs::set_permissions(at(name), writable).unwrap();
        well(&client).await;
    }
    client.transfer(1_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn however_many_ask_it_is_written_four_times_a_second_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let running = Running::start(in_file(&file)).await;
    let began = Instant::now();
    let asking: Vec<_> = (0..16)
        .map(|_| {
            let client = running.client();
            tokio::spawn(async move {
                for _ in 0..16 {
                    client.get("/healthz").await.good();
                }
            })
        })
        .collect();
    for asker in asking {
        asker.await.unwrap();
    }
    let most = 1 + i64::try_from(began.elapsed().as_millis() / 250).unwrap();
    running.end().await;
    let mut connection = sqlx::SqliteConnection::connect(file.to_str().unwrap())
        .await
        .unwrap();
    let written = sqlx::query_scalar("SELECT value FROM settings WHERE name = 'looked_at'");
    let written: i64 = written.fetch_one(&mut connection).await.unwrap();
    assert!((1..=most).contains(&written), "{written} of at most {most}");
}
