//! What a call can end with instead of a value, and what its caller may do then.

use std::convert::Infallible;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, InvalidHeaderValue};

use super::doubt::Doubt;
use super::fault::chain;
use super::shown::line;
use super::{Fault, Refused, Undecodable};

/// Why a call gave no value. `E` is the type of the refusals that the document describes.
///
/// Each is one line for a person: no payload, no key. [`Error::may_have_happened`] says whether it may be done
/// all the same, and [`Error::is_retryable`] what may be sent again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error<E = ()> {
    /// What is wrong with the request, of which nothing was sent.
    #[error("the request was not sent: {}", line(.0))]
    InvalidRequest(String),
    /// An `https` address, and nothing that speaks it. Nothing was sent.
    #[error(transparent)]
    Tls(#[from] MissingTls),
    /// No answer in time. What was asked for may have been done.
    #[error("no answer in time: {0}")]
    Timeout(Fault),
    /// No connection, or one that broke off. What was asked for may have been done.
    #[error("the connection failed: {0}")]
    Transport(Fault),
    /// A refusal that the document describes.
    #[error("{0}")]
    Refused(Box<Refused<E>>),
    /// An answer that the document does not describe, with status, headers and body. What was asked for may have been
    /// done, and after a success has been.
    #[error("{0}")]
    Undecodable(Box<Undecodable>),
}

/// Why `https` can't be spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MissingTls {
    /// No back end is compiled in.
    #[error(
        "`https` needs TLS: turn on the feature `rustls`, `rustls-no-provider` or `native-tls` of the client crate"
    )]
    BackEnd,
    /// rustls is compiled in without cryptography, and none was installed.
    #[error(
        "rustls has no cryptography: install a provider as the process's default before the client is made, or turn on the feature `rustls` of the client crate"
    )]
    Provider,
}

impl<E> Error<E> {
    /// Whether the same call may be sent again, with hope: a clone of its builder, which keeps the idempotency key,
    /// so that what was done already is not done a second time.
    ///
    /// True for connections that failed or broke off, for times that ran out, for answers of 408, 409, 500 and above,
    /// and for a success that ends before its JSON does. `Stripe-Should-Retry` goes before all of these in any answer
    /// that has it, and it alone makes a 429 one to be sent again. False for what the request itself did wrong, for
    /// missing TLS, and for any other success that can't be decoded: it has been done, and the service keeps the same
    /// answer for the same key, so that asking again ends nowhere. Retrieve the object instead.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::InvalidRequest(_) | Self::Tls(_) => false,
            Self::Timeout(fault) | Self::Transport(fault) => {
                fault.headers().and_then(should_retry).unwrap_or(true)
            }
            Self::Refused(refused) => refused.is_retryable(),
            Self::Undecodable(answer) => answer.is_retryable(),
        }
    }

    /// Whether what was asked for may have been done all the same, such as money moved: what a person has to know before
    /// doing anything else.
    ///
    /// False where nothing was sent or no connection came about, for a refusal (400 to 499), and for what only asks, such
    /// as a GET. True for all that leaves it open: a connection that broke off, a time that ran out, answers of 408, of
    /// 409 (the same request may be on its way), of 500 and above; and for a success that could not be read, which has
    /// been done. An attempt before the last counts, too, unless the answer is that of the first (`Idempotent-Replayed`).
    ///
    /// Where it is true, sending a clone of the same call finds out: with the key that it keeps it is done once.
    pub fn may_have_happened(&self) -> bool {
        match self {
            Self::InvalidRequest(_) | Self::Tls(_) => false,
            Self::Timeout(fault) | Self::Transport(fault) => fault.may_have_happened(),
            Self::Refused(refused) => refused.may_have_happened(),
            Self::Undecodable(answer) => answer.may_have_happened(),
        }
    }

    /// The same error of a call of which that is known.
    pub(super) fn doubted(self, doubt: Doubt) -> Self {
        match self {
            Self::Timeout(fault) => Self::Timeout(fault.doubted(doubt)),
            Self::Transport(fault) => Self::Transport(fault.doubted(doubt)),
            other => other,
        }
    }

    /// The same error with a refusal of another type.
    pub fn map<F>(self, map: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Refused(refused) => Error::Refused(Box::new(refused.map(map))),
            Self::InvalidRequest(text) => Error::InvalidRequest(text),
            Self::Tls(missing) => Error::Tls(missing),
            Self::Timeout(fault) => Error::Timeout(fault),
            Self::Transport(fault) => Error::Transport(fault),
            Self::Undecodable(answer) => Error::Undecodable(answer),
        }
    }

    /// The status, where one arrived.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::InvalidRequest(_) | Self::Tls(_) => None,
            Self::Timeout(fault) | Self::Transport(fault) => fault.status(),
            Self::Refused(refused) => Some(refused.status),
            Self::Undecodable(answer) => Some(answer.status),
        }
    }

    /// The headers, where they arrived.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::InvalidRequest(_) | Self::Tls(_) => None,
            Self::Timeout(fault) | Self::Transport(fault) => fault.headers(),
            Self::Refused(refused) => Some(&refused.headers),
            Self::Undecodable(answer) => Some(&answer.headers),
        }
    }

    /// The name that the service gave the request (`Request-Id`), where it arrived.
    pub fn request_id(&self) -> Option<&str> {
        self.headers().and_then(super::answer::request_id)
    }
}

/// What the service itself says.
pub(super) fn should_retry(headers: &HeaderMap) -> Option<bool> {
    match headers.get("stripe-should-retry")?.as_bytes() {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// Whether it is one that is sent again by itself.
pub(super) fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 409 | 500..)
}

/// Whether a caller may hope for another: a 408 too, which tells of a slow caller.
pub(super) fn may_pass(status: StatusCode) -> bool {
    status == StatusCode::REQUEST_TIMEOUT || is_passing(status)
}

impl<E> From<Fault> for Error<E> {
    fn from(fault: Fault) -> Self {
        if fault.is_timeout() {
            Self::Timeout(fault)
        } else {
            Self::Transport(fault)
        }
    }
}

impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        if error.is_builder() {
            Self::InvalidRequest(chain(&error.without_url()))
        } else {
            Fault::from(error).into()
        }
    }
}

impl<E> From<InvalidHeaderValue> for Error<E> {
    fn from(error: InvalidHeaderValue) -> Self {
        Self::InvalidRequest(error.to_string())
    }
}

impl<E> From<Infallible> for Error<E> {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests;
