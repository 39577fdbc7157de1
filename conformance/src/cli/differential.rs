//! `--differential` and `--adopt`: random inputs, and what becomes of those that break a law.

use std::path::Path;

use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::{Args, deliver, load, output};
use crate::differential::{self, FOUND, Options};
use crate::report::Report;

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
    let mut kept = Vec::new();
    for divergence in found {
        let file = differential::write(&divergence, &load::root().join(FOUND))
            .map_err(|error| Failure::Internal(error.to_string()))?;
        let file = crate::case::shown(&file);
        kept.push((divergence, file));
    }
    let operations: Vec<_> = api.operations.iter().map(|it| it.id.clone()).collect();
    let mut report = Report::of_divergences(&operations, options.seed, &kept);
    report.not_judged.push(format!(
        "all but {} inputs of each operation",
        crate::report::grouped(options.per_operation as usize)
    ));
    deliver(args, &report, &loaded.suite)
}

pub(super) fn adopt(args: &Args, find: &Path) -> Result<Exit, Failure> {
    let cases = args.cases.clone().unwrap_or_else(crate::case::folder);
    let adopted =
        differential::adopt(find, &cases).map_err(|error| Failure::Input(error.to_string()))?;
    let file = crate::case::shown(&adopted.file);
    let mut said = String::new();
    for id in &adopted.ids {
        said.push_str(&format!("{id} is a case now, in {file}\n"));
    }
    if adopted.ids.is_empty() {
        said.push_str(&format!("it was a case already, in {file}\n"));
    }
    output::print(&said)?;
    Ok(Exit::Fine)
}
