//! What a proxy has to say.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Rule;
use reversals_cases::Side;
use reversals_judge::law::Breach;

/// Takes the events of a proxy.
pub type Sink = Arc<dyn Fn(&Event) + Send + Sync>;

/// One rule that one message broke. No text of it has a key in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The number of the exchange, from 1, in the order in which requests came.
    pub exchange: u64,
    /// Who broke the rule.
    pub direction: Side,
    /// How grave it is: a note is what the document allows and good practice does not.
    pub level: Breach,
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
    pub violations: BTreeMap<Side, usize>,
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
