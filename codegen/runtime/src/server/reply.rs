//! What a handler answers.

use serde::Serialize;

use super::Failure;
use crate::{Answer, ByteStream, Content};
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

impl<T> Reply<T> {
    /// The same reply with another value.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Reply<U> {
        Reply {
            status: self.status,
            headers: self.headers,
            value: map(self.value),
        }
    }

    /// The status that it has of its own, where it has one.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    fn try_map<U>(
        self,
        map: impl FnOnce(T) -> Result<U, serde_json::Error>,
    ) -> Result<Reply<U>, Failure> {
        Ok(Reply {
            status: self.status,
            headers: self.headers,
            value: map(self.value).map_err(|_| Failure::unserializable())?,
        })
    }
}

impl<T: Serialize> Reply<T> {
    /// Sent as JSON under that media type.
    ///
    /// Errors: a 500 for a value that has no JSON.
    pub fn json(self, media: &'static str) -> Result<Reply<Content>, Failure> {
        self.try_map(|value| Content::json(media, &value))
    }
}

impl Reply<()> {
    /// Sent without a body.
    ///
    /// Errors: none.
    pub fn empty(self) -> Result<Reply<Content>, Failure> {
        Ok(self.map(|()| Content::None))
    }
}

impl Reply<ByteStream> {
    /// Sent as bytes, of that media type where they say none themselves.
    ///
    /// Errors: none.
    pub fn bytes(self, media: &'static str) -> Result<Reply<Content>, Failure> {
        Ok(self.map(|bytes| Content::Bytes { media, bytes }))
    }
}

impl<T: Answer> Reply<T> {
    /// Sent with the status that the document gives the answer, where the reply has none of its own.
    ///
    /// Errors: a 500 for a value that has no JSON.
    pub fn answer(mut self) -> Result<Reply<Content>, Failure> {
        if self.status.is_none() {
            self.status = StatusCode::from_u16(self.value.status()).ok();
        }
        self.try_map(Answer::into_content)
    }
}

impl<T> From<T> for Reply<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
