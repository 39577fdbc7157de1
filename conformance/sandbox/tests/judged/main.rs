//! The sandbox judged over HTTP as any service is: honest, and with a lie before it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod liar;
mod requests;
mod state;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use liar::Lie;
use libtest_mimic::{Arguments, Failed, Trial};
use reversals_conformance::case::{self, Suite};
use reversals_conformance::judge::Contract;
use reversals_conformance::remote::{self, ApiKey, Floor, Judged, Options, Outcome, Setup};

static SUITE: LazyLock<Suite> = LazyLock::new(|| case::load(&case::folder()).unwrap());

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = root.parent().and_then(Path::parent).unwrap();
    Contract::of_fragments(&root.join("spec")).unwrap()
});

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
    let mut trials = vec![
        Trial::test("nothing_is_wrong_with_the_sandbox", || honest(None)),
        Trial::test("nothing_is_wrong_with_what_stands_before_it", move || {
            honest(Some(truth))
        }),
    ];
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

fn judged(lie: Option<Lie>) -> Vec<Judged> {
    let address = liar::start(lie);
    let mut options = Options::new(
        format!("http://{address}").parse().unwrap(),
        ApiKey::new("sk_test_123").unwrap(),
    );
    options.setup = Some(Setup::load(&case::folder()).unwrap());
    options.ids = [("acct_1", "acct_1"), ("fa_1", "fa_1")]
        .map(|(name, id)| (name.to_owned(), id.to_owned()))
        .into();
    remote::judge(&options, &SUITE, &CONTRACT, &|_, _| ()).unwrap()
}

fn failed(judged: &[Judged]) -> BTreeMap<String, String> {
    let failed = judged.iter().filter_map(|judged| match &judged.outcome {
        Outcome::Failed(finding) => Some((judged.test.clone(), finding.to_string())),
        _ => None,
    });
    failed.collect()
}

fn honest(truth: Option<Lie>) -> Result<(), Failed> {
    let judged = judged(truth);
    let floor = Floor::of(&judged);
    let failed = failed(&judged);
    if !failed.is_empty() || !floor.missed().is_empty() || floor.judged < floor.of {
        return Err(format!("{failed:#?}\n{floor:#?}").into());
    }
    Ok(())
}

fn caught(lie: Lie, found: &Found) -> Result<(), Failed> {
    let judged = judged(Some(lie));
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
