//! Both messages of an exchange, held against the document.

use std::collections::BTreeSet;
use std::sync::Arc;

use http::request::Parts;
use reversals_codegen::ir::Operation;

use super::Options;
use crate::answer::{Answer, Fault, Reader, Rule};
use crate::encoding::Undecoded;
use crate::key::{self, ApiKey};
use crate::routes::Routes;
use reversals_cases::Side;
use reversals_cases::wire::Request;
use reversals_judge::Contract;
use reversals_judge::law::{Asked, Breach, Court, Laws, Memory, Tally};
use reversals_judge::subject::Call;
use reversals_pair::{GeneratedClient, GeneratedServer};

/// What is judged by.
pub(super) struct Checker {
    routes: Routes,
    client: GeneratedClient,
    server: GeneratedServer,
    /// What the service has shown.
    pub(super) memory: Memory,
    laws: Laws,
    tally: Arc<Tally>,
    only: Option<BTreeSet<String>>,
    clock_free: bool,
}

/// What was found of one exchange.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) operation: Option<String>,
    pub(super) faults: Vec<(Side, Breach, Fault)>,
    /// Whether the service did what it was asked for.
    pub(super) accepted: bool,
    /// Why a message was not judged.
    pub(super) not_judged: Option<&'static str>,
}

impl Checker {
    pub(super) fn new(
        contract: &Contract,
        options: &Options,
    ) -> Result<Self, reversals_pair::Error> {
        Ok(Self {
            routes: Routes::new(&contract.api),
            client: GeneratedClient::new()?,
            server: GeneratedServer::new(),
            memory: Memory::default(),
            laws: options.laws.clone(),
            tally: Arc::clone(&options.tally),
            only: options.only.clone(),
            clock_free: options.clock_free,
        })
    }

    /// Judges a request, and its answer where there was one.
    pub(super) fn check(
        &self,
        contract: &Contract,
        head: &Parts,
        body: &[u8],
        answer: Option<Result<Answer, Undecoded>>,
    ) -> Checked {
        let mut checked = Checked::default();
        let path = head.uri.path();
        let Some(index) = self.routes.find(head.method.as_str(), path) else {
            checked.not_judged = Some("no operation of the document");
            return checked;
        };
        let operation = &contract.api.operations[index];
        if self
            .only
            .as_ref()
            .is_some_and(|only| !only.contains(&operation.id))
        {
            checked.not_judged = Some("an operation that is left out");
            return checked;
        }
        checked.operation = Some(operation.id.clone());
        let reader = Reader {
            contract,
            client: &self.client,
            server: &self.server,
        };
        let call = self.request(reader, operation, head, body, &mut checked);
        let answer = match answer {
            Some(Ok(answer)) => answer,
            Some(Err(Undecoded::Broken(name, why))) => {
                let rule = Rule::ResponseEncoding;
                let fault = Fault::new(rule, "response body", name, why);
                let fault = (Side::Server, Breach::Failure, fault);
                checked.faults.push(fault);
                return checked;
            }
            unread => {
                checked.not_judged = Some(match unread {
                    Some(Err(Undecoded::TooLong)) => {
                        "an answer that is too long once it is decoded"
                    }
                    Some(_) => "an answer in another encoding than gzip, br and deflate",
                    None => "no answer of the service",
                });
                return checked;
            }
        };
        // A refusal of the request itself says that the service is there.
        let status = answer.response.status;
        checked.accepted =
            Reader::is_success(operation, status) || matches!(status, 400 | 402 | 404 | 409);
        if let Err(fault) = reader.read(operation, call.as_ref(), &answer) {
            let fault = (Side::Server, Breach::Failure, fault);
            checked.faults.push(fault);
        } else if let Ok(body) = std::str::from_utf8(body) {
            let request = request(head, body);
            let key = request.header("authorization").and_then(ApiKey::of_header);
            let court = Court {
                laws: &self.laws,
                contract,
                live: key.is_some_and(|key| key.is_live()),
                clock_free: self.clock_free,
                tally: &self.tally,
                memory: &self.memory,
            };
            let verdict = court.judge(Some(operation), &request, &answer.response, answer.since);
            for breached in verdict.breached {
                let (rule, finding) = (Rule::Law, breached.finding);
                let fault = (Side::Server, breached.breach, Fault { rule, finding });
                checked.faults.push(fault);
            }
        }
        checked
    }

    /// Judges a request. The call is that which a handler would see.
    fn request(
        &self,
        reader: Reader<'_>,
        operation: &Operation,
        head: &Parts,
        body: &[u8],
        checked: &mut Checked,
    ) -> Option<Call> {
        let mut found = |level, fault| {
            checked.faults.push((Side::Client, level, fault));
        };
        let Ok(text) = std::str::from_utf8(body) else {
            let rule = Rule::RequestNotText;
            let fault = Fault::new(rule, "request body", "UTF-8", "other bytes");
            found(Breach::Failure, fault);
            return None;
        };
        let request = request(head, text);
        let call = match reader.call(&anonymous(&request)) {
            Ok(call) => call,
            Err(refused) => {
                let said = reversals_judge::said(refused.status, &refused.body);
                let expected = "a request that the document allows";
                let fault = Fault::new(Rule::RequestRefused, "request", expected, said);
                found(Breach::Failure, fault);
                return None;
            }
        };
        let place = "request header idempotency-key";
        let asked = Asked::new(operation, &request);
        if self.memory.reused(&request, &asked) {
            let rule = Rule::IdempotencyKeyReused;
            let found_there = "one that was used for another request";
            let fault = Fault::new(rule, place, "a key for this request", found_there);
            found(Breach::Failure, fault);
        }
        if operation.method == "post" && request.header("idempotency-key").is_none() {
            let rule = Rule::IdempotencyKeyMissing;
            let fault = Fault::new(rule, place, "a key, so that it can be sent again", "none");
            found(Breach::Note, fault);
        }
        Some(call)
    }
}

/// The request as the suite has it.
fn request(head: &Parts, body: &str) -> Request {
    let headers = head.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.to_string(), value.into_owned())
    });
    let mut headers: Vec<_> = headers.collect();
    headers.sort();
    Request {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers,
        body: (!body.is_empty()).then(|| body.to_owned()),
    }
}

/// The request with the suite's key in the place of its own, for the suite's server knows no other.
fn anonymous(request: &Request) -> Request {
    let mut request = request.clone();
    for (_, value) in request
        .headers
        .iter_mut()
        .filter(|(name, _)| name == "authorization")
    {
        if let Some(ours) = key::ours(value) {
            *value = ours;
        }
    }
    request
}
