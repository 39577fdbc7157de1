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
    let progress = super::progress::Progress::new(loaded.tests.len(), "tests");
    let pair = world.with(&loaded.contract);
    let done = |done| progress.at(done);
    let outcomes = reversals_judge::parallel::map(&loaded.tests, &done, |test| test.run(pair));
    progress.finish();
    // What does not hold shows nothing.
    let passed: Vec<_> = loaded
        .tests
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| outcome.is_ok())
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
    let named = load::filtered(&report.tests, &args.filter, "obligation", |entry| {
        entry.name.clone()
    })?;
    let report = report.with_tests(named);
    deliver(args, &report, &loaded.suite)
}
