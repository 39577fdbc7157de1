//! Clients and servers that link the runtime, generated or not, called without a socket.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::body::Body;
use http::StatusCode;
use http_body_util::BodyExt as _;
use reversals_runtime::Arguments;
use reversals_runtime::client::{CallError, Error, Mismatch, ResponseValue, Session, Undecodable};
use reversals_runtime::server::{Context, Dynamic, Failure, Reply, Scheme};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::expectation::{self, Expectation};
use crate::subject::{Authorization, Call, Caller, KEY, Outcome, Script, Served};
use reversals_cases::wire::{Request, Response};

/// The session of a caller.
pub fn session(caller: &Caller) -> Session {
    let mut session = match caller.authorization {
        Authorization::Bearer => Session::bearer(KEY),
        Authorization::Basic => Session::basic(KEY),
        Authorization::None => Session::anonymous(),
    }
    // Every exchange is judged.
    .with_retries(0);
    if let Some(key) = &caller.idempotency_key {
        session = session.with_idempotency_key(key);
    }
    if let Some(account) = &caller.account {
        session = session.with_account(account);
    }
    if let Some(version) = &caller.version {
        session = session.with_version(version);
    }
    session
}

/// What the call of a client gave, as the suite has it.
pub fn outcome(called: Result<ResponseValue<Value>, CallError>) -> Outcome {
    let error = match called {
        Ok(value) => return Outcome::Success(value.into_inner()),
        Err(CallError::Client(error)) => *error,
        Err(error @ CallError::Arguments { .. }) => {
            return Outcome::Unrepresentable(error.to_string());
        }
        Err(error @ (CallError::Operation(_) | CallError::File(_))) => {
            return Outcome::Other(error.to_string());
        }
    };
    match error {
        Error::Refused(refused) => Outcome::Failure {
            status: refused.status.as_u16(),
            error: refused.body,
        },
        Error::Undecodable(answer) => undecodable(*answer),
        // What the types hold and no request can: an empty id in a path, a null in a form, a header of two lines.
        error @ Error::InvalidRequest(_) => Outcome::Unrepresentable(error.to_string()),
        error => Outcome::Other(error.to_string()),
    }
}

/// A success of another shape than the document's is refused; any other answer is kept.
fn undecodable(answer: Undecodable) -> Outcome {
    let text = answer.mismatch.to_string();
    let found = match answer.mismatch {
        Mismatch::Body { place, reason } if answer.status.is_success() => {
            expectation::read(&place, &reason)
        }
        Mismatch::CutShort if answer.status.is_success() => Expectation {
            pointer: String::new(),
            expected: "json".to_owned(),
        },
        _ => {
            return match String::from_utf8(answer.body) {
                Ok(body) => Outcome::Undocumented {
                    status: answer.status.as_u16(),
                    body,
                },
                Err(error) => Outcome::Other(error.to_string()),
            };
        }
    };
    Outcome::Refused {
        pointer: found.pointer,
        expected: found.expected,
        text,
    }
}

thread_local! {
    /// The exchange of the call that this thread makes: the router is polled on the thread that calls, to the end.
    static EXCHANGE: RefCell<Exchange> = const { RefCell::new(Exchange { script: None, seen: None }) };
}

/// What a handler is told, and what it saw.
struct Exchange {
    script: Option<Script>,
    seen: Option<Call>,
}

/// Sends a request to a router whose handlers are [`Handler`]s.
pub fn serve(router: &axum::Router, request: &Request, script: &Script) -> Served {
    let request = match incoming(request) {
        Ok(request) => request,
        Err(error) => {
            return Served {
                seen: None,
                response: unreadable(&error),
            };
        }
    };
    let script = Some(script.clone());
    EXCHANGE.set(Exchange { script, seen: None });
    let response = pollster::block_on(answer(router.clone(), request));
    let exchange = EXCHANGE.replace(Exchange {
        script: None,
        seen: None,
    });
    let seen = exchange.seen;
    Served { seen, response }
}

async fn answer(router: axum::Router, request: http::Request<Body>) -> Response {
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (head, body) = response.into_parts();
    match body.collect().await {
        Ok(body) => read(&http::Response::from_parts(head, body.to_bytes())),
        Err(error) => read(&http::Response::from_parts(head, error.to_string())),
    }
}

/// A response as the suite has it, its body as text.
pub fn read<B: AsRef<[u8]>>(answer: &http::Response<B>) -> Response {
    let mut response = Response {
        status: answer.status().as_u16(),
        body: String::from_utf8_lossy(answer.body().as_ref()).into_owned(),
        ..Response::default()
    };
    for (name, value) in answer.headers() {
        let value = String::from_utf8_lossy(value.as_bytes());
        // Equal names are one list, as HTTP has it.
        let all = response.headers.entry(name.to_string()).or_default();
        if !all.is_empty() {
            all.push_str(", ");
        }
        all.push_str(&value);
    }
    response
}

fn incoming(request: &Request) -> Result<http::Request<Body>, http::Error> {
    let mut builder = http::Request::builder()
        .method(request.method.as_str())
        .uri(request.target());
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    builder.body(Body::from(request.body.clone().unwrap_or_default()))
}

fn unreadable(error: &http::Error) -> Response {
    Response {
        status: 400,
        body: error.to_string(),
        ..Response::default()
    }
}

/// Answers what the script of the calling thread says.
pub struct Handler;

impl Dynamic for Handler {
    async fn answer(
        &self,
        context: Context,
        arguments: Arguments,
    ) -> Result<Reply<Value>, Failure> {
        let script = EXCHANGE.with_borrow_mut(|exchange| {
            exchange.seen = Some(seen(&context, arguments));
            exchange.script.take()
        });
        match script {
            Some(Script::Success(value)) => Ok(Reply::new(value)),
            Some(Script::Failure {
                status,
                headers,
                body,
            }) => Err(failure(status, &headers, &body)),
            None => Err(Failure::json(
                StatusCode::INTERNAL_SERVER_ERROR,
                "no script",
            )),
        }
    }
}

/// The failure of a script.
pub fn failure(status: u16, headers: &BTreeMap<String, String>, body: &Value) -> Failure {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut failure = Failure::json(status, body);
    for (name, value) in headers {
        let name = http::HeaderName::from_bytes(name.as_bytes());
        // What no header can carry is missed by whoever looks for it.
        if let (Ok(name), Ok(value)) = (name, http::HeaderValue::from_str(value)) {
            failure = failure.with_header(name, value);
        }
    }
    failure
}

/// The call that reached the handler. One with another key than [`KEY`] is of no operation that there is.
fn seen(context: &Context, arguments: Arguments) -> Call {
    let id = context.operation.id;
    let mut operation = id.to_owned();
    let authorization = match &context.credentials {
        None => Authorization::None,
        Some(credentials) => {
            if !credentials.matches(KEY) {
                operation = format!("{id} with another key than that of the suite");
            }
            match credentials.scheme() {
                Scheme::Basic => Authorization::Basic,
                Scheme::Bearer => Authorization::Bearer,
                // A case has no words for a key elsewhere.
                Scheme::Header(_) | Scheme::Query(_) | Scheme::Cookie(_) => Authorization::None,
            }
        }
    };
    let caller = Caller {
        authorization,
        idempotency_key: context.idempotency_key.clone(),
        account: context.account.clone(),
        version: context.version.clone(),
    };
    Call {
        operation,
        arguments,
        caller,
    }
}
