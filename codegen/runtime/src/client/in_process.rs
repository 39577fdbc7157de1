//! A server of the same process as a client's other end.

use std::error::Error;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use reqwest::{Request, Response};
use tower_service::Service;

use super::{Fault, Transport};

type Boxed = Box<dyn Error + Send + Sync>;

/// Whatever answers HTTP requests in this process, such as the router of a generated server, in place of the network:
/// `session.with_transport(Arc::new(InProcess::new(router)))`.
///
/// Nothing listens and nothing is waited for; the address of the client is any. What the service fails with is a
/// [`Fault`], as is an address that no HTTP request can have.
pub struct InProcess<S>(Mutex<S>);

impl<S> InProcess<S> {
    /// Answers with `service`, of which each request gets a clone.
    pub fn new(service: S) -> Self {
        Self(Mutex::new(service))
    }
}

impl<S, B> Transport for InProcess<S>
where
    S: Service<http::Request<reqwest::Body>, Response = http::Response<B>> + Clone + Send,
    S::Error: Into<Boxed>,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Boxed>,
{
    fn send(
        &self,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Result<Response, Fault>> + Send + '_>> {
        let service = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut service = service.clone();
        Box::pin(async move {
            let request = http::Request::try_from(request)?;
            poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(Fault::broken)?;
            let answer = service.call(request).await.map_err(Fault::broken)?;
            let answer = answer.map(|body| reqwest::Body::wrap(Alone(Mutex::new(Box::pin(body)))));
            Ok(answer.into())
        })
    }
}

/// A body that threads may share, as reqwest wants it, which need not be; nobody ever locks it.
struct Alone<B>(Mutex<Pin<Box<B>>>);

impl<B: Body> Body for Alone<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let body = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        body.as_mut().poll_frame(context)
    }

    fn size_hint(&self) -> SizeHint {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        body.size_hint()
    }
}
