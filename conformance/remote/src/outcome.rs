//! What came of a test, and why nothing did.

use std::fmt;

use reversals_cases::Location;
use reversals_judge::Finding;

/// One test and what came of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The test's name, as in a run in one process: `transfer_reversals/create/amount/of_one::server-decode`; that of
    /// the case where the case has no test of a server.
    pub test: String,
    /// The case's id.
    pub case: String,
    /// Where the case is written.
    pub at: Location,
    /// The operation, by operationId; none where there are several.
    pub operation: Option<String>,
    /// Whether the service accepted a request that the document allows.
    pub accepted: bool,
    /// What came of it.
    pub outcome: Outcome,
    /// What differs without failing the test.
    pub notes: Vec<Finding>,
}

/// What came of a test.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not.
    Failed(Box<Finding>),
    /// Nobody can say.
    NotJudged(Reason),
}

/// Why a test was not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The case judges a client.
    ClientOnly,
    /// The case can't be judged over HTTP, as the cases themselves say, and why.
    Impossible(String),
    /// The request needs an id that nobody gave.
    NoId {
        /// The name that the cases use.
        id: String,
        /// Why there is none.
        why: String,
    },
    /// The request can't be sent over HTTP as it is written.
    Unsendable(String),
    /// The service refuses even the least request of the operation, and in which words.
    Own(String),
    /// Whatever is asked of the operation, the service answers that it has no such.
    NotServed(String),
    /// The service knows no key like the one that was given: every request with it came back with 401.
    KeyRefused,
    /// What made objects before was refused with an error of the service: a failure.
    Faltered(String),
    /// What a scenario is about can't be made.
    NotSetUp {
        /// Why.
        why: String,
        /// What the caller can give.
        give: Option<String>,
    },
    /// More requests than were allowed.
    Budget,
    /// The request was not accepted, which is a finding of another test of the case.
    NoAnswer,
    /// Too many requests before it had no answer.
    GaveUp,
}

impl Reason {
    /// A stable name to count by.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ClientOnly => "client-only",
            Self::Impossible(_) => "impossible",
            Self::NoId { .. } => "no-id",
            Self::Unsendable(_) => "unsendable",
            Self::Own(_) => "own-reason",
            Self::NotServed(_) => "not-served",
            Self::KeyRefused => "key-refused",
            Self::Faltered(_) => "faltered",
            Self::NotSetUp { .. } => "not-set-up",
            Self::Budget => "budget",
            Self::NoAnswer => "no-answer",
            Self::GaveUp => "gave-up",
        }
    }

    /// What the caller can give, so that the test is judged next time.
    pub fn lifted_by(&self) -> Option<String> {
        match self {
            Self::NoId { id, .. } => Some(format!("--id {id}=ID")),
            Self::NoAnswer => Some("a service that accepts the request".to_owned()),
            Self::GaveUp => Some("a service that answers each request".to_owned()),
            Self::Own(_) => Some(
                "--id of an object about which the service accepts the least request, or of several: NAME=a,b,c"
                    .to_owned(),
            ),
            Self::NotServed(operation) => Some(format!(
                "--only '!{operation}', where the service is to be without it"
            )),
            Self::KeyRefused => Some("--api-key with a key that the service takes".to_owned()),
            Self::NotSetUp { give, .. } => give.clone(),
            Self::Budget => Some("--filter, to ask less at a time".to_owned()),
            _ => None,
        }
    }

    /// The text that the service or the system gave for it, if any.
    pub(super) fn text_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Unsendable(text)
            | Self::Own(text)
            | Self::NoId { why: text, .. }
            | Self::NotSetUp { why: text, .. } => Some(text),
            _ => None,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClientOnly => f.write_str("the case judges a client"),
            Self::Impossible(why) | Self::Faltered(why) | Self::NotSetUp { why, .. } => {
                f.write_str(why)
            }
            Self::NoId { id, why } => write!(f, "it needs the id `{id}`: {why}"),
            Self::Unsendable(why) => write!(f, "HTTP can't carry the request: {why}"),
            Self::Own(said) => write!(
                f,
                "the service refuses even the least request of the operation: {said}"
            ),
            Self::NotServed(operation) => write!(f, "operation {operation} is not served"),
            Self::KeyRefused => f.write_str("the service does not take the key"),
            Self::Budget => f.write_str("the bound on requests was reached"),
            Self::NoAnswer => {
                f.write_str("its request was not accepted, as another test of the case says")
            }
            Self::GaveUp => f.write_str("too many requests before it had no answer"),
        }
    }
}
