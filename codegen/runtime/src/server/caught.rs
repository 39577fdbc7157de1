//! Panics of the service's own code.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use super::Failure;

/// Polls the service's own code, and makes a 500 of its panic, so that the caller gets an answer and a `Request-Id`.
pub(super) async fn caught<T>(
    answering: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let mut answering = pin!(answering);
    poll_fn(|context| {
        // The future is not polled again, so whatever the panic left half done in it is seen by nobody.
        let polled = catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(context)));
        let failed = |_| Poll::Ready(Err(Failure::internal("The service failed to answer.")));
        polled.unwrap_or_else(failed)
    })
    .await
}
