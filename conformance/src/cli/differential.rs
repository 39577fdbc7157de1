//! `--differential`: random inputs.

use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::{Args, deliver, load};
use crate::report::Report;
use reversals_strength::differential::{self, Options};

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let pair = load::pair()?;
    let options = Options {
        per_operation: args.count,
        // Another one each time, so that every run sees something new; it is printed.
        seed: args
            .seed
            .unwrap_or_else(|| uuid::Uuid::new_v4().as_u64_pair().0 >> 32),
    };
    let api = &loaded.contract.api;
    let progress = Progress::new(differential::jobs(api), "laws");
    let found = differential::run(pair.with(&loaded.contract), options, &|done| {
        progress.at(done);
    });
    progress.finish();
    let operations: Vec<_> = api.operations.iter().map(|it| it.id.clone()).collect();
    let mut report = Report::of_divergences(&operations, options.seed, &found);
    report.not_judged.push(format!(
        "all but {} inputs of each operation",
        crate::report::grouped(options.per_operation as usize)
    ));
    deliver(args, &report, &loaded.suite)
}
