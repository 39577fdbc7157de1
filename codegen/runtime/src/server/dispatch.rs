//! From a request to a response.

use std::hash::{BuildHasher as _, RandomState};
use std::pin::{Pin, pin};

use axum::body::Body as HttpBody;
use axum::extract::Request;
use axum::http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use axum::http::request::Parts as HttpParts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::body::Incoming;
use super::caught::{caught, polled};
use super::failure::Answered;
#[cfg(feature = "multipart")]
use super::multipart;
use super::{Context, Failure, Operation, Reply, auth, exclusive, head, params};
use crate::unions::Bounds;
use crate::{ByteStream, Content};

/// The longest idempotency key, in characters.
const MAX_IDEMPOTENCY_KEY: usize = 255;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const STRIPE_ACCOUNT: HeaderName = HeaderName::from_static("stripe-account");
const STRIPE_VERSION: HeaderName = HeaderName::from_static("stripe-version");

/// Answers one request to `operation`: checks it, calls the handler, writes its answer.
///
/// `P`, `Q` and `B` are decoded from JSON objects of the path's, the query's and the body's parameters
/// ([`NoParams`](super::NoParams) where there are none). For a form operation without query parameters, query and
/// body are one bag of parameters, which arrives as `B`: lists grow by both, and a single value that is in both must
/// be the same in both.
///
/// Errors: the handler is not called, and the answer is an error envelope, for: no readable key (401); an empty
/// segment where the path has a parameter (404); a header, path, query or body that does not fit (400); a body over the
/// limit (413), which is axum's [`DefaultBodyLimit`](axum::extract::DefaultBodyLimit): 2 MB where no layer says another.
/// A layer's own limit is told in the same way where it is passed while the body is read; tower-http's answers by
/// itself where `Content-Length` is too large already. A handler that panics and an answer that cannot be serialised
/// are a 500. Every answer has a `Request-Id` and repeats `Idempotency-Key` and `Stripe-Version`.
///
/// A refusal that needs no body does not leave it in the way of the next request: up to 64 KiB of it are read within
/// a second and forgotten, and else the answer says `Connection: close`.
///
/// Time is not limited otherwise: who serves to the open network puts a timeout around the router, or around
/// connections.
pub fn dispatch<P, Q, B, T, F, Fut>(
    operation: &'static Operation,
    request: Request,
    call: F,
) -> impl Future<Output = Response>
where
    P: DeserializeOwned,
    Q: DeserializeOwned,
    B: DeserializeOwned,
    T: Serialize,
    F: FnOnce(Context, P, Q, B) -> Fut,
    Fut: Future<Output = Result<Reply<T>, Failure>>,
{
    let write = |reply: Reply<T>| reply.json("application/json");
    Exchange::of(operation, request).values(call, write)
}

/// The same for an operation whose answers are not all JSON of one type: the handler says what is sent.
pub fn answer<P, Q, B, F, Fut>(
    operation: &'static Operation,
    request: Request,
    call: F,
) -> impl Future<Output = Response>
where
    P: DeserializeOwned,
    Q: DeserializeOwned,
    B: DeserializeOwned,
    F: FnOnce(Context, P, Q, B) -> Fut,
    Fut: Future<Output = Result<Reply<Content>, Failure>>,
{
    Exchange::of(operation, request).values(call, Ok)
}

/// The same for an operation that takes bytes, which the handler reads as they come. They are limited as bodies of other
/// kinds are; a limit that is passed is an error of the stream.
pub async fn answer_bytes<P, Q, F, Fut>(
    operation: &'static Operation,
    request: Request,
    call: F,
) -> Response
where
    P: DeserializeOwned,
    Q: DeserializeOwned,
    F: FnOnce(Context, P, Q, ByteStream) -> Fut,
    Fut: Future<Output = Result<Reply<Content>, Failure>>,
{
    let mut exchange = Exchange::of(operation, request);
    let read = exchange.before_body().and_then(|(context, path)| {
        let _bounds = Bounds::new();
        let query = params::query(operation, &exchange.parts)?;
        exclusive::check(operation, &query, &Value::Null)?;
        let query = params::typed(&query)?;
        let body = params::bytes(operation, &exchange.parts, &mut exchange.incoming)?;
        Ok((context, path, query, body))
    });
    let reply = pin!(exchange.begun(read, call));
    exchange.answered(reply, Ok).await
}

/// The same for an operation that takes several parts. They are read whole, and so limited as bodies of other kinds are.
#[cfg(feature = "multipart")]
pub async fn answer_parts<P, Q, B, F, Fut>(
    operation: &'static Operation,
    request: Request,
    call: F,
) -> Response
where
    P: DeserializeOwned,
    Q: DeserializeOwned,
    B: crate::parts::Parts,
    F: FnOnce(Context, P, Q, B) -> Fut,
    Fut: Future<Output = Result<Reply<Content>, Failure>>,
{
    let mut exchange = Exchange::of(operation, request);
    let read = async {
        let (context, path) = exchange.before_body()?;
        let body = exchange.incoming.read().await?;
        let parted = multipart::split(operation, &exchange.parts, body).await?;
        let _bounds = Bounds::new();
        let query = params::query(operation, &exchange.parts)?;
        let (fields, files) = multipart::decode(operation, parted)?;
        exclusive::check(operation, &query, &fields)?;
        let body = multipart::typed(&fields, files)?;
        Ok((context, path, params::typed(&query)?, body))
    };
    let read = read.await;
    let reply = pin!(exchange.begun(read, call));
    exchange.answered(reply, Ok).await
}

/// Answers a request that no route takes: 404, with the service's hint. Meant as the router's fallback, and as its
/// fallback for methods.
pub async fn unrecognized(request: Request) -> Response {
    let failure = Failure::unrecognized(request.method(), request.uri());
    refuse(request, failure).await
}

/// Answers a request with a refusal, as [`dispatch`] would: for layers that refuse before the router is asked.
pub async fn refuse(request: Request, failure: Failure) -> Response {
    let echo = Echo::of(request.headers());
    let (_, incoming) = Incoming::of(request);
    echo.respond(failure.into_answer(), incoming.finish().await)
}

/// A request on its way to a handler, and what its answer repeats of it. Boxed, as what waits for it is moved often.
struct Exchange {
    operation: &'static Operation,
    echo: Echo,
    parts: HttpParts,
    incoming: Incoming,
    refused: Option<Failure>,
}

impl Exchange {
    fn of(operation: &'static Operation, request: Request) -> Box<Self> {
        let echo = Echo::of(request.headers());
        let (parts, incoming) = Incoming::of(request);
        Box::new(Self {
            operation,
            echo,
            parts,
            incoming,
            refused: None,
        })
    }

    /// Checks what is before the body.
    fn before_body<P: DeserializeOwned>(&self) -> Result<(Context, P), Failure> {
        let context = context(self.operation, &self.parts)?;
        head::check(self.operation, &self.parts.headers)?;
        let _bounds = Bounds::new();
        let path = params::path(self.operation, &self.parts)?;
        Ok((context, params::typed(&path)?))
    }

    /// Answers by a handler that takes what query and body are decoded to.
    async fn values<P, Q, B, T, F, Fut>(
        mut self: Box<Self>,
        call: F,
        write: impl Fn(Reply<T>) -> Result<Reply<Content>, Failure>,
    ) -> Response
    where
        P: DeserializeOwned,
        Q: DeserializeOwned,
        B: DeserializeOwned,
        F: FnOnce(Context, P, Q, B) -> Fut,
        Fut: Future<Output = Result<Reply<T>, Failure>>,
    {
        let read = match self.before_body() {
            Ok((context, path)) => self.incoming.read().await.and_then(|body| {
                let _bounds = Bounds::new();
                let (query, body) = params::query_and_body(self.operation, &self.parts, &body)?;
                exclusive::check(self.operation, &query, &body)?;
                Ok((context, path, params::typed(&query)?, params::typed(&body)?))
            }),
            Err(failure) => Err(failure),
        };
        let reply = pin!(self.begun(read, call));
        self.answered(reply, write).await
    }

    /// Calls the handler with what was read, where nothing was refused. It is pinned where it is, as a future has two
    /// places for what is moved into another's.
    fn begun<P, Q, B, F, Fut>(
        &mut self,
        read: Result<(Context, P, Q, B), Failure>,
        call: F,
    ) -> Option<Fut>
    where
        F: FnOnce(Context, P, Q, B) -> Fut,
    {
        let begun = read.and_then(|(mut context, path, query, body)| {
            context.headers = std::mem::take(&mut self.parts.headers);
            context.extensions = std::mem::take(&mut self.parts.extensions);
            caught(|| call(context, path, query, body))
        });
        begun.map_err(|failure| self.refused = Some(failure)).ok()
    }

    /// Waits for the handler, and writes the answer.
    async fn answered<T>(
        self: Box<Self>,
        reply: Pin<&mut Option<impl Future<Output = Result<Reply<T>, Failure>>>>,
        write: impl Fn(Reply<T>) -> Result<Reply<Content>, Failure>,
    ) -> Response {
        let operation = self.operation;
        let outcome = match reply.as_pin_mut() {
            Some(reply) => polled(reply, |reply| written(operation, write(reply?)?)).await,
            None => Err(self.refused.unwrap_or_else(Failure::unserializable)),
        };
        self.echo.respond(
            outcome.unwrap_or_else(Failure::into_answer),
            self.incoming.finish().await,
        )
    }
}

fn context(operation: &'static Operation, parts: &HttpParts) -> Result<Context, Failure> {
    let headers = &parts.headers;
    let query = parts.uri.query().unwrap_or_default();
    let credentials = auth::credentials(headers, query, operation.security)?;
    let idempotency_key = head::text(headers, &IDEMPOTENCY_KEY)?;
    if idempotency_key
        .as_ref()
        .is_some_and(|key| key.len() > MAX_IDEMPOTENCY_KEY)
    {
        return Err(Failure::bad_request(format!(
            "The Idempotency-Key header must be at most {MAX_IDEMPOTENCY_KEY} characters."
        )));
    }
    Ok(Context {
        credentials,
        idempotency_key,
        version: head::text(headers, &STRIPE_VERSION)?,
        account: head::text(headers, &STRIPE_ACCOUNT)?,
        ..Context::new(operation)
    })
}

fn written(operation: &Operation, reply: Reply<Content>) -> Result<Answered, Failure> {
    let status = match reply.status {
        Some(status) => status,
        None => StatusCode::from_u16(operation.success)
            .map_err(|_| Failure::internal("The operation's success is no HTTP status."))?,
    };
    Ok(Answered {
        status,
        headers: reply.headers,
        content: reply.value,
    })
}

/// A name that no other request has. It is no secret, so it takes none of the system's random bytes, which are a call of
/// the kernel: two hashes by keys that the standard library makes anew for each.
fn request_id() -> Option<HeaderValue> {
    let random = || RandomState::new().hash_one(());
    let mut id = *b"req_00000000000000000000000000000000";
    let uuid = Uuid::from_u64_pair(random(), random());
    uuid.simple().encode_lower(&mut id[4..]);
    HeaderValue::from_bytes(&id).ok()
}

/// The request's headers that every answer repeats.
struct Echo {
    idempotency_key: Option<HeaderValue>,
    version: Option<HeaderValue>,
}

impl Echo {
    fn of(headers: &HeaderMap) -> Self {
        Self {
            idempotency_key: headers.get(IDEMPOTENCY_KEY).cloned(),
            version: headers.get(STRIPE_VERSION).cloned(),
        }
    }

    /// Builds the response. Whatever the handler set stays as it is, but for how the body is framed: a length that is
    /// not the body's would end the connection. That ends too where it can't go on behind the request.
    fn respond(
        self,
        Answered {
            status,
            headers,
            content,
        }: Answered,
        goes_on: bool,
    ) -> Response {
        let (media_type, body) = match content {
            Content::None => (None, HttpBody::empty()),
            Content::Json { media, text } => {
                (Some(HeaderValue::from_static(media)), HttpBody::from(text))
            }
            Content::Bytes { media, bytes } => {
                let own = bytes
                    .content_type()
                    .and_then(|own| HeaderValue::from_str(own).ok());
                let media = own.unwrap_or_else(|| HeaderValue::from_static(media));
                let body = match bytes.whole() {
                    Some(whole) => HttpBody::from(whole.clone()),
                    None => HttpBody::from_stream(bytes),
                };
                (Some(media), body)
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response.headers_mut().remove(CONTENT_LENGTH);
        response.headers_mut().remove(TRANSFER_ENCODING);
        if !goes_on {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
        }
        let defaults = [
            (CONTENT_TYPE, media_type),
            (REQUEST_ID, request_id()),
            (IDEMPOTENCY_KEY, self.idempotency_key),
            (STRIPE_VERSION, self.version),
        ];
        for (name, value) in defaults {
            if let Some(value) = value {
                response.headers_mut().entry(name).or_insert(value);
            }
        }
        response
    }
}
