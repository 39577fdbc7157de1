//! Reports of what shows the strength of the cases: obligations, edits of the document, random inputs.

use super::build::entry;
use super::kinds::{LAW, MUTANT, OBLIGATION};
use super::{Entry, Finding, Report, Request, Response};
use reversals_cases::Side;
use reversals_strength::differential::{Divergence, Law};
use reversals_strength::mutation::Mutant;
use reversals_strength::mutation::run::Fate;
use reversals_strength::obligations::{Coverage, Judged as Owed, Obligation};

impl Report {
    /// The report of the obligations: one that is not met is a failure.
    pub fn of_coverage(all: &[Obligation], coverage: &Coverage) -> Self {
        let entries = all.iter().map(|owed| obligation(owed, coverage));
        Self::of_entries("the cases, by what the document owes", entries.collect())
    }

    /// The report of the edits of the document: one that no test notices is a failure.
    pub fn of_mutants(mutants: &[Mutant], fates: &[Fate]) -> Self {
        let entries = mutants.iter().zip(fates);
        let entries = entries.map(|(mutant, fate)| edit(mutant, fate)).collect();
        Self::of_entries("the cases, by edits of the document", entries)
    }

    /// The report of a differential run: every law of every operation, with the smallest input that breaks it.
    pub fn of_divergences(operations: &[String], seed: u64, found: &[Divergence]) -> Self {
        let laws = operations
            .iter()
            .flat_map(|operation| Law::ALL.map(|law| (operation, law)));
        let entries = laws.map(|(operation, law)| {
            let mut found = found.iter();
            let broken = found.find(|it| it.operation == *operation && it.law == law);
            law_of(operation, law, broken)
        });
        let mut report = Self::of_entries("client and server, by random inputs", entries.collect());
        report.seed = Some(seed);
        report
    }
}

fn finding(place: &str, expected: &str, found: &str, reproduce: String) -> Finding {
    Finding {
        place: place.to_owned(),
        expected: expected.to_owned(),
        found: found.to_owned(),
        request: None,
        response: None,
        reproduce: vec![reproduce],
    }
}

fn obligation(owed: &Obligation, coverage: &Coverage) -> Entry {
    let finding = (!coverage.met.contains_key(&owed.id)).then(|| {
        finding(
            &format!("{}: {}", owed.element, owed.situation),
            "a case that shows it",
            "none",
            format!("cargo xtask conformance --coverage --filter {}", owed.id),
        )
    });
    let mut entry = entry(&owed.id, OBLIGATION, "spec", finding);
    entry.sides = match owed.judged {
        Owed::Client => vec![Side::Client],
        Owed::Server => vec![Side::Server],
        Owed::Schema => Vec::new(),
    };
    entry
}

fn edit(mutant: &Mutant, fate: &Fate) -> Entry {
    let reproduce = format!("cargo xtask conformance --mutants --filter {}", mutant.id);
    let survived = || {
        let found = "none: the cases do not notice it".to_owned();
        let place = format!("{}: {}", mutant.pointer, mutant.what);
        finding(&place, "a test that fails", &found, reproduce)
    };
    let (noticed_by, finding) = match fate {
        Fate::Killed { test, .. } => (Some(test.clone()), None),
        Fate::Survived => (None, Some(survived())),
    };
    let mut entry = entry(&mutant.id, MUTANT, "generated/openapi.json", finding);
    mutant.edit.name().clone_into(&mut entry.folder);
    entry.noticed_by = noticed_by;
    entry
}

fn law_of(operation: &str, law: Law, broken: Option<&Divergence>) -> Entry {
    let finding = broken.map(|divergence| {
        let found = &divergence.finding;
        Finding {
            place: found.place.clone(),
            expected: found.expected.clone(),
            found: found.found.clone(),
            request: found.exchange.request.as_ref().map(Request::from),
            response: found.exchange.response.as_ref().map(Response::from),
            reproduce: vec![format!(
                "cargo xtask conformance --differential --seed {}",
                divergence.seed
            )],
        }
    });
    let name = format!("{operation}/{law}");
    let mut entry = entry(&name, LAW, "spec", finding);
    entry.sides = law.sides().to_vec();
    entry
}
