//! One exchange: what comes in goes out, and back.

use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use http::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue, TE,
    TRAILER, TRANSFER_ENCODING, UPGRADE, VIA,
};
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use serde_json::json;

use super::Options;
use super::check::{Checked, Checker};
use super::event::{Event, Sink, Summary};
use super::secrets::Secrets;
use crate::answer::Answer;
use crate::sender::{Sender, Unanswered};
use crate::{Error, Limits, Target};
use reversals_judge::Contract;
use reversals_judge::law::Breach;

/// Headers that are about one connection, beside those that `Connection` lists.
const HOP_BY_HOP: [HeaderName; 8] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-authenticate"),
    HeaderName::from_static("proxy-authorization"),
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// What all exchanges share.
pub(super) struct State {
    to: Target,
    limits: Limits,
    sender: Sender,
    contract: Arc<Contract>,
    checker: Checker,
    sink: Sink,
    /// This proxy's name in `Via`, which no other one has.
    name: String,
    exchanges: AtomicU64,
    summary: Mutex<Summary>,
}

impl State {
    pub(super) fn new(
        options: &Options,
        contract: Arc<Contract>,
        sink: Sink,
    ) -> Result<Self, Error> {
        Ok(Self {
            to: options.to.clone(),
            limits: options.limits,
            sender: Sender::new(options.limits)?,
            checker: Checker::new(&contract, options)?,
            contract,
            sink,
            name: format!("reversals-{}", uuid::Uuid::new_v4().simple()),
            exchanges: AtomicU64::new(0),
            summary: Mutex::default(),
        })
    }

    pub(super) fn summary(&self) -> Summary {
        let summary = self.summary.lock();
        summary.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers one request.
    pub(super) async fn exchange(
        self: Arc<Self>,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let number = self.exchanges.fetch_add(1, Ordering::Relaxed) + 1;
        let (head, body) = request.into_parts();
        let since = self.checker.memory.now();
        let answered = self.answered(&head, body).await;
        let (checked, response) = match answered {
            Ok((body, answer)) => {
                let seen = Answer::read(&answer, self.limits.body);
                let seen = seen.map(|seen| Answer { since, ..seen });
                let checked = self.checker.check(&self.contract, &head, &body, Some(seen));
                (checked, back(&head.method, answer))
            }
            Err(Own { body, status, said }) => {
                let checked = match body {
                    Some(body) => self.checker.check(&self.contract, &head, &body, None),
                    None => Checked {
                        not_judged: Some("answered by the proxy"),
                        ..Checked::default()
                    },
                };
                (checked, own(status, &said))
            }
        };
        self.tell(number, &head, checked);
        Ok(response.map(Full::new))
    }

    /// The request's body and the service's answer.
    async fn answered(
        &self,
        head: &Parts,
        body: Incoming,
    ) -> Result<(Bytes, Response<Bytes>), Own> {
        if self.been_here(&head.headers) {
            let said = "The proxy would ask itself, and so without an end.";
            return Err(Own::new(StatusCode::LOOP_DETECTED, said));
        }
        let target = head.uri.path_and_query().map(PathAndQuery::as_str);
        let Some(target) = target.filter(|it| head.method != Method::CONNECT && *it != "*") else {
            let said = "The proxy makes no tunnels.";
            return Err(Own::new(StatusCode::NOT_IMPLEMENTED, said));
        };
        let body = self.body(body).await?;
        let unsendable = |error: http::Error| Own {
            body: Some(body.clone()),
            ..Own::new(StatusCode::BAD_GATEWAY, error.to_string())
        };
        let mut out = Request::new(body.clone());
        *out.method_mut() = head.method.clone();
        *out.uri_mut() = self.to.at(target).map_err(unsendable)?;
        *out.headers_mut() = passed_on(&head.headers);
        let headers = out.headers_mut();
        let host = HeaderValue::try_from(self.to.host());
        headers.insert(HOST, host.map_err(|error| unsendable(error.into()))?);
        let via = HeaderValue::try_from(format!("1.1 {}", self.name));
        headers.append(VIA, via.map_err(|error| unsendable(error.into()))?);
        match self.sender.send(out).await {
            Ok(answer) => Ok((body, answer)),
            Err(error) => {
                let status = match error {
                    Unanswered::TimedOut(_) => StatusCode::GATEWAY_TIMEOUT,
                    _ => StatusCode::BAD_GATEWAY,
                };
                Err(Own {
                    body: Some(body),
                    ..Own::new(status, format!("The service gave no answer: {error}"))
                })
            }
        }
    }

    async fn body(&self, body: Incoming) -> Result<Bytes, Own> {
        let whole = Limited::new(body, self.limits.body).collect();
        match tokio::time::timeout(self.limits.request, whole).await {
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                let said = format!("The request is longer than {} bytes.", self.limits.body);
                Err(Own::new(StatusCode::PAYLOAD_TOO_LARGE, said))
            }
            Ok(Err(_)) | Err(_) => {
                let said = "The request breaks off.";
                Err(Own::new(StatusCode::BAD_REQUEST, said))
            }
        }
    }

    fn been_here(&self, headers: &HeaderMap) -> bool {
        let mut vias = headers.get_all(VIA).iter();
        vias.any(|via| via.to_str().is_ok_and(|via| via.contains(&self.name)))
    }

    fn tell(&self, number: u64, head: &Parts, checked: Checked) {
        let secrets = Secrets::of(head);
        let target = head.uri.path_and_query().map_or("", PathAndQuery::as_str);
        let mut events = Vec::new();
        for (direction, level, mut fault) in checked.faults {
            super::super::run::shorten(&mut fault.finding);
            events.push(Event {
                exchange: number,
                direction,
                level,
                operation: checked.operation.clone().unwrap_or_default(),
                method: head.method.to_string(),
                target: secrets.hide(target),
                rule: fault.rule,
                place: secrets.hide(&fault.finding.place),
                expected: secrets.hide(&fault.finding.expected),
                found: secrets.hide(&fault.finding.found),
            });
        }
        let mut summary = self.summary.lock().unwrap_or_else(PoisonError::into_inner);
        summary.exchanges += 1;
        match checked.not_judged {
            Some(reason) => *summary.not_judged.entry(reason).or_default() += 1,
            None => summary.judged += 1,
        }
        if let Some(operation) = checked.operation {
            let counts = summary.operations.entry(operation).or_default();
            counts.judged += usize::from(checked.not_judged.is_none());
            counts.accepted += usize::from(checked.accepted);
        }
        for event in &events {
            match event.level {
                Breach::Failure => *summary.violations.entry(event.direction).or_default() += 1,
                Breach::Note => summary.notes += 1,
            }
        }
        // A sink may take its time, or ask for the counts.
        drop(summary);
        for event in &events {
            (self.sink)(event);
        }
    }
}

/// An answer of the proxy's own.
struct Own {
    /// The request's body, where it came whole.
    body: Option<Bytes>,
    status: StatusCode,
    said: String,
}

impl Own {
    fn new(status: StatusCode, said: impl Into<String>) -> Self {
        Self {
            body: None,
            status,
            said: said.into(),
        }
    }
}

fn own(status: StatusCode, said: &str) -> Response<Bytes> {
    let type_ = if status.is_client_error() {
        "invalid_request_error"
    } else {
        "api_error"
    };
    let body = json!({ "error": { "message": said, "type": type_ } });
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

/// The answer for the one who asked.
fn back(method: &Method, answer: Response<Bytes>) -> Response<Bytes> {
    let (mut head, body) = answer.into_parts();
    head.headers = passed_on(&head.headers);
    // An answer to HEAD has the length of what it leaves out; of any other, the body itself has it.
    if method != Method::HEAD {
        head.headers.remove(CONTENT_LENGTH);
    }
    head.version = http::Version::HTTP_11;
    Response::from_parts(head, body)
}

/// The headers without those that are about one connection.
fn passed_on(headers: &HeaderMap) -> HeaderMap {
    let mut passed = headers.clone();
    let listed = headers.get_all(CONNECTION).iter();
    let listed = listed.filter_map(|value| value.to_str().ok());
    for name in listed.flat_map(|value| value.split(',')) {
        if let Ok(name) = HeaderName::try_from(name.trim()) {
            passed.remove(name);
        }
    }
    for name in HOP_BY_HOP {
        passed.remove(name);
    }
    passed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_about_one_connection_end_here_and_all_others_go_on() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "x-mine, close"),
            ("x-mine", "1"),
            ("transfer-encoding", "chunked"),
            ("x-other", "1"),
            ("x-other", "2"),
            ("accept", "a"),
        ] {
            headers.append(name, HeaderValue::from_static(value));
        }
        let passed = passed_on(&headers);
        let names: Vec<_> = passed.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["x-other", "x-other", "accept"]);
    }
}
