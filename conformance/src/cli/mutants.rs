//! `--mutants`: which edits of the document no case notices.

use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::{Args, deliver, load};
use crate::interpret::{InterpretedClient, InterpretedServer};
use crate::mutation::{self, run};
use crate::report::Report;

/// How much of what is edited must be noticed, in percent.
const NOTICED: usize = 98;

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let mut mutants = mutation::mutants(&loaded.contract.bundled);
    let all = mutants.len();
    mutants.retain(|mutant| {
        args.filter.is_empty() || args.filter.iter().any(|text| mutant.id.contains(text))
    });
    if mutants.is_empty() {
        let wanted = args.filter.join(" ");
        return Err(Failure::Usage(format!(
            "none of {all} edits has `{wanted}` in its name"
        )));
    }
    let progress = Progress::new(mutants.len(), "edits");
    let fates = run::run(
        &mutants,
        &loaded.tests,
        &loaded.contract,
        &|api| {
            let client = Box::new(InterpretedClient::new(api));
            (client, Box::new(InterpretedServer::new(api)))
        },
        &|done| progress.at(done),
    );
    progress.finish();
    let report = Report::of_mutants(&mutants, &fates);
    let ended = deliver(args, &report, &loaded.suite)?;
    let counts = report.totals.all;
    // Survivors are named; a few of them do not fail a run.
    if counts.passed * 100 >= counts.all() * NOTICED {
        return Ok(Exit::Fine);
    }
    Ok(ended)
}
