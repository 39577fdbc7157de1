//! `--bugs`: whether the cases notice each bug that is put into a good pair on purpose.

use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::{Args, deliver, load};
use crate::report::Report;
use reversals_strength::bugs::{CLIENT_BUGS, SERVER_BUGS, hunt};

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let pair = load::pair()?;
    let world = pair.with(&loaded.contract);
    let progress = Progress::new(CLIENT_BUGS.len() + SERVER_BUGS.len(), "bugs");
    let hunted = hunt::hunt(&loaded.tests, world, &|done| progress.at(done));
    progress.finish();
    let report = load::named(Report::of_bugs(&hunted), &args.filter, "bug")?;
    deliver(args, &report, &loaded.suite)
}
