//! What reaches the handler.

use serde::Deserialize;

use super::*;
use crate::server::{Context, NoParams};

/// The body as the handler got it.
async fn body(request: Request) -> Value {
    let (status, _, answer, calls) = Server::new().send(request).await;
    assert_eq!((status, calls), (StatusCode::OK, 1), "{answer}");
    answer["body"].clone()
}

async fn query(target: &str) -> Value {
    let (status, _, answer, calls) = Server::new().send(request("GET", target, "")).await;
    assert_eq!((status, calls), (StatusCode::OK, 1), "{answer}");
    answer["query"].clone()
}

#[tokio::test]
async fn all_spellings_of_a_form_mean_the_same() {
    let expected =
        json!({"owner": "o 1", "amount": 3, "expand": ["a", "b"], "metadata": {"k": "v"}});
    for text in [
        "owner=o+1&amount=3&expand[]=a&expand[]=b&metadata[k]=v",
        "owner=o%201&amount=3&expand[0]=a&expand[1]=b&metadata[k]=v",
        "metadata%5Bk%5D=v&expand%5B1%5D=b&expand%5B0%5D=a&amount=3&amount=3&owner=o+1",
    ] {
        assert_eq!(body(create(text)).await, expected, "{text}");
    }
}

#[tokio::test]
async fn query_and_body_of_a_form_are_one_bag() {
    let target = "/v1/things/th_1/parts/p_1?owner=q&amount=1&expand[]=a";
    let expected = json!({"owner": "q", "amount": 1, "expand": ["a", "b"]});
    assert_eq!(
        body(request("POST", target, "owner=q&expand[]=b")).await,
        expected
    );
    let only_query = without(request("POST", target, ""), "content-type");
    assert_eq!(
        body(only_query).await,
        json!({"owner": "q", "amount": 1, "expand": ["a"]})
    );
}

#[tokio::test]
async fn declared_query_parameters_have_a_bag_of_their_own() {
    let (_, _, answer, _) = Server::new()
        .send(request("POST", "/v1/bags?expand[]=a", "amount=1"))
        .await;
    assert_eq!(answer["query"], json!({"expand": ["a"]}));
    assert_eq!(answer["body"], json!({"amount": 1}));
}

#[tokio::test]
async fn path_parameters_are_unescaped_and_named_by_the_operation() {
    let request = request("POST", "/v1/things/a%2Fb%20c+d/parts/%C3%A9", "owner=x");
    let (_, _, answer, _) = Server::new().send(request).await;
    assert_eq!(answer["path"], json!({"thing": "a/b c+d", "id": "é"}));
}

#[tokio::test]
async fn queries_are_read_in_the_style_of_each_parameter() {
    assert_eq!(query("/v1/things").await, json!({}));
    assert_eq!(query("/v1/things?limit=3").await, json!({"limit": 3}));
    assert_eq!(
        query("/v1/things?status=a&status=b").await,
        json!({"status": ["a", "b"]})
    );
    assert_eq!(query("/v1/things?status=a").await, json!({"status": ["a"]}));
    assert_eq!(
        query("/v1/things?expand%5B%5D=a&expand[]=b").await,
        json!({"expand": ["a", "b"]})
    );
    assert_eq!(
        query("/v1/things?created[gte]=5").await,
        json!({"created": {"gte": 5}})
    );
}

#[tokio::test]
async fn the_circumstances_of_the_request_reach_the_handler() {
    let request = with(create("owner=x"), "idempotency-key", "k-1");
    let request = with(
        with(request, "stripe-version", "2023-08-16"),
        "stripe-account",
        "acct_1",
    );
    let (_, headers, answer, _) = Server::new().send(request).await;
    assert_eq!(answer["operation"], "PostThingsThingParts");
    assert_eq!(answer["key"], "sk_test_123");
    assert_eq!(answer["idempotency_key"], "k-1");
    assert_eq!(answer["version"], "2023-08-16");
    assert_eq!(answer["account"], "acct_1");
    assert_eq!(headers["idempotency-key"], "k-1");
    assert_eq!(headers["stripe-version"], "2023-08-16");
}

#[test]
fn the_circumstances_can_be_read_in_a_log_without_the_key() {
    let mut context = Context::new(&CREATE);
    context.idempotency_key = Some("k-1".to_owned());
    context.account = Some("acct_1".to_owned());
    context.headers = create("owner=x").headers().clone();
    context.extensions.insert("a tenant");
    let shown = format!("{context:?}");
    assert_eq!(
        shown,
        "Context { operation: \"PostThingsThingParts\", credentials: None, idempotency_key: Some(\"k-1\"), \
         version: None, account: Some(\"acct_1\"), .. }"
    );
}

#[tokio::test]
async fn both_schemes_open_the_door() {
    let request = with(create("owner=x"), "authorization", "Basic c2tfdGVzdF8xMjM6");
    let (status, _, answer, _) = Server::new().send(request).await;
    assert_eq!(
        (status, &answer["key"]),
        (StatusCode::OK, &json!("sk_test_123"))
    );
}

#[tokio::test]
async fn a_media_type_may_have_parameters_and_any_letter_case() {
    let request = with(
        create("owner=x"),
        "content-type",
        "Application/X-WWW-form-urlencoded; charset=utf-8",
    );
    assert_eq!(body(request).await, json!({"owner": "x"}));
}

#[tokio::test]
async fn a_json_body_arrives_as_it_is() {
    let request = with(
        request("PUT", "/v2/things", r#"{"amount":3}"#),
        "content-type",
        "application/json",
    );
    let (status, _, answer, calls) = Server::new().send(without(request, "authorization")).await;
    assert_eq!((status, calls), (StatusCode::CREATED, 1));
    assert_eq!(
        (&answer["body"], &answer["key"]),
        (&json!({"amount": 3}), &json!(null))
    );
}

#[tokio::test]
async fn parameters_arrive_in_types_and_absence_as_no_params() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Path {
        thing: String,
        id: String,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Form {
        owner: String,
        amount: Option<i64>,
        #[serde(default)]
        metadata: crate::Clearable<std::collections::BTreeMap<String, String>>,
    }

    let handler = |request: Request| {
        dispatch(
            &CREATE,
            request,
            |_, path: Path, _: NoParams, form: Form| async move {
                assert_eq!(
                    path,
                    Path {
                        thing: "th_1".into(),
                        id: "p_1".into()
                    }
                );
                assert_eq!(
                    form,
                    Form {
                        owner: "x".into(),
                        amount: Some(-1),
                        metadata: crate::Clearable::Clear
                    }
                );
                Ok(Reply::from(json!({})))
            },
        )
    };
    let router = Router::new().route(CREATE.path, axum::routing::post(handler));
    let response = router
        .oneshot(create("owner=x&amount=-1&metadata="))
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}
