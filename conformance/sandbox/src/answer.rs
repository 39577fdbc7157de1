//! The headers of every answer, and an answer that is given again.

use axum::http::{HeaderName, HeaderValue, StatusCode};
use reversals_runtime::server::{Context, Failure, Reply};
use serde_json::value::RawValue;

use crate::refusal::{Refusal, header};
use crate::store::idempotency::Saved;

/// An answer with the headers of a request that changes something.
pub(crate) fn with_headers<T>(
    reply: Reply<T>,
    request: &str,
    original: &str,
    context: &Context,
    again: bool,
) -> Reply<T> {
    let original = context.idempotency_key.is_some().then_some(original);
    let headers = headers(request, original, again);
    headers
        .into_iter()
        .fold(reply, |reply, (name, value)| reply.with_header(name, value))
}

/// A refusal that was saved.
pub(crate) fn refused_again(saved: &Saved, request: &str) -> Failure {
    let status = u16::try_from(saved.status)
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok());
    let body = RawValue::from_string(saved.body.clone());
    match (status, body) {
        (Some(status), Ok(body)) => refused(
            Failure::json(status, &body),
            request,
            Some(&saved.request),
            true,
        ),
        _ => refused(Refusal::internal().failure(), request, None, false),
    }
}

/// A refusal with the headers of every answer.
pub(crate) fn refused(
    failure: Failure,
    request: &str,
    original: Option<&str>,
    again: bool,
) -> Failure {
    let headers = headers(request, original, again);
    headers.into_iter().fold(failure, |failure, (name, value)| {
        failure.with_header(name, value)
    })
}

fn headers(request: &str, original: Option<&str>, again: bool) -> Vec<(HeaderName, HeaderValue)> {
    let original = original.map(|id| ("original-request", id));
    let again = again.then_some(("idempotent-replayed", "true"));
    let all = [Some(("request-id", request)), original, again];
    all.into_iter()
        .flatten()
        .filter_map(|(name, value)| header(name, value))
        .collect()
}

/// An answer with the headers of a request that changes nothing.
pub(crate) fn named<T>(reply: Reply<T>, request: &str) -> Reply<T> {
    let headers = headers(request, None, false);
    headers
        .into_iter()
        .fold(reply, |reply, (name, value)| reply.with_header(name, value))
}
