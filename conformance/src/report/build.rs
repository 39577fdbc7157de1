//! Outcomes to a report.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Entry, FORMAT, Fault, Finding, Outcome, Report, Request, Response, Totals, curl, uuids,
};
use reversals_cases::wire;
use reversals_cases::{Case, Origin, Side};
use reversals_judge::redact;
use reversals_judge::{self as judge, Test};

impl Report {
    /// The report of tests and what came of them, in the same order. Of those that are known to fail it has the reasons, by
    /// their places.
    pub fn new(
        subject: &str,
        tests: &[Test],
        outcomes: &[Result<(), Box<judge::Finding>>],
        known: &BTreeMap<usize, String>,
    ) -> Self {
        let pairs = tests.iter().zip(outcomes).enumerate();
        let entries =
            pairs.map(|(place, (test, outcome))| of_test(test, outcome, known.get(&place)));
        Self::of_entries(subject, entries.collect())
    }

    pub(super) fn of_entries(subject: &str, tests: Vec<Entry>) -> Self {
        Self {
            format: FORMAT,
            subject: subject.to_owned(),
            seed: None,
            totals: Totals::of(&tests),
            not_judged: Vec::new(),
            floor: None,
            laws: Vec::new(),
            controls: Vec::new(),
            notes: Vec::new(),
            faults: Vec::new(),
            tests,
        }
    }

    /// The report of those tests that `keep` names.
    #[must_use]
    pub fn kept(mut self, keep: impl Fn(&Entry) -> bool) -> Self {
        self.tests.retain(keep);
        self.totals = Totals::of(&self.tests);
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

fn of_test(
    test: &Test,
    outcome: &Result<(), Box<judge::Finding>>,
    reason: Option<&String>,
) -> Entry {
    let case = &test.case;
    let (outcome, reason, finding) = match (outcome, reason) {
        (Ok(()), _) => (Outcome::Passed, None, None),
        (Err(finding), None) => (Outcome::Failed, None, Some(finding)),
        (Err(finding), reason) => (Outcome::Known, reason, Some(finding)),
    };
    let page = match &case.origin {
        Origin::Documented(documented) => Some(documented.page.clone()),
        Origin::Derived { .. } | Origin::Authored { .. } => None,
    };
    Entry {
        name: test.name(),
        case: case.id.clone(),
        folder: case.folder.clone(),
        kind: test.kind.family().to_owned(),
        sides: test.sides().to_vec(),
        file: shown(&case.at.file),
        line: case.at.line,
        outcome,
        reason: reason.cloned(),
        page,
        noticed_by: None,
        finding: finding.map(|finding| told(test, case, finding)),
    }
}

/// A file as reports name it: where the cases of another folder are run, below the working directory.
fn shown(file: &str) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let rest = std::path::Path::new(file).strip_prefix(here).ok();
    rest.map_or_else(|| file.to_owned(), |rest| rest.display().to_string())
}

fn told(test: &Test, case: &Case, finding: &judge::Finding) -> Finding {
    // What a client makes up differs from run to run.
    let stable = |text: &str| match case.uuids.as_slice() {
        [] => text.to_owned(),
        _ => uuids::masked(text),
    };
    let request = finding.exchange.request.as_ref();
    let request = request.map(|request| {
        let mut request = request.clone();
        for (name, value) in &mut request.headers {
            if case.uuids.contains(name) {
                *value = uuids::masked(value);
            }
        }
        request
    });
    let response = finding.exchange.response.as_ref();
    let response = response.map(|response| {
        let mut response = response.clone();
        for value in response.headers.values_mut() {
            *value = uuids::masked(value);
        }
        response
    });
    let mut reproduce = vec![format!("cargo xtask conformance --filter {}", test.name())];
    if let Some(request) = &request
        && test.sides() == [Side::Server]
    {
        reproduce.push(curl::line(request));
    }
    Finding {
        place: stable(&finding.place),
        expected: stable(&finding.expected),
        found: stable(&finding.found),
        request: request.as_ref().map(Request::from),
        response: response.as_ref().map(Response::from),
        reproduce,
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

/// An entry of no case.
pub(super) fn entry(name: &str, kind: &str, file: &str, finding: Option<Finding>) -> Entry {
    let folder = name.split('/').next().unwrap_or(name);
    Entry {
        name: format!("{name}::{kind}"),
        case: name.to_owned(),
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
