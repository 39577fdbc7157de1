//! Headers, methods and paths.

use super::*;

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
