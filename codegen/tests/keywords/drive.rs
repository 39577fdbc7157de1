//! Sends the good and the bad value of each pair to the server generated of their document, and answers its client with
//! them.
//! `tests/keywords.rs` compiles and runs it in a workspace of its own.
#![forbid(unsafe_code)]

mod answers;
#[path = "document.rs"]
#[allow(dead_code)]
mod document;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use document::{PLACES, texts};
use http::{Request, StatusCode};
use keywords_server::{Arguments, ByName, Context, Dynamic, Failure, Reply};
use serde_json::{Value, json};
use tower::ServiceExt as _;

#[derive(Default)]
struct Service(AtomicUsize);

impl Dynamic for Service {
    async fn answer(&self, _: Context, _: Arguments) -> Result<Reply<Value>, Failure> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Reply::new(json!({ "ok": true })))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let pairs: Vec<Value> = serde_json::from_str(include_str!("pairs.json")).unwrap();
    let mut wrong = Vec::new();
    for (index, pair) in pairs.iter().enumerate() {
        for (path, method, member) in PLACES {
            let Some((good, bad)) = texts(pair, path, member) else {
                continue;
            };
            for (text, fits) in [(good, true), (bad, false)] {
                let (status, error, calls) = send(path, method, &format!("p{index}"), text).await;
                let named = error["param"].as_str().is_some_and(|param| param.starts_with(&format!("p{index}")))
                    // What is no JSON has no parameters; the message has its place.
                    || error["message"].as_str().is_some_and(|message| message.contains(&format!("at /p{index}")));
                let right = if fits { status == StatusCode::OK && calls == 1 } else { status == StatusCode::BAD_REQUEST && calls == 0 && named };
                if !right {
                    wrong.push(format!("{}: {method} {path} {text}: {status} {error}, {calls} calls, of {}", pair["row"], pair["schema"]));
                }
            }
        }
    }
    for (index, pair) in pairs.iter().enumerate() {
        let Some((path, good, bad)) = document::form(index, pair) else {
            continue;
        };
        for (text, wanted) in [(good, StatusCode::OK), (bad, StatusCode::BAD_REQUEST)] {
            let (status, error, calls) = send(&path, "post", "", text).await;
            // A whole form has no name.
            if status != wanted || calls != usize::from(status == StatusCode::OK) || !error["param"].is_null() {
                wrong.push(format!("{}: {path} {text}: {status} {error}, {calls} calls, of {}", pair["row"], pair["schema"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let read = answers::read(&pairs).await;
    let mut rows: BTreeSet<_> = pairs.iter().map(|pair| pair["row"].as_str().unwrap().to_owned()).collect();
    for row in answers::KINDS {
        rows.remove(row);
    }
    assert_eq!(read, rows, "answers are held to a constraint");
}

/// The status, the error and how often the handler was called.
async fn send(path: &str, method: &str, name: &str, text: &str) -> (StatusCode, Value, usize) {
    let text = text.replace('@', name);
    let (uri, body, kind) = match path {
        "/query" => (format!("{path}?{text}"), String::new(), None),
        "/json" => (path.to_owned(), format!("{{\"{name}\":{text}}}"), Some("application/json")),
        _ => (path.to_owned(), text, Some("application/x-www-form-urlencoded")),
    };
    let mut request = Request::builder().method(method.to_uppercase().as_str()).uri(uri);
    if let Some(kind) = kind {
        request = request.header("content-type", kind);
    }
    let service = Arc::new(ByName(Service::default()));
    let router = keywords_server::router(Arc::clone(&service));
    let answer = router.oneshot(request.body(axum::body::Body::from(body)).unwrap()).await.unwrap();
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    let answer: Value = serde_json::from_slice(&bytes).unwrap();
    (status, answer["error"].clone(), service.0.0.load(Ordering::Relaxed))
}
