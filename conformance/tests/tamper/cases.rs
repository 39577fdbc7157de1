//! One changed byte of a case, of a payload, of a printed command line.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{BENCH, Copy, gates, snapshots};

/// The tests with this in their names that fail, each with the place of its finding.
pub(super) fn failing(copy: &Copy, named: &str) -> Vec<String> {
    let tests = copy.tests();
    let tests = tests.iter().filter(|test| test.name().contains(named));
    tests
        .filter_map(|test| {
            let finding = test.run(BENCH.world()).err()?;
            Some(format!("{} at {}", test.name(), finding.place))
        })
        .collect()
}

#[test]
fn one_byte_of_what_a_case_expects_fails_its_tests_at_the_place() {
    for (file, from, to, case, expected) in [
        (
            "transfer_reversals/create/documented.yaml",
            "body: amount=400",
            "body: amount=401",
            "transfer_reversals/create/documented",
            &[
                "transfer_reversals/create/documented::client-encode at request body",
                "transfer_reversals/create/documented::server-decode at server arguments /body/amount",
                "transfer_reversals/create/documented::curl at printed body",
            ][..],
        ),
        (
            "transfer_reversals/create/documented.yaml",
            "-d amount=400",
            "-d amount=401",
            "transfer_reversals/create/documented",
            &["transfer_reversals/create/documented::curl at printed body"],
        ),
        (
            "transfer_reversals/create/documented.yaml",
            "d27cb0d4",
            "d27cb0d5",
            "transfer_reversals/create/documented",
            &["transfer_reversals/create/documented::printed at SHA-256 of the payload"],
        ),
        (
            "transfer_reversals/create/documented.yaml",
            "accept: application/json",
            "accept: application/jsom",
            "transfer_reversals/create/documented",
            &[
                "transfer_reversals/create/documented::client-encode at request header accept",
                "transfer_reversals/create/documented_on_object_page::client-encode at request header accept",
            ],
        ),
        (
            "credit_reversals/objects/credit_reversal.yaml",
            "amount_null: {response: {set: {/amount: null}}, refuses: {at: /amount,",
            "amount_null: {response: {set: {/amount: null}}, refuses: {at: /amounu,",
            "credit_reversal/refused/amount_null",
            &[
                "credit_reversals/create/credit_reversal/refused/amount_null::client-refuse at client refusal's place",
                "credit_reversals/list/credit_reversal/refused/amount_null::client-refuse at client refusal's place",
                "credit_reversals/retrieve/credit_reversal/refused/amount_null::client-refuse at client refusal's place",
            ],
        ),
        (
            "credit_reversals/list/values.yaml",
            "/data/0/network: [ach,",
            "/data/0/network: [acg,",
            "credit_reversals/list/values",
            &["credit_reversals/list/values::values at values of success /data/0/network"],
        ),
        (
            "credit_reversals/objects/list.yaml",
            "verdict: invalid",
            "verdict: valid",
            "credit_reversals/list/list/page_exceeds",
            &[
                "credit_reversals/list/list/page_exceeds/url_too_long::schema at response under the schema",
            ],
        ),
    ] {
        let copy = Copy::new();
        copy.edit(file, from, to);
        assert_eq!(failing(&copy, case), expected, "{file}: {to}");
    }
}

/// Changes a digit of a payload, in a number or an id: the JSON stays JSON, of the same types.
fn bend(payload: &Path) {
    let text = fs::read_to_string(payload).unwrap();
    let at = text.rfind(|c: char| ('1'..='8').contains(&c)).unwrap();
    let digit = char::from(text.as_bytes()[at] + 1);
    fs::write(
        payload,
        format!("{}{digit}{}", &text[..at], &text[at + 1..]),
    )
    .unwrap();
}

#[test]
fn one_byte_of_any_payload_fails_a_case_or_a_snapshot_that_has_it() {
    let copy = Copy::new();
    for path in reversals_cases::files(&copy.root.join("payloads"), "json").unwrap() {
        bend(&path);
    }
    let noticed: BTreeSet<_> = failing(&copy, "::printed").into_iter().collect();
    let suite = copy.suite();
    let printed = |users: &[String]| {
        let finding = |user: &String| format!("{user}::printed at SHA-256 of the payload");
        users.iter().any(|user| noticed.contains(&finding(user)))
    };
    let other: Vec<_> = suite.payloads.iter().filter(|it| !printed(it.1)).collect();
    assert_eq!(
        suite.payloads.len() - other.len(),
        16,
        "the documentation prints sixteen"
    );
    for (payload, users) in other {
        // No page prints it, so any bytes will do for the sides; a reviewer has seen these.
        let copy = Copy::new();
        bend(&copy.root.join("payloads").join(payload));
        let user = suite.cases.iter().find(|case| users.contains(&case.id));
        let folder = &user.unwrap().folder;
        for side in gates::SIDES {
            let said = snapshots::said(&copy, folder, side);
            assert!(said.is_some(), "{payload} is held to nothing on the {side}");
        }
    }
}
