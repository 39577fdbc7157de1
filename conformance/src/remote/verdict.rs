//! What an answer says of a case.

use serde_json::Value;

use super::answer::{Answer, Fault, Reader};
use super::outcome::{Outcome, Reason};
use crate::case::{Case, Judge, Refusal};
use crate::judge::Finding;

/// What came of one test, before all answers are known.
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    pub(super) notes: Vec<Finding>,
    /// The answer was 401 to a key: a finding only if the service takes the key elsewhere.
    pub(super) unauthorized: bool,
}

impl Verdict {
    fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            notes: Vec::new(),
            unauthorized: false,
        }
    }

    pub(super) fn not_judged(reason: Reason) -> Self {
        Self::new(Outcome::NotJudged(reason))
    }

    pub(super) fn failed(finding: Box<Finding>) -> Self {
        Self::new(Outcome::Failed(finding))
    }
}

/// A failure in one line: status, code, parameter, message.
pub(super) fn said(status: u16, body: &str) -> String {
    let mut text = status.to_string();
    let error = serde_json::from_str::<Value>(body).unwrap_or_default();
    for name in ["code", "param", "message"] {
        if let Some(said) = error["error"][name].as_str() {
            text.push_str(&format!(", {name} `{said}`"));
        }
    }
    text
}

fn member(body: Option<&Value>, name: &str) -> Option<String> {
    let member = body?.get("error")?.get(name)?;
    Some(member.as_str().unwrap_or("no text").to_owned())
}

/// Whether a service gives no answer to the question itself: it is busy, or the key may not ask.
fn evaded(answer: &Answer) -> Option<Reason> {
    let said = said(answer.response.status, &answer.response.body);
    match answer.response.status {
        429 | 503 => Some(Reason::Busy(said)),
        403 => Some(Reason::Denied(said)),
        _ => None,
    }
}

/// Whether a request that the document allows was accepted.
///
/// `usual` is what became of the usual spelling of the same request, where this is another; `addressed` whether its
/// path has only ids that somebody gave.
pub(super) fn accepted(
    reader: Reader<'_>,
    case: &Case,
    answer: &Answer,
    usual: Option<&Outcome>,
    addressed: bool,
) -> Verdict {
    let status = answer.response.status;
    let body = answer.json();
    let said = said(status, &answer.response.body);
    let Some(operation) = reader.operation(&case.call.operation) else {
        let what = "the document has no such operation".to_owned();
        return Verdict::not_judged(Reason::Unsendable(what));
    };
    let refused = || {
        let expected = format!("{}: the document allows the request", operation.status());
        Finding::new("response status", expected, &said)
    };
    if Reader::is_success(operation, status) {
        return Verdict::new(Outcome::Passed);
    }
    if status == 401 {
        return Verdict {
            unauthorized: true,
            ..Verdict::failed(refused())
        };
    }
    if let Some(reason) = evaded(answer) {
        return Verdict::not_judged(reason);
    }
    let fits = |body: &Value| {
        reader
            .contract
            .schemas
            .response(&operation.id, status, body)
            .is_none()
    };
    if !body.as_ref().is_some_and(fits) {
        return Verdict::failed(refused());
    }
    let code = member(body.as_ref(), "code").unwrap_or_default();
    let reason = match status {
        // A parameter is blamed, and the document allows it.
        400 | 402 | 404 | 409 | 424 if code.starts_with("parameter") => None,
        400 | 404 if code == "resource_missing" => Some(Reason::Missing(said.clone())),
        404 if !addressed => Some(Reason::Missing(said.clone())),
        400 | 402 | 409 | 424 => Some(Reason::Business(said.clone())),
        _ => None,
    };
    let Some(reason) = reason else {
        return Verdict::failed(refused());
    };
    // What was there under one spelling is there under all; what was done once may be refused the second time.
    let read_only = case.request.method == "GET";
    let was_accepted = matches!(usual, Some(Outcome::Passed));
    if was_accepted && (read_only || matches!(reason, Reason::Missing(_))) {
        return differs(answer);
    }
    Verdict::not_judged(reason)
}

/// A spelling that fares otherwise than the usual one.
pub(super) fn differs(answer: &Answer) -> Verdict {
    let expected = "what became of the usual spelling: it was accepted";
    let found = said(answer.response.status, &answer.response.body);
    Verdict::failed(Finding::new("response status", expected, found))
}

/// Whether an answer to an allowed request is what the document describes, whatever it says.
pub(super) fn written(
    reader: Reader<'_>,
    case: &Case,
    answer: &Answer,
    sent: &crate::wire::Request,
    strict: bool,
) -> Verdict {
    let Some(operation) = reader.operation(&case.call.operation) else {
        let what = "the document has no such operation".to_owned();
        return Verdict::not_judged(Reason::Unsendable(what));
    };
    if let Err(Fault { finding, .. }) = reader.read(operation, Some(&case.call), answer) {
        return match evaded(answer) {
            // A busy service, or what stands before it, may say so in any form.
            Some(reason @ Reason::Busy(_)) => Verdict::not_judged(reason),
            _ => Verdict::failed(finding),
        };
    }
    let status = answer.response.status;
    if !Reader::is_success(operation, status) {
        let said = said(status, &answer.response.body);
        let reason = evaded(answer).unwrap_or(Reason::Business(said));
        return Verdict {
            unauthorized: status == 401,
            ..Verdict::not_judged(reason)
        };
    }
    noted(headers(case, answer, sent), strict)
}

/// The headers that the case has the service repeat.
fn headers(case: &Case, answer: &Answer, sent: &crate::wire::Request) -> Vec<Finding> {
    let Judge::Exchange { response, .. } = &case.judge else {
        return Vec::new();
    };
    let repeated = response
        .headers
        .iter()
        .filter(|(name, _)| *name != "content-type");
    let different = repeated.filter_map(|(name, written)| {
        // The key that went out is a fresh one.
        let expected = sent.header(name)?;
        let found = answer.response.headers.get(name).map(String::as_str);
        (found != Some(expected)).then(|| {
            let found = found.unwrap_or("none").replace(expected, written);
            *Finding::new(format!("response header {name}"), written, found)
        })
    });
    different.collect()
}

/// Whether a request was refused as the case says.
pub(super) fn refused(
    reader: Reader<'_>,
    case: &Case,
    refusal: &Refusal,
    answer: &Answer,
    strict: bool,
) -> Verdict {
    let response = &answer.response;
    let body = answer.json();
    let said = said(response.status, &response.body);
    if response.status != refusal.status {
        let finding = Finding::new("response status", refusal.status, &said);
        if response.status == 401 {
            return Verdict {
                unauthorized: true,
                ..Verdict::failed(finding)
            };
        }
        // Whoever asks without a key may be told that in no other way.
        let evaded = evaded(answer)
            .filter(|reason| refusal.status != 401 || matches!(reason, Reason::Busy(_)));
        if let Some(reason) = evaded {
            return Verdict::not_judged(reason);
        }
        if response.status == 404
            && member(body.as_ref(), "code").as_deref() == Some("resource_missing")
        {
            return Verdict::not_judged(Reason::Missing(said));
        }
        return Verdict::failed(finding);
    }
    if let Some(operation) = reader.operation(&case.call.operation)
        && let Err(Fault { finding, .. }) = reader.read(operation, None, answer)
    {
        return Verdict::failed(finding);
    }
    let shown = |text: Option<&str>| text.map_or("none".to_owned(), |text| format!("`{text}`"));
    let compare = |name: &str, expected: Option<&str>| {
        let found = member(body.as_ref(), name);
        let place = format!("error.{name}");
        (found.as_deref() != expected)
            .then(|| Finding::new(place, shown(expected), shown(found.as_deref())))
    };
    let judged = [
        ("type", Some(refusal.type_.as_str())),
        ("param", refusal.param.as_deref()),
    ];
    for (name, expected) in judged {
        if let Some(finding) = compare(name, expected) {
            return Verdict::failed(finding);
        }
    }
    let mut notes = Vec::new();
    notes.extend(compare("code", refusal.code.as_deref()));
    match &refusal.message {
        Some(message) => notes.extend(compare("message", Some(message))),
        None if member(body.as_ref(), "message").is_none_or(|text| text.is_empty()) => {
            notes.push(Finding::new("error.message", "a text", "none"));
        }
        None => {}
    }
    noted(notes.into_iter().map(|note| *note).collect(), strict)
}

/// A pass with notes, or the first of them as a failure.
fn noted(mut notes: Vec<Finding>, strict: bool) -> Verdict {
    if strict && !notes.is_empty() {
        return Verdict::failed(Box::new(notes.remove(0)));
    }
    Verdict {
        notes,
        ..Verdict::new(Outcome::Passed)
    }
}
