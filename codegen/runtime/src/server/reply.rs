//! What a handler answers.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// A handler's success.
#[derive(Clone, Debug)]
pub struct Reply<T> {
    pub(super) status: Option<StatusCode>,
    pub(super) headers: HeaderMap,
    pub(super) value: T,
}

impl<T> Reply<T> {
    /// A success with the operation's documented status.
    pub fn new(value: T) -> Self {
        Self {
            status: None,
            headers: HeaderMap::new(),
            value,
        }
    }

    /// The same reply with a status of its own.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// The same reply with one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// What is answered, for a test of a handler.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What is answered, by itself.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> From<T> for Reply<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
