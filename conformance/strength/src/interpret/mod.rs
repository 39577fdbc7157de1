//! A client and a server that follow the model at run time, as the generated crates do once they are compiled.
//!
//! The suite judges hundreds of changed documents; to compile crates for each of them takes minutes, to interpret the
//! model takes milliseconds. What the runtime crate does for generated code it does here too: this module stands in
//! for what is generated, types and the calls of the runtime, and for nothing else. Types are read by the steps that
//! serde derives for them (`read`), so that values, refusals and their words are the same.

mod choice;
mod client;
mod fixed;
mod operation;
mod plan;
mod read;
mod record;
mod request;
mod server;
mod shapes;
mod slot;
mod typed;
mod types;
mod unions;

pub use client::InterpretedClient;
pub use server::InterpretedServer;
