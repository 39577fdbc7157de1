//! Which obligations a run has met.

use std::collections::BTreeMap;

use super::{Judged, Obligation, Observer, Part, Waivers};
use reversals_judge::Test;

/// What of an observer's obligations some tests have met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The number of obligations.
    pub total: usize,
    /// What is met, by id.
    pub met: BTreeMap<String, Met>,
    /// What is waived, by id, each with the reason.
    pub waived: BTreeMap<String, String>,
    /// What is neither, in the order of the model.
    pub gaps: Vec<Obligation>,
    /// Waivers of what is met or is no obligation, each with what is wrong.
    pub stale: Vec<String>,
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
    pub fn of(observer: &Observer<'_>, passed: &[Test], waivers: &Waivers) -> Self {
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
        let mut coverage = Self {
            total: observer.obligations.len(),
            ..Self::default()
        };
        for (id, reason) in &waivers.0 {
            if met.contains_key(id) {
                coverage
                    .stale
                    .push(format!("`{id}` is met, so it needs no waiver"));
            } else if observer.ids.contains(id) {
                coverage.waived.insert(id.clone(), reason.clone());
            } else {
                coverage.stale.push(format!("`{id}` is no obligation"));
            }
        }
        let open =
            |it: &&Obligation| !met.contains_key(&it.id) && !coverage.waived.contains_key(&it.id);
        coverage.gaps = observer.obligations.iter().filter(open).cloned().collect();
        coverage.met = met;
        coverage
    }

    /// The share of obligations that are waived, in per cent.
    #[allow(
        clippy::cast_precision_loss,
        reason = "counts are far below 2 to the power of 52"
    )]
    pub fn waived_percent(&self) -> f64 {
        100.0 * self.waived.len() as f64 / self.total.max(1) as f64
    }
}

impl Observer<'_> {
    /// The number of obligations of each part and side, for a report.
    pub fn census(&self) -> BTreeMap<(Part, Judged), usize> {
        let mut census = BTreeMap::new();
        for obligation in &self.obligations {
            *census
                .entry((obligation.part, obligation.judged))
                .or_default() += 1;
        }
        census
    }
}
