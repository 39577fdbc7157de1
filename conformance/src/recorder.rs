//! A transport that keeps what a client sends and answers what it was told to.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use reversals_runtime::client::Transport;

/// One request as a client sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The method in upper case.
    pub method: String,
    /// The path, percent-encoded.
    pub path: String,
    /// The query without its question mark.
    pub query: Option<String>,
    /// The headers in the order of their names.
    pub headers: Vec<(String, String)>,
    /// The body; none where the request has none.
    pub body: Option<String>,
}

impl Sent {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Answers every request alike, and keeps the requests.
pub struct Recorder {
    status: u16,
    body: Vec<u8>,
    sent: Mutex<Vec<Sent>>,
}

impl Recorder {
    /// Answers with this status and JSON body.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            body: body.into(),
            sent: Mutex::new(Vec::new()),
        }
    }

    /// The requests so far.
    pub fn sent(&self) -> Vec<Sent> {
        self.sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Transport for Recorder {
    fn send(
        &self,
        request: reqwest::Request,
    ) -> Pin<Box<dyn Future<Output = reqwest::Result<reqwest::Response>> + Send + '_>> {
        let mut headers: Vec<_> = request
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        headers.sort();
        let body = request
            .body()
            .map(|body| String::from_utf8_lossy(body.as_bytes().unwrap_or_default()).into_owned());
        self.sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Sent {
                method: request.method().to_string(),
                path: request.url().path().to_owned(),
                query: request.url().query().map(str::to_owned),
                headers,
                body,
            });
        let mut response = http::Response::new(self.body.clone());
        *response.status_mut() = http::StatusCode::from_u16(self.status).unwrap_or_default();
        let json = http::HeaderValue::from_static("application/json");
        response
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, json);
        Box::pin(async move { Ok(response.into()) })
    }
}
