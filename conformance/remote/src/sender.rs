//! Requests over sockets: sent as they are written, answered within bounds.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use http::header::DATE;
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::peer::{Answering, Transport};
use super::{Error, Target};

/// How long to wait, and how much to take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest time until a connection stands.
    pub connect: Duration,
    /// The longest time from sending a request to the end of its answer.
    pub request: Duration,
    /// The longest body in bytes.
    pub body: usize,
}

impl Default for Limits {
    /// 5 seconds, 30 seconds, 8 MiB.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            request: Duration::from_secs(30),
            body: 8 << 20,
        }
    }
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// No connection.
    #[error("no connection: {0}")]
    Connection(String),
    /// Not within the time.
    #[error("no whole answer within {0:?}")]
    TimedOut(Duration),
    /// The body has no end, or a late one.
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
    /// The connection ended before an answer began.
    #[error("no whole answer: {0}")]
    Closed(String),
    /// The answer breaks off, or is no HTTP.
    #[error("no whole answer: {0}")]
    Broken(String),
}

#[cfg(feature = "tls")]
type Connector = hyper_rustls::HttpsConnector<HttpConnector>;
#[cfg(not(feature = "tls"))]
type Connector = HttpConnector;

/// Sends requests to one service, over connections that it keeps. It belongs to the runtime that it is used on.
pub(super) struct Sender {
    client: Client<Connector, Full<Bytes>>,
    limits: Limits,
}

impl Sender {
    pub(super) fn new(limits: Limits) -> Result<Self, Error> {
        let mut http = HttpConnector::new();
        http.set_connect_timeout(Some(limits.connect));
        http.set_nodelay(true);
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector(http)?),
            limits,
        })
    }

    /// Sends a request whose address is that of [`Target::at`], and reads the answer to its end.
    pub(super) async fn send(
        &self,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, Unanswered> {
        let limits = self.limits;
        let answered = tokio::time::timeout(limits.request, self.whole(request)).await;
        answered.unwrap_or(Err(Unanswered::TimedOut(limits.request)))
    }

    async fn whole(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Unanswered> {
        let answer = self.client.request(request.map(Full::new)).await;
        let answer = answer.map_err(|error| {
            let text = chain(&error);
            if error.is_connect() {
                Unanswered::Connection(text)
            } else if has_ended(&error) {
                Unanswered::Closed(text)
            } else {
                Unanswered::Broken(text)
            }
        })?;
        collected(answer, self.limits).await
    }
}

/// An answer with its body read to the end, and the time at which it came where it tells none (RFC 9110, 6.6.1).
pub(super) async fn collected<B>(
    answer: Response<B>,
    limits: Limits,
) -> Result<Response<Bytes>, Unanswered>
where
    B: Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (mut head, body) = answer.into_parts();
    if let Ok(now) = HeaderValue::try_from(httpdate::fmt_http_date(SystemTime::now())) {
        head.headers.entry(DATE).or_insert(now);
    }
    match Limited::new(body, limits.body).collect().await {
        Ok(body) => Ok(Response::from_parts(head, body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Err(Unanswered::TooLong(limits.body)),
        Err(error) => Err(Unanswered::Broken(chain(error.as_ref()))),
    }
}

/// A service at an address.
pub(super) struct At {
    target: Target,
    limits: Limits,
    sender: Sender,
}

impl At {
    pub(super) fn new(target: Target, limits: Limits) -> Result<Self, Error> {
        Ok(Self {
            target,
            limits,
            sender: Sender::new(limits)?,
        })
    }
}

impl Transport for At {
    fn uri(&self, path_and_query: &str) -> Result<Uri, http::Error> {
        self.target.at(path_and_query)
    }

    fn host(&self) -> &str {
        self.target.host()
    }

    fn reach(&self) -> Pin<Box<dyn Future<Output = Result<(), Unanswered>> + '_>> {
        Box::pin(reachable(&self.target, self.limits))
    }

    fn send(&self, request: Request<Bytes>) -> Answering<'_> {
        Box::pin(self.sender.whole(request))
    }
}

#[cfg(feature = "tls")]
fn connector(mut http: HttpConnector) -> Result<Connector, Error> {
    http.enforce_http(false);
    // Named, since a program that links two of them would have no default.
    let provider = rustls::crypto::ring::default_provider();
    let builder = hyper_rustls::HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(provider)
        .map_err(|source| Error::Io {
            what: "reading the system's certificates",
            source,
        })?;
    Ok(builder.https_or_http().enable_http1().wrap_connector(http))
}

#[cfg(not(feature = "tls"))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "a build with TLS reads certificates here"
)]
fn connector(http: HttpConnector) -> Result<Connector, Error> {
    Ok(http)
}

/// Whether anybody takes connections there.
async fn reachable(target: &Target, limits: Limits) -> Result<(), Unanswered> {
    use tower::Service as _;
    let mut http = HttpConnector::new();
    http.set_connect_timeout(Some(limits.connect));
    http.enforce_http(false);
    let failed = |error: &dyn std::error::Error| Unanswered::Connection(chain(error));
    let uri = target.at("/").map_err(|error| failed(&error))?;
    let connected = http.call(uri).await;
    connected.map(drop).map_err(|error| failed(&error))
}

/// Whether a connection was closed, and nothing is wrong with what came over it.
fn has_ended(error: &(dyn std::error::Error + 'static)) -> bool {
    let of_hyper = error.downcast_ref::<hyper::Error>();
    let closed = of_hyper.is_some_and(|it| it.is_incomplete_message() || it.is_canceled());
    let reset = error.is::<std::io::Error>();
    closed || reset || error.source().is_some_and(has_ended)
}

/// An error with what is behind it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        let more = error.to_string();
        // Some repeat what is behind them.
        if !text.ends_with(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        next = error.source();
    }
    text
}
