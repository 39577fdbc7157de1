//! Documented refusals.

use std::fmt;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::answer::request_id;
use super::doubt::Doubt;
use super::error::{may_pass, should_retry};
use super::shown::{line, named};

/// A refusal that the document describes: what was asked for is not done, and why.
///
/// `Display` is one line for a person, such as `400 invalid_request_error, param amount: too much (request req_1)`;
/// it is of the members below, of which each is there where the service gave it. Where the caller's key stands in one
/// of them, `[key]` does instead; `body` is as it came.
#[derive(Clone)]
#[non_exhaustive]
pub struct Refused<E> {
    /// The status.
    pub status: StatusCode,
    /// The headers, whole.
    pub headers: HeaderMap,
    /// The class of the error (`error.type`), such as `invalid_request_error`.
    pub type_: Option<String>,
    /// A word for programs (`error.code`), such as `resource_missing`.
    pub code: Option<String>,
    /// The parameter at fault (`error.param`), such as `metadata[order_id]`.
    pub param: Option<String>,
    /// A sentence for people (`error.message`).
    pub message: Option<String>,
    /// The whole of it, in the document's type.
    pub body: E,
    pub(super) doubt: Doubt,
}

impl<E> Refused<E> {
    /// The name that the service gave the request (`Request-Id`), where it gave one.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Whether the same call may be sent again, with hope: see [`Error::is_retryable`](super::Error::is_retryable).
    pub fn is_retryable(&self) -> bool {
        should_retry(&self.headers).unwrap_or_else(|| may_pass(self.status))
    }

    /// Whether what was asked for may have been done all the same: see
    /// [`Error::may_have_happened`](super::Error::may_have_happened).
    pub fn may_have_happened(&self) -> bool {
        self.doubt.may_by(self.status, &self.headers)
    }

    /// The same refusal with its body in another type.
    pub fn map<F>(self, map: impl FnOnce(E) -> F) -> Refused<F> {
        Refused {
            status: self.status,
            headers: self.headers,
            type_: self.type_,
            code: self.code,
            param: self.param,
            message: self.message,
            body: map(self.body),
            doubt: self.doubt,
        }
    }
}

impl<E> fmt::Display for Refused<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.status.as_u16())?;
        if let Some(type_) = &self.type_ {
            write!(formatter, " {}", line(type_))?;
        }
        for (name, member) in [("code", &self.code), ("param", &self.param)] {
            if let Some(member) = member {
                write!(formatter, ", {name} {}", line(member))?;
            }
        }
        if let Some(message) = &self.message {
            write!(formatter, ": {}", line(message))?;
        }
        formatter.write_str(&named(&self.headers))
    }
}

impl<E> fmt::Debug for Refused<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Refused")
            .field("status", &self.status)
            .field("type_", &self.type_)
            .field("code", &self.code)
            .field("param", &self.param)
            .field("message", &self.message.as_deref().map(line))
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}
