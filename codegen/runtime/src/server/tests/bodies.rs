//! How long a body may be, and what becomes of one that nobody needs.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::task::Poll;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::Version;
use http_body_util::channel::Sender;
use http_body_util::{Channel, Limited};

use super::refuses::{invalid, refused};
use super::*;
use crate::ApiError;
use crate::server::{Failure, refuse};

const PATH: &str = "/v1/things/th_1/parts/p_1";

/// A body that comes when it is sent.
fn late() -> (Sender<Bytes, io::Error>, HttpBody) {
    let (sender, body) = Channel::new(4);
    (sender, HttpBody::new(body))
}

/// A request without a key, which is refused for that.
fn keyless(body: impl Into<HttpBody>) -> Request {
    without(request("POST", PATH, body), "authorization")
}

fn too_large(bytes: usize) -> Value {
    let message = format!("The request body is larger than {bytes} bytes.");
    json!({"type": "invalid_request_error", "message": message})
}

/// Whether the connection ends with the answer to a request.
async fn closes(request: Request) -> bool {
    let (status, headers, ..) = Server::new().send(request).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let close = headers.get("connection");
    assert!(close.is_none_or(|value| value == "close"), "{close:?}");
    close.is_some()
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_read_and_one_byte_more_is_a_413() {
    for limit in [9, 2_097_152] {
        let mut server = Server::new();
        // Axum's own limit, where nobody says another.
        if limit == 9 {
            server.router = server.router.layer(DefaultBodyLimit::max(limit));
        }
        let body = "owner=x".to_owned() + &"&".repeat(limit - 7);
        let (status, _, answer, calls) = server.send(create(&body)).await;
        assert_eq!((status, calls), (StatusCode::OK, 1), "{answer}");
        let (status, _, answer, calls) = server.send(create(&(body + "&"))).await;
        assert_eq!(answer, json!({ "error": too_large(limit) }));
        assert_eq!((status, calls), (StatusCode::PAYLOAD_TOO_LARGE, 0));
    }
}

#[tokio::test]
async fn a_limit_can_be_lifted() {
    let mut server = Server::new();
    server.router = server.router.layer(DefaultBodyLimit::disable());
    let body = "owner=x".to_owned() + &"&".repeat(3 << 20);
    let (status, ..) = server.send(create(&body)).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_body_that_passes_the_limit_in_pieces_is_a_413_and_ends_the_connection() {
    let (mut sender, body) = late();
    for _ in 0..3 {
        sender.send_data("owner=x&".into()).await.unwrap();
    }
    let mut server = Server::new();
    server.router = server.router.layer(DefaultBodyLimit::max(20));
    let (status, headers, answer, calls) = server.send(request("POST", PATH, body)).await;
    assert_eq!(answer, json!({ "error": too_large(20) }));
    assert_eq!((status, calls), (StatusCode::PAYLOAD_TOO_LARGE, 0));
    assert_eq!(headers["connection"], "close");
}

#[tokio::test]
async fn a_limit_of_an_outer_layer_is_a_413() {
    // As tower-http's layer has it.
    let limited = |most| HttpBody::new(Limited::new(HttpBody::from("owner=x"), most));
    refused(request("POST", PATH, limited(6)), 413, too_large(6)).await;
    // A layer that makes its own error of it.
    let wrapped = HttpBody::new(limited(6).map_err(io::Error::other));
    refused(request("POST", PATH, wrapped), 413, too_large(6)).await;
    let (status, ..) = Server::new().send(request("POST", PATH, limited(7))).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_a_400() {
    let (sender, body) = late();
    sender.abort(io::Error::other("gone"));
    let request = request("POST", PATH, body);
    invalid(request, None, None, "The request body broke off.").await;
}

#[tokio::test]
async fn an_early_refusal_waits_for_a_small_body_and_the_connection_goes_on() {
    let (mut sender, body) = late();
    let server = Server::new();
    let mut answering = pin!(server.send(keyless(body)));
    let early = poll_fn(|context| Poll::Ready(answering.as_mut().poll(context).is_ready())).await;
    assert!(!early, "the answer is there before the body");
    sender.send_data("owner=x".into()).await.unwrap();
    drop(sender);
    let (status, headers, ..) = answering.await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(headers.get("connection"), None);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_nobody_needs_and_that_does_not_come_ends_the_connection() {
    let (mut sender, body) = late();
    sender.send_data("owner=".into()).await.unwrap();
    assert!(closes(keyless(body)).await);
    drop(sender);
}

/// There is none outside of tokio.
#[test]
fn without_a_clock_only_what_is_here_already_is_read() {
    let (sender, body) = late();
    assert!(pollster::block_on(closes(keyless(body))));
    drop(sender);
    assert!(!pollster::block_on(closes(keyless("owner=x"))));
}

#[tokio::test]
async fn a_body_that_nobody_needs_is_read_up_to_64_kib() {
    let most = 64 * 1024;
    assert!(!closes(keyless("")).await);
    assert!(!closes(keyless("a".repeat(most))).await);
    assert!(closes(keyless("a".repeat(most + 1))).await);
    // In pieces, so that no length is known.
    for (more, close) in [(0, false), (1, true)] {
        let (mut sender, body) = late();
        for length in [most / 2, most / 2 + more] {
            let piece = Bytes::from(vec![b'a'; length]);
            sender.send_data(piece).await.unwrap();
        }
        drop(sender);
        assert_eq!(closes(keyless(body)).await, close, "{more} more");
    }
    let (sender, body) = late();
    sender.abort(io::Error::other("gone"));
    assert!(closes(keyless(body)).await);
}

#[tokio::test]
async fn a_body_that_is_only_sent_when_asked_for_is_not_asked_for() {
    let (sender, body) = late();
    assert!(closes(with(keyless(body), "expect", "100-continue")).await);
    assert!(!closes(with(keyless(""), "expect", "100-continue")).await);
    // Whoever reads it has asked for it.
    let unknown = with(create("foo=1"), "expect", "100-continue");
    let (status, headers, ..) = Server::new().send(unknown).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(headers.get("connection"), None);
    drop(sender);
}

#[tokio::test]
async fn a_stream_of_its_own_is_in_nobodys_way() {
    let (sender, body) = late();
    let mut second = keyless(body);
    *second.version_mut() = Version::HTTP_2;
    assert!(!closes(second).await);
    drop(sender);
}

#[tokio::test]
async fn layers_and_fallbacks_refuse_in_the_same_way() {
    let (status, headers, answer, _) = Server::new()
        .send(request("POST", "/v3", "a".repeat(1 << 20)))
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
    assert_eq!(headers["connection"], "close");
    let locked = || Failure::new(StatusCode::LOCKED, ApiError::invalid_request("Locked."));
    let versioned = with(create("owner=x"), "stripe-version", "v");
    let (status, headers, answer) = parts(refuse(versioned, locked()).await).await;
    assert_eq!(status, StatusCode::LOCKED);
    assert_eq!(answer["error"]["message"], "Locked.");
    assert_eq!(headers["stripe-version"], "v");
    assert!(headers.contains_key("request-id"));
    assert_eq!(headers.get("connection"), None);
    let (_, headers, _) = parts(refuse(create(&"a".repeat(1 << 20)), locked()).await).await;
    assert_eq!(headers["connection"], "close");
}

#[tokio::test]
async fn what_a_layer_leaves_reaches_the_handler() {
    let handler = |request: Request| {
        dispatch(
            &CREATE,
            request,
            |context, _: Value, _: Value, _: Value| async move {
                Ok(Reply::new(json!(context.extensions.get::<u32>())))
            },
        )
    };
    let router = Router::new()
        .route(CREATE.path, axum::routing::post(handler))
        .layer(Extension(7_u32));
    let (_, _, answer) = parts(router.oneshot(create("owner=x")).await.unwrap()).await;
    assert_eq!(answer, json!(7));
}
