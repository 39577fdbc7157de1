//! The error body that every refusal carries.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One error, as found under `error` in a refusal's body.
///
/// Shape: only `type` is always there; what does not apply is absent, never `null`. Members beyond the five named
/// ones (`decline_code`, `request_log_url`, whole payment objects) are kept in `rest` as they came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApiError {
    /// The error's class on the wire (`type`): `api_error`, `card_error`, `idempotency_error` or
    /// `invalid_request_error`; an unlisted class is kept as it came.
    #[serde(rename = "type")]
    pub type_: String,
    /// A short word for programs, such as `parameter_missing`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// A sentence for people, at most 40000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The bracketed wire name of the parameter at fault, such as `metadata[order_id]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// A page about `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_url: Option<String>,
    /// All other members.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

impl ApiError {
    /// An error of class `type_` with no other member.
    pub fn new(type_: impl Into<String>) -> Self {
        Self {
            type_: type_.into(),
            code: None,
            message: None,
            param: None,
            doc_url: None,
            rest: Map::new(),
        }
    }

    /// A refusal of what the caller sent (`invalid_request_error`).
    pub fn invalid_request(message: impl Into<String>) -> Self {
        Self::new("invalid_request_error").with_message(message)
    }

    /// A fault of the service itself (`api_error`).
    pub fn api(message: impl Into<String>) -> Self {
        Self::new("api_error").with_message(message)
    }

    /// The same error with another message.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// The same error with a code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// The same error with the parameter at fault.
    #[must_use]
    pub fn with_param(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }
}

/// The whole body of a refusal: `{"error": {...}}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorEnvelope {
    /// What went wrong.
    pub error: ApiError,
}

impl ErrorEnvelope {
    /// The longest body that [`ErrorEnvelope::from_bytes`] reads, in bytes (1 MiB).
    pub const MAX_BYTES: usize = 1 << 20;

    /// Decodes an error body.
    ///
    /// Errors: a body beyond [`ErrorEnvelope::MAX_BYTES`], or anything but a JSON error envelope. Never panics; the
    /// nesting is bounded by `serde_json`'s own limit of 128.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(EnvelopeError::TooLarge { found: bytes.len() });
        }
        crate::path::from_slice(bytes).map_err(EnvelopeError::Json)
    }
}

impl From<ApiError> for ErrorEnvelope {
    fn from(error: ApiError) -> Self {
        Self { error }
    }
}

/// Why bytes are no error envelope.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// Longer than any error body can sensibly be.
    #[error(
        "the error body has {found} bytes, more than {}",
        ErrorEnvelope::MAX_BYTES
    )]
    TooLarge {
        /// The body's length in bytes.
        found: usize,
    },
    /// Not JSON, or JSON of another shape; the text names the JSON pointer.
    #[error("not an error envelope: {0}")]
    Json(#[source] serde_json::Error),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_applies_is_written() {
        let error =
            ApiError::invalid_request("Invalid integer: x").with_code("parameter_invalid_integer");
        let body = serde_json::to_value(ErrorEnvelope::from(error.with_param("amount"))).unwrap();
        assert_eq!(
            body,
            json!({"error": {"type": "invalid_request_error", "code": "parameter_invalid_integer",
                             "message": "Invalid integer: x", "param": "amount"}})
        );
        assert_eq!(
            serde_json::to_value(ApiError::new("api_error")).unwrap(),
            json!({"type": "api_error"})
        );
    }

    #[test]
    fn members_without_a_name_here_survive_the_round_trip() {
        let body = json!({"error": {"type": "card_error", "decline_code": "lost_card", "source": {"id": "card_1"}}});
        let envelope = ErrorEnvelope::from_bytes(body.to_string().as_bytes()).unwrap();
        assert_eq!(envelope.error.rest["decline_code"], "lost_card");
        assert_eq!(serde_json::to_value(envelope).unwrap(), body);
    }

    #[test]
    fn a_body_without_type_is_refused_by_place() {
        let error = ErrorEnvelope::from_bytes(br#"{"error":{"message":"x"}}"#)
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("not an error envelope: at /error: missing field `type`"),
            "{error}"
        );
    }

    #[test]
    fn hostile_bodies_are_refused_without_panic() {
        for body in [
            &b""[..],
            b"\xff\xfe",
            b"<html>",
            b"[]",
            b"{\"error\":3}",
            &vec![b'['; 100_000],
        ] {
            assert!(ErrorEnvelope::from_bytes(body).is_err());
        }
        let mut longest = br#"{"error":{"type":"api_error"}}"#.to_vec();
        longest.resize(ErrorEnvelope::MAX_BYTES, b' ');
        assert!(ErrorEnvelope::from_bytes(&longest).is_ok());
        let long = vec![b' '; ErrorEnvelope::MAX_BYTES + 1];
        assert!(matches!(
            ErrorEnvelope::from_bytes(&long),
            Err(EnvelopeError::TooLarge { .. })
        ));
    }
}
