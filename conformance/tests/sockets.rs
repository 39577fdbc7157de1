//! What only a socket shows: redirects, panics, bodies in pieces, bodies that break off, answers without an end.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/scripted.rs"]
mod scripted;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reversals_client::{Client, Error, Session};
use reversals_models as models;
use scripted::Scripted;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const KEY: &str = "sk_test_123";

const HEAD: &str = "POST /v1/transfers/tr_1/reversals HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer sk_test_123\r\n";
const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

fn reversal() -> String {
    json!({ "id": "trr_1", "object": "transfer_reversal", "amount": 400, "created": 1, "currency": "usd", "transfer": "tr_1" }).to_string()
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// A socket that answers every connection with these bytes and ends it; counts the connections.
async fn answering(bytes: Vec<u8>) -> (SocketAddr, Arc<AtomicUsize>) {
    let (listener, address) = listener().await;
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(&bytes).await;
        }
    });
    (address, count)
}

async fn create(address: SocketAddr) -> Result<models::TransferReversal, Error<models::Error>> {
    let client = Client::connect(
        &format!("http://{address}"),
        Session::bearer(KEY).with_retries(0),
    )
    .unwrap();
    let answer = client.transfer_reversals().create("tr_1").send().await;
    answer.map(reversals_client::ResponseValue::into_inner)
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let (elsewhere, reached) =
        answering(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    for status in [301, 302, 303, 307, 308] {
        let answer = format!(
            "HTTP/1.1 {status} Moved\r\nlocation: http://{elsewhere}/v1/transfers/tr_1/reversals\r\ncontent-length: 0\r\n\r\n"
        );
        let (address, count) = answering(answer.into_bytes()).await;
        let outcome = create(address).await;
        let Err(Error::Undecodable(answer)) = outcome else {
            panic!("{status}: {outcome:?}")
        };
        assert_eq!(
            (answer.status.as_u16(), count.load(Ordering::SeqCst)),
            (status, 1)
        );
    }
    assert_eq!(reached.load(Ordering::SeqCst), 0, "the key stayed at home");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer_and_the_request_is_not_sent_again() {
    let body = reversal();
    let whole = body.len();
    for (case, answer) in [
        ("nothing", String::new()),
        ("half a head", "HTTP/1.1 200 O".to_owned()),
        (
            "half a body",
            format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {whole}\r\n\r\n{}",
                &body[..whole / 2]
            ),
        ),
        (
            "a whole body that says it is longer",
            format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
                whole + 1
            ),
        ),
        (
            "a body without the last chunk",
            format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{whole:x}\r\n{body}\r\n"),
        ),
        ("no HTTP", body.clone()),
    ] {
        let (address, count) = answering(answer.into_bytes()).await;
        let outcome = create(address).await;
        let Err(error @ Error::Transport(_)) = outcome else {
            panic!("{case}: {outcome:?}")
        };
        assert!(error.is_retryable(), "{case}: {error}");
        // A head that arrived is kept.
        let status = case.contains("body").then_some(200);
        assert_eq!(
            error.status().map(|status| status.as_u16()),
            status,
            "{case}"
        );
        assert_eq!(count.load(Ordering::SeqCst), 1, "{case}");
    }
}

#[tokio::test]
async fn an_answer_without_an_end_is_given_up() {
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let _ = socket.read(&mut [0; 4096]).await;
        let _ = socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        let spaces = vec![b' '; 1 << 16];
        while socket.write_all(&spaces).await.is_ok() {}
    });
    let outcome = create(address).await;
    let Err(Error::Undecodable(answer)) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(answer.body.len(), 1 << 10);
    assert!(answer.to_string().contains("longer"), "{answer}");
}

/// A service whose one method panics in the middle.
fn panicking() -> axum::Router {
    use reversals_runtime::server::{NoParams, Reply, dispatch};
    use reversals_server::operations::POST_TRANSFERS_ID_REVERSALS;
    let handler = |request: axum::extract::Request| {
        dispatch(
            &POST_TRANSFERS_ID_REVERSALS,
            request,
            |_,
             _: models::PostTransfersIdReversalsPath,
             _: NoParams,
             body: models::PostTransfersIdReversalsBody| async move {
                tokio::task::yield_now().await;
                assert_eq!(body.amount, Some(1), "only one is known");
                Ok(Reply::from(json!({})))
            },
        )
    };
    axum::Router::new().route(
        POST_TRANSFERS_ID_REVERSALS.path,
        axum::routing::post(handler),
    )
}

async fn serve(router: axum::Router) -> SocketAddr {
    let (listener, address) = listener().await;
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

/// Sends bytes and reads until the server ends the connection, for which the request has to ask.
async fn raw(address: SocketAddr, request: &str) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_panic_is_answered_and_the_connection_lives_on() {
    let address = serve(panicking()).await;
    let request = |amount| format!("{HEAD}{FORM}content-length: 8\r\n\r\namount={amount}");
    let last = format!("{HEAD}{FORM}connection: close\r\ncontent-length: 8\r\n\r\namount=1");
    let answers = raw(address, &format!("{}{}{last}", request(2), request(1))).await;
    let statuses: Vec<_> = answers
        .match_indices("HTTP/1.1 ")
        .map(|(at, _)| &answers[at + 9..at + 12])
        .collect();
    assert_eq!(statuses, ["500", "200", "200"], "{answers}");
    assert_eq!(answers.matches("request-id: req_").count(), 3);
    assert!(!answers.contains("only one is known"));
}

#[tokio::test]
async fn only_a_whole_body_reaches_the_service() {
    let service = Arc::new(Scripted::new(serde_json::from_str(&reversal()).unwrap()));
    let address = serve(service.router()).await;
    let close = "connection: close\r\n";
    for (case, request, status) in [
        (
            "broken chunk",
            format!("{HEAD}{FORM}{close}transfer-encoding: chunked\r\n\r\nzz\r\namount=4\r\n"),
            "400",
        ),
        (
            "two lengths",
            format!("{HEAD}{FORM}{close}content-length: 8\r\ncontent-length: 7\r\n\r\namount=4"),
            "400",
        ),
        (
            "a length that is none",
            format!("{HEAD}{FORM}{close}content-length: 8x\r\n\r\namount=4"),
            "400",
        ),
        (
            "a body without a type",
            format!("{HEAD}{close}content-length: 8\r\n\r\namount=4"),
            "400",
        ),
        (
            "chunks of JSON",
            format!(
                "{HEAD}{close}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n"
            ),
            "400",
        ),
    ] {
        let answer = raw(address, &request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{case}: {answer}"
        );
        assert_eq!(service.seen(), [], "{case}");
    }
    // Half a form says another thing than the whole: the sender leaves in the middle.
    let mut socket = TcpStream::connect(address).await.unwrap();
    let half = format!("{HEAD}{FORM}content-length: 400\r\n\r\namount=4");
    socket.write_all(half.as_bytes()).await.unwrap();
    socket.shutdown().await.unwrap();
    let _ = socket.read_to_end(&mut Vec::new()).await;
    assert_eq!(service.seen(), [], "half a body");
    let chunks = format!(
        "{HEAD}{FORM}{close}transfer-encoding: chunked\r\n\r\n4\r\namou\r\n4\r\nnt=4\r\n2\r\n00\r\n0\r\n\r\n"
    );
    let answer = raw(address, &chunks).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(
        service.seen()[0].arguments.body,
        Some(json!({ "amount": 400 }))
    );
}

#[tokio::test]
async fn a_length_that_the_service_invents_does_not_end_the_connection() {
    use reversals_runtime::server::{NoParams, Reply, dispatch};
    use reversals_server::operations::POST_TRANSFERS_ID_REVERSALS;
    let handler = |request: axum::extract::Request| {
        dispatch(
            &POST_TRANSFERS_ID_REVERSALS,
            request,
            |_,
             _: models::PostTransfersIdReversalsPath,
             _: NoParams,
             _: models::PostTransfersIdReversalsBody| async move {
                Ok(Reply::new(json!({ "a": 1 })).with_header(
                    http::header::CONTENT_LENGTH,
                    http::HeaderValue::from_static("3"),
                ))
            },
        )
    };
    let route = axum::Router::new().route(
        POST_TRANSFERS_ID_REVERSALS.path,
        axum::routing::post(handler),
    );
    let answer = raw(
        serve(route).await,
        &format!("{HEAD}connection: close\r\n\r\n"),
    )
    .await;
    assert!(answer.ends_with("\r\n\r\n{\"a\":1}"), "{answer}");
}
