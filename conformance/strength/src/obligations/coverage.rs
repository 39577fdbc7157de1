//! Which obligations a run has met.

use std::collections::BTreeMap;

use super::{Obligation, Observer};
use reversals_judge::Test;

/// What of an observer's obligations some tests have met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The number of obligations.
    pub total: usize,
    /// What is met, by id.
    pub met: BTreeMap<String, Met>,
    /// What is not, in the order of the model.
    pub gaps: Vec<Obligation>,
}

/// How an obligation is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// The first test that does.
    pub first: String,
    /// The number of tests that do.
    pub tests: usize,
}

impl Coverage {
    /// The coverage of tests that passed.
    pub fn of(observer: &Observer<'_>, passed: &[Test]) -> Self {
        let mut met: BTreeMap<String, Met> = BTreeMap::new();
        for test in passed {
            for id in observer.discharged(test) {
                let entry = met.entry(id).or_insert_with(|| Met {
                    first: test.name(),
                    tests: 0,
                });
                entry.tests += 1;
            }
        }
        let open = |it: &&Obligation| !met.contains_key(&it.id);
        Self {
            total: observer.obligations.len(),
            gaps: observer.obligations.iter().filter(open).cloned().collect(),
            met,
        }
    }
}
