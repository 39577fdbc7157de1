//! What the documents say, one claim a test.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod answers;
mod expansion;
mod fixture_faults;
mod fixtures;
mod heads;
mod idempotency;
mod reversals;
mod secrets;
mod treasury;
