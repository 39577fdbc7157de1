//! `--mutants`: which edits of the document no case notices.

use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::{Args, deliver, load};
use crate::report::{Report, grouped};
use reversals_codegen::ir::Api;
use reversals_judge::Test;
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use reversals_strength::mutation::run::{self, Fate, Pair};
use reversals_strength::mutation::{self, Mutant};

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
    let ran = |what: &'static str, mutants: &[Mutant], tests: &[Test]| {
        let progress = Progress::new(mutants.len(), what);
        let fates = run::run(mutants, tests, &loaded.contract, &interpreted, &|done| {
            progress.at(done);
        });
        progress.finish();
        fates
    };
    let fates = ran("edits", &mutants, &loaded.tests);
    let mut report = Report::of_mutants(&mutants, &fates);
    if args.by_side {
        // What a test of documents was quick to notice, a test of a side may notice too.
        let (told, sided) = (told(&mutants, &fates), sided(&loaded.tests));
        let again = ran("edits that a validator noticed", &told, &sided);
        let alone = again.iter().filter(|fate| matches!(fate, Fate::Survived));
        let (alone, all) = (alone.count(), report.totals.all.passed);
        report.notes.push(format!(
            "{} noticed by a client or a server, {} by the suite's own validator alone",
            grouped(all - alone),
            grouped(alone)
        ));
    }
    deliver(args, &report, &loaded.suite)
}

pub(super) fn interpreted(api: &Api) -> Pair {
    let client = Box::new(InterpretedClient::new(api));
    (client, Box::new(InterpretedServer::new(api)))
}

/// The edits that a test noticed which judges neither side.
fn told(mutants: &[Mutant], fates: &[Fate]) -> Vec<Mutant> {
    let told = mutants
        .iter()
        .zip(fates)
        .filter(|(_, fate)| matches!(fate, Fate::Killed { kind, .. } if kind.sides().is_empty()));
    told.map(|(mutant, _)| mutant.clone()).collect()
}

/// The tests that judge a side.
fn sided(tests: &[Test]) -> Vec<Test> {
    let sided = tests.iter().filter(|test| !test.sides().is_empty());
    sided.cloned().collect()
}
