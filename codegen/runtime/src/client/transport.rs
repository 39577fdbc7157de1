//! How requests travel.

use std::pin::Pin;

use reqwest::{Request, Response};

use super::Fault;

/// Something that answers requests in place of the network, such as a server in the same process.
pub trait Transport: Send + Sync {
    /// Answers one request.
    ///
    /// Errors: a [`Fault`], which anybody can make: `Fault::timeout("80 s")`, or of an [`std::io::Error`].
    fn send(
        &self,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Result<Response, Fault>> + Send + '_>>;
}
