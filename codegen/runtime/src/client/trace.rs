//! A span for each call: what is done, how often it was sent, what came and how long it took. No address, no id and no
//! text of an answer is in it.

use super::CallOptions;
use reqwest::{Method, StatusCode};

#[cfg(feature = "tracing")]
mod on {
    use std::time::Instant;

    use tracing::field::Empty;
    use tracing::{Instrument as _, debug, info_span};

    use super::{CallOptions, Method, StatusCode};

    /// The span of one call.
    pub(in crate::client) struct Span(tracing::Span);

    impl Span {
        pub(in crate::client) fn new(options: &CallOptions, method: &Method) -> Self {
            Self(info_span!(
                "call",
                resource = options.resource(),
                verb = options.verb(),
                method = method.as_str(),
                attempt = Empty,
                status = Empty,
                duration_ms = Empty,
            ))
        }

        /// Runs a call in it.
        pub(in crate::client) async fn around<T>(&self, call: impl Future<Output = T>) -> T {
            let begin = Instant::now();
            let outcome = call.instrument(self.0.clone()).await;
            let took = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
            self.0.record("duration_ms", took);
            outcome
        }

        /// One attempt has ended, with an answer or without.
        pub(in crate::client) fn attempted(&self, attempt: u32, status: Option<StatusCode>) {
            let status = status.map(|status| status.as_u16());
            debug!(parent: &self.0, attempt, status, "attempt");
        }

        /// And it was the last. What a span was told once can't be taken back, such as the status of one before.
        pub(in crate::client) fn ended(&self, attempt: u32, status: Option<StatusCode>) {
            self.0.record("attempt", attempt);
            if let Some(status) = status {
                self.0.record("status", status.as_u16());
            }
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use super::{CallOptions, Method, StatusCode};

    /// Nothing is told.
    pub(in crate::client) struct Span;

    impl Span {
        pub(in crate::client) fn new(_: &CallOptions, _: &Method) -> Self {
            Self
        }

        #[allow(clippy::unused_self, reason = "a span is around it where there is one")]
        pub(in crate::client) fn around<F: Future>(&self, call: F) -> F {
            call
        }

        #[allow(clippy::unused_self, reason = "as where there is one")]
        pub(in crate::client) fn attempted(&self, _: u32, _: Option<StatusCode>) {}

        #[allow(clippy::unused_self, reason = "as where there is one")]
        pub(in crate::client) fn ended(&self, _: u32, _: Option<StatusCode>) {}
    }
}

#[cfg(not(feature = "tracing"))]
pub(super) use off::Span;
#[cfg(feature = "tracing")]
pub(super) use on::Span;
