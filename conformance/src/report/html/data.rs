//! What the page's script shows, with numbers for what is repeated.

use std::collections::BTreeMap;

use serde::Serialize;

use super::pool::{Numbered, Pool, number};
use crate::report::kinds::KINDS;
use crate::report::{Entry, Outcome, Report, Request, shown};
use reversals_cases::{Case, Suite};

#[derive(Serialize)]
pub(super) struct Data {
    /// The kinds: name and what must hold.
    kinds: Vec<(&'static str, &'static str)>,
    /// The folders of operations.
    operations: Numbered,
    /// What cases of several operations have in common: the id between folder and last part.
    situations: Numbered,
    files: Numbered,
    /// What cases rest on, as text; an address is on a line of its own.
    origins: Numbered,
    pool: Pool,
    cases: Vec<Shown>,
    findings: Vec<Found>,
}

/// A case: numbers of operation and situation, the rest of the id, number of the file, line, number of the origin, the
/// texts of note, request and answer (-1 for none), the tests.
#[derive(Serialize)]
struct Shown(
    usize,
    usize,
    String,
    usize,
    usize,
    usize,
    i64,
    i64,
    i64,
    Vec<Ran>,
);

/// A test: number of its kind, number of a spelling (0 for none), its sides as bits (1 client, 2 server), its outcome
/// as in [`letter`], and the number of its finding (-1 for none).
#[derive(Serialize)]
struct Ran(usize, usize, u8, char, i64);

/// A finding: place, expected, found, the texts of request and response (-1 for none), the commands.
#[derive(Serialize)]
struct Found(String, String, String, i64, i64, Vec<String>);

pub(super) fn of(report: &Report, suite: &Suite) -> Data {
    let mut data = Data {
        kinds: KINDS
            .iter()
            .map(|kind| (kind.id, kind.what.as_str()))
            .collect(),
        operations: Numbered::default(),
        situations: Numbered::default(),
        files: Numbered::default(),
        origins: Numbered::default(),
        pool: Pool::default(),
        cases: Vec::new(),
        findings: Vec::new(),
    };
    let cases: BTreeMap<&str, &Case> = suite
        .cases
        .iter()
        .map(|it| (it.id.as_str(), &**it))
        .collect();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &report.tests {
        let Some(case) = cases.get(entry.case.as_str()) else {
            continue;
        };
        let place = *numbers.entry(&case.id).or_insert_with(|| {
            let shown = data.case(case, entry);
            data.cases.push(shown);
            data.cases.len() - 1
        });
        let ran = data.ran(entry);
        data.cases[place].9.push(ran);
    }
    data
}

impl Data {
    /// Whether there is anything for the script to show.
    pub(super) fn has_cases(&self) -> bool {
        !self.cases.is_empty()
    }

    fn case(&mut self, case: &Case, entry: &Entry) -> Shown {
        let rest = case.id.strip_prefix(&case.folder).unwrap_or(&case.id);
        let rest = rest.trim_start_matches('/');
        // A case that stands by itself is a situation of its own.
        let (situation, name) = rest.rsplit_once('/').unwrap_or((rest, ""));
        let request = case
            .has_request
            .then(|| shown::request(&Request::from(&case.request)));
        let request = request.unwrap_or_else(|| {
            let given = shown::input(case);
            format!("The caller gives what can't be sent:\n{given}")
        });
        let note = case.note.as_ref().map(|note| self.text(note));
        Shown(
            number(&mut self.operations, &case.folder),
            number(&mut self.situations, situation),
            name.to_owned(),
            number(&mut self.files, &entry.file),
            entry.line,
            number(&mut self.origins, &shown::origin(&case.origin)),
            note.unwrap_or(-1),
            self.text(&request),
            self.text(&shown::judged(case)),
            Vec::new(),
        )
    }

    fn ran(&mut self, entry: &Entry) -> Ran {
        let kind = KINDS.iter().position(|kind| kind.id == entry.kind);
        let number = entry.name.rsplit_once(&format!("::{}-", entry.kind));
        let spelling = number.and_then(|(_, number)| number.parse().ok());
        let mut sides = 0;
        for side in &entry.sides {
            sides |= match side {
                reversals_cases::Side::Client => 1,
                reversals_cases::Side::Server => 2,
            };
        }
        let finding = match &entry.finding {
            None => -1,
            Some(finding) => {
                let request = finding.request.as_ref().map(shown::request);
                let response = finding.response.as_ref().map(shown::response);
                let found = Found(
                    finding.place.clone(),
                    finding.expected.clone(),
                    finding.found.clone(),
                    request.map_or(-1, |text| self.text(&text)),
                    response.map_or(-1, |text| self.text(&text)),
                    finding.reproduce.clone(),
                );
                self.findings.push(found);
                signed(self.findings.len()) - 1
            }
        };
        Ran(
            kind.unwrap_or_default(),
            spelling.unwrap_or_default(),
            sides,
            letter(entry.outcome),
            finding,
        )
    }

    fn text(&mut self, text: &str) -> i64 {
        signed(self.pool.text(text))
    }
}

fn letter(outcome: Outcome) -> char {
    match outcome {
        Outcome::Passed => 'p',
        Outcome::Failed => 'f',
        Outcome::Known => 'k',
    }
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(-1)
}
