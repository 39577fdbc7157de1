//! `--coverage`: what the document owes, and no case shows.

use super::exit::{Exit, Failure};
use super::{Args, deliver, load};
use crate::report::Report;
use reversals_strength::obligations::{self, Coverage, Observer};

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
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
    let coverage = Coverage::of(&observer, &passed);
    let all = obligations::enumerate(&loaded.contract.api);
    let report = Report::of_coverage(&all, &coverage);
    let named = load::filtered(&report.tests, &args.filter, "obligation", |entry| {
        entry.name.clone()
    })?;
    let report = report.with_tests(named);
    deliver(args, &report, &loaded.suite)
}
