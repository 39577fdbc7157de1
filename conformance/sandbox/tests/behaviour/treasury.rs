//! Credit reversals.

use reversals_sandbox::{Config, Settle};
use serde_json::{Value, json};

use crate::common::{NOW, Running, config};

const PATH: &str = "/v1/treasury/credit_reversals";

fn settling(settle: Settle) -> Config {
    Config { settle, ..config() }
}

#[tokio::test]
async fn a_credit_reversal_is_processing_until_its_seconds_are_over_and_then_posted() {
    let running = Running::start(settling(Settle::After(60))).await;
    let client = running.client();
    let credit = client.credit(1_000).await;
    let form = format!("received_credit={credit}&metadata[a]=b");
    let made = client.post(PATH, &form).await.good();
    let path = format!("{PATH}/{}", made.id());
    assert_eq!(made.body["object"], "treasury.credit_reversal");
    assert_eq!(made.body["status"], "processing");
    assert_eq!(
        made.body["status_transitions"],
        json!({ "posted_at": null })
    );
    let copied = [
        "amount",
        "currency",
        "network",
        "financial_account",
        "received_credit",
    ];
    let copied = copied.map(|name| made.body[name].clone());
    let expected: [Value; 5] = [
        json!(1_000),
        json!("usd"),
        json!("ach"),
        json!("fa_1"),
        json!(credit),
    ];
    assert_eq!(copied, expected);
    let whole = format!("{path}?expand[]=transaction");
    let impact =
        |pending: i64| json!({ "cash": -1_000, "inbound_pending": 0, "outbound_pending": pending });
    let open = client.get(&whole).await.good().body["transaction"].clone();
    assert_eq!(open["status"], "open");
    assert_eq!(open["balance_impact"], impact(1_000));
    client.post("/_sandbox/advance", "seconds=59").await.good();
    assert_eq!(client.get(&path).await.good().text, made.text);
    client.post("/_sandbox/advance", "seconds=1").await.good();
    let posted = client.get(&whole).await.good().body;
    assert_eq!(posted["status"], "posted");
    assert_eq!(posted["status_transitions"]["posted_at"], NOW + 60);
    assert_eq!(posted["transaction"]["status"], "posted");
    assert_eq!(posted["transaction"]["amount"], -1_000);
    assert_eq!(posted["transaction"]["balance_impact"], impact(0));
    running.audit().await;
}

#[tokio::test]
async fn a_manual_credit_reversal_is_posted_when_the_clock_is_moved() {
    let running = Running::start(settling(Settle::Manual)).await;
    let client = running.client();
    let credit = client.credit(1_000).await;
    let made = client
        .post(PATH, &format!("received_credit={credit}"))
        .await
        .good();
    let path = format!("{PATH}/{}", made.id());
    assert_eq!(client.get(&path).await.good().body["status"], "processing");
    client.post("/_sandbox/advance", "seconds=0").await.good();
    let posted = client.get(&path).await.good().body;
    assert_eq!(posted["status"], "posted");
    assert_eq!(posted["status_transitions"]["posted_at"], NOW);
    running.audit().await;
}

#[tokio::test]
async fn each_reason_not_to_reverse_is_told_by_the_credit_and_refuses_the_reversal() {
    let running = Running::start(config()).await;
    let client = running.client();
    let received = "/v1/test_helpers/treasury/received_credits";
    let of =
        |network: &str| format!("amount=5&currency=usd&financial_account=fa_1&network={network}");
    let details = |answer: &Value| answer["reversal_details"].clone();
    let path = |id: &str| format!("/v1/treasury/received_credits/{id}");

    let wire = client.post(received, &of("us_domestic_wire")).await.good();
    let late = client.post(received, &of("ach")).await.good();
    let deadline = details(&late.body)["deadline"].as_i64().unwrap();
    assert_eq!(deadline, NOW + 4 * 24 * 60 * 60);
    assert_eq!(details(&wire.body)["deadline"], Value::Null);
    assert_eq!(details(&late.body)["restricted_reason"], Value::Null);
    client
        .post(
            "/_sandbox/advance",
            &format!("seconds={}", deadline - NOW + 1),
        )
        .await
        .good();
    let twice = client.post(received, &of("ach")).await.good();
    let form = format!("received_credit={}", twice.id());
    let reversal = client.post(PATH, &form).await.good().id();
    for (credit, reason) in [
        (&wire, "network_restricted"),
        (&late, "deadline_passed"),
        (&twice, "already_reversed"),
    ] {
        let shown = client.get(&path(&credit.id())).await.good().body;
        assert_eq!(details(&shown)["restricted_reason"], reason);
        let refused = client
            .post(PATH, &format!("received_credit={}", credit.id()))
            .await;
        let error = refused.refused(400);
        assert_eq!(
            (&error["type"], &error["param"]),
            (&json!("invalid_request_error"), &json!("received_credit"))
        );
        assert!(refused.message().contains(reason), "{}", refused.text);
    }
    let shown = client.get(&path(&twice.id())).await.good().body;
    assert_eq!(shown["linked_flows"]["credit_reversal"], reversal);
    running.audit().await;
}

#[tokio::test]
async fn a_credit_that_is_not_there_is_a_400_and_a_reversal_that_is_not_there_a_404() {
    let running = Running::start(config()).await;
    let client = running.client();
    let refused = client.post(PATH, "received_credit=rc_none").await;
    let error = refused.refused(400);
    assert_eq!(
        (&error["code"], &error["param"]),
        (&json!("resource_missing"), &json!("received_credit"))
    );
    let missing = client.get(&format!("{PATH}/credrev_none")).await;
    assert_eq!(missing.refused(404)["code"], "resource_missing");
    let missing = client.post(PATH, "").await;
    assert_eq!(missing.refused(400)["code"], "parameter_missing");
}

#[tokio::test]
async fn a_list_is_of_one_financial_account_and_can_be_narrowed() {
    let running = Running::start(settling(Settle::After(60))).await;
    let client = running.client();
    let mut made = Vec::new();
    for _ in 0..3 {
        let credit = client.credit(10).await;
        let reversal = client
            .post(PATH, &format!("received_credit={credit}"))
            .await
            .good()
            .id();
        made.insert(0, (reversal, credit));
    }
    client.post("/_sandbox/advance", "seconds=60").await.good();
    let credit = client.credit(10).await;
    let reversal = client
        .post(PATH, &format!("received_credit={credit}"))
        .await
        .good()
        .id();
    made.insert(0, (reversal, credit));
    let ids = async |filter: &str| -> Vec<String> {
        let list = client
            .all(&format!("{PATH}?financial_account={filter}"))
            .await;
        list.iter()
            .map(|it| it["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let all: Vec<_> = made.iter().map(|(reversal, _)| reversal.clone()).collect();
    assert_eq!(ids("fa_1").await, all);
    assert_eq!(ids("fa_2").await, Vec::<String>::new());
    assert_eq!(ids("fa_1&status=processing").await, all[..1]);
    assert_eq!(ids("fa_1&status=posted").await, all[1..]);
    assert_eq!(ids("fa_1&status=canceled").await, Vec::<String>::new());
    assert_eq!(
        ids(&format!("fa_1&received_credit={}", made[2].1)).await,
        all[2..3]
    );
    client.get(PATH).await.refused(400);
    client
        .get(&format!("{PATH}?financial_account=fa_1&status=open"))
        .await
        .refused(400);
}

#[tokio::test]
async fn amounts_that_would_overflow_the_books_are_refused() {
    let running = Running::start(config()).await;
    let client = running.client();
    let received = "/v1/test_helpers/treasury/received_credits";
    for _ in 0..2 {
        let form = "amount=9223372036854775807&currency=usd&financial_account=fa_1&network=ach";
        assert_eq!(
            client.post(received, form).await.refused(400)["param"],
            "amount"
        );
    }
    let credit = client.credit(999_999_999_999).await;
    client
        .post(PATH, &format!("received_credit={credit}"))
        .await
        .good();
    running.audit().await;
}
