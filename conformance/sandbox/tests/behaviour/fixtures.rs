//! Fixtures, and the rules that only they set the stage for: bank accounts, destination charges, application fees.

use std::path::Path;

use reversals_sandbox::{Config, Fixtures};
use serde_json::{Value, json};

use crate::common::{Client, Running, config};

const CREDIT_REVERSALS: &str = "/v1/treasury/credit_reversals";

/// The file that the documentation shows.
fn example() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/fixtures.yaml")
}

/// What loading a text comes to: the number of new platforms, or the error in words.
pub(super) async fn load(running: &Running, text: &str) -> Result<usize, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fixtures");
    std::fs::write(&file, text).unwrap();
    let loaded = match Fixtures::read(&file) {
        Ok(fixtures) => running.sandbox.load(&fixtures).await,
        Err(error) => Err(error),
    };
    loaded.map_err(|error| {
        error
            .to_string()
            .replace(&file.display().to_string(), "FILE")
    })
}

/// A sandbox that begins with the example.
async fn begun() -> (Running, Client) {
    let running = Running::start(config()).await;
    let fixtures = Fixtures::read(&example()).unwrap();
    assert_eq!(running.sandbox.load(&fixtures).await.unwrap(), 1);
    let client = running.client();
    (running, client)
}

#[tokio::test]
async fn what_the_example_says_is_there() {
    let (running, client) = begun().await;
    // A million less the transfers.
    assert_eq!(client.dollars().await, 1_000_000 - 902_000);
    let seller = client.acting_for("acct_seller");
    assert_eq!(seller.dollars().await, 5_000 + 901_300);
    let plain = client.get("/v1/transfers/tr_plain").await.good().body;
    let told = |it: &Value, names: &[&str]| -> Value {
        names.iter().map(|&name| it[name].clone()).collect()
    };
    assert_eq!(
        told(
            &plain,
            &[
                "amount",
                "currency",
                "destination",
                "metadata",
                "transfer_group",
                "amount_reversed"
            ]
        ),
        json!([1000, "usd", "acct_seller", { "order_id": "6735" }, null, 0])
    );
    let group = client.get("/v1/transfers/tr_group").await.good().body;
    assert_eq!(group["transfer_group"], "ORDER100");
    let charge = client.get("/v1/transfers/tr_charge").await.good().body;
    assert_eq!(charge["source_transaction"], "ch_1");
    let bank = client.get("/v1/transfers/tr_bank").await.good().body;
    assert_eq!(
        told(&bank, &["destination", "destination_payment"]),
        json!(["ba_1", null])
    );
    for (credit, network, reason) in [
        ("rc_ach", "ach", Value::Null),
        ("rc_late", "ach", json!("deadline_passed")),
        ("rc_wire", "us_domestic_wire", json!("network_restricted")),
        ("rc_stripe", "stripe", Value::Null),
        ("rc_payout", "stripe", json!("source_flow_restricted")),
        ("rc_other", "ach", json!("other")),
    ] {
        let path = format!("/v1/treasury/received_credits/{credit}");
        let shown = client.get(&path).await.good().body;
        assert_eq!(
            told(
                &shown,
                &["amount", "network", "financial_account", "status"]
            ),
            json!([1000, network, "fa_1", "succeeded"]),
            "{credit}"
        );
        assert_eq!(
            shown["reversal_details"]["restricted_reason"], reason,
            "{credit}"
        );
        let made = client
            .post(CREDIT_REVERSALS, &format!("received_credit={credit}"))
            .await;
        if let Some(reason) = reason.as_str() {
            made.refused(400);
            let words = format!("The ReceivedCredit {credit} can't be reversed: {reason}.");
            assert_eq!(made.message(), words);
        } else {
            let made = made.good().body;
            assert_eq!(
                told(&made, &["amount", "network", "received_credit"]),
                json!([1000, network, credit])
            );
        }
    }
    running.audit().await;
}

#[tokio::test]
async fn a_credit_says_how_it_came_from_which_account_and_whether_it_failed() {
    let running = Running::start(config()).await;
    let of = "amount: 5, currency: usd, financial_account: fa_1, network";
    let text = format!(
        "platforms: [{{key: sk_test_123, received_credits: [{{id: rc_paid, {of}: stripe}}, \
         {{id: rc_failed, {of}: ach, status: failed}}]}}]"
    );
    assert_eq!(load(&running, &text).await, Ok(1));
    let client = running.client();
    let bank = "initiating_payment_method_details[us_bank_account]";
    let form = format!(
        "amount=5&currency=usd&financial_account=fa_1&network=ach\
         &initiating_payment_method_details[type]=us_bank_account&{bank}[account_holder_name]=Ada\
         &{bank}[account_number]=000111222345&{bank}[routing_number]=110000001"
    );
    let received = "/v1/test_helpers/treasury/received_credits";
    let came = client.post(received, &form).await.good().id();
    let account = |last4: &str, routing: &str| json!({ "bank_name": "STRIPE TEST BANK", "last4": last4, "routing_number": routing });
    let (ada, jane) = (account("2345", "110000001"), account("6789", "110000000"));
    for (credit, failure, name, kind, account) in [
        (&*came, Value::Null, json!("Ada"), "us_bank_account", &ada),
        (
            "rc_failed",
            json!("other"),
            json!("Jane Austen"),
            "us_bank_account",
            &jane,
        ),
        ("rc_paid", Value::Null, Value::Null, "stripe", &Value::Null),
    ] {
        let path = format!("/v1/treasury/received_credits/{credit}");
        let shown = client.get(&path).await.good().body;
        assert_eq!(shown["failure_code"], failure, "{credit}");
        let details = &shown["initiating_payment_method_details"];
        assert_eq!(details["billing_details"]["name"], name, "{credit}");
        assert_eq!(details["type"], kind, "{credit}");
        assert_eq!(details["us_bank_account"], *account, "{credit}");
    }
}

#[tokio::test]
async fn a_transfer_to_a_bank_account_is_reversed_whole_only() {
    let (running, client) = begun().await;
    let before = client.dollars().await;
    let path = "/v1/transfers/tr_bank/reversals";
    for amount in [1, 699] {
        let refused = client.post(path, &format!("amount={amount}")).await;
        assert_eq!(refused.refused(400)["param"], "amount");
        assert_eq!(
            refused.message(),
            "You can only partially reverse a transfer whose destination is a Stripe account."
        );
    }
    assert_eq!(client.dollars().await, before);
    let made = client.post(path, "").await.good().body;
    assert_eq!(made["amount"], 700);
    assert_eq!(made["destination_payment_refund"], Value::Null);
    assert_eq!(client.dollars().await, before + 700);
    running.audit().await;
}

#[tokio::test]
async fn the_transfer_of_a_destination_charge_is_reversed_up_to_the_charge() {
    let (running, client) = begun().await;
    let path = "/v1/transfers/tr_charge/reversals";
    let refused = client.post(path, "amount=251").await;
    refused.refused(400);
    let words = "Reversal amount ($2.51) is greater than the amount of the charge that made this transfer ($2.50)";
    assert_eq!(refused.message(), words);
    client.post(path, "amount=200").await.good();
    // What is left of the transfer is more than what is left of the charge.
    client.post(path, "amount=51").await.refused(400);
    client.post(path, "").await.refused(400);
    client.post(path, "amount=50").await.good();
    client.post(path, "amount=1").await.refused(400);
    let shown = client.get("/v1/transfers/tr_charge").await.good().body;
    assert_eq!(
        (&shown["amount_reversed"], &shown["reversed"]),
        (&json!(250), &json!(false))
    );
    running.audit().await;
}

#[tokio::test]
async fn an_application_fee_goes_back_in_proportion_rounded_down_over_all_reversals() {
    let (running, client) = begun().await;
    let path = "/v1/transfers/tr_charge/reversals";
    let seller = client.acting_for("acct_seller");
    let (mut platform, mut there) = (client.dollars().await, seller.dollars().await);
    // Of 100 for 300: 33.3, 66.7 and, without asking for any, 66.7 still.
    for (amount, asked, back) in [
        (100, true, 33),
        (100, true, 33),
        (20, false, 0),
        (30, true, 10),
    ] {
        let form = format!("amount={amount}&refund_application_fee={asked}");
        client.post(path, &form).await.good();
        platform += amount - back;
        there -= amount - back;
        assert_eq!(client.dollars().await, platform, "{form}");
        assert_eq!(seller.dollars().await, there, "{form}");
    }
    let none = client
        .post(
            "/v1/transfers/tr_plain/reversals",
            "refund_application_fee=true",
        )
        .await;
    assert_eq!(none.refused(400)["param"], "refund_application_fee");
    assert_eq!(
        none.message(),
        "Attempting to refund_application_fee on tr_plain, but it has no application fee"
    );
    running.audit().await;
}

#[tokio::test]
async fn a_transfer_in_a_currency_without_a_balance_begins_with_what_there_is_of_any_other() {
    let running = Running::start(Config {
        other_balance: 1_000,
        ..config()
    })
    .await;
    let text = "platforms: [{key: sk_test_123, balance: {usd: 1}, transfers: [{id: tr_1, amount: 10, currency: JPY, \
                destination: acct_1}]}]";
    assert_eq!(load(&running, text).await, Ok(1));
    let balance = running.client().get("/v1/balance").await.good().body;
    let available = balance["available"].as_array().unwrap().iter();
    let told: Vec<_> = available
        .map(|pot| (&pot["currency"], &pot["amount"]))
        .collect();
    assert_eq!(
        told,
        [(&json!("jpy"), &json!(990)), (&json!("usd"), &json!(1))]
    );
    running.audit().await;
}

#[tokio::test]
async fn json_is_read_too_and_a_platform_that_is_there_is_left_as_it_is() {
    let running = Running::start(config()).await;
    let text = json!({ "platforms": [{
        "key": "sk_test_123",
        "transfers": [{ "id": "tr_1", "amount": 10, "currency": "USD", "destination": "acct_1" }],
    }] });
    let text = text.to_string();
    assert_eq!(load(&running, &text).await, Ok(1));
    let client = running.client();
    client
        .post("/v1/transfers/tr_1/reversals", "amount=4")
        .await
        .good();
    assert_eq!(load(&running, &text).await, Ok(0));
    let shown = client.get("/v1/transfers/tr_1").await.good().body;
    assert_eq!(shown["amount_reversed"], 4);
    // What was not given is what every new platform has.
    assert_eq!(client.dollars().await, 1_000_000_000 - 6);
    running.audit().await;
}
