//! Running tests, and what came of each.

use std::collections::BTreeMap;
use std::path::Path;

use crate::parallel;
use crate::{Finding, Test, World};
use reversals_cases::{Error, load_yaml};

/// Tests that are known to fail, by name, with the reason of each.
pub type ExpectedFailures = BTreeMap<String, String>;

/// What came of a test.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not.
    Failed(Box<Finding>),
    /// It does not, and that is known.
    FailedAsExpected {
        /// Why that is so.
        reason: String,
        /// What was found.
        finding: Box<Finding>,
    },
    /// It holds, though it is listed as one that does not.
    PassedUnexpectedly {
        /// Why it was thought to fail.
        reason: String,
    },
}

impl Outcome {
    /// Whether the outcome fails a run.
    pub fn fails(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::PassedUnexpectedly { .. })
    }
}

/// Reads the list of tests that are known to fail.
///
/// Errors: a file that can't be read or is no map of texts.
pub fn expected_failures(cases: &Path) -> Result<ExpectedFailures, Error> {
    load_yaml(&cases.join("expected_failures.yaml"))
}

/// The names in the list that no test has.
pub fn stale(expected: &ExpectedFailures, tests: &[Test]) -> Vec<String> {
    let names: std::collections::BTreeSet<_> = tests.iter().map(Test::name).collect();
    let stale = expected.keys().filter(|name| !names.contains(*name));
    stale.cloned().collect()
}

/// Runs one test.
pub fn run_one(test: &Test, world: World<'_>, expected: &ExpectedFailures) -> Outcome {
    let reason = expected.get(&test.name()).cloned();
    match (test.run(world), reason) {
        (Ok(()), None) => Outcome::Passed,
        (Ok(()), Some(reason)) => Outcome::PassedUnexpectedly { reason },
        (Err(finding), None) => Outcome::Failed(finding),
        (Err(finding), Some(reason)) => Outcome::FailedAsExpected { reason, finding },
    }
}

/// Runs tests on every core. The outcomes are in the order of the tests; `progress` is called after each with the
/// number of those that are done.
pub fn run(
    tests: &[Test],
    world: World<'_>,
    expected: &ExpectedFailures,
    progress: &(dyn Fn(usize) + Sync),
) -> Vec<Outcome> {
    parallel::map(tests, progress, |test| run_one(test, world, expected))
}
