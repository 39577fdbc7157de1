//! Idempotency keys.

use crate::common::{Client, Running, config};

async fn reversals(client: &Client) -> String {
    format!("/v1/transfers/{}/reversals", client.transfer(500).await)
}

#[tokio::test]
async fn a_replay_is_the_first_answer_and_says_so() {
    let running = Running::start(config()).await;
    let client = running.client();
    let path = reversals(&client).await;
    let first = client
        .once("k", &path, "amount=1&metadata[a]=b")
        .await
        .good();
    assert_eq!(first.header("idempotent-replayed"), None);
    assert_eq!(first.header("original-request"), first.header("request-id"));
    assert_eq!(first.header("idempotency-key"), Some("k"));
    // The same parameters in another spelling.
    let again = client
        .once("k", &path, "metadata%5Ba%5D=b&amount=1")
        .await
        .good();
    assert_eq!(again.text, first.text);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.header("original-request"), first.header("request-id"));
    assert_ne!(again.header("request-id"), first.header("request-id"));
    assert_eq!(client.all(&path).await.len(), 1);
}

#[tokio::test]
async fn a_replay_is_of_its_time_though_the_object_has_changed_since() {
    let running = Running::start(config()).await;
    let client = running.client();
    let path = reversals(&client).await;
    let first = client.once("k", &path, "amount=1").await.good();
    client
        .post(&format!("{path}/{}", first.id()), "metadata[a]=b")
        .await
        .good();
    assert_eq!(
        client.once("k", &path, "amount=1").await.good().text,
        first.text
    );
}

#[tokio::test]
async fn a_key_is_for_one_endpoint_and_one_set_of_parameters() {
    let running = Running::start(config()).await;
    let client = running.client();
    let (path, other) = (reversals(&client).await, reversals(&client).await);
    client.once("k", &path, "amount=1").await.good();
    for (path, form, words) in [
        (
            &path,
            "amount=2",
            "same parameters they were first used with",
        ),
        (&path, "", "same parameters they were first used with"),
        (&other, "amount=1", "same endpoint they were first used for"),
    ] {
        let refused = client.once("k", path, form).await;
        assert_eq!(refused.refused(400)["type"], "idempotency_error");
        assert!(refused.message().contains(words), "{}", refused.text);
        assert_eq!(refused.header("idempotent-replayed"), None);
    }
    assert_eq!(client.all(&other).await.len(), 0);
}

#[tokio::test]
async fn a_key_of_another_account_is_another_key() {
    let running = Running::start(config()).await;
    let (one, two) = (running.client(), running.client().with_key("sk_test_two"));
    let (path, other) = (reversals(&one).await, reversals(&two).await);
    one.once("k", &path, "amount=1").await.good();
    let answer = two.once("k", &other, "amount=2").await.good();
    assert_eq!(answer.header("idempotent-replayed"), None);
}

#[tokio::test]
async fn what_never_began_is_not_saved() {
    let running = Running::start(config()).await;
    let client = running.client();
    let path = reversals(&client).await;
    for (wrong, status) in [
        ("amount=x", 400),
        ("amount=0", 400),
        ("foo=1", 400),
        ("expand[]=amount", 400),
    ] {
        let refused = client.once("k", &path, wrong).await;
        refused.refused(status);
        assert_eq!(refused.header("original-request"), None);
    }
    client
        .once("k", "/v1/transfers/tr_none/reversals", "")
        .await
        .refused(404);
    let answer = client.once("k", &path, "amount=1").await.good();
    assert_eq!(answer.header("idempotent-replayed"), None);
}

#[tokio::test]
async fn a_refusal_by_the_state_of_things_is_saved_though_the_state_has_changed_since() {
    let running = Running::start(config()).await;
    let client = running.client();
    let form = "amount=500&currency=usd&destination=acct_g&transfer_group=g";
    let transfer = client.post("/v1/transfers", form).await.good().id();
    let path = format!("/v1/transfers/{transfer}/reversals");
    let away = "amount=500&currency=usd&destination=acct_elsewhere";
    client
        .acting_for("acct_g")
        .post("/v1/transfers", away)
        .await
        .good();
    let refused = client.once("k", &path, "").await;
    assert_eq!(refused.refused(400)["code"], "balance_insufficient");
    client.post("/v1/transfers", form).await.good();
    let again = client.once("k", &path, "").await;
    assert_eq!(again.refused(400), refused.refused(400));
    assert_eq!(again.text, refused.text);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(
        again.header("original-request"),
        refused.header("request-id")
    );
    client.once("l", &path, "").await.good();
}

#[tokio::test]
async fn keys_are_kept_for_24_hours() {
    let running = Running::start(config()).await;
    let client = running.client();
    let path = reversals(&client).await;
    let first = client.once("k", &path, "amount=1").await.good();
    client
        .post("/_sandbox/advance", "seconds=86399")
        .await
        .good();
    let again = client.once("k", &path, "amount=1").await.good();
    assert_eq!(again.text, first.text);
    client.post("/_sandbox/advance", "seconds=1").await.good();
    let anew = client.once("k", &path, "amount=1").await.good();
    assert_eq!(anew.header("idempotent-replayed"), None);
    assert_ne!(anew.id(), first.id());
    assert_eq!(client.all(&path).await.len(), 2);
}

#[tokio::test]
async fn a_key_has_at_most_255_characters() {
    let running = Running::start(config()).await;
    let client = running.client();
    let path = reversals(&client).await;
    client
        .once(&"k".repeat(255), &path, "amount=1")
        .await
        .good();
    client
        .once(&"k".repeat(256), &path, "amount=1")
        .await
        .refused(400);
}
