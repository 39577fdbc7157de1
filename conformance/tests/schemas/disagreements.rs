//! What the roads are known to differ in, with reasons.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Disagreements {
    structure: Vec<Entry>,
    verdicts: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    what: String,
    reason: String,
}

/// Reads the file.
pub(crate) fn read() -> Disagreements {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema_disagreements.yaml");
    reversals_cases::load_yaml(&path).unwrap()
}

impl Disagreements {
    /// What is not in the list of the structure, and what is there but not found any more.
    pub(crate) fn of_structure(&self, found: &BTreeSet<String>) -> Vec<String> {
        judge(&self.structure, found)
    }

    /// The same of the verdicts.
    pub(crate) fn of_verdicts(&self, found: &BTreeSet<String>) -> Vec<String> {
        judge(&self.verdicts, found)
    }
}

fn judge(known: &[Entry], found: &BTreeSet<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for entry in known {
        if entry.reason.trim().is_empty() {
            wrong.push(format!("no reason: {}", entry.what));
        }
        if !found.contains(&entry.what) {
            wrong.push(format!("listed, but no longer so: {}", entry.what));
        }
    }
    for what in found {
        if !known.iter().any(|entry| entry.what == *what) {
            wrong.push(format!("not listed: {what}"));
        }
    }
    wrong
}
