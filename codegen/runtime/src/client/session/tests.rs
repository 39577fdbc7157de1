//! What a session puts on requests, and hides.

use std::pin::Pin;
use std::sync::Mutex;

use reqwest::header::HeaderName;
use reqwest::{Client, Method, Response};
use uuid::Uuid;

use super::*;
use crate::client::Fault;

const KEY: &str = "sk_test_123";
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

fn request(method: Method) -> Request {
    let url = "http://localhost/v1/x".parse().expect("a constant URL");
    Request::new(method, url)
}

const ABOUT: About<'_> = About {
    version: None,
    user_agent: "things/1.0",
};

/// The headers that a session puts on a request, by name.
fn sent(session: &Session, method: Method) -> Vec<(String, String)> {
    let mut request = request(method);
    session
        .prepare::<()>(&mut request, &CallOptions::default(), ABOUT)
        .unwrap();
    let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
    let mut headers: Vec<_> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), text(value)))
        .collect();
    headers.sort();
    headers
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn a_get_carries_the_session_and_no_idempotency_key() {
    let session = Session::bearer(KEY)
        .with_version("2023-08-16")
        .with_account("acct_1")
        .with_idempotency_key("k-1");
    let expected = [
        pair("authorization", "Bearer sk_test_123"),
        pair("stripe-account", "acct_1"),
        pair("stripe-version", "2023-08-16"),
    ];
    assert_eq!(sent(&session, Method::GET), expected);
    assert_eq!(sent(&session, Method::DELETE), expected);
}

#[test]
fn a_post_carries_the_given_idempotency_key() {
    let session = Session::anonymous().with_idempotency_key("k-1");
    assert_eq!(
        sent(&session, Method::POST),
        [pair("idempotency-key", "k-1")]
    );
    let mut request = request(Method::POST);
    request
        .headers_mut()
        .insert(IDEMPOTENCY_KEY, HeaderValue::from_static("own"));
    session
        .prepare::<()>(&mut request, &CallOptions::default(), ABOUT)
        .unwrap();
    assert_eq!(request.headers()[IDEMPOTENCY_KEY], "own");
}

#[test]
fn every_post_without_a_key_gets_a_fresh_uuid() {
    let session = Session::anonymous();
    let keys: Vec<_> = (0..2)
        .map(|_| sent(&session, Method::POST).remove(0).1)
        .collect();
    assert_ne!(keys[0], keys[1]);
    for key in keys {
        assert_eq!(Uuid::parse_str(&key).unwrap().get_version_num(), 4);
    }
}

#[test]
fn basic_sends_the_key_as_user_with_an_empty_password() {
    let expected = [pair("authorization", "Basic c2tfdGVzdF8xMjM6")];
    assert_eq!(sent(&Session::basic(KEY), Method::GET), expected);
}

#[test]
fn no_debug_shows_the_key() {
    for session in [Session::bearer(KEY), Session::basic(KEY)] {
        let mut request = request(Method::POST);
        session
            .prepare::<()>(&mut request, &CallOptions::default(), ABOUT)
            .unwrap();
        for text in [
            format!("{session:?} {session:#?}"),
            format!("{request:?} {request:#?}"),
        ] {
            assert!(
                !text.contains("sk_test") && !text.contains("c2tf"),
                "{text}"
            );
        }
        assert!(format!("{session:?}").contains("[redacted]"));
    }
}

#[test]
fn what_no_header_can_carry_is_refused_without_being_shown() {
    let long = "k".repeat(256);
    let sessions = [
        (
            Session::bearer(format!(
                "{KEY}
"
            )),
            "the API key must be visible ASCII characters, at least one",
        ),
        (
            Session::basic(""),
            "the API key must be visible ASCII characters, at least one",
        ),
        (
            Session::anonymous().with_version("é"),
            "the Stripe-Version must be visible ASCII characters, at least one",
        ),
        (
            Session::anonymous().with_account(""),
            "the Stripe-Account must be visible ASCII characters, at least one",
        ),
        (
            Session::anonymous().with_idempotency_key(long),
            "the idempotency key is longer than 255 characters",
        ),
        (
            Session::anonymous().with_idempotency_key("a b"),
            "the idempotency key must be visible ASCII characters, at least one",
        ),
        (
            Session::anonymous().with_idempotency_key(""),
            "the idempotency key must be visible ASCII characters, at least one",
        ),
    ];
    for (session, expected) in sessions {
        let mut request = request(Method::POST);
        let Err(Error::InvalidRequest(text)) =
            session.prepare::<()>(&mut request, &CallOptions::default(), ABOUT)
        else {
            panic!("not refused: {expected}")
        };
        assert_eq!(text, expected);
    }
    let longest = "k".repeat(255);
    let session = Session::anonymous().with_idempotency_key(longest.clone());
    assert_eq!(
        sent(&session, Method::POST),
        [pair("idempotency-key", &longest)]
    );
}

#[test]
fn basic_refuses_a_key_whose_end_would_become_a_password() {
    let mut request = request(Method::GET);
    let refused =
        Session::basic("sk_test_123:x").prepare::<()>(&mut request, &CallOptions::default(), ABOUT);
    let Err(Error::InvalidRequest(text)) = refused else {
        panic!("a colon was taken")
    };
    assert_eq!(text, "the API key must not hold a colon");
    assert!(
        Session::bearer("sk_test_123:x")
            .prepare::<()>(&mut request, &CallOptions::default(), ABOUT)
            .is_ok()
    );
}

#[derive(Default)]
struct Recorder(Mutex<Vec<String>>);

impl Transport for Recorder {
    fn send(
        &self,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Result<Response, Fault>> + Send + '_>> {
        let line = format!("{} {}", request.method(), request.url());
        self.0
            .lock()
            .expect("no test panics while recording")
            .push(line);
        Box::pin(async { Ok(Response::from(http::Response::new("answer"))) })
    }
}

#[tokio::test]
async fn a_transport_answers_in_place_of_the_network() {
    let recorder = Arc::new(Recorder::default());
    let session = Session::bearer(KEY).with_transport(recorder.clone());
    let response = session
        .send::<()>(
            &Client::new(),
            request(Method::GET),
            CallOptions::default(),
            ABOUT,
        )
        .await
        .unwrap();
    assert_eq!(response.response.text().await.unwrap(), "answer");
    assert_eq!(*recorder.0.lock().unwrap(), ["GET http://localhost/v1/x"]);
}

/// Does what the network does at its worst.
struct Broken(fn() -> Fault);

impl Transport for Broken {
    fn send(
        &self,
        _: Request,
    ) -> Pin<Box<dyn Future<Output = Result<Response, Fault>> + Send + '_>> {
        Box::pin(async { Err((self.0)()) })
    }
}

#[tokio::test]
async fn a_transport_can_run_out_of_time_and_break_off() {
    let sent = async |fault| {
        let session = Session::anonymous()
            .with_retries(0)
            .with_transport(Arc::new(Broken(fault)));
        let client = Client::new();
        let sent = session.send::<()>(
            &client,
            request(Method::POST),
            CallOptions::default(),
            ABOUT,
        );
        sent.await.unwrap_err()
    };
    let late = sent(|| Fault::timeout("80 s")).await;
    assert!(matches!(late, Error::Timeout(_)), "{late:?}");
    assert_eq!(late.to_string(), "no answer in time: 80 s");
    let broken = sent(|| std::io::Error::from(std::io::ErrorKind::ConnectionReset).into()).await;
    assert!(matches!(broken, Error::Transport(_)), "{broken:?}");
    assert!(late.is_retryable() && broken.is_retryable());
}

#[test]
fn a_post_has_the_key_of_its_call_until_its_caller_gives_one() {
    let options = CallOptions::keyed("things", "make");
    let key = |session: Session, method: Method| {
        let mut request = request(method);
        session
            .prepare::<()>(&mut request, &options, ABOUT)
            .unwrap();
        let key = request.headers().get(IDEMPOTENCY_KEY);
        key.map(|key| key.to_str().unwrap().to_owned())
    };
    let once = key(Session::anonymous(), Method::POST);
    assert!(once.is_some());
    assert_eq!(once, key(Session::bearer(KEY), Method::POST));
    assert_eq!(key(Session::anonymous(), Method::GET), None);
    let given = Session::anonymous().with_idempotency_key("k-1");
    assert_eq!(key(given, Method::POST).as_deref(), Some("k-1"));
}

#[test]
fn the_version_that_the_client_was_made_for_is_asked_for_unless_the_session_names_another() {
    let about = About {
        version: Some("2023-08-16"),
        ..ABOUT
    };
    let version = |session: Session| {
        let mut request = request(Method::GET);
        session
            .prepare::<()>(&mut request, &CallOptions::default(), about)
            .unwrap();
        request.headers()["stripe-version"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(version(Session::bearer(KEY)), "2023-08-16");
    let other = Session::bearer(KEY).with_version("2024-06-20");
    assert_eq!(version(other), "2024-06-20");
}
