//! The program that runs the suite, its reports, and the suite as the tests of a service.
#![forbid(unsafe_code)]

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "harness")]
pub mod harness;
#[cfg(feature = "report")]
pub mod report;

/// The code in README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
