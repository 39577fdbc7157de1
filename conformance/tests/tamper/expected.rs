//! The list of tests that are known to fail.

use std::fs;

use reversals_judge::runner::{self, Outcome};

use super::{BENCH, Copy};

#[test]
fn a_test_that_passes_and_is_listed_fails_and_a_name_that_no_test_has_is_told() {
    let copy = Copy::new();
    let (listed, unknown) = (
        "transfer_reversals/create/documented::loop",
        "transfer_reversals/create/documented::lop",
    );
    let list = format!("{listed}: it did once\n{unknown}: a slip\n");
    fs::write(copy.root.join("expected_failures.yaml"), list).unwrap();
    let expected = runner::expected_failures(&copy.root).unwrap();
    let tests = copy.tests();
    assert_eq!(runner::stale(&expected, &tests), [unknown]);
    let outcomes = runner::run(&tests, BENCH.world(), &expected, &|_| ());
    let failing: Vec<_> = tests
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| outcome.fails())
        .collect();
    let [(test, Outcome::PassedUnexpectedly { reason })] = &failing[..] else {
        panic!("{failing:?}");
    };
    assert_eq!(
        (test.name().as_str(), reason.as_str()),
        (listed, "it did once")
    );
}

#[test]
fn a_test_that_is_listed_and_fails_is_no_failure_of_the_run() {
    let copy = Copy::new();
    let name = "transfer_reversals/create/documented::client-encode";
    copy.edit(
        "transfer_reversals/create/documented.yaml",
        "body: amount=400",
        "body: amount=401",
    );
    let list = format!("{name}: tampered with\n");
    fs::write(copy.root.join("expected_failures.yaml"), list).unwrap();
    let expected = runner::expected_failures(&copy.root).unwrap();
    let tests = copy.tests();
    let test = tests.iter().find(|test| test.name() == name).unwrap();
    let outcome = runner::run_one(test, BENCH.world(), &expected);
    assert!(
        matches!(outcome, Outcome::FailedAsExpected { .. }),
        "{outcome:?}"
    );
}
