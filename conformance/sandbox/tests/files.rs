//! What is kept in a file: shared by processes, made by one of many that start, and opened though an older program wrote it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(unix)] // Processes are ended by signals.

mod common;

use std::path::Path;

use common::process::Process;
use common::{Running, due, in_file, shared};
use reversals_sandbox::{Config, Settle};
use sqlx::{AnyConnection, Connection as _};

/// A file as a sandbox of the first schema left it: `reversals-sandbox --seed 1 --clock fixed:1700000000 --settle-after 60`,
/// a transfer with a reversal under the key `kept`, a credit that is on its way back, and the clock moved by 30 seconds.
const FIRST: &str = include_str!("old/0001.sql");

async fn open(file: &Path) -> AnyConnection {
    sqlx::any::install_default_drivers();
    let address = format!("sqlite:{}?mode=rwc", file.display());
    AnyConnection::connect(&address).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_one_process_moves_is_moved_for_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let config = in_file(&folder.path().join("a.db"));
    shared::a_clock_that_one_moves_is_moved_for_the_other(config).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 6)]
async fn six_processes_that_start_on_a_new_file_at_once_all_serve() {
    for _ in 0..12 {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("a.db").display());
        let starting: Vec<_> = (0..6)
            .map(|_| {
                let database = database.clone();
                tokio::task::spawn_blocking(move || Process::start(&["--database", &database]))
            })
            .collect();
        let mut processes = Vec::new();
        for process in starting {
            processes.push(process.await.unwrap());
        }
        let transfer = processes[0].client().transfer(1).await;
        for process in processes {
            let path = format!("/v1/transfers/{transfer}");
            process.client().get(&path).await.good();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_the_first_schema_opens_with_what_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let mut connection = open(&file).await;
    sqlx::raw_sql(FIRST).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let running = Running::start(Config {
        settle: Settle::After(60),
        ..in_file(&file)
    })
    .await;
    let client = running.client();
    let transfer = "/v1/transfers/tr_1r31eqXCP3ownQ8CM8CtUOJs";
    let shown = client.get(transfer).await.good().body;
    assert_eq!(
        (&shown["amount"], &shown["amount_reversed"]),
        (&400.into(), &100.into())
    );
    assert_eq!(shown["reversals"]["data"][0]["metadata"]["order"], "6735");
    let form = "amount=100&metadata[order]=6735";
    let again = client
        .once("kept", &format!("{transfer}/reversals"), form)
        .await
        .good();
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let sent =
        "/v1/treasury/credit_reversals/credrev_1r31eqXCP3ownQ8CX4hDGfXb?expand[]=transaction";
    let shown = client.get(sent).await.good().body;
    assert_eq!(
        (&shown["status"], &shown["transaction"]["status"]),
        (&"processing".into(), &"open".into())
    );
    let advance = client.post("/_sandbox/advance", "seconds=30").await.good();
    assert_eq!(advance.body["now"], common::NOW + 60);
    let shown = client.get(sent).await.good().body;
    assert_eq!(
        (&shown["status"], &shown["transaction"]["status"]),
        (&"posted".into(), &"posted".into())
    );
    running.audit().await;
    running.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_told_as_posted_before_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let running = Running::start(due::in_a_minute(in_file(&file))).await;
    due::is_told_as_posted_before_it_is_written(running, open(&file).await, "BEGIN IMMEDIATE")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn batches_that_were_posted_stay() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let running = Running::start(due::in_a_minute(in_file(&file))).await;
    let stop = "CREATE TRIGGER stop BEFORE UPDATE ON credit_reversals WHEN OLD.id = 'LAST' \
                BEGIN SELECT RAISE(ABORT, 'stop'); END";
    due::batches_that_were_posted_stay(running, open(&file).await, stop, "DROP TRIGGER stop").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_answers_go_some_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let running = Running::start(in_file(&file)).await;
    shared::old_answers_go_some_at_a_time(running, open(&file).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_audit_tells_which_posting_and_which_balance_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let running = Running::start(in_file(&file)).await;
    let transfer = running.client().transfer(10).await;
    running.audit().await;
    let mut connection = open(&file).await;
    let lost = "UPDATE entries SET amount = 9 WHERE posting = $1 AND amount = 10 RETURNING account";
    let lost = sqlx::query_scalar(lost).bind(&transfer);
    let account: i64 = lost.fetch_one(&mut connection).await.unwrap();
    assert_eq!(
        running.sandbox.audit().await.unwrap(),
        [
            format!("the posting {transfer} does not sum to zero"),
            format!(
                "the balance of available of account {account} in usd is not the sum of its entries"
            ),
        ]
    );
}
