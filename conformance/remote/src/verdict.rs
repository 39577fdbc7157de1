//! What an answer says of a case.

use serde_json::Value;

use super::answer::{Answer, Fault, Reader, said};
use super::outcome::{Outcome, Reason};
use reversals_cases::over_http::{MayRefuse, OverHttp};
use reversals_cases::{Case, Refusal};
use reversals_judge::Finding;
use reversals_judge::law::{Breach, Breached};

/// What came of one test, before all answers are known.
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    pub(super) notes: Vec<Finding>,
    /// The answer was 401 to a key: a finding only if the service takes the key elsewhere.
    pub(super) unauthorized: bool,
    /// It is a finding only if the service accepts the least request of the operation.
    pub(super) undecided: bool,
    /// Whether there is such an operation, where a request that the document allows was answered.
    pub(super) served: Option<bool>,
    /// It was refused as the service may, so that there is no success to judge.
    pub(super) refused: bool,
}

/// Whether an answer says that an object is not there.
pub(super) fn is_missing(answer: &Answer) -> bool {
    answer.response.status == 404 || is_missing_object(answer)
}

/// Whether an answer says that there is no such operation: no word of it, nor of an object that is missing.
pub(super) fn is_unserved(answer: &Answer) -> bool {
    match answer.response.status {
        405 | 501 => true,
        404 => !is_missing_object(answer),
        _ => false,
    }
}

fn is_missing_object(answer: &Answer) -> bool {
    member(answer.json().as_ref(), "code").as_deref() == Some("resource_missing")
}

/// Whether a status may be about the service, and not about the request.
fn is_of_the_service(status: u16) -> bool {
    matches!(status, 403 | 404 | 409 | 429 | 500..)
}

impl Verdict {
    pub(super) fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            notes: Vec::new(),
            unauthorized: false,
            undecided: false,
            served: None,
            refused: false,
        }
    }

    pub(super) fn not_judged(reason: Reason) -> Self {
        Self::new(Outcome::NotJudged(reason))
    }

    pub(super) fn failed(finding: Box<Finding>) -> Self {
        Self::new(Outcome::Failed(finding))
    }

    pub(super) fn fails(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(_))
    }
}

fn member(body: Option<&Value>, name: &str) -> Option<String> {
    let member = body?.get("error")?.get(name)?;
    Some(member.as_str().unwrap_or("no text").to_owned())
}

/// Whether a request that the document allows was accepted, or refused as the service may.
pub(super) fn accepted(
    reader: Reader<'_>,
    case: &Case,
    answer: &Answer,
    remote: &OverHttp,
) -> Verdict {
    let status = answer.response.status;
    let said = said(&answer.response);
    let Some(operation) = reader.operation(&case.call.operation) else {
        let what = "the document has no such operation".to_owned();
        return Verdict::not_judged(Reason::Unsendable(what));
    };
    if Reader::is_success(operation, status) {
        return Verdict::new(Outcome::Passed);
    }
    let expected = format!("{}: the document allows the request", operation.status());
    let failed = Verdict::failed(Finding::new("response status", expected, &said));
    let body = answer.json();
    let fits = |body: &Value| {
        let schemas = &reader.contract.schemas;
        schemas.response(&operation.id, status, body).is_none()
    };
    if status == 401 {
        return Verdict {
            unauthorized: true,
            ..failed
        };
    }
    let may = |entry: &MayRefuse| {
        let is = |name, wanted: &Option<String>| {
            wanted.is_none() || member(body.as_ref(), name) == *wanted
        };
        entry.status == status && is("code", &entry.code) && is("param", &entry.param)
    };
    if body.as_ref().is_some_and(fits) && remote.may_refuse(&case.id).any(may) {
        return Verdict {
            refused: true,
            ..Verdict::new(Outcome::Passed)
        };
    }
    Verdict {
        // Another success, or none that is one, is no refusal.
        undecided: status >= 400,
        ..failed
    }
}

/// Whether an answer to an allowed request is what the document describes, whatever it says.
pub(super) fn written(reader: Reader<'_>, case: &Case, answer: &Answer) -> Verdict {
    let Some(operation) = reader.operation(&case.call.operation) else {
        let what = "the document has no such operation".to_owned();
        return Verdict::not_judged(Reason::Unsendable(what));
    };
    if let Err(Fault { finding, .. }) = reader.read(operation, Some(&case.call), answer) {
        return Verdict::failed(finding);
    }
    Verdict::new(Outcome::Passed)
}

/// Whether a request was refused as the case says.
pub(super) fn refused(
    reader: Reader<'_>,
    case: &Case,
    refusal: &Refusal,
    answer: &Answer,
    remote: &OverHttp,
    strict: bool,
) -> Verdict {
    let response = &answer.response;
    let body = answer.json();
    let said = said(response);
    if response.status != refusal.status {
        let finding = Finding::new("response status", refusal.status, &said);
        if response.status < 300 && remote.may_accept(&case.id) {
            return noted(vec![*finding], strict);
        }
        return Verdict {
            unauthorized: response.status == 401,
            // Who asks without a key may be told so in no other way.
            undecided: refusal.status != 401 && is_of_the_service(response.status),
            ..Verdict::failed(finding)
        };
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
    let mut judged = vec![
        ("type", Some(refusal.type_.as_str())),
        ("param", refusal.param.as_deref()),
    ];
    // A code that the document has for it is promised; that there is none is not.
    judged.extend(refusal.code.as_deref().map(|code| ("code", Some(code))));
    for (name, expected) in judged {
        if let Some(finding) = compare(name, expected) {
            return Verdict::failed(finding);
        }
    }
    let mut notes = Vec::new();
    if refusal.code.is_none() {
        notes.extend(compare("code", None));
    }
    if let Some(message) = &refusal.message {
        notes.extend(compare("message", Some(message)));
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

impl Verdict {
    /// The verdict together with what the laws say of the same exchange. A pass is one under the laws, too.
    pub(super) fn under(mut self, breached: Vec<Breached>, strict: bool) -> Self {
        for Breached {
            breach, finding, ..
        } in breached
        {
            match breach {
                Breach::Note if !strict => self.notes.push(*finding),
                _ if matches!(self.outcome, Outcome::Passed) => {
                    self.outcome = Outcome::Failed(finding);
                }
                // One fails the test; the others are told beside it.
                _ if self.fails() => self.notes.push(*finding),
                _ => {}
            }
        }
        self
    }
}
