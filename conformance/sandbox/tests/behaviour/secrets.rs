//! Secrets of apps.

use serde_json::json;

use crate::common::{Client, NOW, Running, config};

const ALL: &str = "/v1/apps/secrets";
const FIND: &str = "/v1/apps/secrets/find";
const DELETE: &str = "/v1/apps/secrets/delete";
const ACCOUNT: &str = "scope[type]=account";

async fn set(client: &Client, name: &str, payload: &str) -> String {
    let form = format!("name={name}&payload={payload}&{ACCOUNT}");
    client.post(ALL, &form).await.good().id()
}

async fn payload(client: &Client, name: &str) -> String {
    let path = format!("{FIND}?name={name}&{ACCOUNT}&expand[]=payload");
    let found = client.get(&path).await.good();
    found.body["payload"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_secret_tells_its_payload_to_those_who_ask_and_nobody_else() {
    let running = Running::start(config()).await;
    let client = running.client();
    let made = client
        .post(ALL, &format!("name=key&payload=text&{ACCOUNT}"))
        .await
        .good();
    assert_eq!(
        made.body,
        json!({
            "created": NOW, "expires_at": null, "id": made.id(), "livemode": false, "name": "key", "object": "apps.secret",
            "scope": {"type": "account"},
        })
    );
    assert!(made.id().starts_with("appsecret_"));
    for path in [
        format!("{FIND}?name=key&{ACCOUNT}"),
        format!("{ALL}?{ACCOUNT}"),
        format!("{FIND}?name=key&{ACCOUNT}&expand[]=scope"),
    ] {
        assert!(!client.get(&path).await.good().text.contains("payload"));
    }
    assert_eq!(payload(&client, "key").await, "text");
    let page = client
        .get(&format!("{ALL}?{ACCOUNT}&expand[]=data.payload"))
        .await
        .good();
    assert_eq!(page.body["data"][0]["payload"], "text");
    assert_eq!(page.body["url"], ALL);
}

#[tokio::test]
async fn one_of_a_name_is_replaced_and_stays_the_same_object() {
    let running = Running::start(config()).await;
    let client = running.client();
    let (first, other) = (
        set(&client, "key", "one").await,
        set(&client, "other", "x").await,
    );
    assert_eq!(set(&client, "key", "two").await, first);
    assert_eq!(payload(&client, "key").await, "two");
    let ids: Vec<_> = client.all(&format!("{ALL}?{ACCOUNT}")).await;
    let ids: Vec<_> = ids.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [&*other, &*first]);
}

#[tokio::test]
async fn what_is_deleted_is_gone_and_the_answer_says_no_more_than_that() {
    let running = Running::start(config()).await;
    let client = running.client();
    let id = set(&client, "key", "text").await;
    let named = format!("name=key&{ACCOUNT}");
    let gone = client
        .post(DELETE, &format!("{named}&expand[]=payload"))
        .await
        .good();
    assert_eq!(
        gone.body,
        json!({"deleted": true, "id": id, "object": "apps.secret"})
    );
    for refused in [
        client.post(DELETE, &named).await,
        client.get(&format!("{FIND}?{named}")).await,
    ] {
        assert_eq!(
            *refused.refused(404),
            json!({
                "code": "resource_missing",
                "doc_url": "https://stripe.com/docs/error-codes/resource-missing",
                "message": "No such secret: 'key'", "param": "name", "type": "invalid_request_error",
            })
        );
    }
    assert_ne!(set(&client, "key", "text").await, id);
}

#[tokio::test]
async fn a_deletion_is_done_once_for_a_key_and_answered_alike() {
    let running = Running::start(config()).await;
    let client = running.client();
    set(&client, "key", "text").await;
    let named = format!("name=key&{ACCOUNT}");
    let gone = client.once("k", DELETE, &named).await.good();
    let again = set(&client, "key", "another").await;
    assert_eq!(
        client.once("k", DELETE, &named).await.good().text,
        gone.text
    );
    let found = client.get(&format!("{FIND}?{named}")).await.good();
    assert_eq!(found.id(), again);
}

#[tokio::test]
async fn a_scope_is_of_the_account_or_of_one_user_and_each_has_names_of_its_own() {
    let running = Running::start(config()).await;
    let client = running.client();
    let scopes = [
        ACCOUNT,
        "scope[type]=user&scope[user]=usr_1",
        "scope[type]=user&scope[user]=usr_2",
    ];
    for (place, scope) in scopes.iter().enumerate() {
        let form = format!("name=key&payload={place}&{scope}");
        client.post(ALL, &form).await.good();
    }
    for (place, scope) in scopes.iter().enumerate() {
        let path = format!("{FIND}?name=key&{scope}&expand[]=payload");
        let found = client.get(&path).await.good();
        assert_eq!(found.body["payload"], place.to_string(), "{scope}");
        assert_eq!(client.all(&format!("{ALL}?{scope}")).await.len(), 1);
    }
    let user = client.get(&format!("{FIND}?name=key&{}", scopes[1])).await;
    assert_eq!(
        user.good().body["scope"],
        json!({"type": "user", "user": "usr_1"})
    );
    // What another account keeps is nobody's here.
    let other = client.with_key("sk_test_another");
    other
        .get(&format!("{FIND}?name=key&{ACCOUNT}"))
        .await
        .refused(404);
    for (scope, code) in [
        ("scope[type]=user", json!("parameter_missing")),
        ("scope[type]=account&scope[user]=usr_1", json!(null)),
    ] {
        let refused = client.post(ALL, &format!("name=a&payload=b&{scope}")).await;
        let error = refused.refused(400);
        assert_eq!(error["param"], "scope[user]", "{scope}");
        assert_eq!(error["code"], code, "{scope}");
    }
}

#[tokio::test]
async fn a_secret_whose_end_has_come_is_not_there_and_leaves_its_name_and_its_room() {
    let running = Running::start(config()).await;
    let client = running.client();
    let ends = NOW + 100;
    let form = format!("name=key&payload=text&{ACCOUNT}&expires_at={ends}");
    let made = client.post(ALL, &form).await.good();
    assert_eq!(made.body["expires_at"], ends);
    for place in 1..10 {
        set(&client, &format!("name_{place}"), "x").await;
    }
    let refused = client
        .post(ALL, &format!("name=more&payload=x&{ACCOUNT}"))
        .await;
    assert_eq!(
        *refused.refused(400),
        json!({
            "message": "A scope can have up to 10 secrets, and this one has 10.", "param": "scope",
            "type": "invalid_request_error",
        })
    );
    // One that is there can be replaced all the same.
    set(&client, "name_1", "y").await;
    client.post("/_sandbox/advance", "seconds=99").await.good();
    assert_eq!(payload(&client, "key").await, "text");
    client.post("/_sandbox/advance", "seconds=1").await.good();
    client
        .get(&format!("{FIND}?name=key&{ACCOUNT}"))
        .await
        .refused(404);
    client
        .post(DELETE, &format!("name=key&{ACCOUNT}"))
        .await
        .refused(404);
    assert_eq!(client.all(&format!("{ALL}?{ACCOUNT}")).await.len(), 9);
    let again = client
        .post(ALL, &format!("name=key&payload=text&{ACCOUNT}"))
        .await;
    let again = again.good();
    assert_ne!(again.id(), made.id());
    assert_eq!(again.body["created"], NOW + 100);
    let over = format!("name=late&payload=x&{ACCOUNT}&expires_at={}", NOW + 100);
    let refused = client.post(DELETE, "name=name_2&scope[type]=account").await;
    refused.good();
    assert_eq!(
        client.post(ALL, &over).await.refused(400)["param"],
        "expires_at"
    );
}

#[tokio::test]
async fn a_cursor_is_a_secret_of_the_scope() {
    let running = Running::start(config()).await;
    let client = running.client();
    let form = "name=key&payload=x&scope[type]=user&scope[user]=usr_1";
    let other = client.post(ALL, form).await.good().id();
    set(&client, "key", "x").await;
    for cursor in ["starting_after", "ending_before"] {
        let path = format!("{ALL}?{ACCOUNT}&{cursor}={other}");
        let answer = client.get(&path).await;
        let error = answer.refused(400);
        assert_eq!(error["param"], cursor);
        assert_eq!(error["code"], "resource_missing");
    }
}
