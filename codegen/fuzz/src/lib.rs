//! What must hold whatever the input is. Each `check` panics where it does not.
//!
//! The targets of `fuzz_targets/` hand these to libFuzzer; the tests hand them the seeds, with no fuzzer at all.
#![forbid(unsafe_code)]

pub mod document;
pub mod error;
pub mod form;
pub mod mutate;
