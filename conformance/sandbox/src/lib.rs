//! A stateful sandbox of transfer reversals, credit reversals and secrets of apps.
//!
//! It behaves as the documents say, on the generated server stub: what a client sends reaches a handler in the
//! documented shape or not at all, and what the handler answers is of the documented type. State is in a database,
//! money in a double-entry ledger. The library is for tests that start a sandbox in their own process;
//! the program of the same name serves one.
#![forbid(unsafe_code)]

mod answer;
mod api;
mod clock;
mod control;
mod expand;
mod fixtures;
mod front;
mod head;
mod health;
mod ids;
mod in_flight;
mod listen;
mod metadata;
mod money;
mod nul;
mod operations;
mod page;
mod principal;
mod refusal;
mod render;
mod restricted;
mod reverse;
mod room;
mod sandbox;
mod secret;
mod server;
mod store;
mod transfer;
mod treasury;
mod version;
mod work;

pub use clock::Source as ClockSource;
pub use fixtures::{FixtureError, Fixtures};
pub use listen::{Listen, NoAddress};
pub use sandbox::{Config, DatabaseError, MAX_BALANCE, OpenError, Sandbox, Settle};
pub use server::{Limits, Server, router};
pub use store::{Database, NoDatabase};
