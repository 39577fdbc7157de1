//! Services with state, judged as any service is: honest, and with a lie before it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    clippy::semicolon_if_nothing_returned,
    reason = "a lie is one expression"
)]

mod answers;
mod liar;
mod missed;
mod money;
mod requests;
mod secrets;
mod state;
#[path = "../stateful/mod.rs"]
mod stateful;
mod treasury;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex};

use liar::Lie;
use libtest_mimic::{Arguments, Failed, Trial};
use reversals_cases::scenario::Scenario;
use reversals_remote::{self as remote, Floor, Judged, Options, Outcome};
use stateful::{CONTRACT, SUITE, Summary};

/// What a service can be asked, so that nobody derives the rest for each lie.
static ASKED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let planned = remote::planned(&SUITE, &CONTRACT.api).into_iter();
    planned.map(|test| test.case).collect()
});

/// The kinds of tests that may see each lie, and no others do; `*` for one about everything.
const SEEN_BY: &str = include_str!("seen_by.txt");

/// What each lie is found by: tests, and where they find it.
type Found = Arc<Mutex<BTreeMap<&'static str, BTreeSet<String>>>>;

fn main() -> std::process::ExitCode {
    let arguments = Arguments::from_args();
    let found = Found::default();
    let truth = Lie {
        name: "none",
        tell: |_| {},
        ask: |_, _| {},
    };
    let mut trials = vec![Trial::test(
        "nothing_is_wrong_with_the_example_behind_one_who_does_not_lie",
        move || honest(&stateful::whole(stateful::here(liar::lying(truth)))),
    )];
    let lies: Vec<Lie> = [
        answers::LIES,
        missed::LIES,
        requests::LIES,
        money::LIES,
        state::LIES,
        treasury::LIES,
        secrets::LIES,
    ]
    .concat();
    // Each takes seconds: a third at a time, and all with `--include-ignored`, as the figure of them is made.
    for (place, lie) in lies.into_iter().enumerate() {
        let found = Arc::clone(&found);
        let trial = Trial::test(format!("lie::{}", lie.name), move || caught(lie, &found));
        trials.push(trial.with_ignored_flag(place % 3 != 0));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    let found = found.lock().unwrap();
    let mut kills: BTreeMap<&BTreeSet<String>, Vec<&str>> = BTreeMap::new();
    for (lie, tests) in found.iter() {
        kills.entry(tests).or_default().push(lie);
    }
    let mut alike = false;
    for lies in kills.values().filter(|lies| lies.len() > 1) {
        println!(
            "found by the same tests in the same places: {}",
            lies.join(", ")
        );
        alike = true;
    }
    if alike || conclusion.has_failed() {
        return std::process::ExitCode::FAILURE;
    }
    println!(
        "{} of {} lies found, each otherwise",
        kills.len(),
        found.len()
    );
    conclusion.exit_code()
}

fn judge(options: &Options) -> Vec<Judged> {
    remote::judge(options, &SUITE, &CONTRACT, &|_, _| ()).unwrap()
}

fn failed(judged: &[Judged]) -> BTreeMap<String, String> {
    let failed = judged.iter().filter_map(|judged| match &judged.outcome {
        Outcome::Failed(finding) => Some((judged.test.clone(), finding.to_string())),
        _ => None,
    });
    failed.collect()
}

fn honest(options: &Options) -> Result<(), Failed> {
    let judged = judge(options);
    let (floor, failed) = (Floor::of(&judged), failed(&judged));
    if !failed.is_empty() || !floor.missed().is_empty() || floor.judged < floor.of {
        return Err(format!("{failed:#?}\n{floor:#?}").into());
    }
    let summary = Summary::of(&judged);
    let reasons: Vec<_> = summary.not_judged.keys().copied().collect();
    if summary.notes > 0 || reasons != ["client-only", "impossible"] {
        return Err(format!("{summary:#?}").into());
    }
    // Every case and scenario has an outcome, in the order of the suite.
    let mut ids: Vec<_> = judged.into_iter().map(|judged| judged.case).collect();
    ids.dedup();
    let mut scenarios: Vec<_> = SUITE.scenarios.iter().map(Scenario::name).collect();
    scenarios.sort();
    let cases = SUITE.cases.iter().map(|case| case.id.clone());
    let all: Vec<_> = cases.chain(scenarios).collect();
    if ids == all {
        Ok(())
    } else {
        Err("not every case is told".into())
    }
}

fn caught(lie: Lie, found: &Found) -> Result<(), Failed> {
    let mut options = stateful::whole(stateful::here(liar::lying(lie)));
    options.chosen = Some(ASKED.clone());
    // In one order, the same tests find it each time.
    options.concurrency = 1;
    let judged = judge(&options);
    let failed = judged.iter().filter_map(|judged| match &judged.outcome {
        Outcome::Failed(finding) => Some(format!("{}: {}", judged.test, finding.place)),
        _ => None,
    });
    let tests = failed.chain(Floor::of(&judged).missed()).collect();
    found.lock().unwrap().insert(lie.name, tests);
    let kinds: BTreeSet<_> = stateful::kinds(&judged)
        .iter()
        .map(|it| coarse(it))
        .collect();
    let kinds = kinds.into_iter().collect::<Vec<_>>().join(" ");
    let lines = SEEN_BY.lines().filter_map(|line| line.split_once(": "));
    let named: Vec<_> = lines.filter(|(name, _)| *name == lie.name).collect();
    match named.as_slice() {
        [(_, "*")] if !kinds.is_empty() => Ok(()),
        // When a reversal is posted, and whether two are of one second, is a matter of the clock: not each kind that may see it has to.
        [(_, named)] if within(&kinds, named) && !kinds.is_empty() => Ok(()),
        _ => Err(format!(
            "{} is seen by\n{}: {kinds}\nand not by {named:?}",
            lie.name, lie.name
        )
        .into()),
    }
}

fn within(kinds: &str, named: &str) -> bool {
    let named: BTreeSet<_> = named.split(' ').collect();
    kinds.split(' ').all(|kind| named.contains(kind))
}

/// The kind with the file of a scenario alone.
fn coarse(kind: &str) -> String {
    match kind
        .strip_prefix("scenario/")
        .and_then(|it| it.split_once('/'))
    {
        Some((file, _)) => format!("scenario/{file}"),
        None => kind.to_owned(),
    }
}
