//! The cases over sockets: against a server that listens, and between a pair that talks through a proxy.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bounds;
mod calls;
mod compressed;
mod judge;
mod proxy;
mod secrets;
mod services;
mod setup;
#[path = "../stateful/mod.rs"]
mod stateful;
