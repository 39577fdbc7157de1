//! What an answer shows is of one moment, whoever writes meanwhile. `postgres.rs` claims the same of PostgreSQL.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{config, in_file, states};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_answer_is_of_one_moment_in_memory() {
    states::each_answer_is_of_one_moment(config()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_answer_is_of_one_moment_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    states::each_answer_is_of_one_moment(in_file(&folder.path().join("a.db"))).await;
}
