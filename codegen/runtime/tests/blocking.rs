//! Calls of programs that are not async: what they send, and that a thread which can't wait is told so before.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Barrier};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use reqwest::{Method, Request};
use reversals_runtime::client::{
    About, CallOptions, Error, Fault, Items, Retries, Script, Session, block_on, decode_success,
};
use reversals_runtime::{ErrorEnvelope, List};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::task::coop::{consume_budget, has_budget_remaining, poll_proceed};

const ABOUT: About<'_> = About {
    version: None,
    user_agent: "things/1.0",
};

const ANYWHERE: &str = "http://localhost/v1/things";

type Failure = Error<ErrorEnvelope>;

/// A call as generated code makes one, and as it waits for one.
fn call<T: DeserializeOwned>(
    session: &Session,
    method: Method,
    url: &str,
    options: CallOptions,
) -> Result<T, Failure> {
    let session = session.clone();
    let mut request = Request::new(method, url.parse().unwrap());
    *request.body_mut() = Some("amount=400".into());
    let sent = async move {
        let client = reqwest::Client::new();
        let answer = session.send(&client, request, options, ABOUT).await?;
        decode_success(answer).await
    };
    block_on(sent)?.map(reversals_runtime::client::ResponseValue::into_inner)
}

fn post(session: &Session, url: &str) -> Result<Value, Failure> {
    let options = CallOptions::keyed("things", "make");
    call(session, Method::POST, url, options)
}

fn scripted(script: Script) -> (Arc<Script>, Session) {
    let script = Arc::new(script);
    let session = Session::anonymous().with_transport(script.clone());
    (script, session)
}

/// A service of one connection: what it was sent, where it has answered. Without an answer it waits.
fn service(answer: Option<&'static str>) -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/things", listener.local_addr().unwrap());
    let seen = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut bytes = Vec::new();
        let mut chunk = [0; 1024];
        while !bytes.ends_with(b"amount=400") {
            let read = socket.read(&mut chunk).unwrap();
            bytes.extend_from_slice(&chunk[..read]);
        }
        match answer {
            Some(answer) => socket.write_all(answer.as_bytes()).unwrap(),
            // Until the caller has had enough.
            None => while socket.read(&mut chunk).is_ok_and(|read| read > 0) {},
        }
        String::from_utf8(bytes).unwrap()
    });
    (url, seen)
}

#[test]
fn a_call_that_waits_goes_over_the_network_and_gives_the_answer() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"id\":\"t_1\"}";
    let (url, seen) = service(Some(answer));
    let session = Session::bearer("sk_test_123").with_idempotency_key("k-1");
    assert_eq!(post(&session, &url).unwrap(), json!({ "id": "t_1" }));
    let host = url.strip_prefix("http://").unwrap();
    let host = host.strip_suffix("/v1/things").unwrap();
    let sent = format!(
        "POST /v1/things HTTP/1.1\r\nidempotency-key: k-1\r\nauthorization: Bearer sk_test_123\r\naccept: */*\r\nhost: {host}\r\ncontent-length: 10\r\n\r\namount=400"
    );
    assert_eq!(seen.join().unwrap(), sent);
}

#[test]
fn its_time_runs_out_as_that_of_any_other() {
    let (url, seen) = service(None);
    let session = Session::anonymous()
        .with_timeout(Duration::from_millis(100))
        .with_retries(0);
    let error = post(&session, &url).unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert!(error.may_have_happened());
    assert!(seen.join().unwrap().starts_with("POST"));
}

#[test]
fn what_failed_is_sent_again_after_a_wait() {
    let (script, session) = scripted(Script::new().then_fault(Fault::reset()).then(200, "1"));
    let wait = Duration::from_millis(1);
    let session = session.with_retries(Retries::up_to(1).with_times(wait, wait));
    let outcome = post(&session, ANYWHERE);
    let sent = script.sent();
    if cfg!(feature = "retries") {
        assert_eq!((outcome.unwrap(), sent.len()), (json!(1), 2));
        let key = |number: usize| &sent[number].headers["idempotency-key"];
        assert_eq!(key(0), key(1));
    } else {
        assert!(matches!(outcome, Err(Error::Transport(_))));
        assert_eq!(sent.len(), 1);
    }
}

#[test]
fn threads_that_are_the_first_together_all_get_their_answers_by_one_thread_more() {
    let begin = Arc::new(Barrier::new(8));
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let begin = Arc::clone(&begin);
            thread::spawn(move || {
                let (_, session) = scripted(Script::new().then(200, "1"));
                begin.wait();
                post(&session, ANYWHERE).unwrap()
            })
        })
        .collect();
    for call in calls {
        assert_eq!(call.join().unwrap(), 1);
    }
    #[cfg(target_os = "linux")]
    {
        let names = std::fs::read_dir("/proc/self/task").unwrap();
        let names = names
            .filter_map(|task| std::fs::read_to_string(task.unwrap().path().join("comm")).ok());
        let own = names.filter(|name| name == "blocking-calls\n").count();
        assert_eq!(own, 1, "threads that calls run on");
    }
}

/// What a call says on this thread, which has nothing of the script.
fn refused() -> String {
    let (script, session) = scripted(Script::new().then(200, "1"));
    let error = post(&session, ANYWHERE).unwrap_err();
    assert!(!error.may_have_happened() && !error.is_retryable());
    assert!(script.sent().is_empty(), "something was sent");
    error.to_string()
}

const ASYNC: &str = "the request was not sent: a blocking call would hold up the async runtime of this thread: await `send`, or make \
                     the call within `spawn_blocking`";

fn runtimes() -> [tokio::runtime::Runtime; 2] {
    use tokio::runtime::Builder;
    let mut one = Builder::new_current_thread();
    let mut many = Builder::new_multi_thread();
    [
        one.build().unwrap(),
        many.worker_threads(1).build().unwrap(),
    ]
}

#[test]
fn within_a_future_of_tokio_a_call_is_an_error_before_anything_is_sent() {
    for runtime in runtimes() {
        runtime.block_on(async {
            assert_eq!(refused(), ASYNC);
            let task = tokio::spawn(async { refused() });
            assert_eq!(task.await.unwrap(), ASYNC);
            let local = tokio::task::LocalSet::new();
            assert_eq!(local.run_until(async { refused() }).await, ASYNC);
            // Whatever was done in this turn before.
            while has_budget_remaining() {
                consume_budget().await;
            }
            assert_eq!(refused(), ASYNC);
        });
    }
}

#[tokio::test]
async fn a_call_that_was_refused_costs_the_future_nothing_of_its_turn() {
    let left = || {
        let mut context = Context::from_waker(Waker::noop());
        let mut left = 0;
        while let Poll::Ready(spent) = poll_proceed(&mut context) {
            spent.made_progress();
            left += 1;
        }
        left
    };
    let untouched = tokio::spawn(async move { left() }).await.unwrap();
    let refused = tokio::spawn(async move { (refused(), left()) });
    assert_eq!(refused.await.unwrap(), (ASYNC.to_owned(), untouched));
}

#[test]
fn a_thread_that_may_block_may_call_whatever_runtime_it_belongs_to() {
    let called = || {
        let (_, session) = scripted(Script::new().then(200, "1"));
        post(&session, ANYWHERE).unwrap()
    };
    for runtime in runtimes() {
        let within = runtime.block_on(async { tokio::task::spawn_blocking(called).await });
        assert_eq!(within.unwrap(), 1);
        let _entered = runtime.enter();
        assert_eq!(called(), 1);
    }
}

/// The items of two pages, of which the second fails once.
fn items(session: &Session) -> Items<'static, Value, ErrorEnvelope> {
    let session = session.clone();
    let id = |item: &Value| item["id"].as_str().map(str::to_owned);
    Items::new(None, None, id, move |after, _| {
        let session = session.clone();
        Box::pin(async move {
            let url = format!("{ANYWHERE}?{}", after.unwrap_or_default());
            let request = Request::new(Method::GET, url.parse().unwrap());
            let client = reqwest::Client::new();
            let options = CallOptions::new("things", "list");
            let answer = session.send(&client, request, options, ABOUT).await?;
            decode_success(answer).await
        })
    })
}

fn page(ids: &[&str], has_more: bool) -> String {
    let items: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    serde_json::to_string(&List::new("/v1/things", items, has_more)).unwrap()
}

#[test]
fn a_list_is_an_iterator_that_asks_for_a_page_when_it_needs_one_and_goes_on_after_an_error() {
    let script = Script::new()
        .then(200, page(&["c", "b"], true))
        .then_fault(Fault::reset())
        .then(200, page(&["a"], false));
    let (script, session) = scripted(script);
    let mut items = items(&session.with_retries(0)).blocking();
    assert!(script.sent().is_empty(), "nothing was asked for");
    let mut seen = Vec::new();
    for item in items.by_ref() {
        let asked = script.sent().len();
        let item = item.map(|item| item["id"].as_str().unwrap().to_owned());
        seen.push((item.unwrap_or_else(|error| error.to_string()), asked));
    }
    let error = "the connection failed: connection reset";
    let expected = [("c", 1), ("b", 1), (error, 2), ("a", 3)];
    assert_eq!(seen, expected.map(|(item, asked)| (item.to_owned(), asked)));
    assert!(items.next().is_none());
    let queries: Vec<_> = script
        .sent()
        .iter()
        .map(|sent| sent.url.query().unwrap().to_owned())
        .collect();
    assert_eq!(queries, ["", "b", "b"]);
}

#[tokio::test]
async fn within_a_future_of_tokio_a_list_is_one_error() {
    let (script, session) = scripted(Script::new().then(200, page(&["a"], false)));
    let mut items = items(&session).blocking();
    assert_eq!(items.next().unwrap().unwrap_err().to_string(), ASYNC);
    assert!(items.next().is_none());
    assert!(script.sent().is_empty());
}

/// A process of its own, which may open no file more.
#[cfg(unix)]
#[test]
fn where_nothing_can_be_made_to_run_on_a_call_is_an_error_and_nothing_is_sent() {
    const NAME: &str = "where_nothing_can_be_made_to_run_on_a_call_is_an_error_and_nothing_is_sent";
    if std::env::var_os("WITHIN").is_some() {
        for _ in 0..2 {
            let (script, session) = scripted(Script::new().then(200, "1"));
            let error = post(&session, ANYWHERE).unwrap_err();
            assert!(matches!(error, Error::Transport(_)), "{error:?}");
            let text = error.to_string();
            let begin = "the connection failed: blocking calls have nothing to run on: ";
            assert!(text.starts_with(begin), "{text}");
            assert!(!error.may_have_happened() && error.is_retryable());
            assert!(script.sent().is_empty());
        }
        return;
    }
    let limited = std::process::Command::new("sh")
        .args(["-c", r#"ulimit -n 4 && exec "$0" --exact "$1""#])
        .arg(std::env::current_exe().unwrap())
        .arg(NAME)
        .env("WITHIN", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&limited.stdout);
    assert!(limited.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}
