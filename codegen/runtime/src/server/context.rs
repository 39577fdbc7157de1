//! What a handler knows of a request besides its parameters.

use axum::http::HeaderMap;

use super::{Credentials, Operation};

/// The circumstances of one request. Its `Debug` shows no key: `headers` is left out.
#[derive(Clone)]
pub struct Context {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// The key, always there where the operation lists a scheme.
    pub credentials: Option<Credentials>,
    /// `Idempotency-Key`, at most 255 characters.
    pub idempotency_key: Option<String>,
    /// `Stripe-Version`.
    pub version: Option<String>,
    /// `Stripe-Account`, the connected account to act for.
    pub account: Option<String>,
    /// All headers, as they came.
    pub headers: HeaderMap,
}

impl std::fmt::Debug for Context {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Context")
            .field("operation", &self.operation.id)
            .field("credentials", &self.credentials)
            .field("idempotency_key", &self.idempotency_key)
            .field("version", &self.version)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}
