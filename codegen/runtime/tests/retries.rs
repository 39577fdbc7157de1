//! What a session sends again by itself: one intention has one effect, at whatever byte a connection ends.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Method, Request};
use reversals_runtime::ErrorEnvelope;
use reversals_runtime::client::{
    About, CallOptions, Error, Fault, Retries, Script, Session, decode_error, decode_success,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const ABOUT: About<'_> = About {
    version: None,
    user_agent: "things/1.0",
};

const AT_ONCE: Retries = Retries::up_to(2).with_times(Duration::ZERO, Duration::ZERO);

type Outcome = Result<Value, Error<ErrorEnvelope>>;

/// A call as generated code makes one.
async fn call(session: &Session, method: Method, url: &str, options: CallOptions) -> Outcome {
    let mut request = Request::new(method, url.parse().unwrap());
    let json = "application/json".parse().unwrap();
    request.headers_mut().insert(ACCEPT, json);
    *request.body_mut() = Some("amount=400".into());
    let client = reqwest::Client::new();
    let response = session.send(&client, request, options, ABOUT).await?;
    if response.status().is_success() {
        Ok(decode_success::<Value, ErrorEnvelope>(response)
            .await?
            .into_inner())
    } else {
        Err(decode_error(response).await)
    }
}

async fn post(session: &Session, url: &str) -> Outcome {
    call(
        session,
        Method::POST,
        url,
        CallOptions::keyed("things", "make"),
    )
    .await
}

/// Reads a request to its end, and gives its idempotency key.
async fn read(socket: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        if socket.read_buf(&mut bytes).await.unwrap() == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, _)) = text.split_once("\r\n\r\n")
            && text.ends_with("amount=400")
        {
            let mut lines = head.lines();
            return lines.find_map(|line| Some(line.strip_prefix("idempotency-key: ")?.to_owned()));
        }
    }
}

/// A service that does each key once, and ends the connection after `cut` bytes of its first answer.
async fn service(answer: String, cut: usize) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/things", listener.local_addr().unwrap());
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let keys = Arc::clone(&seen);
    tokio::spawn(async move {
        let mut end = cut;
        while let Ok((mut socket, _)) = listener.accept().await {
            let key = read(&mut socket).await.unwrap_or_default();
            keys.lock().unwrap().push(key);
            let _ = socket.write_all(&answer.as_bytes()[..end]).await;
            end = answer.len();
        }
    });
    (url, seen)
}

#[tokio::test]
async fn what_was_done_is_done_once_at_whatever_byte_the_connection_ends() {
    let body = json!({ "id": "t_1", "amount": 400 }).to_string();
    let length = body.len();
    for head in [
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        ),
        // Nothing but the JSON tells that there is more.
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n".to_owned(),
    ] {
        let answer = format!("{head}{body}");
        for cut in 0..=answer.len() {
            let (url, seen) = service(answer.clone(), cut).await;
            let session = Session::bearer("sk_test_123").with_retries(AT_ONCE);
            let made = post(&session, &url).await.unwrap();
            assert_eq!(made["amount"], 400);
            let seen = seen.lock().unwrap().clone();
            let sent = if cut == answer.len() { 1 } else { 2 };
            let effects: BTreeSet<_> = seen.iter().collect();
            assert_eq!(
                (seen.len(), effects.len()),
                (sent, 1),
                "after {cut} bytes of {answer}"
            );
            assert!(!seen[0].is_empty());
        }
    }
}

#[tokio::test]
async fn without_retries_it_is_sent_once_and_the_error_tells_that_it_may_be_done() {
    let (url, seen) = service("HTTP/1.1 200 OK\r\n\r\n".to_owned(), 10).await;
    let session = Session::anonymous().with_retries(0);
    let error = post(&session, &url).await.unwrap_err();
    assert!(error.is_retryable() && error.may_have_happened(), "{error}");
    assert_eq!(seen.lock().unwrap().len(), 1);
}

fn answer(status: u16, headers: &[(&str, &str)]) -> http::Response<bytes::Bytes> {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    let body = json!({ "error": { "type": "t" } }).to_string();
    answer
        .header(CONTENT_TYPE, "application/json")
        .body(body.into())
        .unwrap()
}

/// How often a call is sent that always gets this answer, and what it ends with.
async fn sent(method: Method, answer: &http::Response<bytes::Bytes>) -> (usize, Outcome) {
    let script = (0..4).fold(Script::new(), |script, _| {
        script.then_answer(answer.clone())
    });
    let script = Arc::new(script);
    let session = Session::anonymous()
        .with_transport(script.clone())
        .with_retries(AT_ONCE);
    let options = CallOptions::keyed("things", "make");
    let outcome = call(&session, method, "http://localhost/v1/things", options).await;
    (script.sent().len(), outcome)
}

#[tokio::test]
async fn conflicts_and_failures_of_the_service_are_sent_again_twice_and_no_other_answer() {
    for status in (200..=599).filter(|status| *status != 204) {
        let often = if matches!(status, 409 | 500..) { 3 } else { 1 };
        for method in [Method::POST, Method::GET, Method::DELETE] {
            let (sent, _) = sent(method, &answer(status, &[])).await;
            assert_eq!(sent, often, "{status}");
        }
    }
}

#[tokio::test]
async fn what_the_service_says_of_sending_again_decides() {
    for status in [400, 402, 409, 429, 500, 503] {
        for (said, often) in [("true", 3), ("false", 1)] {
            let (sent, _) = sent(
                Method::POST,
                &answer(status, &[("stripe-should-retry", said)]),
            )
            .await;
            assert_eq!(sent, often, "{status} {said}");
        }
    }
    let done = answer(200, &[("stripe-should-retry", "true")]);
    assert_eq!(
        sent(Method::POST, &done).await.0,
        1,
        "a success is an answer"
    );
}

#[tokio::test]
async fn what_has_no_key_and_might_be_done_twice_is_sent_once() {
    let (sent, outcome) = sent(Method::PATCH, &answer(500, &[])).await;
    assert!(outcome.unwrap_err().may_have_happened());
    assert_eq!(sent, 1);
    let script = Script::new()
        .then_fault(Fault::unreachable("no route"))
        .then(200, "{}");
    let script = Arc::new(script);
    let session = Session::anonymous()
        .with_transport(script.clone())
        .with_retries(AT_ONCE);
    let options = CallOptions::new("things", "change");
    call(&session, Method::PATCH, "http://localhost/v1/x", options)
        .await
        .unwrap();
    assert_eq!(script.sent().len(), 2, "nothing had been sent");
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let script = Arc::new(Script::new().then_fault(Fault::reset()).then(200, "{}"));
    let session = Session::anonymous()
        .with_transport(script.clone())
        .with_retries(AT_ONCE);
    let mut request = Request::new(Method::POST, "http://localhost/v1/files".parse().unwrap());
    let stream = http_body_util::Full::new(bytes::Bytes::from_static(b"x"));
    *request.body_mut() = Some(reqwest::Body::wrap(stream));
    let options = CallOptions::keyed("files", "create");
    let client = reqwest::Client::new();
    let sent = session.send::<()>(&client, request, options, ABOUT);
    assert!(matches!(sent.await, Err(Error::Transport(_))));
    assert_eq!(script.sent().len(), 1);
}

/// What a person has to know is told of all the attempts.
#[tokio::test]
async fn what_may_have_happened_is_told_of_all_attempts() {
    let reset = Fault::reset;
    let lost = || Fault::unreachable("no route");
    let refusal = || answer(400, &[]);
    let kept = answer(400, &[("idempotent-replayed", "true")]);
    for (script, may, name) in [
        (
            Script::new()
                .then_fault(lost())
                .then_fault(lost())
                .then_fault(lost()),
            false,
            "no connection",
        ),
        (
            Script::new()
                .then_fault(reset())
                .then_fault(lost())
                .then_fault(lost()),
            true,
            "one that broke off first",
        ),
        (
            Script::new().then_fault(lost()).then_answer(refusal()),
            false,
            "a refusal",
        ),
        (
            Script::new().then_fault(reset()).then_answer(refusal()),
            true,
            "a refusal of the second alone",
        ),
        (
            Script::new().then_fault(reset()).then_answer(kept),
            false,
            "the refusal of the first",
        ),
        (
            Script::new().then_answer(answer(429, &[])),
            false,
            "too many",
        ),
        (
            Script::new().then(200, r#"{"id":"#),
            true,
            "half of a success",
        ),
        (
            Script::new().then_half(200, r#"{"id":"t_1"}"#, 4),
            true,
            "half of a success with a length",
        ),
    ] {
        let session = Session::anonymous()
            .with_transport(Arc::new(script))
            .with_retries(AT_ONCE);
        let error = post(&session, "http://localhost/v1/things")
            .await
            .unwrap_err();
        assert_eq!(error.may_have_happened(), may, "{name}: {error:?}");
    }
}

#[tokio::test]
async fn what_only_asks_has_nothing_that_may_have_happened() {
    for fault in [Fault::reset(), Fault::timeout("80 s")] {
        let script = Arc::new(Script::new().then_fault(fault));
        let session = Session::anonymous().with_transport(script).with_retries(0);
        let options = CallOptions::new("things", "retrieve");
        let asked = call(&session, Method::GET, "http://localhost/v1/things", options).await;
        assert!(!asked.unwrap_err().may_have_happened());
    }
}

#[tokio::test(start_paused = true)]
async fn the_service_is_left_alone_for_as_long_as_it_asks_within_the_policys_longest() {
    for (asked, least, most) in [
        ("0", 500, 1000),
        ("3", 3000, 3001),
        ("3600", 5000, 5001),
        ("soon", 500, 1000),
    ] {
        let script = Script::new()
            .then_answer(answer(503, &[("retry-after", asked)]))
            .then(200, "{}");
        let session = Session::anonymous().with_transport(Arc::new(script));
        let begin = tokio::time::Instant::now();
        post(&session, "http://localhost/v1/things").await.unwrap();
        let waited = begin.elapsed().as_millis();
        assert!((least..=most + 1).contains(&waited), "{asked}: {waited} ms");
    }
}

#[test]
fn where_nothing_can_wait_nothing_is_sent_again_and_nothing_panics() {
    let script = Arc::new(Script::new().then_fault(Fault::reset()).then(200, "{}"));
    let session = Session::anonymous().with_transport(script.clone());
    let outcome = pollster::block_on(post(&session, "http://localhost/v1/things"));
    assert!(matches!(outcome, Err(Error::Transport(_))));
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test]
async fn a_call_goes_before_the_session_and_its_own_key_stays() {
    let script = Arc::new(Script::new().then_fault(Fault::reset()).then(200, "{}"));
    let session = Session::bearer("sk_test_123")
        .with_account("acct_1")
        .with_version("2020-01-01")
        .with_header("x-team", "a")
        .with_retries(0)
        .with_application("shop/1.2")
        .with_transport(script.clone());
    let options = CallOptions::keyed("things", "make")
        .with_context("acct_2")
        .with_version("2023-08-16")
        .with_header("X-Team", "b")
        .with_timeout(Duration::from_secs(7))
        .with_retries(AT_ONCE);
    call(
        &session,
        Method::POST,
        "http://localhost/v1/things",
        options,
    )
    .await
    .unwrap();
    let [first, second] = script.sent().try_into().unwrap();
    assert_eq!(first.headers, second.headers);
    for (name, value) in [
        ("stripe-context", "acct_2"),
        ("stripe-version", "2023-08-16"),
        ("x-team", "b"),
        ("user-agent", "things/1.0 shop/1.2"),
    ] {
        assert_eq!(first.headers[name], value);
    }
    assert!(!first.headers.contains_key("stripe-account"));
    let shown = format!("{:?} {session:?}", first.headers);
    assert!(!shown.contains("sk_test"), "{shown}");
}

#[tokio::test]
async fn headers_that_a_request_gets_in_another_way_and_values_that_none_can_carry_are_refused() {
    for (name, value, why) in [
        (
            "Authorization",
            "Bearer x",
            "the header `authorization` is set by the session's key",
        ),
        (
            "Stripe-Account",
            "acct_1",
            "the header `stripe-account` is set by `with_account`",
        ),
        ("a b", "x", r#""a b" cannot be the name of a header"#),
        (
            "x-secret",
            "sk\nx",
            "the header `x-secret` must be visible ASCII characters, at least one",
        ),
    ] {
        let script = Arc::new(Script::new().then(200, "{}"));
        let session = Session::anonymous().with_transport(script.clone());
        let options = CallOptions::keyed("things", "make").with_header(name, value);
        let error = call(
            &session,
            Method::POST,
            "http://localhost/v1/things",
            options,
        )
        .await
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the request was not sent: {why}")
        );
        assert!(!error.may_have_happened() && !error.is_retryable());
        assert!(script.sent().is_empty());
    }
}
