//! Who is asked: a service at an address, or one in this process.

use std::fmt;
use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use http::{Request, Response, Uri};
use hyper::body::{Body, Bytes};
use tower::{Service, ServiceExt as _};

use super::sender::{At, collected};
use super::{Error, Limits, Target, Unanswered};

type Boxed = Box<dyn std::error::Error + Send + Sync>;

/// An answer on its way.
pub(super) type Answering<'a> =
    Pin<Box<dyn Future<Output = Result<Response<Bytes>, Unanswered>> + 'a>>;

/// How requests reach a service, and answers come back.
pub(super) trait Transport: Send + Sync {
    /// The address of a path with its query, without any change of either.
    fn uri(&self, path_and_query: &str) -> Result<Uri, http::Error>;

    /// The value of the `Host` header.
    fn host(&self) -> &str;

    /// Whether anybody is there.
    fn reach(&self) -> Pin<Box<dyn Future<Output = Result<(), Unanswered>> + '_>>;

    /// Sends a request, and reads the answer to its end.
    fn send(&self, request: Request<Bytes>) -> Answering<'_>;
}

/// A service that answers requests.
#[derive(Clone)]
pub struct Peer(Whose);

#[derive(Clone)]
enum Whose {
    At(Target),
    Here(Arc<dyn Fn(Limits) -> Arc<dyn Transport> + Send + Sync>),
}

impl Peer {
    /// A service of this process, such as a router, which is called without a socket.
    ///
    /// Each request is given to a clone of it, with its path and query as address and `localhost` as host.
    pub fn here<S, B, R>(service: S) -> Self
    where
        S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
        S::Error: Into<Boxed>,
        B: From<Bytes> + 'static,
        R: Body + 'static,
        R::Error: Into<Boxed>,
    {
        let service = Mutex::new(service);
        Self(Whose::Here(Arc::new(move |limits| {
            let service = service.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::new(Here {
                service: Mutex::new(service.clone()),
                limits,
                body: PhantomData,
            })
        })))
    }

    /// The way to it. It belongs to the runtime that it is used on.
    pub(super) fn open(&self, limits: Limits) -> Result<Arc<dyn Transport>, Error> {
        Ok(match &self.0 {
            Whose::At(target) => Arc::new(At::new(target.clone(), limits)?),
            Whose::Here(open) => open(limits),
        })
    }
}

impl From<Target> for Peer {
    fn from(target: Target) -> Self {
        Self(Whose::At(target))
    }
}

impl FromStr for Peer {
    type Err = Error;

    /// Reads the address of a service, as [`Target`] does.
    ///
    /// Errors: those of a target.
    fn from_str(text: &str) -> Result<Self, Error> {
        text.parse::<Target>().map(Self::from)
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Whose::At(target) => target.fmt(f),
            Whose::Here(_) => f.write_str("localhost, in this process"),
        }
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Peer").field(&self.to_string()).finish()
    }
}

struct Here<S, B> {
    service: Mutex<S>,
    limits: Limits,
    body: PhantomData<fn(B)>,
}

impl<S, B, R> Transport for Here<S, B>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send,
    S::Error: Into<Boxed>,
    B: From<Bytes>,
    R: Body,
    R::Error: Into<Boxed>,
{
    fn uri(&self, path_and_query: &str) -> Result<Uri, http::Error> {
        Ok(Uri::try_from(path_and_query)?)
    }

    fn host(&self) -> &'static str {
        "localhost"
    }

    fn reach(&self) -> Pin<Box<dyn Future<Output = Result<(), Unanswered>> + '_>> {
        Box::pin(async { Ok(()) })
    }

    fn send(&self, request: Request<Bytes>) -> Answering<'_> {
        let service = self.service.lock().unwrap_or_else(PoisonError::into_inner);
        let service = service.clone();
        Box::pin(caught(async move {
            let answer = service.oneshot(request.map(B::from)).await;
            let answer = answer.map_err(|error| Unanswered::Broken(error.into().to_string()))?;
            collected(answer, self.limits).await
        }))
    }
}

/// A panic of the service is no answer, as over a socket.
async fn caught<T>(
    answering: impl Future<Output = Result<T, Unanswered>>,
) -> Result<T, Unanswered> {
    let mut answering = pin!(answering);
    poll_fn(move |context| {
        let polled = catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(context)));
        polled.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
            let text = text.unwrap_or_else(|| "without words".to_owned());
            Poll::Ready(Err(Unanswered::Broken(format!(
                "the service panicked: {text}"
            ))))
        })
    })
    .await
}
