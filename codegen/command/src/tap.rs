//! What stands between a client and the network: it keeps the answer as it came, or the request and sends nothing.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use reqwest::{Client, Request, Response};
use reversals_runtime::client::{Fault, Transport};

/// Sends by the network, and keeps the last answer's body: types of today would drop the members of tomorrow.
pub(crate) struct Tap {
    pub(crate) client: Client,
    pub(crate) body: Mutex<Bytes>,
}

impl Tap {
    pub(crate) fn body(&self) -> Bytes {
        lock(&self.body).clone()
    }
}

impl Transport for Tap {
    fn send(&self, request: Request) -> Sent<'_> {
        Box::pin(async move {
            lock(&self.body).clear();
            let response = self.client.execute(request).await?;
            let (status, version) = (response.status(), response.version());
            let headers = response.headers().clone();
            let body = response.bytes().await?;
            (*lock(&self.body)).clone_from(&body);
            let mut again = http::Response::new(body);
            *again.status_mut() = status;
            *again.version_mut() = version;
            *again.headers_mut() = headers;
            Ok(again.into())
        })
    }
}

/// Keeps the first request.
#[derive(Default)]
pub(crate) struct Recorder(Mutex<Option<Request>>);

impl Recorder {
    pub(crate) fn take(&self) -> Option<Request> {
        lock(&self.0).take()
    }
}

impl Transport for Recorder {
    fn send(&self, request: Request) -> Sent<'_> {
        lock(&self.0).get_or_insert(request);
        // What it says is not looked at.
        Box::pin(async { Ok(http::Response::new("").into()) })
    }
}

type Sent<'a> = Pin<Box<dyn Future<Output = Result<Response, Fault>> + Send + 'a>>;

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
