//! Answers that are not what the document describes.

use std::fmt;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::answer::request_id;
use super::doubt::Doubt;
use super::error::{may_pass, should_retry};
use super::shown::{line, named};

/// An answer that is none of the document's, such as a page of a proxy, with all that came.
///
/// `Display` and `Debug` say what is wrong with it and show no more of its body than [`excerpt`](Self::excerpt) does.
#[derive(Clone)]
#[non_exhaustive]
pub struct Undecodable {
    /// The status.
    pub status: StatusCode,
    /// The headers, whole.
    pub headers: HeaderMap,
    /// What is wrong with it.
    pub mismatch: Mismatch,
    /// The body as it came; its first KiB where it is longer than 32 MiB.
    pub body: Vec<u8>,
    pub(super) excerpt: String,
    pub(super) doubt: Doubt,
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// The document describes no answer of this status.
    Status,
    /// The body ends before its JSON does: an answer without a length whose connection ended too early.
    CutShort,
    /// The document describes answers of this status as another kind of file.
    MediaType {
        /// What it says that it is, such as `text/html`.
        said: String,
    },
    /// The body is not what the document says of this status.
    Body {
        /// The JSON pointer of the place; empty for the whole.
        place: String,
        /// What is wrong there, such as `invalid type: string, expected i64 at line 1 column 22`. What was found is
        /// told by its kind only, since a value may be anybody's secret.
        reason: String,
    },
}

impl Undecodable {
    /// The name that the service gave the request (`Request-Id`), where it gave one.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Whether the same call may be sent again, with hope: see [`Error::is_retryable`](super::Error::is_retryable).
    pub fn is_retryable(&self) -> bool {
        let is_cut = self.mismatch == Mismatch::CutShort && self.status.is_success();
        should_retry(&self.headers).unwrap_or_else(|| is_cut || may_pass(self.status))
    }

    /// Whether what was asked for may have been done all the same: see
    /// [`Error::may_have_happened`](super::Error::may_have_happened).
    pub fn may_have_happened(&self) -> bool {
        self.doubt.may_by(self.status, &self.headers)
    }

    /// What the body is around the place at fault, on one line of at most 200 characters and with no value of it, so that
    /// it can be logged: `{…:string,"amount":string of length 3,…:{…}}`, where of the names only that at fault is told, and
    /// none of `metadata`. Of what is no JSON its media type, its length and how it begins: `text/html, 4096 bytes, <html>`.
    /// Empty where there is no body to look at.
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status => formatter.write_str("the document describes no such answer"),
            Self::CutShort => formatter.write_str("the body ends before its JSON does"),
            Self::MediaType { said } => write!(
                formatter,
                "the document describes no answer of the media type {}",
                line(said)
            ),
            Self::Body { place, reason } if place.is_empty() => {
                write!(
                    formatter,
                    "the body is not what the document says: {reason}"
                )
            }
            Self::Body { place, reason } => {
                write!(
                    formatter,
                    "the body is not what the document says: at {}: {reason}",
                    line(place)
                )
            }
        }
    }
}

impl fmt::Display for Undecodable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, mismatch) = (self.status.as_u16(), &self.mismatch);
        write!(formatter, "{status}, but {mismatch}")?;
        if !self.excerpt.is_empty() {
            write!(formatter, ": {}", self.excerpt)?;
        }
        formatter.write_str(&named(&self.headers))
    }
}

impl fmt::Debug for Undecodable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Undecodable")
            .field("status", &self.status)
            .field("mismatch", &self.mismatch)
            .field("request_id", &self.request_id())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("excerpt", &self.excerpt)
            .finish_non_exhaustive()
    }
}

/// What serde says of a value, without the value. What is not of a known form might hold one, and is not told.
pub(super) fn reason(text: &str) -> String {
    for verdict in [
        "invalid type",
        "invalid value",
        "unknown variant",
        "unknown field",
    ] {
        let Some(found) = text.strip_prefix(verdict) else {
            continue;
        };
        // The last is the type's own; those before it may be the value's.
        let expected = found
            .rsplit_once(", expected ")
            .map(|(_, expected)| expected);
        let kind = found.strip_prefix(": ").map(kind).unwrap_or_default();
        let expected =
            expected.map_or_else(String::new, |expected| format!(", expected {expected}"));
        return format!("{verdict}{kind}{expected}");
    }
    let is_told = [
        "missing field `",
        "duplicate field `",
        "invalid length ",
        "data did not match any variant of untagged enum ",
    ]
    .iter()
    .any(|form| text.starts_with(form));
    if is_told {
        text.to_owned()
    } else {
        "it is something else".to_owned()
    }
}

/// `: string` of `string "secret", expected i64`.
fn kind(found: &str) -> String {
    let end = found.find(['"', '`', ',']).unwrap_or(found.len());
    format!(": {}", found[..end].trim_end())
}
