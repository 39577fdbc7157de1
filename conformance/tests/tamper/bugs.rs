//! Bugs that no case is left for.

use reversals_bugs::hunt;

use super::{BENCH, Copy};

/// The bugs that get away from the tests of the cases whose ids have none of these in them.
fn away(without: &[&str]) -> Vec<&'static str> {
    let mut tests = Copy::new().tests();
    tests.retain(|test| !without.iter().any(|text| test.case.id.contains(text)));
    let hunted = hunt::hunt(&tests, BENCH.world(), &|_| ());
    let away = hunted.iter().filter(|bug| bug.found.is_none());
    away.map(|bug| bug.id).collect()
}

// That none gets away from all of the cases is what `bug_bench.rs` holds them to.
#[test]
fn a_bug_gets_away_by_name_once_the_cases_that_find_it_are_gone() {
    let gone = [
        "/unrecognized/other_method",
        "/no_request_of_it_2/method",
        "basic_with_password",
    ];
    assert_eq!(
        away(&gone),
        ["unknown-method-taken-for-get", "password-accepted"]
    );
}
