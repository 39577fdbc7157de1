//! The cases against anything that listens: a server at an address ([`judge`]), or a pair that already talks, with
//! [`proxy`] between them.
//!
//! A server at an address has no handler that can be told what to answer, and keeps state. So less can be judged of it
//! than of a server in the same process, and what can't is *not judged*, with the reason, never counted as passed:
//!
//! - a refused request is judged by status, `type`, `param` and the documented `code`; another `message` is a note,
//!   and a failure with [`Options::strict`];
//! - a request that the document allows must be answered with the documented success, of the documented media type
//!   and schema, and the generated client must read it; the same in other spellings. What a service with state may
//!   refuse is among the cases ([`reversals_cases::over_http`]). Any other refusal is a failure, unless the least request
//!   of the operation, about an object that is as fresh, is refused too;
//! - every answer keeps the laws ([`reversals_judge::law`]);
//! - scenarios ([`reversals_cases::scenario`]) make what they are about, so that nothing excuses a refusal in them.
//!
//! **It is for test mode.** Requests go out as the cases write them, and some of them move money. Keys of live mode
//! are refused unless [`Options::allow_live`] says otherwise.
#![forbid(unsafe_code)]

mod answer;
mod asker;
mod encoding;
mod fixtures;
mod floor;
mod ids;
mod key;
mod only;
mod outcome;
mod peer;
mod plan;
pub mod proxy;
mod routes;
mod run;
mod scenario;
mod sender;
mod setup;
mod target;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use reversals_judge::law::Tally;

pub use answer::Rule;
pub use fixtures::{Fixtures, Wanted};
pub use floor::{Floor, Share};
pub use key::ApiKey;
pub use only::{Unmatched, operations};
pub use outcome::{Judged, Outcome, Reason};
pub use peer::Peer;
pub use plan::{Planned, planned};
pub use reversals_cases::known::{Came, Known, Refused, today};
pub use reversals_cases::setup::Setup;
pub use routes::Routes;
pub use run::judge;
pub use sender::{Limits, Unanswered};
pub use target::Target;

/// Whom to ask, and how much.
#[derive(Clone, Debug)]
pub struct Options {
    /// The service.
    pub target: Peer,
    /// The key that takes the place of the cases' made-up one.
    pub key: ApiKey,
    /// Whether a key of live mode may be used, and money that is real be moved.
    pub allow_live: bool,
    /// Whether another `code`, `message` or answered header fails a test, and not only notes it.
    pub strict: bool,
    /// What is asked first, to have ids for the cases.
    pub setup: Option<Setup>,
    /// What answers in the service's place what is no operation of the document.
    pub fixtures: Option<Fixtures>,
    /// Where the service's own tasks are, where it has any; a runtime of the run's own if not. It must be one of several
    /// threads, or nobody does the tasks.
    pub runtime: Option<tokio::runtime::Handle>,
    /// How long what is under way on the service's side takes, where its clock can't be moved.
    pub settles: Option<Duration>,
    /// Whether the service's clock has nothing to do with its `Date`.
    pub clock_free: bool,
    /// The ids of the cases and scenarios that are asked; all where it is none.
    pub chosen: Option<BTreeSet<String>>,
    /// Ids that the caller knows, by the name that the cases use: `tr_1` to `tr_1Mio2d...`.
    /// Several with commas between are used one after the other, where calls use them up.
    pub ids: BTreeMap<String, String>,
    /// Headers of every request that does not say otherwise, by lower-case name: an account, for example.
    pub headers: BTreeMap<String, String>,
    /// How long and how much to wait for an answer.
    pub limits: Limits,
    /// How many requests are under way at a time: 4 unless said otherwise, at least 1.
    pub concurrency: usize,
    /// How many requests are sent in all, retries apart. Cases beyond it are not judged.
    pub requests: usize,
    /// How often one request is sent at most, when it is answered with 429 or 503 and a `Retry-After` in seconds; twice as
    /// often with `Stripe-Should-Retry: true` and no such time.
    pub tries: usize,
    /// How many retries in vain there are in all.
    pub retries: usize,
    /// The longest `Retry-After` that is waited for.
    pub wait: Duration,
    /// After how many requests without an answer the rest is given up.
    pub unanswered: usize,
    /// What is counted while it runs: laws and control requests.
    pub tally: Arc<Tally>,
}

impl Options {
    /// The defaults for a service and a key.
    pub fn new(target: Peer, key: ApiKey) -> Self {
        Self {
            target,
            key,
            allow_live: false,
            strict: false,
            setup: None,
            fixtures: None,
            runtime: None,
            settles: None,
            clock_free: false,
            chosen: None,
            ids: BTreeMap::new(),
            headers: BTreeMap::new(),
            limits: Limits::default(),
            concurrency: 4,
            requests: 20_000,
            tries: 3,
            retries: 100,
            wait: Duration::from_secs(5),
            unanswered: 25,
            tally: Arc::default(),
        }
    }

    /// Whether a case or scenario is asked.
    fn asks(&self, id: &str) -> bool {
        self.chosen
            .as_ref()
            .is_none_or(|chosen| chosen.contains(id))
    }
}

/// Why nothing could be judged. No text of it has a key in it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is none that can be asked.
    #[error("the address is not understood: {0}")]
    Address(&'static str),
    /// The address is `https`, which this build can't speak.
    #[error("this build speaks no https: build it with `--features tls`, or ask an http address")]
    NoTls,
    /// The key can't be used.
    #[error("the API key is refused: {0}")]
    Key(&'static str),
    /// A key of live mode.
    #[error(
        "the API key is one of live mode, and the cases move money: use one of test mode, or allow it explicitly"
    )]
    LiveKey,
    /// A header that no request can have.
    #[error("no request can have the header `{0}`")]
    Header(String),
    /// The service does not answer at all.
    #[error("the service can't be reached: {0}")]
    Unreachable(Unanswered),
    /// The system refuses what a run needs.
    #[error("{what}: {source}")]
    Io {
        /// What was wanted.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// No client could be built to read answers.
    #[error("no client: {0}")]
    Client(#[from] reversals_pair::Error),
}
