//! The body of a request: read whole, or out of the way of the next request on the connection.

use std::error::Error;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use axum::RequestExt as _;
use axum::body::{Body as HttpBody, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::http::header::EXPECT;
use axum::http::request::Parts;
use axum::http::{StatusCode, Version};
use http_body_util::{BodyExt as _, LengthLimitError};

use super::Failure;
use super::caught::polled;
use crate::{ApiError, ByteStream};

/// The most that is read of a body that nobody needs, in bytes.
const REST: usize = 64 * 1024;

/// How long such a body may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// A body on its way.
pub(super) struct Incoming {
    body: HttpBody,
    /// How long it is, as far as that was said: 0 for chunks.
    length: u64,
    state: State,
    /// Whether the caller sends it only once it is asked to.
    expects: bool,
    /// Whether the next request comes behind it. In HTTP/2 each has a stream of its own.
    in_line: bool,
}

#[derive(PartialEq)]
enum State {
    Unread,
    Read,
    /// Cut off, by the caller or by a limit.
    Broken,
}

impl Incoming {
    /// Parts a request. Its body is bounded by what `DefaultBodyLimit` has left in the extensions.
    pub(super) fn of(request: Request) -> (Parts, Self) {
        let length = request.body().size_hint().lower();
        let expects = request.headers().contains_key(EXPECT);
        let in_line = request.version() <= Version::HTTP_11;
        // What is nothing passes no limit.
        let request = if request.body().is_end_stream() {
            request
        } else {
            request.with_limited_body()
        };
        let (parts, body) = request.into_parts();
        let incoming = Self {
            body,
            length,
            state: State::Unread,
            expects,
            in_line,
        };
        (parts, incoming)
    }

    /// All of it.
    ///
    /// Errors: a 413 where a limit of axum's or of a layer's is passed, before any of it is read where its length says
    /// so; a 400 where the caller breaks off.
    pub(super) async fn read(&mut self) -> Result<Bytes, Failure> {
        // A limit shows in the hint.
        let most = self.body.size_hint().upper();
        if most.is_some_and(|most| most < self.length) {
            return Err(too_large(most));
        }
        if self.body.is_end_stream() {
            return Ok(Bytes::new());
        }
        self.expects = false;
        self.state = State::Broken;
        match (&mut self.body).collect().await {
            Ok(body) => {
                self.state = State::Read;
                Ok(body.to_bytes())
            }
            Err(error) if is_limit(&error) => Err(too_large(most)),
            Err(_) => Err(Failure::bad_request("The request body broke off.")),
        }
    }

    /// All of it, to be read by the handler as it comes.
    ///
    /// Errors: a 413 where its length says that it passes a limit.
    pub(super) fn stream(&mut self) -> Result<ByteStream, Failure> {
        let most = self.body.size_hint().upper();
        if most.is_some_and(|most| most < self.length) {
            return Err(too_large(most));
        }
        self.expects = false;
        // What the handler leaves is for the connection to deal with.
        self.state = State::Read;
        let body = std::mem::take(&mut self.body);
        if body.is_end_stream() {
            return Ok(ByteStream::default());
        }
        Ok(ByteStream::new(body.into_data_stream()))
    }

    /// Reads what is left of a small body and forgets it. Whether the connection can carry another request.
    pub(super) async fn finish(mut self) -> bool {
        if !self.in_line || self.state == State::Read || self.body.is_end_stream() {
            return true;
        }
        // To read is to ask for it, and it may be on its way or not.
        if self.expects || self.state == State::Broken || self.length > REST as u64 {
            return false;
        }
        let mut reading = pin!(self.forget());
        // What is here already needs no clock, and so no runtime that has one.
        match poll_fn(|context| Poll::Ready(reading.as_mut().poll(context))).await {
            Poll::Ready(all) => all,
            Poll::Pending => {
                // Outside of tokio there is no clock, which is a panic.
                let waiting = pin!(async { tokio::time::timeout(PATIENCE, reading).await });
                matches!(polled(waiting, Ok).await, Ok(Ok(true)))
            }
        }
    }

    /// Whether the body has ended within the bound.
    async fn forget(&mut self) -> bool {
        let mut left = REST;
        while let Some(frame) = self.body.frame().await {
            let length = frame.map(|frame| frame.data_ref().map_or(0, Bytes::len));
            match length.ok().and_then(|length| left.checked_sub(length)) {
                Some(rest) => left = rest,
                None => return false,
            }
        }
        true
    }
}

fn is_limit(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source())
        .any(<dyn Error>::is::<LengthLimitError>)
}

fn too_large(most: Option<u64>) -> Failure {
    let message = match most {
        Some(most) => format!("The request body is larger than {most} bytes."),
        None => "The request body is too large.".to_owned(),
    };
    Failure::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        ApiError::invalid_request(message),
    )
}
