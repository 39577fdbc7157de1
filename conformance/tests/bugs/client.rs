//! Bugs of clients.

mod bent;
mod exchanges;

use std::collections::BTreeSet;

use reversals_bugs::{CLIENT_BUGS, client};
use reversals_judge::subject::{Authorization, Client as _, Outcome};
use serde_json::json;

use self::bent::bent;
use self::exchanges::{Exchange, create, credited, listed, update};
use crate::good::Good;
use crate::{credit, reversal};

/// Exchanges without anything odd. A bug may bend some of them, as some faults are everywhere.
fn plain() -> Vec<Exchange> {
    let every = json!({ "amount": 400, "description": "a", "metadata": { "b": "c" }, "refund_application_fee": true });
    let failure = json!({ "error": { "message": "m", "type": "api_error" } });
    let mut anonymous = update().version("2022-11-15").answer(400, &failure);
    "GetTransfersTransferReversalsId".clone_into(&mut anonymous.0.operation);
    anonymous.0.arguments.body = None;
    anonymous.0.caller.authorization = Authorization::None;
    vec![
        create(every),
        listed(json!({ "limit": 3 }), &[reversal()]),
        credited(&credit(json!({}))),
        anonymous,
    ]
}

#[test]
fn every_bug_of_a_client_bends_its_exchange() {
    let bent = bent();
    let told: BTreeSet<_> = bent.iter().map(|(id, _)| *id).collect();
    let all: BTreeSet<_> = CLIENT_BUGS.iter().map(|bug| bug.id).collect();
    assert_eq!(told, all);
    let silent: Vec<_> = bent
        .iter()
        .filter(|(id, Exchange(call, answer))| {
            let bug = CLIENT_BUGS.iter().find(|bug| bug.id == *id).unwrap();
            client(bug, &Good).call(call, answer) == Good.call(call, answer)
        })
        .map(|(id, Exchange(call, answer))| (id, Good.call(call, answer)))
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn every_bug_of_a_client_leaves_a_plain_exchange_alone() {
    // An exchange that fails before anything is sent would be left alone by all.
    for Exchange(call, answer) in plain() {
        let called = Good.call(&call, &answer);
        assert_eq!(called.sent.len(), 1, "{:?}", called.outcome);
        let documented = matches!(
            called.outcome,
            Outcome::Success(_) | Outcome::Failure { .. }
        );
        assert!(documented, "{:?}", called.outcome);
    }
    for bug in CLIENT_BUGS {
        let alone = plain().iter().any(|Exchange(call, answer)| {
            client(bug, &Good).call(call, answer) == Good.call(call, answer)
        });
        assert!(alone, "{} bends everything", bug.id);
    }
}

#[test]
fn what_is_wrongly_accepted_is_a_success() {
    for id in [
        "text-read-as-integer",
        "fraction-read-as-integer",
        "number-read-as-text",
        "boolean-read-by-truthiness",
        "null-read-as-zero",
        "single-item-read-as-list",
        "missing-member-defaulted",
        "wrong-object-accepted",
        "error-envelope-taken-for-success",
        "empty-answer-taken-for-success",
        "anything-taken-for-success",
        "other-2xx-taken-for-success",
    ] {
        let (_, Exchange(call, answer)) =
            bent().into_iter().find(|(other, _)| *other == id).unwrap();
        let bug = CLIENT_BUGS.iter().find(|bug| bug.id == id).unwrap();
        let called = client(bug, &Good).call(&call, &answer);
        assert!(
            matches!(called.outcome, Outcome::Success(_)),
            "{id}: {:?}",
            called.outcome
        );
        let once = Good.call(&call, &answer).sent.len();
        assert_eq!(called.sent.len(), once, "{id}");
    }
}

/// The bodies that other encoders send.
#[test]
fn a_bent_form_is_what_such_an_encoder_writes() {
    for (id, body) in [
        ("list-reversed", "expand[]=source_refund&expand[]=transfer"),
        ("list-first-item-only", "expand[]=transfer"),
        ("map-without-name", "order_id=6735"),
        ("brackets-escaped-twice", "metadata%255Border_id%255D=6735"),
        ("map-keys-not-escaped", "metadata[a&b]=c"),
        ("values-escaped-twice", "description=a%2526b"),
        ("values-not-escaped", "description=a&b"),
        ("latin-1-on-the-wire", "description=%E9"),
        ("integer-with-fraction", "amount=400.0"),
        ("boolean-as-python", "refund_application_fee=True"),
        ("empty-map-clears", "metadata="),
        ("empty-list-sent", "expand[]="),
        ("empty-text-dropped", ""),
        ("body-as-json", r#"{"amount":400}"#),
        (
            "absent-sent-empty",
            "amount=400&description=&metadata=&refund_application_fee=",
        ),
    ] {
        let (_, Exchange(call, answer)) =
            bent().into_iter().find(|(other, _)| *other == id).unwrap();
        let bug = CLIENT_BUGS.iter().find(|bug| bug.id == id).unwrap();
        let sent = client(bug, &Good).call(&call, &answer).sent;
        assert_eq!(sent[0].body.as_deref(), Some(body), "{id}");
    }
}

#[test]
fn no_bug_of_a_client_minds_an_odd_answer() {
    for body in [
        "null",
        "[]",
        "\"x\"",
        "{",
        "",
        r#"{"error":"x"}"#,
        r#"{"object":1,"data":{}}"#,
    ] {
        for status in [200, 201, 400, 500] {
            for bug in CLIENT_BUGS {
                let Exchange(call, answer) = create(json!({})).text(status, body);
                client(bug, &Good).call(&call, &answer);
            }
        }
    }
}
