//! What a program that listens is told of its calls, and what it is never told.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{Method, Request};
use reversals_runtime::client::{
    About, CallOptions, Error, Fault, ResponseValue, Retries, Script, Session, decode_error,
    decode_success,
};
use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// A span or an event: its level, its name, and its fields.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    level: Level,
    name: &'static str,
    fields: BTreeMap<&'static str, String>,
}

impl Told {
    fn new(metadata: &Metadata<'static>) -> Self {
        Self {
            level: *metadata.level(),
            name: metadata.name(),
            fields: BTreeMap::new(),
        }
    }
}

impl Visit for Told {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }
}

/// Keeps all that it is told.
#[derive(Clone, Default)]
struct Listener {
    spans: Arc<Mutex<BTreeMap<u64, Told>>>,
    events: Arc<Mutex<Vec<Told>>>,
    entered: Arc<AtomicU64>,
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut told = Told::new(span.metadata());
        span.record(&mut told);
        let mut spans = self.spans.lock().unwrap();
        let id = spans.len() as u64 + 1;
        spans.insert(id, told);
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut spans = self.spans.lock().unwrap();
        values.record(spans.get_mut(&span.into_u64()).unwrap());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut told = Told::new(event.metadata());
        event.record(&mut told);
        self.events.lock().unwrap().push(told);
    }

    fn enter(&self, span: &Id) {
        self.entered.store(span.into_u64(), Ordering::SeqCst);
    }

    fn exit(&self, _: &Id) {}
}

const IDS: [&str; 7] = [
    "tr_1",
    "trr_1",
    "acct_1",
    "sk_test",
    "k-1",
    "400",
    "localhost",
];

/// What is told of a call that ends in this way.
async fn told(script: Script, method: Method) -> (Listener, Result<Value, Error<Value>>) {
    let listener = Listener::default();
    let _listening = tracing::subscriber::set_default(listener.clone());
    let url = "http://localhost/v1/things/tr_1?limit=400";
    let mut request = Request::new(method, url.parse().unwrap());
    *request.body_mut() = Some("amount=400&destination=acct_1".into());
    let session = Session::bearer("sk_test_123")
        .with_account("acct_1")
        .with_transport(Arc::new(script))
        .with_retries(Retries::up_to(2).with_times(Duration::ZERO, Duration::ZERO));
    let options = CallOptions::keyed("things", "make").with_idempotency_key("k-1");
    let about = About {
        version: None,
        user_agent: "things/1.0",
    };
    let client = reqwest::Client::new();
    let outcome = match session.send(&client, request, options, about).await {
        Ok(answer) if answer.status().is_success() => {
            decode_success(answer).await.map(ResponseValue::into_inner)
        }
        Ok(answer) => Err(decode_error(answer).await),
        Err(error) => Err(error),
    };
    (listener, outcome)
}

/// The one span of a call, with the time that it took taken out.
fn span(listener: &Listener) -> Told {
    let spans = listener.spans.lock().unwrap();
    assert_eq!(spans.len(), 1, "{spans:?}");
    let mut span = spans[&1].clone();
    let took = span.fields["duration_ms"].parse::<u64>();
    assert!(took.is_ok(), "{took:?}");
    span.fields.remove("duration_ms");
    assert_eq!(listener.entered.load(Ordering::SeqCst), 1);
    span
}

fn expected(level: Level, name: &'static str, fields: &[(&'static str, &str)]) -> Told {
    let fields = fields
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    Told {
        level,
        name,
        fields: fields.collect(),
    }
}

const THINGS: [(&str, &str); 2] = [("resource", "\"things\""), ("verb", "\"make\"")];

fn call(method: &str, rest: &[(&'static str, &str)]) -> Told {
    let method = format!("{method:?}");
    let fields = [&THINGS[..], &[("method", method.as_str())], rest].concat();
    expected(Level::INFO, "call", &fields)
}

/// The fields of the events.
fn attempts(listener: &Listener) -> Vec<BTreeMap<&'static str, String>> {
    let events = listener.events.lock().unwrap().clone();
    let attempt = |event: Told| {
        assert_eq!(event.level, Level::DEBUG);
        assert_eq!(event.fields["message"], "attempt");
        let mut fields = event.fields;
        fields.remove("message");
        fields
    };
    events.into_iter().map(attempt).collect()
}

fn fields(of: &[(&'static str, &str)]) -> BTreeMap<&'static str, String> {
    expected(Level::DEBUG, "", of).fields
}

#[tokio::test]
async fn a_call_is_a_span_that_says_what_was_done_and_what_came_of_it() {
    let (listener, outcome) = told(Script::new().then(200, "1"), Method::GET).await;
    assert_eq!(outcome.unwrap(), 1);
    let done = [("attempt", "1"), ("status", "200")];
    assert_eq!(span(&listener), call("GET", &done));
    assert_eq!(attempts(&listener), [fields(&done)]);
}

#[tokio::test]
async fn a_refused_call_has_the_status_of_its_refusal() {
    let (listener, outcome) = told(Script::new().then(402, "{}"), Method::POST).await;
    assert!(matches!(outcome, Err(Error::Refused(_))), "{outcome:?}");
    let done = [("attempt", "1"), ("status", "402")];
    assert_eq!(span(&listener), call("POST", &done));
}

#[tokio::test]
async fn a_call_that_is_sent_again_is_one_span_with_its_last_attempt() {
    let script = Script::new()
        .then_fault(Fault::reset())
        .then(503, "{}")
        .then(200, "1");
    let (listener, outcome) = told(script, Method::POST).await;
    assert_eq!(outcome.unwrap(), 1);
    let done = [("attempt", "3"), ("status", "200")];
    assert_eq!(span(&listener), call("POST", &done));
    let each = [
        fields(&[("attempt", "1")]),
        fields(&[("attempt", "2"), ("status", "503")]),
        fields(&done),
    ];
    assert_eq!(attempts(&listener), each);
}

#[tokio::test]
async fn a_call_without_an_answer_has_no_status() {
    let faults = (0..3).fold(Script::new(), |script, _| {
        script.then_fault(Fault::unreachable("no route"))
    });
    let (listener, outcome) = told(faults, Method::POST).await;
    assert!(matches!(outcome, Err(Error::Transport(_))), "{outcome:?}");
    assert_eq!(span(&listener), call("POST", &[("attempt", "3")]));
}

#[tokio::test]
async fn a_call_whose_last_attempt_got_no_answer_has_no_status_of_one_before() {
    let script = Script::new()
        .then(503, "{}")
        .then_fault(Fault::reset())
        .then_fault(Fault::reset());
    let (listener, outcome) = told(script, Method::POST).await;
    assert!(matches!(outcome, Err(Error::Transport(_))), "{outcome:?}");
    assert_eq!(span(&listener), call("POST", &[("attempt", "3")]));
}

#[tokio::test]
async fn no_id_no_key_no_address_and_nothing_of_a_body_is_told() {
    let echo =
        r#"{"error":{"type":"t","message":"No such transfer: 'tr_1' of acct_1, sk_test_123"}}"#;
    for script in [
        Script::new().then(200, r#"{"id":"trr_1","amount":400}"#),
        Script::new().then(404, echo),
        Script::new().then_half(200, r#"{"id":"trr_1","amount":400}"#, 12),
        Script::new().then_fault(Fault::unreachable("tr_1 of acct_1 at localhost")),
    ] {
        let (listener, _) = told(script, Method::POST).await;
        let spans = listener.spans.lock().unwrap().clone();
        let events = listener.events.lock().unwrap().clone();
        assert!(!spans.is_empty() && !events.is_empty());
        for told in spans.values().chain(&events) {
            let shown = format!("{:?}", told.fields);
            for id in IDS {
                assert!(!shown.contains(id), "{id}: {shown}");
            }
        }
    }
}
