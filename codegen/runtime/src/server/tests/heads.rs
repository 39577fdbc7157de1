//! Headers that keep a request from its handler.

use super::refuses::{invalid, refused};
use super::*;

#[tokio::test]
async fn no_key_is_a_401_with_challenges() {
    let message = "You did not provide an API key. Send it in the Authorization header, as a Bearer token or as the user name of HTTP Basic with an empty password.";
    let error = json!({"type": "invalid_request_error", "message": message});
    let headers = refused(without(create("owner=x"), "authorization"), 401, error).await;
    let challenges: Vec<_> = headers.get_all("www-authenticate").iter().collect();
    assert_eq!(challenges, ["Basic realm=\"API\"", "Bearer realm=\"API\""]);
}

#[tokio::test]
async fn an_unreadable_key_is_a_401_that_does_not_repeat_it() {
    let message = "The Authorization header cannot be read. Send the API key as a Bearer token or as the user name of HTTP Basic with an empty password.";
    let error = json!({"type": "invalid_request_error", "message": message});
    for value in ["sk_test_123", "Basic sk_test_123", "Token sk_test_123"] {
        refused(
            with(create("owner=x"), "authorization", value),
            401,
            error.clone(),
        )
        .await;
    }
    let basic = with(
        request("GET", "/v1/things", ""),
        "authorization",
        "Basic c2tfdGVzdF8xMjM6",
    );
    let headers = refused(basic, 401, error).await;
    assert_eq!(headers["www-authenticate"], "Bearer realm=\"API\"");
}

#[tokio::test]
async fn the_key_is_asked_for_before_anything_else_is_told() {
    let request = without(create("foo=1"), "authorization");
    assert_eq!(
        Server::new().send(request).await.0,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn headers_that_say_two_things_or_nothing_are_refused() {
    for name in ["idempotency-key", "stripe-account", "stripe-version"] {
        let mut twice = with(create("owner=x"), name, "a");
        twice.headers_mut().append(name, "b".parse().unwrap());
        let message = format!("The {name} header must be there once.");
        invalid(twice, None, None, &message).await;
        let message = format!("The {name} header must not be empty.");
        invalid(with(create("owner=x"), name, ""), None, None, &message).await;
    }
    let mut twice = create("owner=x");
    let json = "application/json".parse().unwrap();
    twice.headers_mut().append("content-type", json);
    let message = "The request body must have the Content-Type application/x-www-form-urlencoded.";
    invalid(twice, None, None, message).await;
    let mut twice = create("owner=x");
    let key = "Bearer sk_test_123".parse().unwrap();
    twice.headers_mut().append("authorization", key);
    let (status, _, _, calls) = Server::new().send(twice).await;
    assert_eq!((status, calls), (StatusCode::UNAUTHORIZED, 0));
}

#[tokio::test]
async fn a_header_that_does_not_fit_is_refused() {
    let longest = with(create("owner=x"), "idempotency-key", &"k".repeat(255));
    assert_eq!(Server::new().send(longest).await.0, StatusCode::OK);
    let message = "The Idempotency-Key header must be at most 255 characters.";
    invalid(
        with(create("owner=x"), "idempotency-key", &"k".repeat(256)),
        None,
        None,
        message,
    )
    .await;
    let message = "The stripe-version header must be visible ASCII characters.";
    invalid(
        with(create("owner=x"), "stripe-version", "é"),
        None,
        None,
        message,
    )
    .await;
}

#[tokio::test]
async fn a_refusal_repeats_the_callers_headers() {
    let request = with(
        with(create("foo=1"), "idempotency-key", "k-1"),
        "stripe-version",
        "2023-08-16",
    );
    let (status, headers, _, calls) = Server::new().send(request).await;
    assert_eq!((status, calls), (StatusCode::BAD_REQUEST, 0));
    assert_eq!(
        (&headers["idempotency-key"], &headers["stripe-version"]),
        (&"k-1".parse().unwrap(), &"2023-08-16".parse().unwrap())
    );
}
