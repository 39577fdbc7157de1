//! What a handler, or the runtime before it, refuses with.

use std::fmt;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use serde::Serialize;

use super::Operation;
use crate::form::ParseError;
use crate::shape::{Refusal, Unreadable, cut};
use crate::{Answer, ApiError, ByteStream, Content, ErrorEnvelope};

/// A refusal: a status, headers and a body, which is JSON but for the rare document.
#[derive(Clone, Debug)]
pub struct Failure(Box<Answered>); // Boxed, as it is the error of every handler, and most succeed.

/// What is sent, be it a failure or a success.
#[derive(Clone)]
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) content: Content,
}

/// The body is shown as the text that it is.
impl fmt::Debug for Answered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field(
                "body",
                &format_args!("{}", String::from_utf8_lossy(text(&self.content))),
            )
            .finish()
    }
}

/// What is known of a content without waiting.
fn text(content: &Content) -> &[u8] {
    match content {
        Content::None => &[],
        Content::Json { text, .. } => text,
        Content::Bytes { bytes, .. } => bytes.whole().map_or(&[], |bytes| bytes),
    }
}

impl Failure {
    /// One of the errors that the document gives an operation, with its status.
    pub fn of(error: impl Answer) -> Self {
        let status = StatusCode::from_u16(error.status());
        match error.into_content() {
            Ok(content) => Self(Box::new(Answered {
                status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                headers: HeaderMap::new(),
                content,
            })),
            Err(_) => Self::unserializable(),
        }
    }

    /// A refusal without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self::with(status, Content::None)
    }

    /// A refusal with bytes, such as a text; their media type is `application/octet-stream` where they say none.
    pub fn bytes(status: StatusCode, bytes: impl Into<ByteStream>) -> Self {
        let media = "application/octet-stream";
        let bytes = bytes.into();
        Self::with(status, Content::Bytes { media, bytes })
    }

    /// The same refusal with another status, for one of a range or `default`.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// A refusal with the error envelope.
    pub fn new(status: StatusCode, error: ApiError) -> Self {
        Self::json(status, &ErrorEnvelope::from(error))
    }

    /// A refusal with any JSON body. A body that cannot be serialised becomes the envelope of a server error.
    pub fn json(status: StatusCode, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => Self::raw(status, body),
            Err(_) => Self::unserializable(),
        }
    }

    /// The same refusal with one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.append(name, value);
        self
    }

    /// The status it is sent with.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The text it is sent with; empty where that is a stream.
    pub fn body(&self) -> &[u8] {
        text(&self.0.content)
    }

    /// A 400 of the runtime's own.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::from(ApiError::invalid_request(message))
    }

    /// A 404 for an address that is none, with the service's hint.
    pub(super) fn unrecognized(method: &Method, uri: &Uri) -> Self {
        let message = format!(
            "Unrecognized request URL ({}: {}). If you are trying to list objects, remove the trailing slash. If you \
             are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code.",
            cut(method.as_str()),
            cut(uri.path())
        );
        Self::new(StatusCode::NOT_FOUND, ApiError::invalid_request(message))
    }

    /// A 501, for an operation that a service leaves out: what a trait made with `--partial` has as its default.
    pub fn not_implemented(operation: &Operation) -> Self {
        let message = format!(
            "This service does not answer {} {}.",
            operation.method, operation.path
        );
        Self::new(StatusCode::NOT_IMPLEMENTED, ApiError::api(message))
    }

    /// A 500: a broken promise of the program, not of the caller.
    pub(super) fn internal(message: &str) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, ApiError::api(message))
    }

    /// A 500 whose body is a constant, as serialising is what went wrong.
    pub(super) fn unserializable() -> Self {
        let body =
            br#"{"error":{"type":"api_error","message":"The response cannot be serialised."}}"#;
        Self::raw(StatusCode::INTERNAL_SERVER_ERROR, body.to_vec())
    }

    fn raw(status: StatusCode, text: Vec<u8>) -> Self {
        let media = "application/json";
        Self::with(status, Content::Json { media, text })
    }

    fn with(status: StatusCode, content: Content) -> Self {
        Self(Box::new(Answered {
            status,
            headers: HeaderMap::new(),
            content,
        }))
    }

    pub(super) fn into_answer(self) -> Answered {
        *self.0
    }
}

/// A 400.
impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error)
    }
}

/// A 400 with the refusal's code and parameter.
impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let mut error = ApiError::invalid_request(refusal.message);
        error.code = refusal.code.map(str::to_owned);
        error.param = refusal.param;
        Self::from(error)
    }
}

/// A 400 with the parameter, where one is known.
impl From<ParseError> for Failure {
    fn from(refused: ParseError) -> Self {
        let mut error = ApiError::invalid_request(refused.to_string());
        error.param = refused.param().map(str::to_owned);
        Self::from(error)
    }
}

/// A 400, as of either.
impl From<Unreadable> for Failure {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Text(error) => error.into(),
            Unreadable::Value(refusal) => refusal.into(),
        }
    }
}
