//! Every operation, with everything that can be given to it.

use proptest::prelude::*;
use reversals_conformance::documented::Input;
use serde_json::{Value, json};

use super::parts::{Member, amount, expand, id, may, metadata, must, object, text};

fn paging() -> Vec<Member> {
    vec![
        may("ending_before", text(0)),
        may("expand", expand()),
        may("limit", amount()),
        may("starting_after", text(0)),
    ]
}

/// Any call of any operation.
pub(crate) fn call() -> impl Strategy<Value = (&'static str, Input)> {
    let ids = |names: &[&'static str]| {
        object(
            names
                .iter()
                .map(|name| must(name, id().prop_map(Value::from)))
                .collect(),
        )
    };
    let clearable = || prop_oneof![4 => metadata(1), 1 => Just(json!(""))];
    let only_expand = || vec![may("expand", expand())];
    let flag = any::<bool>().prop_map(Value::from);
    let state =
        prop::sample::select(vec!["canceled", "posted", "processing"]).prop_map(Value::from);
    let mut credits = paging();
    credits.extend([
        must("financial_account", text(1)),
        may("received_credit", text(0)),
        may("status", state),
    ]);
    let create = vec![
        may("amount", amount()),
        may("description", text(0)),
        may("expand", expand()),
        may("metadata", clearable()),
        may("refund_application_fee", flag),
    ];
    let update = vec![may("expand", expand()), may("metadata", clearable())];
    let credit = vec![
        may("expand", expand()),
        may("metadata", metadata(1)),
        must("received_credit", text(1)),
    ];
    let of =
        |operation: &'static str, path: &[&'static str], query: Vec<Member>, body: Vec<Member>| {
            (ids(path), object(query), object(body))
                .prop_map(move |(path, query, body)| (operation, Input { path, query, body }))
        };
    prop_oneof![
        of("PostTransfersIdReversals", &["id"], vec![], create),
        of("GetTransfersIdReversals", &["id"], paging(), vec![]),
        of(
            "GetTransfersTransferReversalsId",
            &["transfer", "id"],
            only_expand(),
            vec![]
        ),
        of(
            "PostTransfersTransferReversalsId",
            &["transfer", "id"],
            vec![],
            update
        ),
        of("PostTreasuryCreditReversals", &[], vec![], credit),
        of("GetTreasuryCreditReversals", &[], credits, vec![]),
        of(
            "GetTreasuryCreditReversalsCreditReversal",
            &["credit_reversal"],
            only_expand(),
            vec![]
        ),
    ]
}
