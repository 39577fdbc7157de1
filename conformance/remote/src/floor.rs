//! How much a run has to judge before it says anything.

use std::collections::BTreeMap;

use super::outcome::{Judged, Outcome, Reason};

/// The least part of the tests that must be judged, in percent.
const LEAST: usize = 95;

/// How much of what HTTP can show was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Floor {
    /// Tests that were judged.
    pub judged: usize,
    /// Tests that HTTP can show.
    pub of: usize,
    /// The same by operationId, and how many requests of each were accepted.
    pub operations: BTreeMap<String, Share>,
    /// The same of scenarios, which are few, and show what no single exchange does.
    pub scenarios: Share,
}

/// What of an operation's tests was judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Tests that were judged.
    pub judged: usize,
    /// Tests that HTTP can show.
    pub of: usize,
    /// Requests that were accepted.
    pub accepted: usize,
    /// Requests that had to be, accepted or not. A part of the tests may have none.
    pub allowed: usize,
}

impl Floor {
    /// Counts a run.
    pub fn of(judged: &[Judged]) -> Self {
        let mut floor = Self::default();
        for test in judged {
            let counted = match &test.outcome {
                Outcome::NotJudged(Reason::ClientOnly | Reason::Impossible(_)) => continue,
                Outcome::NotJudged(_) => 0,
                Outcome::Passed | Outcome::Failed(_) => 1,
            };
            floor.judged += counted;
            floor.of += 1;
            let share = match &test.operation {
                Some(operation) => floor.operations.entry(operation.clone()).or_default(),
                None => &mut floor.scenarios,
            };
            share.judged += counted;
            share.of += 1;
            if test.operation.is_some() {
                share.accepted += usize::from(test.accepted);
                let allowed = test.test.contains("::server-decode")
                    && (test.accepted || !matches!(test.outcome, Outcome::Passed));
                share.allowed += usize::from(allowed);
            }
        }
        floor
    }

    /// What is missing for the run to say anything; empty where nothing is.
    pub fn missed(&self) -> Vec<String> {
        let mut missed = Vec::new();
        let scenarios = self.scenarios;
        for (what, judged, of, empty) in [
            ("tests", self.judged, self.of, self.of == 0),
            ("scenarios", scenarios.judged, scenarios.of, false),
        ] {
            if judged * 100 < of * LEAST || empty {
                missed.push(format!(
                    "only {judged} of {of} {what} were judged, and {LEAST} % is the least"
                ));
            }
        }
        let silent = self
            .operations
            .iter()
            .filter(|(_, share)| share.accepted == 0 && share.allowed > 0);
        missed
            .extend(silent.map(|(operation, _)| format!("no request of {operation} was accepted")));
        missed
    }
}
