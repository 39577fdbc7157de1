//! Staged generator: load, check, lower, progenitor, emit, write.
#![forbid(unsafe_code)]

pub mod diagnostic;
pub mod tree;
