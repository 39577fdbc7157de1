//! What a test found.

use std::fmt;

use reversals_cases::wire::{Request, Response};

/// The first difference between what is and what a case says.
pub type Verdict = Result<(), Box<Finding>>;

/// One difference between what is and what a case says.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Where: a part of the message (`request body`, `header content-type`), with a JSON pointer behind it where the
    /// place is inside JSON (`response body /data/0/amount`).
    pub place: String,
    /// What the case says.
    pub expected: String,
    /// What is.
    pub found: String,
    /// The messages that show it.
    pub exchange: Exchange,
}

/// The messages of an exchange, as far as they came to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange {
    /// The request.
    pub request: Option<Request>,
    /// The response.
    pub response: Option<Response>,
}

impl Finding {
    /// A difference at a place.
    pub fn new(
        place: impl Into<String>,
        expected: impl fmt::Display,
        found: impl fmt::Display,
    ) -> Box<Self> {
        Box::new(Self {
            place: place.into(),
            expected: expected.to_string(),
            found: found.to_string(),
            exchange: Exchange::default(),
        })
    }

    /// The same finding with the request that shows it.
    #[must_use]
    pub fn with_request(mut self: Box<Self>, request: &Request) -> Box<Self> {
        self.exchange.request.get_or_insert_with(|| request.clone());
        self
    }

    /// The same finding with the response that shows it.
    #[must_use]
    pub fn with_response(mut self: Box<Self>, response: &Response) -> Box<Self> {
        self.exchange
            .response
            .get_or_insert_with(|| response.clone());
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\n  expected: {}\n     found: {}",
            self.place, self.expected, self.found
        )
    }
}

impl std::error::Error for Finding {}

/// A failure in one line: status, code, parameter, message.
pub fn said(status: u16, body: &str) -> String {
    let mut text = status.to_string();
    let error = serde_json::from_str::<serde_json::Value>(body).unwrap_or_default();
    for name in ["code", "param", "message"] {
        if let Some(said) = error["error"][name].as_str() {
            text.push_str(&format!(", {name} `{said}`"));
        }
    }
    text
}
