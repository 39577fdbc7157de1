//! Transfer reversals.

use crate::common::{Client, Running, config};

async fn reversals(client: &Client, amount: i64) -> (String, String) {
    let transfer = client.transfer(amount).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    (transfer, path)
}

#[tokio::test]
async fn parts_are_reversed_until_nothing_is_left_and_then_it_says_so() {
    let running = Running::start(config()).await;
    let client = running.client();
    let (transfer, path) = reversals(&client, 100).await;
    for part in [30, 69, 1] {
        let reversal = client.post(&path, &format!("amount={part}")).await.good();
        assert_eq!(reversal.body["object"], "transfer_reversal");
        assert_eq!(reversal.body["amount"], part);
        assert_eq!(reversal.body["transfer"], transfer);
    }
    let shown = client
        .get(&format!("/v1/transfers/{transfer}"))
        .await
        .good();
    assert_eq!(shown.body["amount_reversed"], 100);
    assert_eq!(shown.body["reversed"], true);
    for form in ["", "amount=1"] {
        let refused = client.post(&path, form).await;
        let error = refused.refused(400).as_object().unwrap();
        assert_eq!(error["type"], "invalid_request_error");
        let message = format!("The transfer {transfer} is already fully reversed.");
        assert_eq!(error["message"], message);
        assert!(
            !error.contains_key("code") && !error.contains_key("param"),
            "{error:?}"
        );
    }
    running.audit().await;
}

#[tokio::test]
async fn more_than_is_left_is_refused_and_changes_nothing() {
    let running = Running::start(config()).await;
    let client = running.client();
    let (transfer, path) = reversals(&client, 500).await;
    client.post(&path, "amount=100").await.good();
    let refused = client.post(&path, "amount=401").await;
    assert_eq!(refused.refused(400)["param"], "amount");
    assert!(
        refused
            .message()
            .ends_with("amount ($4.01) is greater than unreversed amount on transfer ($4.00)"),
        "{}",
        refused.text
    );
    for amount in [
        "0",
        "-1",
        "9223372036854775807",
        "9223372036854775808",
        "1.5",
        "",
    ] {
        let refused = client.post(&path, &format!("amount={amount}")).await;
        assert_eq!(refused.refused(400)["param"], "amount", "{amount}");
    }
    let shown = client
        .get(&format!("/v1/transfers/{transfer}"))
        .await
        .good();
    assert_eq!(shown.body["amount_reversed"], 100);
    assert_eq!(client.all(&path).await.len(), 1);
}

#[tokio::test]
async fn without_an_amount_what_is_left_is_reversed() {
    let running = Running::start(config()).await;
    let client = running.client();
    let (_, path) = reversals(&client, 500).await;
    client.post(&path, "amount=123").await.good();
    assert_eq!(client.post(&path, "").await.good().body["amount"], 377);
}

#[tokio::test]
async fn a_reversal_takes_from_the_destination_and_gives_to_the_platform() {
    let running = Running::start(config()).await;
    let client = running.client();
    let destination = client.acting_for("acct_destination");
    let before = client.dollars().await;
    let (_, path) = reversals(&client, 500).await;
    assert_eq!(
        (client.dollars().await, destination.dollars().await),
        (before - 500, 500)
    );
    client.post(&path, "amount=200").await.good();
    assert_eq!(
        (client.dollars().await, destination.dollars().await),
        (before - 300, 300)
    );
    running.audit().await;
}

#[tokio::test]
async fn what_leaves_a_balance_is_negative_there_and_each_entry_says_what_it_is_counted_as() {
    let running = Running::start(config()).await;
    let client = running.client();
    let (_, path) = reversals(&client, 500).await;
    let form = "amount=200&expand[]=balance_transaction&expand[]=transfer.balance_transaction\
                &expand[]=destination_payment_refund.balance_transaction";
    let made = client.post(&path, form).await.good().body;
    for (of, amount, kind, category) in [
        (&made, 200, "transfer_refund", "transfer_reversal"),
        (&made["transfer"], -500, "transfer", "transfer"),
        (
            &made["destination_payment_refund"],
            -200,
            "payment_refund",
            "refund",
        ),
    ] {
        let entry = &of["balance_transaction"];
        assert_eq!(
            (&entry["amount"], &entry["net"]),
            (&amount.into(), &amount.into())
        );
        let told = (&entry["type"], &entry["reporting_category"]);
        assert_eq!(told, (&kind.into(), &category.into()));
        assert_eq!(entry["source"], of["id"]);
    }
}

#[tokio::test]
async fn in_a_transfer_group_the_destination_must_have_the_money() {
    let running = Running::start(config()).await;
    let client = running.client();
    let form = "amount=500&currency=usd&destination=acct_g&transfer_group=g";
    let transfer = client.post("/v1/transfers", form).await.good().id();
    let form = "amount=400&currency=usd&destination=acct_elsewhere";
    let destination = client.acting_for("acct_g");
    destination.post("/v1/transfers", form).await.good();
    let path = format!("/v1/transfers/{transfer}/reversals");
    let refused = client.post(&path, "amount=101").await;
    assert_eq!(refused.refused(400)["code"], "balance_insufficient");
    client.post(&path, "amount=100").await.good();
}

#[tokio::test]
async fn a_reversal_is_not_found_under_another_transfer() {
    let running = Running::start(config()).await;
    let client = running.client();
    let (_, path) = reversals(&client, 500).await;
    let reversal = client.post(&path, "amount=1").await.good().id();
    let (_, other) = reversals(&client, 500).await;
    client.get(&format!("{path}/{reversal}")).await.good();
    let wrong = format!("{other}/{reversal}");
    for answer in [
        client.get(&wrong).await,
        client.post(&wrong, "metadata[a]=b").await,
    ] {
        assert_eq!(answer.refused(404)["code"], "resource_missing");
        let message = format!("No such transfer reversal: '{reversal}'");
        assert_eq!(answer.message(), message);
    }
    let none = client.get("/v1/transfers/tr_none/reversals").await;
    assert_eq!(none.refused(404)["message"], "No such transfer: 'tr_none'");
    let cursor = client
        .get(&format!("{other}?starting_after={reversal}"))
        .await;
    assert_eq!(cursor.refused(400)["param"], "starting_after");
    assert_eq!(
        cursor.message(),
        format!("No such transfer reversal: '{reversal}'")
    );
}

#[tokio::test]
async fn metadata_is_merged_and_unset() {
    let running = Running::start(config()).await;
    let client = running.client();
    let (_, path) = reversals(&client, 500).await;
    let made = client
        .post(&path, "amount=1&metadata[a]=1&metadata[b]=2")
        .await
        .good();
    let path = format!("{path}/{}", made.id());
    for (form, metadata) in [
        (
            "metadata[b]=&metadata[c]=3",
            serde_json::json!({"a": "1", "c": "3"}),
        ),
        ("", serde_json::json!({"a": "1", "c": "3"})),
        ("metadata=", serde_json::json!({})),
    ] {
        assert_eq!(
            client.post(&path, form).await.good().body["metadata"],
            metadata
        );
        assert_eq!(client.get(&path).await.good().body["metadata"], metadata);
    }
}

#[tokio::test]
async fn a_transfer_shows_its_ten_newest_reversals() {
    let running = Running::start(config()).await;
    let client = running.client();
    let (transfer, path) = reversals(&client, 500).await;
    let mut made = Vec::new();
    for count in 1..=12 {
        made.insert(0, client.post(&path, "amount=1").await.good().id());
        let shown = client
            .get(&format!("/v1/transfers/{transfer}"))
            .await
            .good();
        let list = &shown.body["reversals"];
        let ids: Vec<_> = list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["id"].clone())
            .collect();
        assert_eq!(ids, made[..count.min(10)]);
        assert_eq!(list["has_more"], count > 10);
        assert_eq!(list["url"], path);
    }
}

#[tokio::test]
async fn expansion_reaches_four_levels_and_a_fifth_is_refused() {
    let running = Running::start(config()).await;
    let client = running.client();
    let (transfer, path) = reversals(&client, 500).await;
    let four = "balance_transaction.source.transfer.balance_transaction";
    let made = client
        .post(&path, &format!("amount=1&expand[]={four}"))
        .await
        .good();
    let deep = &made.body["balance_transaction"]["source"]["transfer"]["balance_transaction"];
    assert_eq!(
        (&deep["object"], &deep["source"]),
        (&"balance_transaction".into(), &transfer.into())
    );
    let path = format!("{path}/{}", made.id());
    let refused = client.get(&format!("{path}?expand[]={four}.source")).await;
    assert!(
        refused.refused(400)["message"]
            .to_string()
            .contains("more than 4 levels")
    );
    let refused = client.get(&format!("{path}?expand[]=amount")).await;
    assert_eq!(
        refused.refused(400)["message"],
        "This property cannot be expanded (amount)."
    );
    // For that answer only.
    let plain = client.get(&path).await.good();
    assert!(plain.body["balance_transaction"].is_string());
}

#[tokio::test]
async fn a_refused_expansion_changes_nothing() {
    let running = Running::start(config()).await;
    let client = running.client();
    let (_, path) = reversals(&client, 500).await;
    client
        .post(&path, "amount=1&expand[]=amount")
        .await
        .refused(400);
    assert_eq!(client.all(&path).await.len(), 0);
}
