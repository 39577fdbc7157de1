//! Staged generator: load, check, lower, progenitor, emit, write.
#![forbid(unsafe_code)]

pub mod bundle;
pub mod check;
pub mod diagnostic;
mod json;
pub mod load;
mod openapi;
mod reference;
mod scalar;
pub mod tree;
mod yaml;
