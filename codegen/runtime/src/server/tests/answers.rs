//! What the handler's answer becomes.

use axum::http::{HeaderName, HeaderValue};
use serde::{Serialize, Serializer};

use super::*;
use crate::ApiError;
use crate::server::{Failure, NoParams};

/// Answers one request to an open operation with `outcome`.
async fn answer<T: Serialize + Clone + Send + Sync + 'static>(
    outcome: Result<Reply<T>, Failure>,
) -> (StatusCode, HeaderMap, Value) {
    called(move || outcome).await
}

/// Answers one request to an open operation with what a handler makes.
async fn called<T: Serialize + 'static>(
    handle: impl FnOnce() -> Result<Reply<T>, Failure> + Clone + Send + Sync + 'static,
) -> (StatusCode, HeaderMap, Value) {
    static OPEN: Operation = Operation {
        exclusive: &[],
        security: &[],
        body: Body::None,
        success: 202,
        ..LIST_LIKE
    };
    const LIST_LIKE: Operation = Operation {
        id: "GetX",
        method: "GET",
        path: "/x",
        path_params: &[],
        query: &[],
        query_styles: &[],
        headers: &[],
        cookies: &[],
        body: Body::None,
        exclusive: &[],
        security: &[],
        success: 200,
    };
    let handler = move |request: Request| {
        dispatch(
            &OPEN,
            request,
            |_, _: NoParams, _: NoParams, _: NoParams| async { handle() },
        )
    };
    let router = Router::new().route("/x", axum::routing::get(handler));
    let request = Request::builder()
        .uri("/x")
        .header("stripe-version", "v1")
        .body(HttpBody::empty())
        .unwrap();
    parts(router.oneshot(request).await.unwrap()).await
}

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

#[tokio::test]
async fn a_success_has_the_documented_status_and_a_fresh_request_id() {
    let (status, headers, body) = answer(Ok(Reply::from(json!({"a": 1})))).await;
    assert_eq!((status.as_u16(), body), (202, json!({"a": 1})));
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["stripe-version"], "v1");
    let (_, others, _) = answer(Ok(Reply::from(json!({})))).await;
    assert_eq!(headers[REQUEST_ID].len(), "req_".len() + 32);
    assert_ne!(headers[REQUEST_ID], others[REQUEST_ID]);
}

#[tokio::test]
async fn what_the_handler_sets_stays() {
    let reply = Reply::new(json!({}))
        .with_status(StatusCode::CREATED)
        .with_header(REQUEST_ID, HeaderValue::from_static("req_own"))
        .with_header(
            HeaderName::from_static("stripe-version"),
            HeaderValue::from_static("v2"),
        );
    let (status, headers, _) = answer(Ok(reply)).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(
        (&headers[REQUEST_ID], &headers["stripe-version"]),
        (&"req_own".parse().unwrap(), &"v2".parse().unwrap())
    );
    assert_eq!(headers.get_all(REQUEST_ID).iter().count(), 1);
}

#[tokio::test]
async fn a_failure_is_sent_as_the_handler_made_it() {
    let error = ApiError::invalid_request("No such thing: 'th_1'")
        .with_code("resource_missing")
        .with_param("id");
    let failure = Failure::new(StatusCode::NOT_FOUND, error).with_header(
        HeaderName::from_static("stripe-should-retry"),
        HeaderValue::from_static("false"),
    );
    assert_eq!(failure.status(), StatusCode::NOT_FOUND);
    let (status, headers, body) = answer::<()>(Err(failure)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(headers["stripe-should-retry"], "false");
    assert!(headers.contains_key(REQUEST_ID));
    let error = json!({"type": "invalid_request_error", "code": "resource_missing", "param": "id", "message": "No such thing: 'th_1'"});
    assert_eq!(body, json!({ "error": error }));
}

#[tokio::test]
async fn an_error_alone_is_a_400_and_any_json_may_be_sent() {
    let (status, _, body) = answer::<()>(Err(ApiError::new("card_error").into())).await;
    assert_eq!(
        (status, body),
        (
            StatusCode::BAD_REQUEST,
            json!({"error": {"type": "card_error"}})
        )
    );
    let (status, _, body) = answer::<()>(Err(Failure::json(StatusCode::CONFLICT, &[1, 2]))).await;
    assert_eq!((status, body), (StatusCode::CONFLICT, json!([1, 2])));
}

#[derive(Clone)]
struct Unserializable;

impl Serialize for Unserializable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("no"))
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_serialised_is_a_500() {
    let expected =
        json!({"error": {"type": "api_error", "message": "The response cannot be serialised."}});
    let (status, _, body) = answer(Ok(Reply::from(Unserializable))).await;
    assert_eq!((status.as_u16(), &body), (500, &expected));
    let (status, headers, body) =
        answer::<()>(Err(Failure::json(StatusCode::CONFLICT, &Unserializable))).await;
    assert_eq!((status.as_u16(), &body), (500, &expected));
    assert!(headers.contains_key(REQUEST_ID));
}

#[tokio::test]
async fn a_handler_that_panics_is_a_500_that_does_not_say_why() {
    let expected =
        json!({"error": {"type": "api_error", "message": "The service failed to answer."}});
    let (status, headers, body) = called::<Value>(|| panic!("sk_test_123")).await;
    assert_eq!((status.as_u16(), body), (500, expected.clone()));
    assert!(headers.contains_key(REQUEST_ID));
    assert_eq!(headers["stripe-version"], "v1");
    let (status, _, body) = answer(Ok(Reply::from(Panics))).await;
    assert_eq!((status.as_u16(), body), (500, expected));
}

#[derive(Clone)]
struct Panics;

impl Serialize for Panics {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        panic!("while serialising")
    }
}

#[tokio::test]
async fn how_the_body_is_framed_is_not_for_the_handler_to_say() {
    let framed = |failure: Failure| {
        failure
            .with_header(
                HeaderName::from_static("content-length"),
                HeaderValue::from_static("1"),
            )
            .with_header(
                HeaderName::from_static("transfer-encoding"),
                HeaderValue::from_static("gzip"),
            )
    };
    let (_, headers, _) = answer::<()>(Err(framed(ApiError::new("api_error").into()))).await;
    assert_eq!(headers.get("transfer-encoding"), None);
    assert_ne!(
        headers.get("content-length"),
        Some(&HeaderValue::from_static("1"))
    );
}

#[test]
fn a_failure_can_be_read_in_a_log() {
    let failure = Failure::from(ApiError::invalid_request("No such thing: 'th_1'"));
    let text = format!("{failure:?}");
    assert!(
        text.contains("No such thing: 'th_1'") && text.contains("400"),
        "{text}"
    );
}
