//! Reports of what shows the strength of the cases: obligations and edits of the document.

use super::kinds::{MUTANT, OBLIGATION};
use super::{Entry, Finding, Report};
use reversals_cases::Side;
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
}

fn obligation(owed: &Obligation, coverage: &Coverage) -> Entry {
    let gap = !coverage.met.contains_key(&owed.id);
    let finding = gap.then(|| {
        let place = format!("{}: {}", owed.element, owed.situation);
        let mut finding = Finding::new(place, "a case that shows it", "none");
        let id = &owed.id;
        finding.reproduce = vec![format!("cargo xtask conformance --coverage --filter {id}")];
        finding
    });
    let mut entry = Entry::new(&owed.id, OBLIGATION, "spec", finding);
    entry.sides = match owed.judged {
        Owed::Client => vec![Side::Client],
        Owed::Server => vec![Side::Server],
        Owed::Schema => Vec::new(),
    };
    entry
}

fn edit(mutant: &Mutant, fate: &Fate) -> Entry {
    let id = &mutant.id;
    let (noticed_by, finding) = match fate {
        Fate::Killed { test, .. } => (Some(test.clone()), None),
        Fate::Survived => {
            let place = format!("{}: {}", mutant.pointer, mutant.what);
            let found = "none: the cases do not notice it";
            let mut finding = Finding::new(place, "a test that fails", found);
            finding.reproduce = vec![format!("cargo xtask conformance --mutants --filter {id}")];
            (None, Some(finding))
        }
    };
    let mut entry = Entry::new(id, MUTANT, "generated/openapi.json", finding);
    mutant.edit.name().clone_into(&mut entry.folder);
    entry.noticed_by = noticed_by;
    entry
}
