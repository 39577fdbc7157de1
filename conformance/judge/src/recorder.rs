//! A transport that keeps what a client sends and answers what it was told to.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use http::{HeaderName, HeaderValue};
use reversals_runtime::client::{Fault, Transport};

use reversals_cases::wire::Response;

pub use reversals_cases::wire::Request as Sent;

/// Answers every request alike, and keeps the requests.
pub struct Recorder {
    response: http::Response<Vec<u8>>,
    sent: Mutex<Vec<Sent>>,
}

impl Recorder {
    /// Answers with this status and JSON body.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let mut response = http::Response::new(body.into());
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
        let json = HeaderValue::from_static("application/json");
        response
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, json);
        Self::with(response)
    }

    /// Answers with this; a header that no response can have is left out.
    pub fn answering(answer: &Response) -> Self {
        let mut response = http::Response::new(answer.body.clone().into_bytes());
        *response.status_mut() = http::StatusCode::from_u16(answer.status).unwrap_or_default();
        for (name, value) in &answer.headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(name), HeaderValue::try_from(value))
            {
                response.headers_mut().insert(name, value);
            }
        }
        Self::with(response)
    }

    fn with(response: http::Response<Vec<u8>>) -> Self {
        Self {
            response,
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
    ) -> Pin<Box<dyn Future<Output = Result<reqwest::Response, Fault>> + Send + '_>> {
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
        let response = self.response.clone();
        Box::pin(async move { Ok(response.into()) })
    }
}
