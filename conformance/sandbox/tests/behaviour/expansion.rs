//! What expanded members lead to.

use serde_json::{Value, json};

use crate::common::{Running, config};

/// The members that the service's document requires of a charge, in each of its versions.
const CHARGE: [&str; 15] = [
    "amount",
    "amount_captured",
    "amount_refunded",
    "billing_details",
    "captured",
    "created",
    "currency",
    "disputed",
    "id",
    "livemode",
    "metadata",
    "object",
    "paid",
    "refunded",
    "status",
];

fn is_charge(charge: &Value, id: &Value, amount: i64, refunded: i64) {
    for member in CHARGE {
        assert!(!charge[member].is_null(), "{member} of {charge}");
    }
    let told = ["id", "object", "amount", "amount_refunded", "refunded"].map(|it| &charge[it]);
    let whole = json!(amount == refunded);
    assert_eq!(
        told,
        [
            id,
            &json!("charge"),
            &json!(amount),
            &json!(refunded),
            &whole
        ]
    );
}

#[tokio::test]
async fn a_payment_is_a_whole_charge_wherever_it_is_expanded() {
    let running = Running::start(config()).await;
    let client = running.client();
    let transfer = client.transfer(100).await;
    let list = format!("/v1/transfers/{transfer}/reversals");
    for (part, reversed) in [("amount=40", 40), ("", 100)] {
        let form = format!("{part}&expand[]=destination_payment_refund.charge");
        let refund = &client.post(&list, &form).await.good().body["destination_payment_refund"];
        let path = format!("/v1/transfers/{transfer}?expand[]=destination_payment");
        let plain = client
            .get(&format!("/v1/transfers/{transfer}"))
            .await
            .good();
        let payment = &plain.body["destination_payment"];
        is_charge(&refund["charge"], payment, 100, reversed);
        let shown = client.get(&path).await.good();
        is_charge(&shown.body["destination_payment"], payment, 100, reversed);
        assert_eq!(
            shown.body["destination_payment"]["source_transfer"],
            transfer
        );
        // As its own account sees it.
        let seller = client.acting_for("acct_destination");
        let entry = refund["balance_transaction"].as_str().unwrap();
        let path = "expand[]=source.charge";
        let entry = seller
            .get(&format!("/v1/balance_transactions/{entry}?{path}"))
            .await
            .good();
        is_charge(&entry.body["source"]["charge"], payment, 100, reversed);
    }
}

#[tokio::test]
async fn a_transfers_reversals_are_expanded_where_it_shows_them() {
    let running = Running::start(config()).await;
    let client = running.client();
    let transfer = client.transfer(100).await;
    let path = format!("/v1/transfers/{transfer}");
    let made = client
        .post(&format!("{path}/reversals"), "amount=40")
        .await
        .good();
    let path = format!("{path}?expand[]=reversals.data.balance_transaction");
    let shown = client.get(&path).await.good();
    let entry = &shown.body["reversals"]["data"][0]["balance_transaction"];
    assert_eq!(entry["id"], made.body["balance_transaction"]);
    assert_eq!(entry["source"], made.id());
}

#[tokio::test]
async fn what_a_transfers_money_comes_from_is_a_whole_charge() {
    let running = Running::start(config()).await;
    let client = running.client();
    let form = "amount=100&currency=usd&destination=acct_1&source_transaction=ch_1";
    let made = client.post("/v1/transfers", form).await.good();
    assert_eq!(made.body["source_transaction"], "ch_1");
    let path = format!("/v1/transfers/{}?expand[]=source_transaction", made.id());
    let shown = client.get(&path).await.good();
    is_charge(&shown.body["source_transaction"], &json!("ch_1"), 100, 0);
}

#[tokio::test]
async fn a_refund_on_the_destination_names_its_reversal_as_the_sources() {
    let running = Running::start(config()).await;
    let client = running.client();
    let transfer = client.transfer(100).await;
    let list = format!("/v1/transfers/{transfer}/reversals");
    let form = "expand[]=destination_payment_refund.source_transfer_reversal\
                &expand[]=destination_payment_refund.transfer_reversal";
    let made = client.post(&list, form).await.good();
    let refund = &made.body["destination_payment_refund"];
    assert_eq!(refund["transfer_reversal"], Value::Null);
    assert_eq!(refund["source_transfer_reversal"]["id"], made.id());
    assert_eq!(
        refund["source_transfer_reversal"]["object"],
        "transfer_reversal"
    );
    // To the destination's own account the reversal is another's, of which there is the ID.
    let entry = refund["balance_transaction"].as_str().unwrap();
    let path = format!("/v1/balance_transactions/{entry}?expand[]=source.source_transfer_reversal");
    let shown = client
        .acting_for("acct_destination")
        .get(&path)
        .await
        .good();
    let refund = &shown.body["source"];
    assert_eq!(refund["transfer_reversal"], Value::Null);
    assert_eq!(refund["source_transfer_reversal"], made.id());
}

#[tokio::test]
async fn each_balance_transaction_says_its_balance_and_nothing_else_does() {
    let running = Running::start(config()).await;
    let client = running.client();
    let transfer = client.transfer(100).await;
    let list = format!("/v1/transfers/{transfer}/reversals");
    // Whoever names a member so has it as it was given.
    let metadata = json!({ "net": "1", "object": "balance_transaction" });
    let form = "metadata[object]=balance_transaction&metadata[net]=1\
                &expand[]=balance_transaction.source.balance_transaction&expand[]=transfer.balance_transaction";
    let made = client.once("k", &list, form).await.good();
    let again = client.once("k", &list, form).await.good();
    let entry = made.body["balance_transaction"]["id"].as_str().unwrap();
    let alone = client
        .get(&format!("/v1/balance_transactions/{entry}"))
        .await
        .good();
    assert_eq!(alone.body["balance_type"], "payments");
    for answer in [made, again] {
        assert_eq!(answer.body["metadata"], metadata);
        let entry = &answer.body["balance_transaction"];
        assert_eq!(entry["source"]["metadata"], metadata);
        for entry in [
            entry,
            &entry["source"]["balance_transaction"],
            &answer.body["transfer"]["balance_transaction"],
        ] {
            assert_eq!(entry["object"], "balance_transaction");
            assert_eq!(entry["balance_type"], "payments");
        }
        assert_eq!(answer.text.matches("balance_type").count(), 3);
    }
}

#[tokio::test]
async fn a_balance_transaction_says_its_balance_in_the_versions_that_have_it_alone_and_inside() {
    let running = Running::start(config()).await;
    let client = running.client();
    let transfer = client.transfer(100).await;
    let list = format!("/v1/transfers/{transfer}/reversals");
    let made = client
        .post(&list, "expand[]=balance_transaction")
        .await
        .good();
    let entry = made.body["balance_transaction"]["id"].as_str().unwrap();
    let alone = format!("/v1/balance_transactions/{entry}");
    let inside = format!("{list}/{}?expand[]=balance_transaction", made.id());
    for (version, balance) in [
        ("2023-08-16", None),
        ("2026-05-27.dahlia", Some("payments")),
    ] {
        let asking = client.with_header("stripe-version", version);
        let (alone, inside) = (
            asking.get(&alone).await.good(),
            asking.get(&inside).await.good(),
        );
        for found in [&alone.body, &inside.body["balance_transaction"]] {
            assert_eq!(found["object"], "balance_transaction", "{version}");
            assert_eq!(
                found.get("balance_type").and_then(|it| it.as_str()),
                balance,
                "{version}"
            );
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_given_again_has_the_shape_of_the_version_that_was_asked_for_first() {
    let running = Running::start(config()).await;
    let client = running.client();
    let transfer = client.transfer(100).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    for (key, first, then) in [
        ("k-1", "2023-08-16", "2026-05-27.dahlia"),
        ("k-2", "2026-05-27.dahlia", "2023-08-16"),
    ] {
        let client = client.with_header("idempotency-key", key);
        let form = "amount=10&expand[]=balance_transaction";
        let made = client.with_header("stripe-version", first);
        let made = made.post(&path, form).await.good();
        let again = client.with_header("stripe-version", then);
        let again = again.post(&path, form).await.good();
        assert_eq!(again.text, made.text, "{key}");
        assert_eq!(
            made.text.contains("balance_type"),
            first != "2023-08-16",
            "{key}"
        );
    }
}
