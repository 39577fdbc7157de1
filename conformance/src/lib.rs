//! Documented exchanges, and the two sides that they judge.
//!
//! The documented payload is the judge: it is compared as it is printed, and neither side's types
//! are trusted to say what is right. Nothing here opens a socket.
#![forbid(unsafe_code)]

pub mod curl;
pub mod documented;
pub mod drive;
pub mod interpret;
pub mod recorder;
pub mod scripted;
pub mod subject;
pub mod wire;

/// The code in README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
