//! The requests of one case, sent and answered.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::HeaderValue;
use http::header::{HOST, RETRY_AFTER, USER_AGENT};
use hyper::body::Bytes;

use super::answer::{Answer, Reader, said};
use super::ids::Ids;
use super::outcome::{Outcome, Reason};
use super::plan::Job;
use super::run::Run;
use super::sender::Unanswered;
use super::setup;
use super::verdict::{self, Verdict};
use reversals_cases::wire::{Request, Response};
use reversals_cases::{Case, Judge};
use reversals_judge::law::Breached;
use reversals_judge::{Finding, Kind};

/// The longest idempotency key, in characters.
const LONGEST_KEY: usize = 255;

/// The first wait for a service that says no time; each one after it is twice as long, and a little more or less.
const SHORT: Duration = Duration::from_millis(50);

/// Sends requests of a run.
pub(super) struct Asker<'a> {
    pub(super) run: &'a Run<'a>,
    /// What takes away the objects that were made for the case that is asked.
    left: Mutex<Vec<Request>>,
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
    #[error("the fixtures say: {0}")]
    Fixtures(String),
}

impl<'a> Asker<'a> {
    pub(super) fn new(run: &'a Run<'a>) -> Self {
        Self {
            run,
            left: Mutex::default(),
        }
    }

    /// Has a request asked when the case is done.
    pub(super) fn leave(&self, request: Request) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.push(request);
    }

    async fn take_away(&self) {
        let left = std::mem::take(&mut *self.left.lock().unwrap_or_else(PoisonError::into_inner));
        for request in left {
            // It may be gone, since that is what some of the cases are about.
            let _ = self.ask(&refreshed(&request)).await;
        }
    }

    /// What comes of each test of a case, about the first of the ids that were given of which the service takes the least
    /// request.
    pub(super) async fn job(&self, job: &Job, ids: &Ids) -> Vec<(Option<Kind>, Verdict)> {
        let mut done = self.judged(job, ids).await;
        let setup = self.run.options.setup.as_ref();
        let own = |(_, it): &(_, Verdict)| matches!(it.outcome, Outcome::NotJudged(Reason::Own(_)));
        while done.iter().any(own) && setup.is_some_and(|it| setup::next(it, ids, self, &job.case))
        {
            let none = |it: &Verdict| matches!(it.outcome, Outcome::NotJudged(Reason::NoAnswer));
            let (again, kept): (Vec<_>, Vec<_>) =
                done.into_iter().partition(|it| own(it) || none(&it.1));
            let rest = Job {
                case: Arc::clone(&job.case),
                kinds: again.into_iter().filter_map(|(kind, _)| kind).collect(),
                renewed: job.renewed,
                skipped: None,
            };
            done = self.judged(&rest, ids).await;
            done.extend(kept);
        }
        self.take_away().await;
        done.sort_by_key(|(kind, _)| *kind);
        done
    }

    async fn judged(&self, job: &Job, ids: &Ids) -> Vec<(Option<Kind>, Verdict)> {
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
                // One that is taken all the same uses up what it is about.
                let request = match self.put(&job.case, &job.case.request, ids).await {
                    Err(_) if [401, 404].contains(&refusal.status) => {
                        ids.put_known(&job.case.request)
                    }
                    Err(reason) => return all(&reason),
                    Ok(request) => request,
                };
                let sent = refreshed(&request);
                let verdict = match self.send(&sent, refusal.status != 401).await {
                    Ok(answer) => {
                        let strict = self.run.options.strict;
                        let reader = self.run.reader;
                        let verdict = verdict::refused(
                            reader,
                            &job.case,
                            refusal,
                            &answer,
                            &self.run.suite.remote,
                            strict,
                        );
                        let breached = self.laws(&job.case, &sent, &answer);
                        let verdict =
                            told(verdict, &request, Some(&answer)).under(breached, strict);
                        self.decided(verdict, &job.case, ids).await
                    }
                    Err(error) => unanswered(error, &request),
                };
                vec![(Some(Kind::ServerRefuse), verdict)]
            }
            Judge::Exchange { .. } => match ids.put(&job.case.request) {
                Ok(_) => self.exchange(job, ids).await,
                Err(reason) => all(&reason),
            },
            _ => all(&Reason::ClientOnly),
        }
    }

    async fn exchange(&self, job: &Job, ids: &Ids) -> Vec<(Option<Kind>, Verdict)> {
        let mut verdicts = Vec::new();
        for kind in &job.kinds {
            let written = match kind {
                Kind::ServerDecode => Some(&job.case.request),
                Kind::ServerDecodeSpelling(number) => job.case.same_as.get(*number),
                // It is judged by the answer to the first request.
                _ => None,
            };
            let Some(written) = written else { continue };
            let encode = (*kind == Kind::ServerDecode && job.kinds.contains(&Kind::ServerEncode))
                .then_some(Some(Kind::ServerEncode));
            let spelling = match self.put(&job.case, written, ids).await {
                Ok(spelling) => spelling,
                Err(reason) => {
                    for kind in encode.into_iter().chain([Some(*kind)]) {
                        verdicts.push((kind, Verdict::not_judged(reason.clone())));
                    }
                    continue;
                }
            };
            let (reader, case) = (self.run.reader, &job.case);
            let strict = self.run.options.strict;
            let sent = refreshed(&spelling);
            let verdict = match self.send(&sent, true).await {
                Ok(answer) => {
                    let verdict = verdict::accepted(reader, case, &answer, &self.run.suite.remote);
                    let verdict = told(verdict, &spelling, Some(&answer));
                    let breached = self.laws(case, &sent, &answer);
                    let success = matches!(verdict.outcome, Outcome::Passed) && !verdict.refused;
                    // What the answer says is for the test of what the server writes, where there is one.
                    let (breached, said) = if encode.is_some() && success {
                        (Vec::new(), breached)
                    } else {
                        (breached, Vec::new())
                    };
                    if let Some(kind) = encode {
                        let written = if success {
                            let written = verdict::written(reader, case, &answer);
                            told(written, &spelling, Some(&answer)).under(said, strict)
                        } else if verdict.refused {
                            let may = self.run.suite.remote.may_refuse(&case.id).next();
                            let why = may.map(|may| may.reason.clone()).unwrap_or_default();
                            Verdict::not_judged(Reason::Impossible(why))
                        } else {
                            Verdict::not_judged(Reason::NoAnswer)
                        };
                        verdicts.push((kind, written));
                    }
                    let verdict = self
                        .decided(verdict.under(breached, strict), case, ids)
                        .await;
                    Verdict {
                        served: Some(!verdict::is_unserved(&answer)),
                        ..verdict
                    }
                }
                Err(error) => {
                    if let Some(kind) = encode {
                        verdicts.push((kind, Verdict::not_judged(Reason::NoAnswer)));
                    }
                    unanswered(error, &spelling)
                }
            };
            verdicts.push((Some(*kind), verdict));
        }
        verdicts.sort_by_key(|(kind, _)| *kind);
        verdicts
    }

    /// The laws that an exchange of a case breaks. What nobody answered in the service's name is bound by none.
    fn laws(&self, case: &Case, sent: &Request, answer: &Answer) -> Vec<Breached> {
        let operation = self.run.reader.operation(&case.call.operation);
        let routed =
            operation.filter(|operation| operation.method.eq_ignore_ascii_case(&sent.method));
        routed.map_or_else(Vec::new, |operation| {
            self.run
                .court()
                .judge(Some(operation), sent, &answer.response, answer.since)
                .breached
        })
    }

    /// A request with ids of the service, those of new objects where others would be used up.
    async fn put(&self, case: &Case, written: &Request, ids: &Ids) -> Result<Request, Reason> {
        let operation = &case.call.operation;
        let setup = self.run.options.setup.as_ref();
        let renewed = match setup.filter(|setup| setup.renews(operation)) {
            Some(setup) => setup::renewed(setup, ids, operation, written, self).await?,
            None => None,
        };
        renewed.as_ref().unwrap_or(ids).put(written)
    }

    /// The verdict of a request that may have been refused for a reason of the service's own: it was, if the least
    /// request of the operation, about an object that is as fresh, is refused too. But what the run made is there.
    async fn decided(&self, verdict: Verdict, case: &Case, ids: &Ids) -> Verdict {
        if !verdict.undecided {
            return verdict;
        }
        let Some(least) = self.run.least.get(&case.call.operation) else {
            return verdict;
        };
        let mut control = least.request.clone();
        // Objects are those of an account.
        for (name, value) in &case.request.headers {
            if ["stripe-account", "stripe-context"].contains(&name.as_str())
                && control.header(name).is_none()
            {
                control.headers.push((name.clone(), value.clone()));
            }
        }
        let made = ids.made_all(&control);
        let request = match self.put(least, &control, ids).await {
            Ok(request) => request,
            Err(reason) => return Verdict::not_judged(reason),
        };
        let answer = match self.send(&refreshed(&request), true).await {
            Ok(answer) => answer,
            Err(error) => return unanswered(error, &request),
        };
        let status = answer.response.status;
        let operation = self.run.reader.operation(&case.call.operation);
        let tally = &self.run.options.tally;
        if operation.is_some_and(|operation| Reader::is_success(operation, status)) {
            tally.control(&case.call.operation, None);
            return verdict;
        }
        let said = said(&answer.response);
        tally.control(
            &case.call.operation,
            Some(&self.run.options.key.hide(&said)),
        );
        if made && verdict::is_missing(&answer) {
            let expected =
                "what this run made is there, and the least request about it is accepted";
            let finding = Finding::new("response status", expected, said);
            return told(Verdict::failed(finding), &request, Some(&answer));
        }
        Verdict::not_judged(Reason::Own(said))
    }

    /// Sends a request of a case, with the key in the place of the made-up one where `keyed`.
    async fn send(&self, request: &Request, keyed: bool) -> Result<Answer, AskError> {
        let answer = self.ask_with(request, keyed).await?;
        if keyed && (200..300).contains(&answer.response.status) {
            self.run.key_taken.store(true, Ordering::Relaxed);
        }
        Ok(answer)
    }

    /// Has a request answered that is beside the cases: by the caller's fixtures, where it is no operation and they have
    /// it, else by the service, with the key.
    pub(super) async fn ask(&self, request: &Request) -> Result<Response, AskError> {
        Ok(self.ask_whole(request).await?.response)
    }

    /// The same with what else is known of the answer.
    pub(super) async fn ask_whole(&self, request: &Request) -> Result<Answer, AskError> {
        let beside = self
            .run
            .routes
            .find(&request.method, &request.path)
            .is_none();
        let fixtures = self.run.options.fixtures.as_ref().filter(|_| beside);
        let headers = &self.run.options.headers;
        if let Some(answer) = fixtures.and_then(|fixtures| fixtures.answer(request, headers)) {
            let response = answer.map_err(AskError::Fixtures)?;
            return Ok(Answer {
                response,
                is_text: true,
                since: self.run.memory.now(),
            });
        }
        self.send(request, true).await
    }

    /// Lets time pass on the service's side, so that what is under way there comes to its end.
    ///
    /// Errors: in words, why that can't be done.
    pub(super) async fn pass(&self) -> Result<(), String> {
        let setup = self.run.options.setup.as_ref();
        if let Some(hook) = setup.and_then(|setup| setup.passes.as_ref()) {
            let hook = setup::request("POST", &hook.path, &hook.form);
            let answer = self.ask(&refreshed(&hook)).await;
            let answer = answer.map_err(|error| error.to_string())?;
            if (200..300).contains(&answer.status) {
                self.run.moved.store(true, Ordering::Relaxed);
                return Ok(());
            }
        }
        let Some(time) = self.run.options.settles else {
            return Err("nothing is known of when it is done".to_owned());
        };
        tokio::time::sleep(time).await;
        Ok(())
    }

    /// Why what makes objects was refused: for a reason of the service's own, unless it is an error of the service, and the
    /// same made some before.
    pub(super) fn made(&self, method: &str, path: &str, answer: &Response) -> Result<(), Reason> {
        let made = &self.run.made;
        let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
        let this = format!("{method} {path}");
        if (200..300).contains(&answer.status) {
            made.insert(this);
            return Ok(());
        }
        let why = format!("{this} was answered with {}", said(answer));
        if matches!(answer.status, 429 | 500..) && made.contains(&this) {
            return Err(Reason::Faltered(format!("{why}, and made objects before")));
        }
        Err(Reason::NotSetUp { why, give: None })
    }

    async fn ask_with(&self, request: &Request, keyed: bool) -> Result<Answer, AskError> {
        let (run, options) = (self.run, self.run.options);
        let request = self
            .outgoing(request, keyed)
            .map_err(|error| AskError::Unsendable(error.to_string()))?;
        let once = request.method() == "GET" || request.headers().contains_key("idempotency-key");
        let (mut tried, mut waited) = (0, 0);
        loop {
            tried += 1;
            if run.unanswered.load(Ordering::Relaxed) >= options.unanswered {
                return Err(AskError::GaveUp);
            }
            let since = run.memory.now();
            let whole = run.transport.send(request.clone());
            let whole = tokio::time::timeout(options.limits.request, whole).await;
            let whole = whole.unwrap_or(Err(Unanswered::TimedOut(options.limits.request)));
            let answer = match whole {
                Ok(answer) => answer,
                // Whoever keeps connections may close one at any time.
                Err(Unanswered::Closed(_)) if tried == 1 && once => continue,
                Err(error) => {
                    run.unanswered.fetch_add(1, Ordering::Relaxed);
                    return Err(error.into());
                }
            };
            match retry_after(&answer, waited) {
                Some((wait, times))
                    if tried < options.tries * times
                        && wait <= options.wait
                        && self.may_retry() =>
                {
                    waited += 1;
                    tokio::time::sleep(wait).await;
                }
                again => {
                    // Those that were not in vain do not count.
                    let helped = if again.is_none() { waited } else { 0 };
                    run.retries.fetch_add(helped, Ordering::Relaxed);
                    // One that can't be read is judged as it came, and is no text.
                    let read = Answer::read(&answer, options.limits.body);
                    let read = read.unwrap_or_else(|_| Answer::new(&answer));
                    return Ok(Answer { since, ..read });
                }
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
    fn outgoing(
        &self,
        request: &Request,
        keyed: bool,
    ) -> Result<http::Request<Bytes>, http::Error> {
        let options = self.run.options;
        let mut builder = http::Request::builder()
            .method(request.method.as_str())
            .uri(self.run.transport.uri(&request.target())?)
            .header(HOST, self.run.transport.host());
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
pub(super) fn refreshed(request: &Request) -> Request {
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
        AskError::Unsendable(why) | AskError::Fixtures(why) => {
            Verdict::not_judged(Reason::Unsendable(why))
        }
        AskError::GaveUp => Verdict::not_judged(Reason::GaveUp),
        AskError::Unanswered(error) => {
            let finding = Finding::new("response", "an answer", error);
            told(Verdict::failed(finding), request, None)
        }
    }
}

/// How long to wait until a request is sent again that was sent so often: what the service asks for in seconds, or a
/// little where it only says that it should be; and how many times as often. A date is not waited for.
fn retry_after(answer: &http::Response<Bytes>, waited: usize) -> Option<(Duration, usize)> {
    let header = |name| answer.headers().get(name)?.to_str().ok().map(str::trim);
    let should = header("stripe-should-retry");
    match (answer.status().as_u16(), header(RETRY_AFTER.as_str())) {
        (429 | 503, Some(seconds)) if should != Some("false") => {
            Some((Duration::from_secs(seconds.parse().ok()?), 1))
        }
        (409 | 429 | 500.., None) if should == Some("true") => {
            // Those who met would meet again if each waited as long.
            let apart = u64::from(uuid::Uuid::new_v4().as_bytes()[0]);
            let wait = SHORT * (1 << waited.min(4)) + Duration::from_millis(apart);
            Some((wait, 2))
        }
        _ => None,
    }
}
