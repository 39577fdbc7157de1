//! Everything that a service can answer: absent, null, an id or the object, values of today and of tomorrow.

use proptest::prelude::*;
use reversals_conformance::documented::Input;
use serde_json::{Value, json};

use super::parts::{Member, amount, awkward, may, metadata, must, object, text};

fn nullable(value: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Value> {
    prop_oneof![3 => value, 1 => Just(Value::Null)]
}

/// Unlisted values come too.
fn open(values: &[&'static str]) -> impl Strategy<Value = Value> + use<> {
    prop_oneof![3 => prop::sample::select(values.to_vec()).prop_map(Value::from), 1 => text(0)]
}

/// An object that the document leaves open.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        amount(),
        text(0)
    ];
    let tree = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(awkward(0), inner, 0..3).prop_map(|map| json!(map)),
        ]
    });
    prop::collection::btree_map(awkward(0), tree, 0..3).prop_map(|map| json!(map))
}

fn expandable(target: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Value> {
    prop_oneof![2 => text(0), 1 => target]
}

fn json_object(members: Vec<Member>) -> impl Strategy<Value = Value> {
    object(members).prop_map(Value::Object)
}

fn fraction() -> impl Strategy<Value = Value> {
    // A whole fraction is written with its point, so that it comes back as it was.
    prop::num::f64::NORMAL.prop_map(Value::from)
}

fn balance_transaction() -> impl Strategy<Value = Value> {
    let fee = json_object(vec![
        must("amount", amount()),
        may("application", nullable(text(0))),
        must("currency", text(0)),
        may("description", nullable(text(0))),
        must("type", text(0)),
    ]);
    json_object(vec![
        must("id", text(0)),
        must("object", Just(json!("balance_transaction"))),
        must("amount", amount()),
        must("available_on", amount()),
        must("created", amount()),
        must("currency", text(0)),
        may("description", nullable(text(0))),
        may("exchange_rate", nullable(fraction())),
        must("fee", amount()),
        must(
            "fee_details",
            prop::collection::vec(fee, 0..3).prop_map(Value::from),
        ),
        must("net", amount()),
        must("reporting_category", text(0)),
        may("source", nullable(expandable(anything()))),
        must("status", text(0)),
        must("type", open(&["transfer", "transfer_refund"])),
    ])
}

fn refund() -> impl Strategy<Value = Value> {
    let reference = || nullable(expandable(anything()));
    json_object(vec![
        must("id", text(0)),
        must("object", Just(json!("refund"))),
        must("amount", amount()),
        may("balance_transaction", reference()),
        may("charge", reference()),
        must("created", amount()),
        must("currency", text(0)),
        may("description", text(0)),
        may("failure_reason", text(0)),
        may("metadata", nullable(metadata(0))),
        may("next_action", anything()),
        may("reason", nullable(open(&["duplicate"]))),
        may("receipt_number", nullable(text(0))),
        may("status", nullable(text(0))),
        may("transfer_reversal", reference()),
    ])
}

fn transfer_reversal(
    transfer: impl Strategy<Value = Value> + 'static,
) -> impl Strategy<Value = Value> {
    json_object(vec![
        must("id", text(0)),
        must("object", Just(json!("transfer_reversal"))),
        must("amount", amount()),
        may(
            "balance_transaction",
            nullable(expandable(balance_transaction())),
        ),
        must("created", amount()),
        must("currency", text(0)),
        may("destination_payment_refund", nullable(expandable(refund()))),
        may("metadata", nullable(metadata(0))),
        may("source_refund", nullable(expandable(refund()))),
        must("transfer", transfer),
    ])
}

fn page(items: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Value> {
    json_object(vec![
        must("object", Just(json!("list"))),
        must(
            "data",
            prop::collection::vec(items, 0..3).prop_map(Value::from),
        ),
        must("has_more", any::<bool>().prop_map(Value::from)),
        must("url", text(0)),
    ])
}

fn transfer() -> impl Strategy<Value = Value> {
    let reference = || nullable(expandable(anything()));
    json_object(vec![
        must("id", text(0)),
        must("object", Just(json!("transfer"))),
        must("amount", amount()),
        must("amount_reversed", amount()),
        may("balance_transaction", reference()),
        must("created", amount()),
        must("currency", text(0)),
        may("description", nullable(text(0))),
        may("destination", reference()),
        may("destination_payment", expandable(anything())),
        must("livemode", any::<bool>().prop_map(Value::from)),
        must("metadata", metadata(0)),
        must("reversals", page(transfer_reversal(text(0)))),
        must("reversed", any::<bool>().prop_map(Value::from)),
        may("source_transaction", reference()),
        may("source_type", text(0)),
        may("transfer_group", nullable(text(0))),
    ])
}

fn credit_reversal() -> impl Strategy<Value = Value> {
    let moment = || nullable(amount());
    let impact = json_object(vec![
        must("cash", amount()),
        must("inbound_pending", amount()),
        must("outbound_pending", amount()),
    ]);
    let transaction = json_object(vec![
        must("id", text(0)),
        must("object", Just(json!("treasury.transaction"))),
        must("amount", amount()),
        must("balance_impact", impact),
        must("created", amount()),
        must("currency", text(0)),
        must("description", text(0)),
        may("entries", nullable(anything())),
        must("financial_account", text(0)),
        may("flow", nullable(text(0))),
        may("flow_details", nullable(anything())),
        must("flow_type", open(&["credit_reversal", "other"])),
        must("livemode", any::<bool>().prop_map(Value::from)),
        must("status", open(&["open", "posted", "void"])),
        must(
            "status_transitions",
            json_object(vec![may("posted_at", moment()), may("void_at", moment())]),
        ),
    ]);
    json_object(vec![
        must("id", text(0)),
        must("object", Just(json!("treasury.credit_reversal"))),
        must("amount", amount()),
        must("created", amount()),
        must("currency", text(0)),
        must("financial_account", text(0)),
        may("hosted_regulatory_receipt_url", nullable(text(0))),
        must("livemode", any::<bool>().prop_map(Value::from)),
        must("metadata", metadata(0)),
        must("network", open(&["ach", "stripe"])),
        must("received_credit", text(0)),
        must("status", open(&["canceled", "posted", "processing"])),
        must(
            "status_transitions",
            json_object(vec![may("posted_at", moment())]),
        ),
        may("transaction", nullable(expandable(transaction))),
    ])
}

/// An answer to an operation, with a call that gets it.
pub(crate) fn answer() -> impl Strategy<Value = (&'static str, Input, Value)> {
    let ids = |ids: &Value| Input {
        path: ids.as_object().cloned().unwrap_or_default(),
        ..Input::default()
    };
    let one = ids(&json!({ "transfer": "tr_1", "id": "trr_1" }));
    let all = ids(&json!({ "id": "tr_1" }));
    let credit = ids(&json!({ "credit_reversal": "credrev_1" }));
    let mut credits = Input::default();
    credits
        .query
        .insert("financial_account".to_owned(), json!("fa_1"));
    let expanded = || transfer_reversal(expandable(transfer()));
    prop_oneof![
        expanded().prop_map(move |answer| ("GetTransfersTransferReversalsId", one.clone(), answer)),
        page(expanded()).prop_map(move |answer| ("GetTransfersIdReversals", all.clone(), answer)),
        credit_reversal().prop_map(move |answer| (
            "GetTreasuryCreditReversalsCreditReversal",
            credit.clone(),
            answer
        )),
        page(credit_reversal()).prop_map(move |answer| (
            "GetTreasuryCreditReversals",
            credits.clone(),
            answer
        )),
    ]
}
