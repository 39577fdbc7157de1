//! Each bug of the bench bends an exchange, and leaves a plain one as it is.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;
mod good;
mod server;

use std::collections::BTreeSet;

use reversals_bugs::{CLIENT_BUGS, SERVER_BUGS};
use serde_json::{Value, json};

/// A member for each kind of type that the document has.
fn reversal() -> Value {
    json!({
        "id": "trr_1", "object": "transfer_reversal", "amount": 400, "balance_transaction": "txn_1",
        "created": 1_678_147_568, "currency": "usd", "destination_payment_refund": "pyr_1",
        "metadata": { "order_id": "A-1" }, "source_refund": "re_1", "transfer": "tr_1",
    })
}

/// The same with other values of members.
fn with(changes: Value) -> Value {
    merged(reversal(), changes)
}

fn credit(changes: Value) -> Value {
    let value = json!({
        "id": "credrev_1", "object": "treasury.credit_reversal", "amount": 400, "created": 1_680_756_608,
        "currency": "usd", "financial_account": "fa_1", "hosted_regulatory_receipt_url": null, "livemode": false,
        "metadata": {}, "network": "ach", "received_credit": "rc_1", "status": "posted",
        "status_transitions": { "posted_at": null }, "transaction": "trxn_1",
    });
    merged(value, changes)
}

fn without(name: &str) -> Value {
    let mut value = reversal();
    value.as_object_mut().unwrap().remove(name);
    value
}

fn expanded() -> Value {
    let refund = json!({
        "id": "re_1", "object": "refund", "amount": 400, "created": 1, "currency": "usd", "status": "succeeded",
    });
    with(json!({ "source_refund": refund }))
}

fn page(items: &[Value], has_more: bool) -> Value {
    json!({ "object": "list", "url": "/v1/transfers/tr_1/reversals", "has_more": has_more, "data": items })
}

fn merged(mut value: Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else {
        unreachable!("changes are members")
    };
    value.as_object_mut().unwrap().extend(changes);
    value
}

#[test]
fn the_bench_is_wide_and_its_names_are_unique() {
    assert!(SERVER_BUGS.len() >= 36 && CLIENT_BUGS.len() >= 36);
    let server = SERVER_BUGS.iter().map(|bug| (bug.id, bug.what));
    let client = CLIENT_BUGS.iter().map(|bug| (bug.id, bug.what));
    for bugs in [server.collect::<Vec<_>>(), client.collect::<Vec<_>>()] {
        let ids: BTreeSet<_> = bugs.iter().map(|(id, _)| id).collect();
        assert_eq!(ids.len(), bugs.len());
        for (id, what) in bugs {
            assert!(
                id.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{id}"
            );
            assert!(!what.ends_with('.') && what.len() > 10, "{id}: {what}");
        }
    }
}
