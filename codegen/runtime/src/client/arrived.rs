//! An answer between sending and reading.

use std::fmt;

use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};

use super::Session;
use super::doubt::Doubt;

/// An answer that arrived, for one of the functions that read one. Its `Debug` shows no address.
pub struct Arrived {
    pub(super) response: Response,
    /// The body, where all of it was read before.
    pub(super) body: Option<Vec<u8>>,
    /// Who asked: its keys are not told back.
    pub(super) session: Option<Session>,
    pub(super) doubt: Doubt,
}

impl Arrived {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers, whole.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }
}

/// An answer of which nothing else is known.
impl From<Response> for Arrived {
    fn from(response: Response) -> Self {
        Self {
            response,
            body: None,
            session: None,
            doubt: Doubt::default(),
        }
    }
}

impl fmt::Debug for Arrived {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Arrived")
            .field("status", &self.status())
            .field("headers", self.headers())
            .finish_non_exhaustive()
    }
}
