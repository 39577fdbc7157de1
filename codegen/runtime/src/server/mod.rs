//! What generated servers route to: one function that turns a request into typed parameters, or refuses it in the
//! service's own words before the handler sees anything.
//!
//! A generated router has one route an operation, each of which calls [`dispatch`] with the operation's constant
//! description and the handler, and [`unrecognized`] for all else.

mod auth;
mod body;
mod caught;
mod context;
mod cookies;
mod dispatch;
pub mod dynamic;
mod exclusive;
mod failure;
mod head;
#[cfg(feature = "multipart")]
mod multipart;
mod operation;
mod params;
mod reply;
mod routes;
mod template;
#[cfg(test)]
mod tests;

pub use auth::Credentials;
pub use context::Context;
#[cfg(feature = "multipart")]
pub use dispatch::answer_parts;
pub use dispatch::{answer, answer_bytes, dispatch, refuse, unrecognized};
pub use dynamic::Dynamic;
pub use exclusive::Exclusive;
pub use failure::Failure;
pub use operation::{Body, FilePart, Operation};
pub use params::NoParams;
pub use reply::Reply;
pub use routes::{Routes, router};
pub use template::by_template;

pub use crate::scheme::Scheme;
pub use crate::shape::{Field, QueryStyle, Refusal, Shape};
