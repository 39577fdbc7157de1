//! The bugs of servers that the bench has, each before a service with state: a run over HTTP sees it.
//!
//! What should see a bug is named here, and only that is asked: a bug that something else alone would see fails.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod front;
#[path = "../stateful/mod.rs"]
mod stateful;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use libtest_mimic::{Arguments, Failed, Trial};
use reversals_bugs::server::Bend;
use reversals_bugs::{SERVER_BUGS, ServerBug};
use reversals_judge::subject::KEY;
use reversals_remote::{ApiKey, Planned, judge, planned};
use stateful::{CONTRACT, SUITE};

/// The kinds of tests that should see bugs, by the beginning of their names, where it is none of [`of_the_bend`].
const SEEN_BY: &[(&str, &[&str])] = &[
    (
        "server-refuse",
        &[
            "any-media-type-accepted",
            "any-scheme-accepted",
            "body-of-get-accepted",
            "empty-text-dropped",
            "error-code-generic",
            "error-is-html",
            "error-is-text",
            "error-members-are-null",
            "error-param-without-key",
            "error-type-by-status",
            "error-without-code",
            "error-without-param",
            "failure-is-400",
            "failure-is-500",
            "missing-key-is-403",
            "password-accepted",
            "trailing-slash-accepted",
            "unknown-method-taken-for-get",
            "unknown-route-is-200",
        ],
    ),
    (
        "server-decode",
        &[
            "basic-not-understood",
            "bearer-not-understood",
            "boolean-stays-text",
            "created-status-for-post",
            "false-read-as-true",
            "key-split-at-dots",
            "length-counted-in-bytes",
            "list-of-one-unwrapped",
            "longest-text-refused",
            "maximum-refused",
            "minimum-refused",
            "path-parameters-swapped",
            "path-unescaped-before-routing",
            "pushed-list-not-understood",
        ],
    ),
    (
        "server-decode-spelling",
        &[
            "media-type-in-other-case-refused",
            "media-type-with-charset-refused",
            "method-override-obeyed",
            "scheme-by-case",
        ],
    ),
    ("server-encode", &["integer-stays-text"]),
    ("law/a-refusal-says-why", &["error-without-message"]),
    (
        "law/metadata-",
        &[
            "answer-loses-non-ascii",
            "escaped-brackets-not-understood",
            "key-cut-at-bracket",
            "keys-in-lower-case",
            "keys-trimmed",
            "map-keeps-one-entry",
            "map-values-guessed",
            "names-not-unescaped",
            "texts-in-lower-case",
            "texts-trimmed",
            "utf8-read-as-latin-1",
            "values-not-unescaped",
        ],
    ),
    (
        "law/reversal-of-the-amount",
        &["integer-in-32-bits", "query-of-post-ignored"],
    ),
    (
        "law/the-missing-",
        &[
            "path-id-not-unescaped",
            "path-id-unescaped-twice",
            "path-in-lower-case",
            "path-plus-read-as-space",
            "plus-not-read-as-space",
            "texts-end-at-nul",
            "values-unescaped-twice",
        ],
    ),
    (
        "law/times-in-seconds",
        &["integers-as-floats", "times-in-milliseconds"],
    ),
    ("law/url-of-the-page", &["list-url-with-query"]),
    (
        "law/what-is-expanded",
        &["expanded-answered-as-id", "list-keeps-last-item"],
    ),
    (
        "scenario/idempotency",
        &["idempotency-key-in-lower-case", "idempotency-key-lost"],
    ),
    (
        "scenario/metadata",
        &[
            "clear-of-map-dropped",
            "clear-of-map-read-as-empty-map",
            "clear-of-one-key-dropped",
            "clear-of-one-key-read-as-null",
            "empty-text-read-as-null",
        ],
    ),
    ("scenario/transfer_reversals", &["null-members-dropped"]),
    (
        "scenario/paging",
        &["has-more-always-false", "list-reordered"],
    ),
    (
        "scenario/requests",
        &[
            "account-lost",
            "answered-integers-lose-digits",
            "indexed-list-not-understood",
            "integer-through-float",
            "list-items-split-at-commas",
            "refused-after-the-handler",
            "texts-guessed",
            "version-lost",
        ],
    ),
];

/// What `--strict` alone sees, since a service may be so.
const STRICT: &[&str] = &["body-of-get-accepted"];

/// What HTTP can't show, and why.
const UNSEEN: &[(&str, &[&str])] = &[
    (
        "`expand` is the only list, and neither order nor repeats of what is expanded mean anything",
        &["indices-ignored", "list-reversed", "list-without-repeats"],
    ),
    (
        "a service that does not lie has no value that the document lacks, and nobody can make it tell one",
        &["unknown-enum-values-dropped"],
    ),
];

/// What sees most of those that bend the same.
const fn of_the_bend(bend: Bend) -> &'static str {
    match bend {
        Bend::Answer(_) => "server-encode",
        _ => "server-refuse",
    }
}

fn of(table: &[(&'static str, &[&str])], bug: &ServerBug) -> Option<&'static str> {
    let row = table.iter().find(|(_, bugs)| bugs.contains(&bug.id));
    row.map(|(said, _)| *said)
}

fn main() -> std::process::ExitCode {
    let mut trials = vec![Trial::test("each_row_is_of_one_bug_of_the_bench", tables)];
    for bug in SERVER_BUGS {
        let test = move || match of(UNSEEN, bug) {
            Some(why) => unseen(bug, why),
            None => seen(bug, of(SEEN_BY, bug).unwrap_or(of_the_bend(bug.bend))),
        };
        trials.push(Trial::test(bug.id, test));
    }
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    let away: usize = UNSEEN.iter().map(|(_, bugs)| bugs.len()).sum();
    let all = SERVER_BUGS.len();
    if !conclusion.has_failed() {
        let (seen, strict) = (all - away, STRICT.len());
        println!(
            "{seen} of {all} bugs of servers seen over HTTP, {strict} of them by --strict alone"
        );
    }
    conclusion.exit_code()
}

fn tables() -> Result<(), Failed> {
    let all: BTreeSet<_> = SERVER_BUGS.iter().map(|bug| bug.id).collect();
    let rows = SEEN_BY.iter().chain(UNSEEN).flat_map(|(_, bugs)| *bugs);
    let mut told = BTreeSet::new();
    for id in rows {
        if !all.contains(id) || !told.insert(*id) {
            return Err(format!("`{id}` is no bug, or told twice").into());
        }
    }
    let away: usize = UNSEEN.iter().map(|(_, bugs)| bugs.len()).sum();
    if all.len() < 120 || away > 5 {
        return Err(format!("{away} of {} get away", all.len()).into());
    }
    Ok(())
}

/// The tests that have a name of this beginning, in parts of which the first ones have some of everything.
fn parts(kind: &str) -> Vec<BTreeSet<String>> {
    static ALL: LazyLock<Vec<Planned>> = LazyLock::new(|| planned(&SUITE, &CONTRACT.api));
    let fits = |test: &&Planned| {
        let (case, of) = test.test.split_once("::").unwrap();
        match kind.split_once('/') {
            Some(("scenario", file)) => case.starts_with(&format!("scenarios/{file}/")),
            Some(_) => of != "scenario",
            None => of.starts_with(kind),
        }
    };
    let cases = ALL.iter().filter(fits).map(|test| test.case.clone());
    let mut parts = vec![BTreeSet::new(); 8];
    for (number, case) in cases.enumerate() {
        parts[number % 8].insert(case);
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Fails where no test of the kind does.
fn seen(bug: &'static ServerBug, kind: &str) -> Result<(), Failed> {
    let mut options = stateful::whole(stateful::here(front::planted(bug)));
    options.key = ApiKey::new(KEY).unwrap();
    options.concurrency = 1;
    options.strict = STRICT.contains(&bug.id);
    let mut strays = BTreeSet::new();
    for part in parts(kind) {
        options.chosen = Some(part);
        let judged = judge(&options, &SUITE, &CONTRACT, &|_, _| ())?;
        strays.extend(stateful::kinds(&judged));
        if strays.iter().any(|found| found.starts_with(kind)) {
            return Ok(());
        }
    }
    Err(format!("no {kind} sees it, but: {strays:?}").into())
}

/// Fails where a test does.
fn unseen(bug: &'static ServerBug, why: &str) -> Result<(), Failed> {
    let mut options = stateful::whole(stateful::here(front::planted(bug)));
    options.key = ApiKey::new(KEY).unwrap();
    options.concurrency = 1;
    let kinds = stateful::kinds(&judge(&options, &SUITE, &CONTRACT, &|_, _| ())?);
    if kinds.is_empty() {
        return Ok(());
    }
    Err(format!("it is seen by {kinds:?}, though it should not: {why}").into())
}
