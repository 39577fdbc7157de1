//! The default run: all cases against the generated client and server.

use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::{Args, deliver, load};
use crate::report::{Report, grouped};
use reversals_judge::Kind;
use reversals_judge::runner;

/// Who is judged.
const SUBJECT: &str = "the generated client and server";

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let expected = load::expected(&loaded)?;
    let tests = load::filtered(&loaded.tests, &args.filter)?;
    let pair = load::pair()?;
    let world = pair.with(&loaded.contract);
    let progress = Progress::new(tests.len(), "tests");
    let outcomes = runner::run(&tests, world, &expected, &|done| progress.at(done));
    progress.finish();
    let mut report = Report::new(SUBJECT, &tests, &outcomes);
    for name in runner::stale(&expected, &loaded.tests) {
        report.fault(
            &format!("expected-failure/{name}"),
            &reversals_cases::shown(&loaded.cases.join("expected_failures.yaml")),
            format!("no test has the name {name}"),
        );
    }
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
