//! Bugs of servers.

mod bent;
mod exchanges;

use std::collections::BTreeSet;

use reversals_bugs::{SERVER_BUGS, server};
use reversals_judge::subject::{Script, Server as _};
use serde_json::{Value, json};

use self::bent::bent;
use self::exchanges::{Exchange, ITEM, create, get};
use crate::good::Good;

/// Exchanges without anything odd. A bug may bend some of them, as some faults are everywhere.
fn plain() -> Vec<Exchange> {
    let nothing = get(ITEM).header("authorization", "Basic c2tfdGVzdF8xMjM6");
    vec![
        create("amount=400&metadata[order_id]=A-1"),
        create("description=a"),
        nothing,
        create("").fails(
            400,
            &json!({ "message": "m", "param": "p", "type": "invalid_request_error" }),
        ),
    ]
}

#[test]
fn every_bug_of_a_server_bends_its_exchange() {
    let bent = bent();
    let told: BTreeSet<_> = bent.iter().map(|(id, _)| *id).collect();
    let all: BTreeSet<_> = SERVER_BUGS.iter().map(|bug| bug.id).collect();
    assert_eq!(told, all);
    let silent: Vec<_> = bent
        .iter()
        .filter(|(id, Exchange(request, script))| {
            let bug = SERVER_BUGS.iter().find(|bug| bug.id == *id).unwrap();
            server(bug, &Good).serve(request, script) == Good.serve(request, script)
        })
        .map(|(id, Exchange(request, script))| (id, Good.serve(request, script)))
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn every_bug_of_a_server_leaves_a_plain_exchange_alone() {
    // An exchange that is refused would be left alone by all that bends what handlers see.
    for Exchange(request, script) in plain() {
        let served = Good.serve(&request, &script);
        assert!(served.seen.is_some(), "{served:?}");
    }
    for bug in SERVER_BUGS {
        let alone = plain().iter().any(|Exchange(request, script)| {
            server(bug, &Good).serve(request, script) == Good.serve(request, script)
        });
        assert!(alone, "{} bends everything", bug.id);
    }
}

/// What a lenient server hands to its handler.
#[test]
fn what_is_wrongly_accepted_is_seen_as_such_a_server_reads_it() {
    for (id, argument) in [
        ("last-of-repeated-wins", json!({ "amount": 2 })),
        ("first-of-repeated-wins", json!({ "amount": 1 })),
        ("names-in-any-case", json!({ "amount": 400 })),
        ("scalar-for-list-accepted", json!({ "expand": ["a"] })),
        ("empty-scalar-read-as-absent", json!({})),
        ("number-below-minimum-accepted", json!({ "amount": 0 })),
        ("number-above-maximum-accepted", json!({ "limit": 101 })),
        (
            "both-of-exclusive-accepted",
            json!({ "ending_before": "a", "financial_account": "fa_1", "starting_after": "b" }),
        ),
        (
            "empty-required-text-accepted",
            json!({ "received_credit": "" }),
        ),
        (
            "required-parameter-defaulted",
            json!({ "received_credit": "" }),
        ),
        ("unknown-parameter-ignored", json!({})),
        ("integer-with-fraction-accepted", json!({ "amount": 400 })),
        ("integer-with-exponent-accepted", json!({ "amount": 400 })),
        ("integer-with-plus-accepted", json!({ "amount": 400 })),
        ("integer-with-spaces-accepted", json!({ "amount": 400 })),
        ("integer-prefix-accepted", json!({ "amount": 400 })),
        ("integer-too-large-clamped", json!({ "amount": i64::MAX })),
        (
            "boolean-by-truthiness",
            json!({ "refund_application_fee": true }),
        ),
        (
            "text-one-too-long-accepted",
            json!({ "description": "a".repeat(5001) }),
        ),
        (
            "unknown-enum-value-accepted",
            json!({ "financial_account": "fa_1", "status": "returned" }),
        ),
        (
            "enum-in-any-case",
            json!({ "financial_account": "fa_1", "status": "posted" }),
        ),
    ] {
        let (_, Exchange(request, script)) =
            bent().into_iter().find(|(other, _)| *other == id).unwrap();
        let bug = SERVER_BUGS.iter().find(|bug| bug.id == id).unwrap();
        let served = server(bug, &Good).serve(&request, &script);
        let arguments = served
            .seen
            .unwrap_or_else(|| panic!("{id} refused"))
            .arguments;
        let given = arguments.body.unwrap_or(Value::Object(arguments.query));
        assert_eq!(given, argument, "{id}");
        assert_eq!(served.response.status, 200, "{id}");
    }
}

#[test]
fn no_bug_of_a_server_minds_an_odd_answer() {
    for body in [
        json!(null),
        json!([]),
        json!("x"),
        json!({ "error": "x" }),
        json!({ "error": [] }),
    ] {
        for status in [200, 400, 404] {
            let script = Script::failure(status, body.clone());
            for bug in SERVER_BUGS {
                let Exchange(request, _) = create("amount=400");
                server(bug, &Good).serve(&request, &script);
            }
        }
    }
}
