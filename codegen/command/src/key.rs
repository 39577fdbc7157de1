//! The API key, which no output has.

use std::fmt;

use reversals_runtime::client::{Scheme, Session};

use crate::Operation;

/// How a key of live mode begins.
const LIVE: [&str; 2] = ["sk_live_", "rk_live_"];

/// What is shorter is nobody's secret, and would be found in everything.
const SHORTEST: usize = 8;

/// An API key. Its `Debug` does not show it.
#[derive(Clone)]
pub struct Key(String);

impl Key {
    /// A key; nothing where the text is blank.
    pub fn new(text: impl AsRef<str>) -> Option<Self> {
        let text = text.as_ref().trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// Whether what is done with it moves real money.
    pub(crate) fn is_live(&self) -> bool {
        LIVE.iter().any(|prefix| self.0.starts_with(prefix))
    }

    /// The key itself, of one that stands in for another.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// The text without the key in it.
    pub(crate) fn hide(&self, text: &str) -> String {
        if self.0.len() < SHORTEST {
            return text.to_owned();
        }
        text.replace(&self.0, "[key]")
    }

    /// A session that proves itself to an operation in the way that it asks for.
    pub(crate) fn session(&self, operation: &Operation) -> Session {
        let schemes = || operation.security.iter().copied().flatten();
        let key = self.0.as_str();
        let session = if schemes().any(|scheme| *scheme == Scheme::Bearer) {
            Session::bearer(key)
        } else if schemes().any(|scheme| *scheme == Scheme::Basic) {
            Session::basic(key)
        } else {
            Session::anonymous()
        };
        schemes().fold(session, |session, scheme| match scheme {
            Scheme::Header(name) => session.with_header_key(*name, key),
            Scheme::Query(name) => session.with_query_key(*name, key),
            Scheme::Cookie(name) => session.with_cookie_key(*name, key),
            Scheme::Basic | Scheme::Bearer => session,
        })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key([redacted])")
    }
}

impl Operation {
    /// Whether a request without a key is answered.
    pub(crate) fn is_open(&self) -> bool {
        self.security.is_empty() || self.security.iter().any(|all| all.is_empty())
    }
}
