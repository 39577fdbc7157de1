//! Futures that wait for nothing.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The outcome of a future all of whose parts are in memory; none if it waits for something after all.
pub(super) fn ready<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(outcome) => Some(outcome),
        Poll::Pending => None,
    }
}
