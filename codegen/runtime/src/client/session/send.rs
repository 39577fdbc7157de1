//! How a request leaves, and leaves again.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, TRANSFER_ENCODING};
use reqwest::{Client, Request, Response, ResponseBuilderExt as _, Version};
use serde::de::IgnoredAny;

use super::{About, Session};
use crate::client::connect::failed;
use crate::client::decode::MAX_RESPONSE;
use crate::client::doubt::{Doubt, may_be_done};
use crate::client::error::{is_passing, should_retry};
use crate::client::options::IDEMPOTENCY_KEY;
use crate::client::read::rest;
use crate::client::trace::Span;
use crate::client::{Arrived, CallOptions, Error, Fault};
use crate::media::is_json;

impl Session {
    /// Sends a request with this session's headers and those of `options`, which go before, by its transport or by
    /// `client`. The API version is the one that the client was generated for, where neither names another, so that
    /// answers have the shape that the client expects.
    ///
    /// A POST always leaves with an `Idempotency-Key`: the one it has, that of the options, this session's, or the one
    /// which the call was given when it was made, so that sending it again does not repeat its effect. No other method
    /// gets one.
    ///
    /// What fails for a reason that may pass is sent again, as the policy of options and session says
    /// ([`CallOptions::with_retries`]): a connection that failed or broke off at any byte of the answer, a time that ran
    /// out, an answer of 409 or of 500 and above; where an answer says `Stripe-Should-Retry`, that decides. Never sent
    /// again are bodies that can be sent only once, such as streams, and what has no idempotency key and might do its
    /// work twice.
    ///
    /// Errors: [`Error::InvalidRequest`] for a value that no header can carry, without the value;
    /// [`Error::Tls`], [`Error::Timeout`], [`Error::Transport`].
    pub async fn send<E>(
        &self,
        client: &Client,
        mut request: Request,
        options: CallOptions,
        about: About<'_>,
    ) -> Result<Arrived, Error<E>> {
        self.prepare(&mut request, &options, about)?;
        let span = Span::new(&options, request.method());
        let attempts = self.attempts(client, request, &options, &span);
        span.around(attempts).await
    }

    async fn attempts<E>(
        &self,
        client: &Client,
        mut request: Request,
        options: &CallOptions,
        span: &Span,
    ) -> Result<Arrived, Error<E>> {
        let policy = options.retries(&self.0.all);
        let method = request.method();
        let can_repeat = method.is_idempotent() || request.headers().contains_key(IDEMPOTENCY_KEY);
        let mut doubt = if method.is_safe() {
            Doubt::Never
        } else {
            Doubt::This
        };
        let mut attempt = 1;
        loop {
            let again = (attempt <= policy.most())
                .then(|| request.try_clone())
                .flatten();
            let outcome = self.attempt(client, request, again.is_some()).await;
            let status = outcome
                .as_ref()
                .map_or_else(Error::status, |it| Some(it.response.status()));
            span.attempted(attempt, status);
            let wait = match &outcome {
                Ok(Arrival {
                    response, is_cut, ..
                }) => {
                    let passing = *is_cut || is_passing_answer(response);
                    let done = may_be_done(response.status());
                    passing.then(|| (done, retry_after(response.headers())))
                }
                Err(error) => {
                    let passing = error.is_retryable();
                    let asked = error.headers().and_then(retry_after);
                    passing.then(|| (error.may_have_happened(), asked))
                }
            };
            if let Some((may_be_done, asked)) = wait
                && let Some(next) = again
                && (can_repeat || !may_be_done)
                && pause(policy.wait(attempt, asked)).await
            {
                if may_be_done {
                    doubt = doubt.after_another();
                }
                request = next;
                attempt += 1;
                continue;
            }
            span.ended(attempt, status);
            return match outcome {
                Ok(Arrival { response, body, .. }) => Ok(Arrived {
                    response,
                    body,
                    session: Some(self.clone()),
                    doubt,
                }),
                Err(error) => Err(error.doubted(doubt)),
            };
        }
    }

    /// Sends a request once. With `is_held`, an answer that has to be in memory anyway is read to its end, so that its
    /// breaking off is told here.
    async fn attempt<E>(
        &self,
        client: &Client,
        request: Request,
        is_held: bool,
    ) -> Result<Arrival, Error<E>> {
        let accept = request.headers().get(ACCEPT).cloned();
        let response = match &self.0.transport {
            Some(transport) => transport.send(request).await?,
            None => client.execute(request).await.map_err(failed)?,
        };
        let accepts = accept.as_ref().and_then(|accept| accept.to_str().ok());
        let only_json = accepts.is_some_and(|all| all.split(',').all(|one| is_json(one.trim())));
        let is_file = response.status().is_success() && !only_json && !says_json(&response);
        if is_held && !is_file {
            Ok(held(response, only_json).await?)
        } else {
            Ok(Arrival {
                response,
                body: None,
                is_cut: false,
            })
        }
    }
}

/// An answer, and whether it is JSON that ends early where nothing else tells.
struct Arrival {
    response: Response,
    /// The body, where it was read to its end.
    body: Option<Vec<u8>>,
    is_cut: bool,
}

/// Reads the body of an answer. One that is longer than is ever kept stays on its way from there on.
async fn held(mut response: Response, is_json: bool) -> Result<Arrival, Fault> {
    // A connection that is closed ends a body of HTTP/1 that says nothing of its length, and so does one that breaks.
    let headers = response.headers();
    let is_open = response.version() <= Version::HTTP_11
        && !headers.contains_key(CONTENT_LENGTH)
        && !headers.contains_key(TRANSFER_ENCODING);
    let mut body = Vec::new();
    let is_whole = loop {
        match response.chunk().await {
            Ok(None) => break true,
            Ok(Some(chunk)) if body.is_empty() => body = Vec::from(chunk),
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Err(error) => {
                let headers = std::mem::take(response.headers_mut());
                return Err(Fault::from(error).in_body(response.status(), headers));
            }
        }
        if body.len() > MAX_RESPONSE {
            break false;
        }
    };
    let is_cut =
        is_whole && is_json && is_open && response.status().is_success() && ends_early(&body);
    if is_whole {
        let body = Some(body);
        return Ok(Arrival {
            response,
            body,
            is_cut,
        });
    }
    let url = response.url().clone();
    let (head, more) = http::Response::<reqwest::Body>::from(response).into_parts();
    // Without its URL an answer would be given one that has to be parsed.
    let kept = http::Response::builder().url(url).body(rest(body, more));
    let mut kept = kept.map_err(Fault::broken)?;
    *kept.status_mut() = head.status;
    *kept.version_mut() = head.version;
    *kept.headers_mut() = head.headers;
    kept.extensions_mut().extend(head.extensions);
    Ok(Arrival {
        response: kept.into(),
        body: None,
        is_cut,
    })
}

fn ends_early(body: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(body).is_err_and(|error| error.is_eof())
}

fn says_json(response: &Response) -> bool {
    let said = response.headers().get(CONTENT_TYPE);
    said.and_then(|said| said.to_str().ok())
        .is_some_and(is_json)
}

/// Whether the answer is one that the next attempt may not get. A success is what was asked for.
fn is_passing_answer(response: &Response) -> bool {
    let status = response.status();
    !status.is_success() && should_retry(response.headers()).unwrap_or(is_passing(status))
}

/// How long the service asks to be left alone. Dates are not read: who sends them has another clock.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get("retry-after")?.to_str().ok()?.trim();
    seconds.parse().ok().map(Duration::from_secs)
}

/// Lets a time pass, and tells whether it did: without a runtime that has timers nothing waits, and nothing that would
/// have to wait is sent again.
#[cfg_attr(
    not(feature = "retries"),
    allow(clippy::unused_async, reason = "it waits where there is a clock")
)]
async fn pause(time: Duration) -> bool {
    if time.is_zero() {
        return true;
    }
    #[cfg(feature = "retries")]
    if tokio::runtime::Handle::try_current().is_ok() {
        tokio::time::sleep(time).await;
        return true;
    }
    false
}
