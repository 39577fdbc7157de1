//! An answer, held against the document.

use std::fmt;

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use reversals_codegen::ir::Operation;
use serde_json::Value;

use super::encoding::{Undecoded, decoded};
use reversals_cases::wire::{Request, Response};
use reversals_judge::subject::{Call, Client, Outcome, Script, Server};
use reversals_judge::{Contract, Finding, in_process};

/// What is wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The request is refused by what the document says of it.
    RequestRefused,
    /// The request's body is no UTF-8.
    RequestNotText,
    /// A changing request without an idempotency key.
    IdempotencyKeyMissing,
    /// An idempotency key that was used for another request before.
    IdempotencyKeyReused,
    /// The answer sends the caller elsewhere, which no operation does.
    Redirect,
    /// A status that the document does not describe.
    StatusUndocumented,
    /// Another media type than the documented one.
    ContentType,
    /// The answer's body is not in the encoding that its header names.
    ResponseEncoding,
    /// The answer's body is no UTF-8.
    ResponseNotText,
    /// The answer's body is no JSON.
    ResponseNotJson,
    /// The answer's body does not fit its schema.
    ResponseSchema,
    /// The generated client does not read the answer.
    ClientDecode,
    /// Request and answer break a law, which the place names.
    Law,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RequestRefused => "request-refused",
            Self::RequestNotText => "request-not-text",
            Self::IdempotencyKeyMissing => "idempotency-key-missing",
            Self::IdempotencyKeyReused => "idempotency-key-reused",
            Self::Redirect => "redirect",
            Self::StatusUndocumented => "status-undocumented",
            Self::ContentType => "content-type",
            Self::ResponseEncoding => "response-encoding",
            Self::ResponseNotText => "response-not-text",
            Self::ResponseNotJson => "response-not-json",
            Self::ResponseSchema => "response-schema",
            Self::ClientDecode => "client-decode",
            Self::Law => "law",
        })
    }
}

/// A message that breaks a rule.
pub(super) struct Fault {
    pub(super) rule: Rule,
    pub(super) finding: Box<Finding>,
}

impl Fault {
    pub(super) fn new(
        rule: Rule,
        place: impl Into<String>,
        expected: impl fmt::Display,
        found: impl fmt::Display,
    ) -> Self {
        Self {
            rule,
            finding: Finding::new(place, expected, found),
        }
    }
}

/// An answer as it came.
pub(super) struct Answer {
    /// The answer, its body as text.
    pub(super) response: Response,
    /// Whether the text is what came: it was UTF-8.
    pub(super) is_text: bool,
    /// The moment before its request went out.
    pub(super) since: u64,
}

impl Answer {
    /// An answer without the encodings of its body, which may not be longer than `most` without them.
    pub(super) fn read<B: AsRef<[u8]>>(
        answer: &http::Response<B>,
        most: usize,
    ) -> Result<Self, Undecoded> {
        let Some(body) = decoded(answer.headers(), answer.body().as_ref(), most)? else {
            return Ok(Self::new(answer));
        };
        let mut plain = http::Response::new(body);
        *plain.status_mut() = answer.status();
        *plain.headers_mut() = answer.headers().clone();
        // These are about the bytes that came.
        plain.headers_mut().remove(CONTENT_ENCODING);
        plain.headers_mut().remove(CONTENT_LENGTH);
        Ok(Self::new(&plain))
    }

    pub(super) fn new<B: AsRef<[u8]>>(answer: &http::Response<B>) -> Self {
        Self {
            response: in_process::read(answer),
            is_text: std::str::from_utf8(answer.body().as_ref()).is_ok(),
            since: 0,
        }
    }

    /// The body, where it is JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.response.body).ok()
    }
}

/// What answers are held against.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) contract: &'a Contract,
    pub(super) client: &'a dyn Client,
    pub(super) server: &'a dyn Server,
}

impl Reader<'_> {
    /// The model's operation of that id.
    pub(super) fn operation(&self, id: &str) -> Option<&Operation> {
        let mut operations = self.contract.api.operations.iter();
        operations.find(|operation| operation.id == id)
    }

    /// The call that a handler sees of a request with the cases' own key.
    ///
    /// Errors: the answer to a request that the document does not allow.
    pub(super) fn call(&self, request: &Request) -> Result<Call, Response> {
        let served = self
            .server
            .serve(request, &Script::failure(500, Value::Null));
        served.seen.ok_or(served.response)
    }

    /// Whether a status is that of a documented success.
    pub(super) fn is_success(operation: &Operation, status: u16) -> bool {
        let answer = operation.answer(status);
        answer.is_some_and(|answer| operation.succeeds(answer))
    }

    /// What is wrong with an answer: documented status, media type, schema, and, where the call is known, whether the
    /// generated client reads it.
    ///
    /// Errors: the first thing that is wrong.
    pub(super) fn read(
        &self,
        operation: &Operation,
        call: Option<&Call>,
        answer: &Answer,
    ) -> Result<(), Fault> {
        let response = &answer.response;
        let status = response.status;
        if (300..400).contains(&status) && operation.answer(status).is_none() {
            let place = "response status";
            let found = said(response);
            return Err(Fault::new(Rule::Redirect, place, "no redirect", found));
        }
        let Some(described) = operation.answer(status) else {
            let expected = format!("{}, or a documented failure", operation.status());
            let rule = Rule::StatusUndocumented;
            return Err(Fault::new(rule, "response status", expected, status));
        };
        // What is no JSON has no more to be held to here.
        if described.content.json().is_none() {
            return Ok(());
        }
        media_type(response)?;
        if !answer.is_text {
            let rule = Rule::ResponseNotText;
            return Err(Fault::new(rule, "response body", "UTF-8", "other bytes"));
        }
        let body: Value = serde_json::from_str(&response.body)
            .map_err(|error| Fault::new(Rule::ResponseNotJson, "response body", "JSON", error))?;
        if let Some(why) = self.contract.schemas.response(&operation.id, status, &body) {
            // The validator says the place first.
            let (pointer, why) = why.split_once(": ").unwrap_or(("", &why));
            let place = format!("response body {pointer}");
            let rule = Rule::ResponseSchema;
            return Err(Fault::new(rule, place, "what the schema describes", why));
        }
        match call {
            Some(call) => self.decodes(call, response),
            None => Ok(()),
        }
    }

    fn decodes(&self, call: &Call, response: &Response) -> Result<(), Fault> {
        let outcome = self.client.call(call, response).outcome;
        let (place, expected, found) = match outcome {
            // What the client's types have no place for was asked by somebody else.
            Outcome::Success(_) | Outcome::Failure { .. } | Outcome::Unrepresentable(_) => {
                return Ok(());
            }
            Outcome::Refused {
                pointer,
                expected,
                text,
            } => (format!("response body {pointer}"), expected, text),
            Outcome::Undocumented { status, .. } => (
                "response".to_owned(),
                "what the client knows".to_owned(),
                format!("status {status}, kept as it came"),
            ),
            Outcome::Other(text) => (
                "response".to_owned(),
                "what the client reads".to_owned(),
                text,
            ),
        };
        Err(Fault::new(Rule::ClientDecode, place, expected, found))
    }
}

/// An answer in a line, with where it sends the caller.
pub(super) fn said(response: &Response) -> String {
    let said = reversals_judge::said(response.status, &response.body);
    match response.headers.get("location") {
        Some(to) if (300..400).contains(&response.status) => format!("{said}, Location: {to}"),
        _ => said,
    }
}

fn media_type(response: &Response) -> Result<(), Fault> {
    const JSON: &str = "application/json";
    let found = response.headers.get("content-type").map(String::as_str);
    let media = found
        .and_then(|value| value.split(';').next())
        .map(str::trim);
    if media.is_some_and(|media| media.eq_ignore_ascii_case(JSON)) {
        return Ok(());
    }
    let place = "response header content-type";
    let found = found.unwrap_or("none");
    Err(Fault::new(Rule::ContentType, place, JSON, found))
}
