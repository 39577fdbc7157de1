//! Requests that no good client sends: none of them may reach the service as another request than the one meant.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use axum::body::Body;
use http_body_util::BodyExt as _;
use reversals_conformance::scripted::Scripted;
use serde_json::{Value, json};
use tower::ServiceExt as _;

const CREATE: &str = "/v1/transfers/tr_1/reversals";
const FORM: &str = "application/x-www-form-urlencoded";

fn reversal() -> Value {
    json!({ "id": "trr_1", "object": "transfer_reversal", "amount": 400, "created": 1, "currency": "usd", "transfer": "tr_1" })
}

/// What a service makes of a request: status, body, and the arguments that reached it, if any did.
struct Outcome {
    status: u16,
    body: Value,
    arguments: Option<Value>,
}

async fn sent(request: http::Request<Body>) -> Outcome {
    let service = Arc::new(Scripted::new(reversal()));
    let response = reversals_server::router(Arc::clone(&service))
        .oneshot(request)
        .await
        .unwrap();
    let status = response.status().as_u16();
    assert!(response.headers().contains_key("request-id"));
    assert_eq!(response.headers()["content-type"], "application/json");
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    let seen = service.seen().pop();
    let arguments = seen.map(|seen| json!({ "path": seen.input.path, "query": seen.input.query, "body": seen.input.body }));
    Outcome {
        status,
        body,
        arguments,
    }
}

fn post(target: &str, form: impl Into<Body>) -> http::Request<Body> {
    with(http::Request::post(target), FORM)
        .body(form.into())
        .unwrap()
}

fn with(builder: http::request::Builder, media: &str) -> http::request::Builder {
    builder
        .header("authorization", "Bearer sk_test_123")
        .header("content-type", media)
}

/// The request is a 400 and nothing was reversed.
#[track_caller]
fn refused(case: &str, outcome: &Outcome) {
    assert_eq!(outcome.arguments, None, "{case} reached the service");
    assert_eq!(outcome.status, 400, "{case}: {}", outcome.body);
    assert_eq!(
        outcome.body["error"]["type"], "invalid_request_error",
        "{case}"
    );
    assert!(outcome.body["error"]["message"].is_string(), "{case}");
}

#[tokio::test]
async fn an_amount_that_is_not_plain_is_never_read_as_the_whole_transfer() {
    for form in [
        "amount",
        "amount=",
        "=",
        "=400",
        "&=&",
        "amount=4e2",
        "amount=400.0",
        "amount=+400",
        "amount=%2B400",
        "amount=400%20",
        "amount=4_00",
        "amount=4,00",
        "amount=0x190",
        "amount=9223372036854775808",
        "amount=-9223372036854775809",
        "amount=--1",
        "amount=-",
        "amount=true",
        "amount=null",
        "amount=%00400",
        "amount=400%00",
        "amount=400%0a",
        "amount=400\r\n",
        "amount=400;",
        "amount=%D9%A4%D9%A0%D9%A0",
        "amount[]=400",
        "amount[0]=400",
        "amount[value]=400",
        "amount[",
        "amount]=1",
        "[amount]=400",
        "[]=400",
        "Amount=400",
        "AMOUNT=400",
        "amount%00=400",
        "amount%20=400",
        "+amount=400",
        "amount.=400",
        "\u{feff}amount=400",
        "amount;=400",
        "amount=%",
        "amount=%4",
        "amount=%zz",
        "amount=%ff",
        "%ff=400",
        "__proto__=1",
        "__proto__[amount]=400",
        "constructor[prototype][amount]=400",
        "metadata=x",
        "metadata[]=x",
        "metadata[a]=1&metadata[a][b]=2",
        "expand=a",
        "expand[a]=b",
        "expand[01]=b",
        "expand[1000]=b",
        "expand[]=a&expand[0]=b",
        "refund_application_fee=1",
        "refund_application_fee=0",
        "refund_application_fee=True",
        "refund_application_fee=",
        "refund_application_fee=yes",
        "{\"amount\":400}",
        "<amount>400</amount>",
        " ",
        "\0",
        "\n",
        "a=1;amount=400",
    ] {
        refused(form, &sent(post(CREATE, form)).await);
    }
}

#[tokio::test]
async fn two_values_for_one_parameter_are_refused_wherever_they_stand() {
    for (target, form) in [
        ("", "amount=1&amount=2"),
        ("", "amount=2&amount=1&amount=2"),
        ("", "amount=&amount=2"),
        ("", "amount=1&amount="),
        ("", "amount=1&%61mount=2"),
        ("?amount=1", "amount=2"),
        ("?amount=", "amount=2"),
        (
            "?refund_application_fee=true",
            "refund_application_fee=false",
        ),
        ("?description=a", "description=b"),
        ("", "metadata=&metadata=x"),
        ("", "metadata=x&metadata="),
        ("", "metadata=&metadata[a]=b"),
        ("?metadata=", "metadata[a]=b"),
        ("", "metadata[a]=b&metadata[a]=c"),
        ("", "expand[0]=a&expand[0]=b"),
        ("?expand[0]=a", "expand[0]=b"),
    ] {
        refused(
            &format!("{target} {form}"),
            &sent(post(&format!("{CREATE}{target}"), form)).await,
        );
    }
    for list in ["limit=1&limit=2", "starting_after=a&starting_after=b"] {
        let request = with(http::Request::get(format!("{CREATE}?{list}")), FORM)
            .body(Body::empty())
            .unwrap();
        refused(list, &sent(request).await);
    }
    let outcome = sent(post(
        "/v1/treasury/credit_reversals",
        "received_credit=rc_1&received_credit=rc_2",
    ))
    .await;
    refused("two credits", &outcome);
    assert_eq!(outcome.body["error"]["param"], "received_credit");
}

#[tokio::test]
async fn the_same_value_twice_is_one_value() {
    let outcome = sent(post(
        &format!("{CREATE}?amount=1&expand[]=a"),
        "amount=1&expand[]=a&amount=1",
    ))
    .await;
    assert_eq!(
        outcome.arguments.unwrap()["body"],
        json!({ "amount": 1, "expand": ["a", "a"] })
    );
}

#[tokio::test]
async fn a_body_of_another_kind_is_refused_and_not_read_as_an_empty_form() {
    let amount = r#"{"amount":400}"#;
    for media in [
        "application/json",
        "APPLICATION/JSON; charset=utf-8",
        "multipart/form-data; boundary=x",
        "text/plain",
        "",
        "*/*",
        ";",
        "application/x-www-form-urlencoded, application/json",
        "application/x-www-form-urlencoded+json",
        "form",
        "\u{e9}",
    ] {
        for body in [amount, "amount=400"] {
            let builder = http::Request::post(CREATE).header("authorization", "Bearer sk_test_123");
            let media = http::HeaderValue::from_bytes(media.as_bytes()).unwrap();
            let request = builder
                .header("content-type", media.clone())
                .body(Body::from(body))
                .unwrap();
            refused(&format!("{media:?} {body}"), &sent(request).await);
        }
    }
    let none = http::Request::post(CREATE).header("authorization", "Bearer sk_test_123");
    refused(
        "no type",
        &sent(none.body(Body::from("amount=400")).unwrap()).await,
    );
    let two = with(http::Request::post(CREATE), FORM).header("content-type", "application/json");
    refused(
        "two types",
        &sent(two.body(Body::from("amount=400")).unwrap()).await,
    );
    // Said to be a form, and still no form.
    refused("JSON", &sent(post(CREATE, amount)).await);
    let packed = with(http::Request::post(CREATE), FORM).header("content-encoding", "gzip");
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03KL".to_vec();
    refused("gzip", &sent(packed.body(Body::from(gzip)).unwrap()).await);
    // No body, and a type all the same: clients send it.
    for media in [
        FORM,
        "Application/X-Www-Form-UrlEncoded ; charset=UTF-8",
        "application/json",
    ] {
        let request = with(http::Request::post(CREATE), media)
            .body(Body::empty())
            .unwrap();
        assert_eq!(
            sent(request).await.arguments.unwrap()["body"],
            json!({}),
            "{media}"
        );
    }
}

#[tokio::test]
async fn nothing_but_separators_is_an_empty_form() {
    for form in ["", "&", "&&&"] {
        assert_eq!(
            sent(post(CREATE, form)).await.arguments.unwrap()["body"],
            json!({}),
            "{form}"
        );
    }
}

#[tokio::test]
async fn sizes_and_depths_are_bounded() {
    let many = |count: usize| {
        (0..count)
            .map(|n| format!("metadata[k{n}]=v&"))
            .collect::<String>()
    };
    assert!(sent(post(CREATE, many(1000))).await.arguments.is_some());
    refused("1001 pairs", &sent(post(CREATE, many(1001))).await);
    refused(
        "pairs on both sides",
        &sent(post(&format!("{CREATE}?amount=1"), many(1000))).await,
    );
    refused(
        "17 brackets",
        &sent(post(CREATE, format!("metadata{}=v", "[a]".repeat(17)))).await,
    );
    refused(
        "100000 brackets",
        &sent(post(CREATE, format!("metadata{}=v", "[a]".repeat(100_000)))).await,
    );
    let long = sent(post(CREATE, format!("description={}", "x".repeat(5001)))).await;
    refused("a long text", &long);
    assert!(long.body.to_string().len() < 1000);
    let long = sent(post(
        CREATE,
        format!("metadata[{}][x]=1", "k".repeat(1 << 19)),
    ))
    .await;
    refused("a long key", &long);
    assert!(
        long.body.to_string().len() < 2000,
        "{}",
        long.body.to_string().len()
    );
    let over = post(CREATE, "&".repeat((1 << 20) + 1));
    let outcome = sent(over).await;
    assert_eq!((outcome.status, outcome.arguments), (413, None));
}

#[tokio::test]
async fn odd_keys_of_metadata_arrive_as_they_are() {
    for (form, key) in [
        ("metadata[__proto__]=v", "__proto__"),
        ("metadata[constructor]=v", "constructor"),
        ("metadata[%00]=v", "\0"),
        ("metadata[+]=v", " "),
        ("metadata[k%5B0%5D]=v", "k[0]"),
        (
            "metadata[$serde_json::private::Number]=v",
            "$serde_json::private::Number",
        ),
        ("metadata[0]=v", "0"),
        ("metadata[%2e%2e]=v", ".."),
    ] {
        assert_eq!(
            sent(post(CREATE, form)).await.arguments.unwrap()["body"],
            json!({ "metadata": { key: "v" } }),
            "{form}"
        );
    }
}

#[tokio::test]
async fn a_header_that_says_who_or_whether_again_is_there_once_and_says_something() {
    for (name, values) in [
        ("idempotency-key", &["a", "b"][..]),
        ("idempotency-key", &["a", "a"]),
        ("idempotency-key", &[""]),
        ("idempotency-key", &["\u{e9}"]),
        ("stripe-account", &["acct_1", "acct_2"]),
        ("stripe-account", &[""]),
        ("stripe-version", &["2023-08-16", "2022-11-15"]),
        ("stripe-version", &[""]),
    ] {
        let mut request = post(CREATE, "amount=400");
        for value in values {
            request.headers_mut().append(
                name,
                http::HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        refused(&format!("{name} {values:?}"), &sent(request).await);
    }
    let mut request = post(CREATE, "amount=400");
    request.headers_mut().append(
        "authorization",
        http::HeaderValue::from_static("Bearer sk_test_123"),
    );
    let outcome = sent(request).await;
    assert_eq!((outcome.status, outcome.arguments), (401, None));
}

#[tokio::test]
async fn odd_keys_are_a_401_that_shows_none_of_them() {
    let tail = "c2tfdGVzdF8xMjM"; // `sk_test_123`, without a colon.
    for value in [
        "",
        " ",
        "Bearer",
        "Bearer ",
        "bearer",
        "BearerX sk_test_123",
        "Bearer sk_test_123 x",
        "Bearer sk_test_123,",
        "Basic",
        "Basic ",
        "Basic Og==",
        "Basic !",
        "Basic sk_test_123",
        tail,
        "Basic c2tfdGVzdF8xMjM6cHc=",
        "Digest a=b",
        "\u{e9}",
    ] {
        let mut request = post(CREATE, "amount=400");
        let header = http::HeaderValue::from_bytes(value.as_bytes()).unwrap();
        request.headers_mut().insert("authorization", header);
        let outcome = sent(request).await;
        if value == "Bearer sk_test_123," {
            // A key is any visible text; whether it is a good one is for the service to say.
            assert!(outcome.arguments.is_some());
            continue;
        }
        assert_eq!(
            (outcome.status, outcome.arguments),
            (401, None),
            "{value:?}"
        );
        assert!(
            !outcome.body.to_string().contains("sk_test_123"),
            "{value:?}"
        );
    }
    for value in [
        "bearer sk_test_123",
        "BEARER sk_test_123",
        "bAsIc c2tfdGVzdF8xMjM6",
    ] {
        let mut request = post(CREATE, "");
        request
            .headers_mut()
            .insert("authorization", value.parse().unwrap());
        assert!(sent(request).await.arguments.is_some(), "{value}");
    }
}

#[tokio::test]
async fn methods_beside_the_documented_ones_change_nothing() {
    for method in [
        "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PURGE", "post", "get",
    ] {
        let request = with(http::Request::builder().method(method).uri(CREATE), FORM);
        let outcome = sent(request.body(Body::from("amount=400")).unwrap()).await;
        assert_eq!((outcome.status, outcome.arguments), (404, None), "{method}");
    }
    // What HTTP says of HEAD: as GET, without the body.
    let head = with(
        http::Request::head("/v1/transfers/tr_1/reversals/trr_1"),
        FORM,
    );
    let outcome = sent(head.body(Body::empty()).unwrap()).await;
    assert_eq!((outcome.status, outcome.body), (200, Value::Null));
    let get = with(http::Request::get(CREATE), FORM);
    refused(
        "a body of a GET",
        &sent(get.body(Body::from("amount=400")).unwrap()).await,
    );
    let overridden =
        with(http::Request::get(CREATE), FORM).header("x-http-method-override", "POST");
    let outcome = sent(overridden.body(Body::empty()).unwrap()).await;
    assert_ne!(outcome.body, reversal(), "no header makes a POST of a GET");
}

#[tokio::test]
async fn a_segment_of_a_path_is_one_id_whatever_is_escaped_in_it() {
    for (segment, id) in [
        ("tr%2F1", "tr/1"),
        ("..", ".."),
        ("%2e%2e", ".."),
        ("%2E", "."),
        ("a+b", "a+b"),
        ("a%2Bb", "a+b"),
        ("a%20b", "a b"),
        ("%00", "\0"),
        ("%5C", "\\"),
        ("%252F", "%2F"),
        ("a;b=c", "a;b=c"),
        ("%F0%9F%A6%80", "\u{1f980}"),
        ("%3F", "?"),
    ] {
        let outcome = sent(post(&format!("/v1/transfers/{segment}/reversals"), "")).await;
        assert_eq!(
            outcome.arguments.unwrap()["path"],
            json!({ "id": id }),
            "{segment}"
        );
    }
    for path in ["%ff", "%c3%28"] {
        refused(
            path,
            &sent(post(&format!("/v1/transfers/{path}/reversals"), "")).await,
        );
    }
    for path in [
        "/v1/transfers//reversals",
        "/v1//transfers/tr_1/reversals",
        "//v1/transfers/tr_1/reversals",
        "/v1/transfers/tr_1/reversals/",
        "/v1/transfers/tr_1/reversals//",
        "/v1/transfers/tr_1/reversals%2Ftrr_1",
        "/v1/transfers/tr/1/reversals",
        "/V1/transfers/tr_1/reversals",
        "/v1/transfers/tr_1/%72eversals/x/y",
    ] {
        let outcome = sent(post(path, "")).await;
        assert_eq!((outcome.status, outcome.arguments), (404, None), "{path}");
    }
}

#[tokio::test]
async fn a_broken_text_in_a_query_is_refused() {
    for query in [
        "limit=%ff",
        "limit=%",
        "%ff=1",
        "=1",
        "limit[=1",
        "expand[]=%c3%28",
        "limit=1e1",
        "limit[]=1",
        "expand=a",
        "status=posted",
    ] {
        let request = with(http::Request::get(format!("{CREATE}?{query}")), FORM);
        refused(query, &sent(request.body(Body::empty()).unwrap()).await);
    }
}
