//! A run of the cases against a service.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use http::{HeaderName, HeaderValue};
use tokio::runtime::Handle;

use super::answer::Reader;
use super::asker::Asker;
use super::ids::Ids;
use super::outcome::{Judged, Outcome, Reason};
use super::peer::Transport;
use super::plan::{Job, SCENARIO, jobs, least};
use super::routes::Routes;
use super::scenario;
use super::setup;
use super::verdict::Verdict;
use super::{Error, Options};
use reversals_cases::scenario::Scenario;
use reversals_cases::{Case, Location, Suite};
use reversals_judge::law::{Court, Memory};
use reversals_judge::{Contract, Finding, Kind};
use reversals_pair::{GeneratedClient, GeneratedServer};

/// The most of a body that a finding shows, in bytes.
const SHOWN: usize = 4 << 10;

/// Asks a service what the cases ask, and judges the answers.
///
/// The result has every test of a server in the order of the cases' ids, and each case that judges a client alone,
/// whatever the order of the answers. `progress` is called with the number of cases that are done, and of all.
///
/// Blocks until all is done; it may be called from any thread. Errors: what [`Error`] says, before any case is sent.
pub fn judge(
    options: &Options,
    suite: &Suite,
    contract: &Contract,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<Judged>, Error> {
    if options.key.is_live() && !options.allow_live {
        return Err(Error::LiveKey);
    }
    for (name, value) in &options.headers {
        if HeaderName::try_from(name).is_err() || HeaderValue::try_from(value).is_err() {
            return Err(Error::Header(name.clone()));
        }
    }
    let (client, server) = (GeneratedClient::new()?, GeneratedServer::new());
    let reader = Reader {
        contract,
        client: &client,
        server: &server,
    };
    let (_own, runtime) = if let Some(handle) = &options.runtime {
        (None, handle.clone())
    } else {
        let own = runtime()?;
        let handle = own.handle().clone();
        (Some(Own(Some(own))), handle)
    };
    let run = Run {
        options,
        transport: options.target.open(options.limits)?,
        runtime,
        routes: Routes::new(&contract.api),
        reader,
        suite,
        least: least(suite),
        spent: Mutex::default(),
        made: Mutex::default(),
        memory: Memory::default(),
        moved: AtomicBool::new(false),
        retries: AtomicUsize::new(options.retries),
        unanswered: AtomicUsize::new(0),
        key_taken: AtomicBool::new(false),
    };
    // A runtime can't be entered within another, so it has a thread of its own.
    std::thread::scope(|scope| {
        joined(scope.spawn(|| {
            let ids = run.prepare()?;
            let jobs = jobs(suite, &contract.api, |id| options.asks(id));
            let (mut judged, unserved, sent) = run.all(jobs, &ids, progress);
            judged.extend(run.scenarios(&ids, &unserved, sent));
            if let Some(setup) = &options.setup {
                let asker = Asker::new(&run);
                run.runtime.block_on(setup::clear(setup, &ids, &asker));
            }
            Ok(judged)
        }))
    })
}

/// A runtime of the run's own. The caller may be on another, where none can be waited for.
struct Own(Option<tokio::runtime::Runtime>);

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(own) = self.0.take() {
            own.shutdown_background();
        }
    }
}

/// What the threads of a run share.
pub(super) struct Run<'a> {
    pub(super) options: &'a Options,
    pub(super) transport: Arc<dyn Transport>,
    runtime: Handle,
    pub(super) routes: Routes,
    pub(super) reader: Reader<'a>,
    pub(super) suite: &'a Suite,
    /// The least request of each operation.
    pub(super) least: BTreeMap<String, Arc<Case>>,
    /// How many of the ids that were given are used up, by name.
    pub(super) spent: Mutex<BTreeMap<String, usize>>,
    /// What made objects: method and path.
    pub(super) made: Mutex<BTreeSet<String>>,
    /// What the service has shown.
    pub(super) memory: Memory,
    /// Whether the service's clock was moved.
    pub(super) moved: AtomicBool,
    /// The retries that are left.
    pub(super) retries: AtomicUsize,
    /// The requests so far that had no answer.
    pub(super) unanswered: AtomicUsize,
    /// Whether any request with the key was a success.
    pub(super) key_taken: AtomicBool,
}

/// What a thread gives; its panic is ours.
pub(super) fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|source| Error::Io {
            what: "starting a runtime",
            source,
        })
}

impl Run<'_> {
    /// The ids for the cases.
    fn prepare(&self) -> Result<Ids, Error> {
        let mut ids = Ids::given(&self.options.ids);
        let asker = Asker::new(self);
        self.runtime.block_on(async {
            self.transport.reach().await.map_err(Error::Unreachable)?;
            if let Some(setup) = &self.options.setup {
                setup::run(setup, &mut ids, &asker).await;
            }
            Ok(ids)
        })
    }

    /// What comes of the cases, the operations that the service does not have, and how many requests that took at most.
    fn all(
        &self,
        mut jobs: Vec<Job>,
        ids: &Ids,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> (Vec<Judged>, BTreeSet<String>, usize) {
        // Which cases are beyond the bound does not depend on who is answered first.
        let mut sent = 0;
        let setup = self.options.setup.as_ref();
        for job in &mut jobs {
            let operation = &job.case.call.operation;
            job.renewed = setup.is_some_and(|setup| setup.renews(operation));
            sent += job.requests();
            if job.requests() > 0 && sent > self.options.requests {
                job.skipped = Some(Reason::Budget);
            }
        }
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let results = Mutex::new(Vec::with_capacity(jobs.len()));
        let work = || {
            let asker = Asker::new(self);
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(job) = jobs.get(index) else { return };
                let verdicts = self.runtime.block_on(asker.job(job, ids));
                let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                results.push((index, verdicts));
                drop(results);
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, jobs.len());
            }
        };
        std::thread::scope(|scope| {
            // What is given may be used up, and then the next is for all.
            let given = setup.is_some_and(|setup| setup.uses_up(&self.options.ids));
            let workers = if given {
                1
            } else {
                self.options.concurrency.max(1)
            };
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            workers.into_iter().for_each(joined);
        });
        let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.sort_by_key(|(index, _)| *index);
        let key_taken = self.key_taken.load(Ordering::Relaxed);
        let served = |served: bool| {
            let with = results.iter().filter(move |(_, verdicts)| {
                let mut verdicts = verdicts.iter();
                verdicts.any(|(_, verdict)| verdict.served == Some(served))
            });
            with.map(|(index, _)| jobs[*index].case.call.operation.clone())
        };
        let here: BTreeSet<_> = served(true).collect();
        let unserved: BTreeSet<_> = served(false).filter(|it| !here.contains(it)).collect();
        let judged = results.into_iter().flat_map(|(index, verdicts)| {
            let job = &jobs[index];
            let operation = &job.case.call.operation;
            let gone = unserved.contains(operation) && job.skipped.is_none();
            let verdicts = verdicts.into_iter().map(move |(kind, verdict)| {
                let reason = || Reason::NotServed(operation.clone());
                let gone = gone.then(|| Verdict::not_judged(reason()));
                (kind, gone.unwrap_or(verdict))
            });
            verdicts.map(move |(kind, verdict)| self.judged(job, kind, verdict, key_taken))
        });
        let judged = judged.collect();
        (judged, unserved, sent)
    }

    /// The laws, and what they are asked with.
    pub(super) fn court(&self) -> Court<'_> {
        Court {
            laws: &self.suite.laws,
            contract: self.reader.contract,
            live: self.options.key.is_live(),
            clock_free: self.options.clock_free || self.moved.load(Ordering::Relaxed),
            tally: &self.options.tally,
            memory: &self.memory,
        }
    }

    /// What comes of each scenario. Those in which time passes are the last, since that is for all.
    fn scenarios(&self, ids: &Ids, unserved: &BTreeSet<String>, mut sent: usize) -> Vec<Judged> {
        let asker = Asker::new(self);
        let asked = |scenario: &&Scenario| self.options.asks(&scenario.name());
        let mut scenarios: Vec<_> = self.suite.scenarios.iter().filter(asked).collect();
        scenarios.sort_by_key(|scenario| scenario.steps.iter().any(|step| step.passes));
        let mut judged = Vec::new();
        for scenario in scenarios {
            sent += scenario.steps.iter().map(|step| step.times).sum::<usize>();
            let mut operations = scenario.operations().into_iter();
            let verdict = if let Some(gone) = operations.find(|it| unserved.contains(*it)) {
                Verdict::not_judged(Reason::NotServed(gone.to_owned()))
            } else if sent > self.options.requests {
                Verdict::not_judged(Reason::Budget)
            } else {
                let play = || {
                    let played = scenario::play(scenario, &asker, ids);
                    self.runtime.block_on(played)
                };
                match play() {
                    failed if scenario.shared && failed.fails() => play(),
                    verdict => verdict,
                }
            };
            let name = scenario.name();
            judged.push(self.told(
                &name,
                &scenario.at,
                Some(SCENARIO.to_owned()),
                verdict,
                true,
            ));
        }
        judged.sort_by(|one, other| one.test.cmp(&other.test));
        judged
    }

    fn judged(&self, job: &Job, kind: Option<Kind>, verdict: Verdict, key_taken: bool) -> Judged {
        let accepted = !verdict.refused
            && matches!(
                kind,
                Some(Kind::ServerDecode | Kind::ServerDecodeSpelling(_))
            );
        let kind = kind.map(|kind| kind.to_string());
        let mut judged = self.told(&job.case.id, &job.case.at, kind, verdict, key_taken);
        judged.operation = Some(job.case.call.operation.clone());
        judged.accepted = accepted && matches!(judged.outcome, Outcome::Passed);
        judged
    }

    fn told(
        &self,
        case: &str,
        at: &Location,
        kind: Option<String>,
        verdict: Verdict,
        key_taken: bool,
    ) -> Judged {
        let mut outcome = match verdict.outcome {
            Outcome::NotJudged(Reason::Faltered(found)) => {
                Outcome::Failed(Finding::new("set-up", "objects as before", found))
            }
            outcome => outcome,
        };
        if verdict.unauthorized && !key_taken {
            outcome = Outcome::NotJudged(Reason::KeyRefused);
        }
        let key = &self.options.key;
        let mut notes = verdict.notes;
        let failed = match &mut outcome {
            Outcome::Failed(finding) => Some(&mut **finding),
            _ => None,
        };
        for finding in failed.into_iter().chain(&mut notes) {
            key.hide_in(finding);
            shorten(finding);
        }
        if let Outcome::NotJudged(reason) = &mut outcome
            && let Some(text) = reason.text_mut()
        {
            *text = key.hide(text);
            cut(text);
        }
        Judged {
            test: kind.map_or(case.to_owned(), |kind| format!("{case}::{kind}")),
            case: case.to_owned(),
            at: at.clone(),
            operation: None,
            accepted: false,
            outcome,
            notes,
        }
    }
}

/// Cuts what is too long to be shown.
pub(super) fn shorten(finding: &mut Finding) {
    cut(&mut finding.expected);
    cut(&mut finding.found);
    if let Some(response) = &mut finding.exchange.response {
        cut(&mut response.body);
    }
}

fn cut(text: &mut String) {
    if text.len() > SHOWN {
        let end = (0..=SHOWN).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        text.push_str("...");
    }
}
