//! What the suite judges: something that behaves as a client, something that behaves as a server.
//!
//! The suite sees either side through these traits alone, so that the same cases judge the generated crates, the
//! interpreter of a changed document, a pair with a bug in it, and a server at the other end of a socket.

use std::collections::BTreeMap;

use serde_json::Value;

pub use reversals_cases::call::{Authorization, Call, Caller};

use reversals_cases::wire::{Request, Response};

/// The API key of every call: a made-up one.
pub const KEY: &str = "sk_test_123";

/// What a client made of a call and of the answer to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// The requests that it sent, in their order.
    pub sent: Vec<Request>,
    /// What it gave its caller.
    pub outcome: Outcome,
}

/// What a client gives its caller.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The documented success, decoded and encoded again.
    Success(Value),
    /// A documented failure, decoded and encoded again.
    Failure {
        /// The status.
        status: u16,
        /// The error.
        error: Value,
    },
    /// The arguments can't be expressed in the client's types; nothing was sent.
    Unrepresentable(String),
    /// The answer is not what the document says.
    Refused {
        /// The JSON pointer of the refused place.
        pointer: String,
        /// What was expected there, in the words of [`the suite`].
        expected: String,
        /// The refusal as the client words it.
        text: String,
    },
    /// An answer that the document doesn't describe, kept as it came.
    Undocumented {
        /// The status.
        status: u16,
        /// The body.
        body: String,
    },
    /// Anything else that went wrong.
    Other(String),
}

/// What a handler of a server is told to answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Script {
    /// The documented success with this value.
    Success(Value),
    /// A failure.
    Failure {
        /// The status.
        status: u16,
        /// The headers that the handler sets, by lower-case name.
        headers: BTreeMap<String, String>,
        /// The body.
        body: Value,
    },
}

impl Script {
    /// A failure without headers of its own.
    pub fn failure(status: u16, body: Value) -> Self {
        Self::Failure {
            status,
            headers: BTreeMap::new(),
            body,
        }
    }
}

/// What a server made of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Served {
    /// What reached the handler; none where the request was refused before it.
    pub seen: Option<Call>,
    /// The response.
    pub response: Response,
}

/// Something that behaves as a client.
pub trait Client: Send + Sync {
    /// Makes a call, and answers whatever it sends with `answer`.
    fn call(&self, call: &Call, answer: &Response) -> Called;
}

/// Something that behaves as a server.
pub trait Server: Send + Sync {
    /// Sends a request, with a handler that does what the script says.
    fn serve(&self, request: &Request, script: &Script) -> Served;
}
