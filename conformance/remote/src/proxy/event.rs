//! What a proxy has to say.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::Rule;

/// Takes the events of a proxy.
pub type Sink = Arc<dyn Fn(&Event) + Send + Sync>;

/// Who broke a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Who asked.
    Client,
    /// Who answered.
    Server,
}

/// How grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The document or a law does not allow it.
    Violation,
    /// The document allows it, and good practice does not.
    Note,
}

/// One rule that one message broke. No text of it has a key in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The number of the exchange, from 1, in the order in which requests came.
    pub exchange: u64,
    /// Who broke the rule.
    pub direction: Direction,
    /// How grave it is.
    pub level: Level,
    /// The operationId.
    pub operation: String,
    /// The request's method.
    pub method: String,
    /// The request's path with its query.
    pub target: String,
    /// The rule.
    pub rule: Rule,
    /// Where: a part of the message, with a JSON pointer behind it where the place is inside JSON.
    pub place: String,
    /// What is expected there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

/// The counts of a proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Exchanges, judged or not.
    pub exchanges: usize,
    /// Exchanges of which both messages were judged.
    pub judged: usize,
    /// The exchanges of each operation, by operationId.
    pub operations: BTreeMap<String, Exchanges>,
    /// Violations by the side that they are on.
    pub violations: BTreeMap<Direction, usize>,
    /// Notes.
    pub notes: usize,
    /// Exchanges of which a message was not judged, by reason.
    pub not_judged: BTreeMap<&'static str, usize>,
}

/// The exchanges of an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exchanges {
    /// Those of which both messages were judged.
    pub judged: usize,
    /// Those in which the service did what it was asked for, or refused the request for itself.
    pub accepted: usize,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "client",
            Self::Server => "server",
        })
    }
}
