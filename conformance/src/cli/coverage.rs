//! `--coverage`: what the document owes, and no case shows.

use super::exit::{Exit, Failure};
use super::{Args, deliver, load};
use crate::report::Report;
use reversals_strength::obligations::{self, Coverage, Observer, Waivers};

/// How much of what is owed may be waived, in percent.
const WAIVED: f64 = 2.0;

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let waivers = Waivers::load(&load::root().join("conformance/waivers.toml"))
        .map_err(|error| Failure::Input(error.to_string()))?;
    let world = load::pair()?;
    let expected = load::expected(&loaded)?;
    let progress = super::progress::Progress::new(loaded.tests.len(), "tests");
    let outcomes = reversals_judge::runner::run(
        &loaded.tests,
        world.with(&loaded.contract),
        &expected,
        &|done| progress.at(done),
    );
    progress.finish();
    // What does not hold shows nothing.
    let passed: Vec<_> = loaded
        .tests
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| matches!(outcome, reversals_judge::runner::Outcome::Passed))
        .map(|(test, _)| test.clone())
        .collect();
    let observer = Observer::new(&loaded.contract);
    let coverage = Coverage::of(&observer, &passed, &waivers);
    let all = obligations::enumerate(&loaded.contract.api);
    let mut report = Report::of_coverage(&all, &coverage);
    let waived = coverage.waived_percent();
    if waived >= WAIVED {
        report.fault(
            "waivers",
            "conformance/waivers.toml",
            format!("{waived:.1} % is waived, and at most {WAIVED} % may be"),
        );
    }
    let report = load::named(report, &args.filter, "obligation")?;
    deliver(args, &report, &loaded.suite)
}
