//! Cases: facts about one exchange each, as data.
//!
//! This links nothing that was generated, so that who makes the generated files can read the cases.
#![forbid(unsafe_code)]

pub mod call;
mod expand;
pub mod format;
pub mod known;
pub mod law;
mod load;
mod merge;
pub mod over_http;
pub mod patch;
pub mod remedies;
mod repeat;
pub mod scenario;
pub mod schema;
pub mod setup;
#[cfg(feature = "vectors")]
pub mod vectors;
pub mod wire;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use format::{Documented, Expected, Origin, Schema, Side, Spelling, Values, Verdict};
pub use load::{Error, files, load, load_yaml, proposed, shown, slashed};

use call::Call;

/// Every case, and what they share.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// The cases, by id.
    pub cases: Vec<Arc<Case>>,
    /// Why what a client gives can differ from the body that it read, by name.
    pub foldings: BTreeMap<String, Folding>,
    /// The payload files, and the cases that use each.
    pub payloads: BTreeMap<String, Vec<String>>,
    /// What holds between a request and its answer, whoever answers.
    pub laws: law::Laws,
    /// Sequences of exchanges.
    pub scenarios: Vec<scenario::Scenario>,
    /// What a service with state may answer where a case has a handler that does as it is told.
    pub remote: over_http::OverHttp,
    /// What a caller does about a refusal.
    pub remedies: remedies::Remedies,
}

impl Suite {
    /// The first of the names that no case, scenario or set-up has for an id.
    pub fn stranger<'a>(
        &self,
        setup: &setup::Setup,
        mut names: impl Iterator<Item = &'a String>,
    ) -> Option<&'a String> {
        names.find(|name| {
            let mut cases = self.cases.iter();
            let mut scenarios = self.scenarios.iter();
            !setup.ids.contains_key(*name)
                && !cases.any(|case| case.request.mentions(name))
                && !scenarios.any(|scenario| scenario.uses(name))
        })
    }

    /// A step of a scenario in a line.
    pub fn line(&self, step: &scenario::Step) -> String {
        let operation = step.operation.as_ref();
        let case = operation.and_then(|id| self.cases.iter().find(|it| it.call.operation == *id));
        let method = case.map(|case| case.request.method.as_str());
        step.line(method.or(step.method.as_deref()).unwrap_or_default())
    }
}

/// A difference between a body and what a client gives for it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Folding {
    /// What becomes of what.
    pub what: String,
    /// Why that loses nothing that matters.
    pub why: String,
}

/// Where a case is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// The file, below the repository, with forward slashes.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// One exchange and what must come of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The id: `transfer_reversals/create/amount/of_one`.
    pub id: String,
    /// The folder of the operation: `transfer_reversals/create`.
    pub folder: String,
    /// Where it is written.
    pub at: Location,
    /// Whether another file carries it: its response is that of an object which several operations share.
    pub carried: bool,
    /// What it rests on.
    pub origin: Origin,
    /// What a reader should know.
    pub note: Option<String>,
    /// The SHA-256 of the payload file's text, as the documentation prints it; none where no file is used.
    pub printed: Option<String>,
    /// The call; of a refused request only the operation counts, unless `has_input`.
    pub call: Call,
    /// Whether the case says what the caller gives.
    pub has_input: bool,
    /// The request.
    pub request: wire::Request,
    /// Whether the request is said: all cases but those of inputs that can't be expressed.
    pub has_request: bool,
    /// Headers that have any version 4 UUID.
    pub uuids: Vec<String>,
    /// Other spellings of the request.
    pub same_as: Vec<wire::Request>,
    /// Names that the request must not have.
    pub absent: Vec<String>,
    /// Where the published schema judges otherwise than the case does.
    pub schema: Option<Schema>,
    /// The response's body, where the case writes it as text since a JSON value would not keep what matters: the
    /// spelling of a number, a member that is there twice, what is no JSON.
    pub text: Option<String>,
    /// What must come of it.
    pub judge: Judge,
}

/// What must come of an exchange.
#[derive(Clone, Debug)]
pub enum Judge {
    /// Both sides understand each other.
    Exchange {
        /// The response.
        response: wire::Response,
        /// Its body.
        body: Value,
        /// What the client gives.
        output: Value,
        /// The folding that makes a difference between body and output.
        folding: Option<String>,
        /// The sides that the case judges.
        sides: Vec<Side>,
    },
    /// The server refuses the request before its handler.
    Refused(Refusal),
    /// The client refuses the response.
    Refuses {
        /// The response.
        response: wire::Response,
        /// Its body, where that is JSON.
        body: Option<Value>,
        /// The place that is refused.
        at: String,
        /// What is expected there.
        expected: Expected,
    },
    /// The client keeps a response that the document doesn't describe.
    Undocumented {
        /// The response.
        response: wire::Response,
    },
    /// The client's types can't express the input.
    Unrepresentable,
    /// The published schemas list these values and no others.
    Values(Values),
}

/// What the error envelope of a refusal holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The status.
    pub status: u16,
    /// `error.type`
    pub type_: String,
    /// `error.code`; none where there is none.
    pub code: Option<String>,
    /// `error.param`; none where there is none.
    pub param: Option<String>,
    /// `error.message`, where its wording is known.
    pub message: Option<String>,
}

/// The folder of the cases in this repository.
pub fn folder() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).join("cases")
}
