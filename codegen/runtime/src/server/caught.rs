//! Panics of the service's own code.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

use super::Failure;

/// Runs the service's own code, and makes a 500 of its panic, so that the caller gets an answer and a `Request-Id`.
pub(super) fn caught<T>(code: impl FnOnce() -> T) -> Result<T, Failure> {
    // It is not run again, so whatever the panic left half done is seen by nobody.
    catch_unwind(AssertUnwindSafe(code))
        .map_err(|_| Failure::internal("The service failed to answer."))
}

/// The same for code that waits, and for what is made of its outcome.
pub(super) async fn polled<F: Future, T>(
    mut waiting: Pin<&mut F>,
    then: impl Fn(F::Output) -> Result<T, Failure>,
) -> Result<T, Failure> {
    poll_fn(|context| {
        caught(|| waiting.as_mut().poll(context).map(&then))
            .unwrap_or_else(|failure| Poll::Ready(Err(failure)))
    })
    .await
}
