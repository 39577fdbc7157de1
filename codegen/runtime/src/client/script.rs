//! Answers and faults in the order in which a test wants them.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Request, Response, StatusCode, Url};

use super::{Fault, Transport};

/// A transport for tests: each request gets the next of what was told, and is kept.
///
/// ```
/// use reversals_runtime::client::{Fault, Script};
///
/// let script = Script::new()
///     .then_fault(Fault::timeout("80 s"))
///     .then_half(200, r#"{"id":"tr_1"}"#, 5)
///     .then(200, r#"{"id":"tr_1"}"#);
/// ```
///
/// A client that sends again what failed waits in between; give it
/// `Retries::up_to(2).with_times(Duration::ZERO, Duration::ZERO)`, and no test has to sleep.
#[derive(Default)]
pub struct Script {
    turns: Mutex<VecDeque<Turn>>,
    sent: Mutex<Vec<Exchanged>>,
}

enum Turn {
    Answer(http::Response<reqwest::Body>),
    Fault(Fault),
}

/// A request that reached a [`Script`].
#[derive(Clone, Debug)]
pub struct Exchanged {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: Url,
    /// The headers, whole; `Debug` shows no key among them.
    pub headers: HeaderMap,
    /// The body, where it is in memory.
    pub body: Bytes,
}

impl Script {
    /// Of nothing yet: a request that comes after the last turn gets a [`Fault`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Then answers with this status and JSON.
    #[must_use]
    pub fn then(self, status: u16, body: impl Into<Bytes>) -> Self {
        self.turn(Turn::Answer(json(status, reqwest::Body::from(body.into()))))
    }

    /// Then answers with this, whatever it is.
    #[must_use]
    pub fn then_answer(self, answer: http::Response<Bytes>) -> Self {
        self.turn(Turn::Answer(answer.map(reqwest::Body::from)))
    }

    /// Then answers with this status and `length` bytes of this JSON, and the connection breaks off.
    #[must_use]
    pub fn then_half(self, status: u16, body: impl Into<Bytes>, length: usize) -> Self {
        let mut body = body.into();
        body.truncate(length);
        self.turn(Turn::Answer(json(
            status,
            reqwest::Body::wrap(Half(Some(body))),
        )))
    }

    /// Then fails.
    #[must_use]
    pub fn then_fault(self, fault: Fault) -> Self {
        self.turn(Turn::Fault(fault))
    }

    /// The requests so far.
    pub fn sent(&self) -> Vec<Exchanged> {
        open(&self.sent).clone()
    }

    fn turn(self, turn: Turn) -> Self {
        open(&self.turns).push_back(turn);
        self
    }
}

impl Transport for Script {
    fn send(
        &self,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Result<Response, Fault>> + Send + '_>> {
        let body = request.body().and_then(reqwest::Body::as_bytes);
        open(&self.sent).push(Exchanged {
            method: request.method().clone(),
            url: request.url().clone(),
            headers: request.headers().clone(),
            body: Bytes::copy_from_slice(body.unwrap_or_default()),
        });
        let turn = open(&self.turns).pop_front();
        Box::pin(async {
            match turn {
                Some(Turn::Answer(answer)) => Ok(answer.into()),
                Some(Turn::Fault(fault)) => Err(fault),
                None => Err(Fault::unreachable("the script is at its end")),
            }
        })
    }
}

fn open<T>(locked: &Mutex<T>) -> MutexGuard<'_, T> {
    locked.lock().unwrap_or_else(PoisonError::into_inner)
}

fn json(status: u16, body: reqwest::Body) -> http::Response<reqwest::Body> {
    let mut answer = http::Response::new(body);
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    let json = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(CONTENT_TYPE, json);
    answer
}

/// A body that breaks off after these bytes.
struct Half(Option<Bytes>);

impl Body for Half {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let next = self.0.take().map(Frame::data);
        let end = || io::Error::from(io::ErrorKind::ConnectionReset);
        Poll::Ready(Some(next.ok_or_else(end)))
    }
}
