//! The default run: all cases against the generated client and server.

use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::{Args, deliver, load};
use crate::report::{Report, grouped};
use reversals_judge::parallel;
use reversals_judge::{Kind, Test};

/// Who is judged.
const SUBJECT: &str = "the generated client and server";

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let known = load::known(args)?;
    let tests = load::filtered(&loaded.tests, &args.filter, "test", Test::name)?;
    let pair = load::pair()?;
    let world = pair.with(&loaded.contract);
    let progress = Progress::new(tests.len(), "tests");
    let outcomes = parallel::map(&tests, &|done| progress.at(done), |test| test.run(world));
    progress.finish();
    let all: Vec<_> = loaded.tests.iter().map(Test::name).collect();
    let all: Vec<_> = all.iter().map(String::as_str).collect();
    let report = Report::new(SUBJECT, &tests, &outcomes);
    let mut report = report.knowing(known.as_ref(), &all);
    let scenarios = loaded.suite.scenarios.len();
    report.not_judged = not_judged(loaded.tests.len() - tests.len(), scenarios, &report);
    deliver(args, &report, &loaded.suite)
}

fn not_judged(left_out: usize, scenarios: usize, report: &Report) -> Vec<String> {
    let mut out = Vec::new();
    if left_out > 0 {
        out.push(format!(
            "{} tests that --filter leaves out",
            grouped(left_out)
        ));
    }
    let ran = |family: &&&str| report.totals.kinds.iter().any(|kind| kind.name == **family);
    let without: Vec<_> = Kind::FAMILIES
        .iter()
        .filter(|it| !ran(it))
        .copied()
        .collect();
    if left_out == 0 && !without.is_empty() {
        out.push(format!(
            "the kinds without a test here: {}",
            without.join(", ")
        ));
    }
    if scenarios > 0 {
        out.push(format!(
            "{scenarios} scenarios: the generated server keeps nothing; --url is for one that does"
        ));
    }
    out.push(
        "sockets, TLS, redirects and time: client and server are called in this process".to_owned(),
    );
    out
}
