//! Outcomes to a report.

use serde_json::Value;

use super::kinds::BUG;
use super::{
    Entry, FORMAT, Fault, Finding, Outcome, Report, Request, Response, Totals, curl, uuids,
};
use crate::bugs::hunt::Hunted;
use crate::case::{Case, Origin, Side};
use crate::judge::{self, Test};
use crate::{redact, runner, wire};

impl Report {
    /// The report of tests and their outcomes, which are in the same order.
    pub fn new(subject: &str, tests: &[Test], outcomes: &[runner::Outcome]) -> Self {
        let pairs = tests.iter().zip(outcomes);
        let entries = pairs.map(|(test, outcome)| entry(test, outcome)).collect();
        Self::of_entries(subject, entries)
    }

    /// The report of a hunt for bugs on purpose: a bug that no case finds is a failure.
    pub fn of_bugs(hunted: &[Hunted]) -> Self {
        Self::of_entries("the cases", hunted.iter().map(bug).collect())
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

fn entry(test: &Test, outcome: &runner::Outcome) -> Entry {
    let case = &test.case;
    let (outcome, reason, finding) = match outcome {
        runner::Outcome::Passed => (Outcome::Passed, None, None),
        runner::Outcome::Failed(finding) => (Outcome::Failed, None, Some(finding)),
        runner::Outcome::FailedAsExpected { reason, finding } => {
            (Outcome::FailedAsExpected, Some(reason), Some(finding))
        }
        runner::Outcome::PassedUnexpectedly { reason } => {
            (Outcome::PassedUnexpectedly, Some(reason), None)
        }
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

fn bug(hunted: &Hunted) -> Entry {
    let side = match hunted.side {
        Side::Client => "client",
        Side::Server => "server",
    };
    let case = format!("bugs/{side}/{}", hunted.id);
    let finding = hunted.found.is_none().then(|| Finding {
        place: format!("a {side} that {}", hunted.what),
        expected: "a test that fails".to_owned(),
        found: "none: the cases do not notice it".to_owned(),
        request: None,
        response: None,
        reproduce: vec![format!("cargo xtask conformance --bugs --filter {case}")],
    });
    Entry {
        name: format!("{case}::{BUG}"),
        case,
        folder: format!("bugs/{side}"),
        kind: BUG.to_owned(),
        sides: vec![hunted.side],
        file: format!("conformance/src/bugs/{side}/mod.rs"),
        line: 1,
        outcome: match finding {
            None => Outcome::Passed,
            Some(_) => Outcome::Failed,
        },
        reason: None,
        page: None,
        noticed_by: hunted.found.as_ref().map(|(test, _)| test.clone()),
        finding,
    }
}
