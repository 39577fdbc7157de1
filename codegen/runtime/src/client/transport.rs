//! How requests travel.

use std::pin::Pin;

use reqwest::{Request, Response};

use super::Fault;

/// Something that answers requests in place of the network. There are two for tests: a server in the same process
/// ([`InProcess`](super::InProcess)), and answers and faults that were told before ([`Script`](super::Script)).
pub trait Transport: Send + Sync {
    /// Answers one request.
    ///
    /// The time that it may take is the request's own `timeout()`, where that is set; it is for the transport to keep.
    ///
    /// Errors: a [`Fault`], which anybody can make: `Fault::timeout("80 s")`, `Fault::reset()`, or of an
    /// [`std::io::Error`].
    fn send(
        &self,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Result<Response, Fault>> + Send + '_>>;
}
