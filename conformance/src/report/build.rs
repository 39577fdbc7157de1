//! Outcomes to a report.

use serde_json::Value;

use super::{
    Entry, FORMAT, Fault, Finding, Outcome, Report, Request, Response, Totals, curl, uuids,
};
use reversals_cases::wire;
use reversals_cases::{Origin, Side};
use reversals_judge::redact;
use reversals_judge::{self as judge, Test};

impl Report {
    /// The report of tests and what came of them, in the same order.
    pub fn new(
        subject: &str,
        tests: &[Test],
        outcomes: &[Result<(), Box<judge::Finding>>],
    ) -> Self {
        let pairs = tests.iter().zip(outcomes);
        let entries = pairs.map(|(test, outcome)| of_test(test, outcome));
        Self::of_entries(subject, entries.collect())
    }

    pub(super) fn of_entries(subject: &str, tests: Vec<Entry>) -> Self {
        Self {
            format: FORMAT,
            subject: subject.to_owned(),
            totals: Totals::of(&tests),
            not_judged: Vec::new(),
            floor: None,
            laws: Vec::new(),
            controls: Vec::new(),
            notes: Vec::new(),
            faults: Vec::new(),
            tests,
            skipped: Vec::new(),
        }
    }

    /// The report with these tests alone.
    #[must_use]
    pub fn with_tests(mut self, tests: Vec<Entry>) -> Self {
        self.totals = Totals::of(&tests);
        self.tests = tests;
        self
    }

    /// Adds what is wrong with the run as a whole.
    pub fn fault(&mut self, id: &str, file: &str, message: impl Into<String>) {
        self.faults.push(Fault {
            id: id.to_owned(),
            file: shown(file),
            line: 1,
            message: message.into(),
        });
    }

    /// Takes keys out of every text, wherever a service may have repeated them: `known` ones, and what has the form of
    /// one ([`redact::hide`]).
    ///
    /// Errors: none that a report can have.
    pub fn redacted(&self, known: &[&str]) -> serde_json::Result<Self> {
        let mut report = serde_json::to_value(self)?;
        hide(&mut report, known);
        serde_json::from_value(report)
    }
}

fn hide(value: &mut Value, known: &[&str]) {
    match value {
        Value::String(text) => *text = redact::hide(text, known),
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, known)),
        Value::Object(members) => members.values_mut().for_each(|item| hide(item, known)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn of_test(test: &Test, outcome: &Result<(), Box<judge::Finding>>) -> Entry {
    let case = &test.case;
    let finding = outcome.as_ref().err().map(|finding| told(test, finding));
    let file = shown(&case.at.file);
    let mut entry = Entry::new(&case.id, test.kind.family(), &file, finding);
    entry.name = test.name();
    entry.folder.clone_from(&case.folder);
    entry.sides = test.sides().to_vec();
    entry.line = case.at.line;
    if let Origin::Documented(documented) = &case.origin {
        entry.page = Some(documented.page.clone());
    }
    entry
}

/// A file as reports name it: where the cases of another folder are run, below the working directory.
fn shown(file: &str) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let rest = std::path::Path::new(file).strip_prefix(here).ok();
    rest.map_or_else(|| file.to_owned(), |rest| rest.display().to_string())
}

fn told(test: &Test, finding: &judge::Finding) -> Finding {
    let uuids = &test.case.uuids;
    let mut finding = finding.clone();
    // What a client makes up differs from run to run.
    let mask = |text: &mut String| *text = uuids::masked(text);
    if !uuids.is_empty() {
        mask(&mut finding.place);
        mask(&mut finding.expected);
        mask(&mut finding.found);
    }
    let request = finding.exchange.request.iter_mut();
    for (name, value) in request.flat_map(|request| &mut request.headers) {
        if uuids.contains(name) {
            mask(value);
        }
    }
    let response = finding.exchange.response.iter_mut();
    let values = response.flat_map(|response| response.headers.values_mut());
    values.for_each(mask);
    let mut told = Finding::from(&finding);
    let name = test.name();
    let filter = format!("cargo xtask conformance --filter {name}");
    // A client's own request is what it says, not what is to be sent again.
    told.reproduce.retain(|_| test.sides() == [Side::Server]);
    told.reproduce.insert(0, filter);
    told
}

impl Finding {
    /// One that no message shows.
    pub(super) fn new(
        place: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            place: place.into(),
            expected: expected.into(),
            found: found.into(),
            request: None,
            response: None,
            reproduce: Vec::new(),
        }
    }
}

/// With the line that sends its request again.
impl From<&judge::Finding> for Finding {
    fn from(finding: &judge::Finding) -> Self {
        let judge::Exchange { request, response } = &finding.exchange;
        Self {
            request: request.as_ref().map(Request::from),
            response: response.as_ref().map(Response::from),
            reproduce: request.iter().map(curl::line).collect(),
            ..Self::new(&finding.place, &finding.expected, &finding.found)
        }
    }
}

impl From<&wire::Request> for Request {
    fn from(request: &wire::Request) -> Self {
        Self {
            method: request.method.clone(),
            target: request.target(),
            headers: request.headers.clone(),
            body: request.body.clone(),
        }
    }
}

impl From<&wire::Response> for Response {
    fn from(response: &wire::Response) -> Self {
        let headers = response.headers.iter();
        Self {
            status: response.status,
            headers: headers
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            body: response.body.clone(),
        }
    }
}

impl Entry {
    /// What came of a test; the first part of a case's name is its folder.
    pub(super) fn new(case: &str, kind: &str, file: &str, finding: Option<Finding>) -> Self {
        let folder = case.split('/').next().unwrap_or(case);
        Self {
            name: format!("{case}::{kind}"),
            case: case.to_owned(),
            folder: folder.to_owned(),
            kind: kind.to_owned(),
            sides: Vec::new(),
            file: file.to_owned(),
            line: 1,
            outcome: match finding {
                None => Outcome::Passed,
                Some(_) => Outcome::Failed,
            },
            reason: None,
            page: None,
            noticed_by: None,
            finding,
        }
    }

    /// A failure is known, for this reason.
    pub(super) fn known(&mut self, reason: &str) {
        self.outcome = Outcome::Known;
        self.reason = Some(reason.to_owned());
    }
}
