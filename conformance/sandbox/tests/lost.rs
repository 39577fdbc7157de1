//! A database that fails is told to the caller, and the sandbox recovers when it is back. Of SQLite here, by a limit on
//! the size of files that makes each write fail as on a full disk; `postgres.rs` stops and starts the server.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(target_os = "linux")]

mod common;

use common::in_file;
use common::process::Process;
use reversals_sandbox::Sandbox;
use rustix::process::{Resource, Rlimit, prlimit};

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
    // What needs no write goes on.
    assert_eq!(client.all(&path).await.len(), 1);
    room(None);
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
