//! The suite as a service's own tests.
//!
//! A test target with `harness = false` in a team's crate, such as `tests/contract.rs`:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use reversals_conformance::harness::Contract;
//!
//! # fn router() -> axum::Router { axum::Router::new() }
//! fn main() -> ExitCode {
//!     Contract::of(router()) // Whatever is a `tower::Service`: no socket is opened.
//!         .id("acct_1", "acct_123")
//!         .id("fa_1", "fa_123")
//!         .report("target/contract.xml")
//!         .run()
//! }
//! ```
//!
//! `cargo test --test contract` has one test for each that the service can be judged by, under the name that
//! `cargo xtask conformance --explain` knows, and one of the whole: `floor`, how much was judged. A test that can't be
//! judged is ignored, with the reason. Filters are those of `cargo test`; what they leave out is not asked, but for
//! `floor`, which is about all.

mod run;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyper::body::{Body, Bytes};
use libtest_mimic::{Arguments, Trial};
use reversals_codegen::select::Pattern;
use serde_json::Value;

use reversals_judge as judge;
use reversals_judge::subject::KEY;
use reversals_remote::{ApiKey, Fixtures, Known, Options, Peer, Setup, Wanted, planned};

use run::Run;

/// The name of the test of the whole.
const FLOOR: &str = "floor";

/// The name of the test of the known failures.
const KNOWN: &str = "known_failures";

type Change = Box<dyn FnOnce(&mut Options)>;
type Boxed = Box<dyn std::error::Error + Send + Sync>;

/// A service, and what is to be known of it.
pub struct Contract {
    peer: Result<Peer, reversals_remote::Error>,
    key: String,
    change: Vec<Change>,
    only: Vec<String>,
    known: Option<PathBuf>,
    reports: Vec<PathBuf>,
}

/// Why nothing is tested.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The cases can't be read.
    #[error(transparent)]
    Cases(#[from] reversals_cases::Error),
    /// The document can't be read.
    #[error(transparent)]
    Document(#[from] judge::ContractError),
    /// The service can't be asked.
    #[error(transparent)]
    Service(#[from] reversals_remote::Error),
    /// A pattern is none.
    #[error("`{0}`: {1}")]
    Pattern(String, &'static str),
    /// A pattern is about no operation.
    #[error(transparent)]
    Unmatched(#[from] reversals_remote::Unmatched),
    /// The known failures can't be read.
    #[error(transparent)]
    Known(#[from] reversals_remote::Refused),
}

impl Contract {
    /// A service in this process: an `axum::Router`, or whatever else is a `tower::Service` of requests with axum's body.
    pub fn of<S, R>(service: S) -> Self
    where
        S: tower::Service<http::Request<axum::body::Body>, Response = http::Response<R>>
            + Clone
            + Send
            + 'static,
        S::Error: Into<Boxed>,
        R: Body + 'static,
        R::Error: Into<Boxed>,
    {
        Self::new(Ok(Peer::here(service)))
    }

    /// A service in this process that takes another body, such as `http_body_util::Full<Bytes>`: any that bytes can be
    /// made into.
    pub fn of_body<B, S, R>(service: S) -> Self
    where
        S: tower::Service<http::Request<B>, Response = http::Response<R>> + Clone + Send + 'static,
        S::Error: Into<Boxed>,
        B: From<Bytes> + 'static,
        R: Body + 'static,
        R::Error: Into<Boxed>,
    {
        Self::new(Ok(Peer::here(service)))
    }

    /// A service in test mode at an address, such as `http://127.0.0.1:12111`. The cases move its money.
    pub fn at(address: &str) -> Self {
        Self::new(address.parse())
    }

    fn new(peer: Result<Peer, reversals_remote::Error>) -> Self {
        Self {
            peer,
            key: KEY.to_owned(),
            change: Vec::new(),
            only: Vec::new(),
            known: None,
            reports: Vec::new(),
        }
    }

    /// A key that the service takes; `sk_test_123` where none is given.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = key.into();
        self
    }

    /// Anything else of the options of a run.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Options) + 'static) -> Self {
        self.change.push(Box::new(change));
        self
    }

    /// The id of an object of the service, by the name that the cases use: `fa_1`. Several, with commas between, are used one
    /// after the other, where calls use them up.
    #[must_use]
    pub fn id(self, name: impl Into<String>, id: impl Into<String>) -> Self {
        let (name, id) = (name.into(), id.into());
        self.with(move |options| {
            options.ids.insert(name, id);
        })
    }

    /// Makes the objects that the tests are about, where the service has no requests that do: it is asked whatever
    /// `conformance/cases/setup.yaml` and the scenarios ask beside the operations, and gives the object, or why there is
    /// none; or nothing, and then the service is asked.
    ///
    /// ```no_run
    /// # use reversals_conformance::harness::Contract;
    /// # use serde_json::json;
    /// # fn router() -> axum::Router { axum::Router::new() }
    /// # fn new_transfer(amount: &str) -> String { amount.to_owned() }
    /// Contract::of(router()).fixtures(|wanted| match (wanted.method, wanted.path) {
    ///     ("POST", "/v1/transfers") => Some(Ok(json!({"id": new_transfer(&wanted.form["amount"])}))),
    ///     _ => None,
    /// });
    /// ```
    #[must_use]
    pub fn fixtures(
        self,
        make: impl Fn(&Wanted<'_>) -> Option<Result<Value, String>> + Send + Sync + 'static,
    ) -> Self {
        self.with(|options| options.fixtures = Some(Fixtures::new(make)))
    }

    /// How long until what is under way is done, where neither fixtures nor service can put the clock forward.
    #[must_use]
    pub fn wait(self, time: Duration) -> Self {
        self.with(move |options| options.settles = Some(time))
    }

    /// The operations that the service has, with commas between: `create,retrieve`. Each is an operationId, a path, a
    /// resource or a verb, `*` in it stands for any text, and `!` before it leaves out. Others have no tests.
    #[must_use]
    pub fn only(mut self, patterns: &str) -> Self {
        self.only.extend(patterns.split(',').map(str::to_owned));
        self
    }

    /// A file of tests that the service is known to fail, from the package's folder: see [`Known`]. They pass, and the
    /// test `known_failures` fails for an entry that passes, is unused or past its day.
    #[must_use]
    pub fn known(mut self, file: impl Into<PathBuf>) -> Self {
        self.known = Some(file.into());
        self
    }

    /// Writes a report to a file, each time tests are run: `JUnit` for `.xml`, SARIF for `.sarif`, a page for `.html`,
    /// Markdown for `.md`, else JSON. May be called several times.
    #[must_use]
    pub fn report(mut self, file: impl Into<PathBuf>) -> Self {
        self.reports.push(file.into());
        self
    }

    /// Reads the arguments of the process, runs the tests that they choose, and says what came of them.
    ///
    /// The exit code is that of a test program: 0, or 101 where a test fails; 3 where nothing could be tested, with the
    /// reason on standard error.
    pub fn run(self) -> ExitCode {
        let arguments = Arguments::from_args();
        match self.trials(&arguments) {
            Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::from(3)
            }
        }
    }

    /// The tests, for a program that has others beside them. Nothing is asked before the first is run.
    ///
    /// Errors: cases, document or address can't be read.
    pub fn trials(self, arguments: &Arguments) -> Result<Vec<Trial>, Error> {
        let cases = reversals_cases::folder();
        let suite = reversals_cases::load(&cases)?;
        let root = cases.ancestors().nth(2).unwrap_or(&cases);
        let contract = judge::Contract::of_fragments(&root.join("spec"))?;
        let mut options = Options::new(self.peer?, ApiKey::new(&self.key)?);
        options.setup = Some(Setup::load(&cases)?);
        for change in self.change {
            change(&mut options);
        }
        let patterns = self.only.into_iter().map(|text| {
            let pattern = text.parse::<Pattern>();
            pattern.map_err(|why| Error::Pattern(text, why))
        });
        let patterns = patterns.collect::<Result<Vec<_>, _>>()?;
        let operations = reversals_remote::operations(&contract.api, &patterns)?;
        let planned = planned(&suite, &contract.api);
        let known = self.known.as_deref().map(Known::load).transpose()?;
        let run = Arc::new(Run {
            options: OnceLock::new(),
            suite,
            contract,
            key: self.key,
            known,
            planned: planned.clone(),
            reports: self.reports,
            done: OnceLock::new(),
        });
        let mut trials = Vec::new();
        let (mut all, mut chosen) = (BTreeSet::new(), BTreeSet::new());
        let planned = planned.into_iter();
        for test in planned.filter(|test| test.operations.is_subset(&operations)) {
            let (run, name) = (Arc::clone(&run), test.test.clone());
            let trial = Trial::ignorable_test(test.test, move || run.test(&name));
            if !arguments.is_filtered_out(&trial) {
                chosen.insert(test.case.clone());
            }
            all.insert(test.case);
            trials.push(trial);
        }
        let mut whole = Vec::new();
        let of_floor = Arc::clone(&run);
        whole.push(Trial::test(FLOOR, move || of_floor.floor()));
        if run.known.is_some() {
            let of_known = Arc::clone(&run);
            whole.push(Trial::test(KNOWN, move || of_known.wrong()));
        }
        let wanted = |trial: &Trial| !arguments.is_filtered_out(trial);
        let of_all = whole.iter().any(wanted);
        options.chosen = Some(if of_all { all } else { chosen });
        trials.extend(whole);
        let _ = run.options.set(options);
        Ok(trials)
    }
}
