//! Services with state, judged as any service is: honest, and with a lie before it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    clippy::semicolon_if_nothing_returned,
    reason = "a lie is one expression"
)]

mod answers;
mod liar;
mod requests;
mod state;
#[path = "../stateful/mod.rs"]
mod stateful;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use liar::Lie;
use libtest_mimic::{Arguments, Failed, Trial};
use reversals_cases::scenario::Scenario;
use reversals_remote::{self as remote, Floor, Judged, Options, Outcome, Summary};
use stateful::{CONTRACT, SUITE};

/// What each lie is found by.
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
    let lies: Vec<Lie> = [answers::LIES, requests::LIES, state::LIES].concat();
    for lie in lies {
        let found = Arc::clone(&found);
        trials.push(Trial::test(format!("lie::{}", lie.name), move || {
            caught(lie, &found)
        }));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    let found = found.lock().unwrap();
    let mut kills: BTreeMap<&BTreeSet<String>, Vec<&str>> = BTreeMap::new();
    for (lie, tests) in found.iter() {
        kills.entry(tests).or_default().push(lie);
    }
    for lies in kills.values().filter(|lies| lies.len() > 1) {
        println!("found by the same tests: {}", lies.join(", "));
    }
    println!(
        "{} lies, {} of them found by different tests",
        found.len(),
        kills.len()
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
    let judged = judge(&stateful::whole(stateful::here(liar::lying(lie))));
    let failed = failed(&judged);
    let missed = Floor::of(&judged).missed();
    let tests: BTreeSet<_> = failed.keys().cloned().chain(missed).collect();
    if std::env::var_os("SHOW").is_some() {
        println!(
            "{}: {}\n  {:?}",
            lie.name,
            tests.len(),
            failed.iter().next()
        );
    }
    if tests.is_empty() {
        return Err("nothing is found".into());
    }
    found.lock().unwrap().insert(lie.name, tests);
    Ok(())
}
