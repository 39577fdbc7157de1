//! Many clients at once, on SQLite. `postgres.rs` claims the same of PostgreSQL.
#![forbid(unsafe_code)]

mod common;

use common::{config, in_file, races};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_of_64_clients_never_exceed_the_transfer_in_memory() {
    races::parts_never_exceed_the_transfer(config()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_of_64_clients_never_exceed_the_transfer_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    races::parts_never_exceed_the_transfer(in_file(&folder.path().join("a.db"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_idempotency_key_does_it_once_in_memory() {
    races::one_key_does_it_once(config()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_idempotency_key_does_it_once_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    races::one_key_does_it_once(in_file(&folder.path().join("a.db"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_currency_is_given_once_in_memory() {
    races::a_currency_is_given_once(config()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_currency_is_given_once_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    races::a_currency_is_given_once(in_file(&folder.path().join("a.db"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_do_not_wait_for_each_other_in_a_ring_in_memory() {
    races::writers_do_not_wait_for_each_other_in_a_ring(config()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_do_not_wait_for_each_other_in_a_ring_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    races::writers_do_not_wait_for_each_other_in_a_ring(in_file(&folder.path().join("a.db"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scope_has_ten_secrets_in_memory() {
    races::a_scope_has_ten_secrets(config()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scope_has_ten_secrets_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    races::a_scope_has_ten_secrets(in_file(&folder.path().join("a.db"))).await;
}
