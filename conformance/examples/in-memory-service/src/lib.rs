//! A service in a few hundred lines: the generated trait, with what it keeps in memory.
//!
//! [`Service`] implements the operations. What it keeps is in [`store`]; what it decides, such as how much of a
//! transfer can be taken back, is in [`Rules`], so that each decision can be read, tested and exchanged by itself.
//! [`router`] is what goes to production, and [`fixtures`] what tests need besides: transfers and received credits.
#![forbid(unsafe_code)]

mod expand;
pub mod fixtures;
mod front;
mod idempotency;
mod render;
pub mod rules;
mod secrets;
mod service;
pub mod store;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;

pub use rules::{Honest, Rules};
pub use service::Service;

/// The operations, and the documented refusal of all else.
pub fn router(service: &Arc<Service>) -> Router {
    // A layer of the router that has the routes would see a request only once its route is found.
    Router::new()
        .fallback_service(reversals_server::router(Arc::clone(service)))
        .layer(from_fn(front::around))
}
