//! Exchanges as data, and the two sides that they judge.
//!
//! The documented payload is the judge: it is compared as it is printed, and neither side's types
//! are trusted to say what is right. Only [`remote`] opens sockets.
#![forbid(unsafe_code)]
#![allow(
    clippy::similar_names,
    reason = "a server and what it served, a case and its carrier"
)]

#[cfg(feature = "strength")]
pub mod bugs;
#[cfg(feature = "cli")]
pub mod cli;
pub mod curl;
#[cfg(feature = "strength")]
pub mod differential;
pub mod expectation;
pub mod generated;
#[cfg(feature = "harness")]
pub mod harness;
#[cfg(feature = "strength")]
mod held;
mod in_process;
#[cfg(feature = "strength")]
pub mod interpret;
pub mod judge;
pub mod law;
pub mod memo;
#[cfg(feature = "strength")]
pub mod mutation;
#[cfg(feature = "strength")]
pub mod obligations;
pub mod parallel;
pub mod recorder;
pub mod redact;
pub mod remote;
#[cfg(feature = "report")]
pub mod report;
pub mod subject;

pub use reversals_cases as case;
pub use reversals_cases::wire;

/// The code in README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
