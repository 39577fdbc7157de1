//! The sandbox over HTTP: limits on what a connection may cost, and an end that loses nothing.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_request};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use hyper::server::conn::http1::{Builder, Connection};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use reversals_runtime::server::unrecognized;
use reversals_runtime::{ApiError, ErrorEnvelope};
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

use crate::listen::{Listen, Listeners};
use crate::room::{FREE, Room, counted};
use crate::sandbox::Sandbox;
use crate::{api, control, front, head, refusal};

/// The longest body of a request, in bytes.
const BODY: usize = 1 << 20;

/// What one caller may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time; others wait.
    pub connections: usize,
    /// How long the head of a request may take.
    pub head: Duration,
    /// How long a whole request may take, from its head to its answer, and how long a caller may then take to read on.
    pub request: Duration,
    /// The most bytes that one answer has. One that would have more is a 400.
    pub answer: usize,
    /// The most bytes of all answers that are made and not read yet. While it is made, an answer counts three times; of
    /// each connection's, 16 KiB are set aside, so that small ones are always given. One that has no room is a 503.
    pub answers: usize,
    /// How long requests in flight are waited for at the end.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            head: Duration::from_secs(10),
            request: Duration::from_secs(30),
            answer: 16 << 20,
            answers: 256 << 20,
            drain: Duration::from_secs(30),
        }
    }
}

/// A sandbox with an address.
#[derive(Debug)]
pub struct Server {
    listener: Listeners,
    sandbox: Arc<Sandbox>,
    limits: Limits,
}

impl Server {
    /// Takes an address, or both of `localhost`; port 0 picks one.
    pub async fn bind(
        listen: impl Into<Listen>,
        sandbox: Arc<Sandbox>,
        limits: Limits,
    ) -> std::io::Result<Self> {
        Ok(Self {
            listener: Listeners::bind(listen.into()).await?,
            sandbox,
            limits,
        })
    }

    /// The addresses that were taken, at least one.
    pub fn addresses(&self) -> std::io::Result<Vec<SocketAddr>> {
        self.listener.addresses()
    }

    /// Serves until `end`, then finishes what is in flight and closes the database.
    pub async fn serve(self, end: impl Future<Output = ()> + Send) {
        let service = router(&self.sandbox, self.limits);
        let places = Arc::new(Semaphore::new(self.limits.connections));
        let graceful = GracefulShutdown::new();
        let serve = |stream, place| {
            let connection = connection(stream, service.clone(), self.limits);
            let connection = graceful.watch(connection);
            tokio::spawn(async move {
                // A caller that hangs up or sends no HTTP is no fault of ours.
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection ended early");
                }
                drop(place);
            });
        };
        let mut end = std::pin::pin!(end);
        loop {
            let place = tokio::select! {
                () = &mut end => break,
                place = Arc::clone(&places).acquire_owned() => place.ok(),
            };
            tokio::select! {
                () = &mut end => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => serve(stream, place),
                    Err(error) => {
                        // Out of file handles, most likely: there will be some again.
                        tracing::warn!(%error, "a connection was not taken");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                },
            }
        }
        // Who has connected by now may have sent a request. Who comes later is refused, not left to wait.
        while let Ok(place) = Arc::clone(&places).try_acquire_owned()
            && let Ok(Ok((stream, _))) =
                tokio::time::timeout(Duration::ZERO, self.listener.accept()).await
        {
            serve(stream, Some(place));
        }
        drop(self.listener);
        if tokio::time::timeout(self.limits.drain, graceful.shutdown())
            .await
            .is_err()
        {
            tracing::warn!("some requests were not finished in time");
        }
        self.sandbox.close().await;
    }
}

/// What a connection is read from and written to.
type Io = TokioIo<Pin<Box<TimeoutStream<TcpStream>>>>;

/// The exchanges of one connection.
fn connection(
    stream: TcpStream,
    service: Router,
    limits: Limits,
) -> Connection<Io, TowerToHyperService<Router>> {
    // Answers are small, and a client waits for each.
    let _ = stream.set_nodelay(true);
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(head::HYPERS_HEAD)
        .max_headers(head::HYPERS_HEADERS);
    let mut stream = TimeoutStream::new(stream);
    // Who does not read its answers would hold its place for ever.
    stream.set_write_timeout(Some(limits.request));
    let stream = TokioIo::new(Box::pin(stream));
    builder.serve_connection(stream, TowerToHyperService::new(service))
}

/// The sandbox as a service, for whoever needs no socket.
pub fn router(sandbox: &Arc<Sandbox>, limits: Limits) -> Router {
    let small = limits.connections.saturating_mul(FREE);
    let room = Room::new(limits.answer, limits.answers.saturating_sub(small));
    let own = Router::new()
        .route("/healthz", get(health))
        .merge(control::router())
        .method_not_allowed_fallback(unrecognized)
        .with_state(Arc::clone(sandbox));
    let own = own.fallback_service(api::router(sandbox));
    // A layer of the router that has the routes would see a request only once its route is found.
    Router::new()
        .fallback_service(own)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(map_request(front::with_the_path_that_is_meant))
        .layer(from_fn(head::checked))
        .layer(from_fn_with_state(room, counted))
        .layer(from_fn_with_state(
            (Arc::clone(sandbox), limits.request),
            bounded,
        ))
}

/// Bounds the time of a request, and says on each refusal whether to try again.
async fn bounded(
    State((sandbox, limit)): State<(Arc<Sandbox>, Duration)>,
    request: Request,
    next: Next,
) -> Response {
    let key = request.headers().get("idempotency-key").cloned();
    // The same request again does nothing more.
    let harmless = request.method() == Method::GET || key.is_some();
    let answered = tokio::time::timeout(limit, next.run(request)).await;
    let mut response = answered.unwrap_or_else(|_| {
        let message = format!("The request took longer than {} seconds.", limit.as_secs());
        let error = ErrorEnvelope::from(ApiError::invalid_request(message));
        // The rest of it may still come, and nobody reads that.
        let close = [(header::CONNECTION, "close")];
        let mut late = (StatusCode::REQUEST_TIMEOUT, close, axum::Json(error)).into_response();
        // Who tries again or asks what became of it goes by these.
        let named = refusal::header("request-id", &sandbox.ids.plain("req", 14));
        let keyed = key.map(|key| (HeaderName::from_static("idempotency-key"), key));
        late.headers_mut().extend(named.into_iter().chain(keyed));
        late
    });
    let status = response.status();
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache, no-store"),
    );
    if status.is_client_error() || status.is_server_error() {
        // Nobody knows whether a request that was cut short has had its effect.
        let unknown = status == StatusCode::REQUEST_TIMEOUT || status.is_server_error();
        let again = [StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS].contains(&status)
            || unknown && harmless;
        let again = HeaderValue::from_static(if again { "true" } else { "false" });
        headers.entry("stripe-should-retry").or_insert(again);
    }
    response
}

async fn health(State(sandbox): State<Arc<Sandbox>>) -> Response {
    match sandbox.health().await {
        Ok(()) => axum::Json(json!({ "ok": true })).into_response(),
        Err(reason) => {
            let body = axum::Json(json!({ "ok": false, "reason": reason }));
            (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
        }
    }
}
