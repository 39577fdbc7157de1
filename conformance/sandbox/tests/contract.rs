//! The contract suite on the sandbox: cases, laws and scenarios, as for any service over HTTP.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "common/contract.rs"]
mod contract;

use common::{config, in_file};
use reversals_sandbox::{ClockSource, Config};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_wrong_with_the_sandbox_in_memory() {
    let config = Config {
        clock: ClockSource::System,
        ..config()
    };
    contract::nothing_is_wrong(config).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_wrong_with_the_sandbox_in_a_file_whose_clock_stands_still() {
    let folder = tempfile::tempdir().unwrap();
    contract::nothing_is_wrong(in_file(&folder.path().join("a.db"))).await;
}
