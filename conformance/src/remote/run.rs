//! A run of the cases against a service.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::header::{HOST, RETRY_AFTER, USER_AGENT};
use http::{HeaderName, HeaderValue};
use hyper::body::Bytes;

use super::answer::{Answer, Reader};
use super::ids::Ids;
use super::outcome::{Judged, Outcome, Reason};
use super::plan::{Job, jobs};
use super::sender::{Sender, Unanswered, reachable};
use super::verdict::{self, Verdict};
use super::{Error, Options};
use crate::case::{Judge, Suite};
use crate::generated::GeneratedClient;
use crate::judge::{Contract, Finding, Kind};
use crate::wire::Request;

/// The longest idempotency key, in characters.
const LONGEST_KEY: usize = 255;
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
    let client = GeneratedClient::new()?;
    let reader = Reader {
        contract,
        client: &client,
    };
    let run = Run {
        options,
        reader,
        retries: AtomicUsize::new(options.retries),
        unanswered: AtomicUsize::new(0),
        key_taken: AtomicBool::new(false),
    };
    // A runtime can't be entered within another, so it has a thread of its own.
    let ids = std::thread::scope(|scope| joined(scope.spawn(|| run.prepare())))?;
    run.all(jobs(suite, &contract.api), &ids, progress)
}

struct Run<'a> {
    options: &'a Options,
    reader: Reader<'a>,
    /// The retries that are left.
    retries: AtomicUsize,
    unanswered: AtomicUsize,
    /// Whether any request with the key was a success.
    key_taken: AtomicBool,
}

/// What a thread gives; its panic is ours.
fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().map_err(|source| Error::Io {
        what: "starting a runtime",
        source,
    })
}

impl Run<'_> {
    /// The ids for the cases.
    fn prepare(&self) -> Result<Ids, Error> {
        let mut ids = Ids::given(&self.options.ids);
        let sender = Sender::new(self.options.limits)?;
        let asker = Asker {
            run: self,
            sender: &sender,
        };
        runtime()?.block_on(async {
            reachable(&self.options.target, self.options.limits)
                .await
                .map_err(Error::Unreachable)?;
            if let Some(setup) = &self.options.setup {
                setup.run(&mut ids, &asker).await;
            }
            Ok(ids)
        })
    }

    fn all(
        &self,
        mut jobs: Vec<Job>,
        ids: &Ids,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Vec<Judged>, Error> {
        // Which cases are beyond the bound does not depend on who is answered first.
        let mut sent = 0;
        for job in &mut jobs {
            sent += job.requests();
            if job.requests() > 0 && sent > self.options.requests {
                job.skipped = Some(Reason::Budget);
            }
        }
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let results = Mutex::new(Vec::with_capacity(jobs.len()));
        let work = || -> Result<(), Error> {
            let (runtime, sender) = (runtime()?, Sender::new(self.options.limits)?);
            let asker = Asker {
                run: self,
                sender: &sender,
            };
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(job) = jobs.get(index) else {
                    return Ok(());
                };
                let verdicts = runtime.block_on(asker.job(job, ids));
                let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                results.push((index, verdicts));
                drop(results);
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, jobs.len());
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.options.concurrency.max(1))
                .map(|_| scope.spawn(work))
                .collect();
            let ended = workers.into_iter().map(joined);
            ended.collect::<Result<Vec<()>, Error>>()
        })?;
        let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.sort_by_key(|(index, _)| *index);
        let key_taken = self.key_taken.load(Ordering::Relaxed);
        let judged = results.into_iter().flat_map(|(index, verdicts)| {
            let job = &jobs[index];
            let verdicts = verdicts.into_iter();
            verdicts.map(move |(kind, verdict)| self.judged(job, kind, verdict, key_taken))
        });
        Ok(judged.collect())
    }

    fn judged(&self, job: &Job, kind: Option<Kind>, verdict: Verdict, key_taken: bool) -> Judged {
        let mut outcome = verdict.outcome;
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
        let case = &job.case;
        Judged {
            test: kind.map_or(case.id.clone(), |kind| format!("{}::{kind}", case.id)),
            case: case.id.clone(),
            at: case.at.clone(),
            outcome,
            notes,
        }
    }
}

/// Sends requests of a run over the connections of one thread.
pub(super) struct Asker<'a> {
    run: &'a Run<'a>,
    sender: &'a Sender,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum AskError {
    #[error("HTTP can't carry it: {0}")]
    Unsendable(String),
    #[error("{0}")]
    Unanswered(#[from] Unanswered),
    #[error("too many requests before it had no answer")]
    GaveUp,
}

impl Asker<'_> {
    async fn job(&self, job: &Job, ids: &Ids) -> Vec<(Option<Kind>, Verdict)> {
        let all = |reason: &Reason| {
            let verdict = |kind| (kind, Verdict::not_judged(reason.clone()));
            if job.kinds.is_empty() {
                return vec![verdict(None)];
            }
            job.kinds.iter().map(|kind| verdict(Some(*kind))).collect()
        };
        if let Some(reason) = &job.skipped {
            return all(reason);
        }
        match &job.case.judge {
            Judge::Refused(refusal) => {
                // Who can't say who he is, or where he wants to go, is refused whatever the id.
                let request = match ids.put(&job.case.request) {
                    Err(_) if [401, 404].contains(&refusal.status) => {
                        ids.put_known(&job.case.request)
                    }
                    Err(reason) => return all(&reason),
                    Ok(request) => request,
                };
                let options = self.run.options;
                let verdict = match self.send(&refreshed(&request), refusal.status != 401).await {
                    Ok(answer) => {
                        let verdict = verdict::refused(
                            self.run.reader,
                            &job.case,
                            refusal,
                            &answer,
                            options.strict,
                        );
                        told(verdict, &request, Some(&answer))
                    }
                    Err(error) => unanswered(error, &request),
                };
                vec![(Some(Kind::ServerRefuse), verdict)]
            }
            Judge::Exchange { .. } => match ids.put(&job.case.request) {
                Ok(request) => self.exchange(job, &request, ids).await,
                Err(reason) => all(&reason),
            },
            _ => all(&Reason::ClientOnly),
        }
    }

    async fn exchange(
        &self,
        job: &Job,
        request: &Request,
        ids: &Ids,
    ) -> Vec<(Option<Kind>, Verdict)> {
        let mut verdicts = Vec::new();
        let mut usual = None;
        for kind in &job.kinds {
            let spelling = match kind {
                Kind::ServerDecode => request.clone(),
                Kind::ServerDecodeSpelling(number) => {
                    let Some(spelling) = job.case.same_as.get(*number) else {
                        continue;
                    };
                    match ids.put(spelling) {
                        Ok(spelling) => spelling,
                        Err(reason) => {
                            verdicts.push((Some(*kind), Verdict::not_judged(reason)));
                            continue;
                        }
                    }
                }
                // It is judged by the answer to the first request.
                _ => continue,
            };
            let (reader, case) = (self.run.reader, &job.case);
            let addressed = reader
                .operation(&case.call.operation)
                .is_some_and(|operation| ids.addresses(&operation.path, &case.request.path));
            let sent = refreshed(&spelling);
            let verdict = match self.send(&sent, true).await {
                Ok(answer) => {
                    let verdict =
                        verdict::accepted(reader, case, &answer, usual.as_ref(), addressed);
                    if *kind == Kind::ServerDecode && job.kinds.contains(&Kind::ServerEncode) {
                        let strict = self.run.options.strict;
                        let written = verdict::written(reader, case, &answer, &sent, strict);
                        let written = told(written, &spelling, Some(&answer));
                        verdicts.push((Some(Kind::ServerEncode), written));
                    }
                    told(verdict, &spelling, Some(&answer))
                }
                Err(error) => {
                    let verdict = unanswered(error, &spelling);
                    if *kind == Kind::ServerDecode && job.kinds.contains(&Kind::ServerEncode) {
                        let written = Verdict::not_judged(Reason::NoAnswer);
                        verdicts.push((Some(Kind::ServerEncode), written));
                    }
                    verdict
                }
            };
            usual.get_or_insert_with(|| verdict.outcome.clone());
            verdicts.push((Some(*kind), verdict));
        }
        verdicts.sort_by_key(|(kind, _)| *kind);
        verdicts
    }

    /// Sends a request of a case, with the key in the place of the made-up one where `keyed`.
    async fn send(&self, request: &Request, keyed: bool) -> Result<Answer, AskError> {
        let answer = self.ask_with(request, keyed).await?;
        if keyed && (200..300).contains(&answer.response.status) {
            self.run.key_taken.store(true, Ordering::Relaxed);
        }
        Ok(answer)
    }

    /// Sends a request with the key, as often as it takes.
    pub(super) async fn ask(&self, request: &Request) -> Result<Answer, AskError> {
        self.ask_with(&refreshed(request), true).await
    }

    async fn ask_with(&self, request: &Request, keyed: bool) -> Result<Answer, AskError> {
        let (run, options) = (self.run, self.run.options);
        let request = self
            .outgoing(request, keyed)
            .map_err(|error| AskError::Unsendable(error.to_string()))?;
        let mut tried = 0;
        loop {
            tried += 1;
            if run.unanswered.load(Ordering::Relaxed) >= options.unanswered {
                return Err(AskError::GaveUp);
            }
            let answer = match self.sender.send(request.clone()).await {
                Ok(answer) => answer,
                Err(error) => {
                    run.unanswered.fetch_add(1, Ordering::Relaxed);
                    return Err(error.into());
                }
            };
            match retry_after(&answer) {
                Some(wait) if tried < options.tries && wait <= options.wait && self.may_retry() => {
                    tokio::time::sleep(wait).await;
                }
                _ => return Ok(Answer::new(&answer)),
            }
        }
    }

    fn may_retry(&self) -> bool {
        let left = |left: usize| left.checked_sub(1);
        let retries = &self.run.retries;
        retries
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left)
            .is_ok()
    }

    /// The request as it goes out: as it is written, but for the key, a fresh idempotency key and what HTTP asks for.
    fn outgoing(&self, request: &Request, keyed: bool) -> Result<http::Request<Bytes>, http::Error> {
        let options = self.run.options;
        let mut builder = http::Request::builder()
            .method(request.method.as_str())
            .uri(options.target.at(&request.target())?)
            .header(HOST, options.target.host());
        let said = |name: &str| request.header(name).is_some();
        if !said(USER_AGENT.as_str()) && !options.headers.contains_key(USER_AGENT.as_str()) {
            builder = builder.header(
                USER_AGENT,
                concat!("reversals-conformance/", env!("CARGO_PKG_VERSION")),
            );
        }
        for (name, value) in &options.headers {
            if !said(name) {
                builder = builder.header(name, value);
            }
        }
        for (name, value) in &request.headers {
            let mut value = match name.as_str() {
                "authorization" if keyed => HeaderValue::try_from(options.key.put(value))?,
                _ => HeaderValue::try_from(value)?,
            };
            value.set_sensitive(name == "authorization");
            builder = builder.header(name, value);
        }
        builder.body(Bytes::from(request.body.clone().unwrap_or_default()))
    }
}

/// The request with an idempotency key that no request had before, of the kind of the written one: a service remembers
/// keys for longer than a run, and would answer what it answered before. A key that must be refused stays as it is.
fn refreshed(request: &Request) -> Request {
    let mut request = request.clone();
    let keys = request.headers.iter_mut();
    for (_, key) in keys.filter(|(name, _)| name == "idempotency-key") {
        let fresh = uuid::Uuid::new_v4();
        let good = !key.is_empty()
            && key.len() <= LONGEST_KEY
            && key.bytes().all(|byte| byte.is_ascii_graphic());
        if key == "<uuid>" {
            *key = fresh.to_string();
        } else if good {
            let fresh = fresh.simple().to_string();
            key.truncate(LONGEST_KEY - fresh.len());
            key.push_str(&fresh);
        }
    }
    request
}

/// The verdict with the messages that show it. The request is shown as the case writes it, so that it is the same in
/// every run.
fn told(mut verdict: Verdict, request: &Request, answer: Option<&Answer>) -> Verdict {
    let failed = match &mut verdict.outcome {
        Outcome::Failed(finding) => Some(&mut **finding),
        _ => None,
    };
    for finding in failed.into_iter().chain(&mut verdict.notes) {
        finding.exchange.request = Some(request.clone());
        finding.exchange.response = answer.map(|answer| answer.response.clone());
    }
    verdict
}

fn unanswered(error: AskError, request: &Request) -> Verdict {
    match error {
        AskError::Unsendable(why) => Verdict::not_judged(Reason::Unsendable(why)),
        AskError::GaveUp => Verdict::not_judged(Reason::GaveUp),
        AskError::Unanswered(error) => {
            let finding = Finding::new("response", "an answer", error);
            told(Verdict::failed(finding), request, None)
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

/// How long a service asks to wait, in seconds. A date is not waited for.
fn retry_after(answer: &http::Response<Bytes>) -> Option<Duration> {
    if ![429, 503].contains(&answer.status().as_u16()) {
        return None;
    }
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    Some(Duration::from_secs(seconds.trim().parse().ok()?))
}
