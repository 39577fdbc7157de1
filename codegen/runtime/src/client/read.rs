//! Answers of operations that have several, or one that is no JSON. What is read goes through `of`, which makes it one
//! of the operation's answers.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;

use super::decode::Answer;
use super::{Arrived, Error, Mismatch, ResponseValue, decode_error, decode_success};
use crate::ByteStream;

/// Reads a success that is JSON.
///
/// Errors: those of [`decode_success`].
pub async fn json<T: DeserializeOwned, S, E>(
    response: Arrived,
    of: impl FnOnce(T) -> S,
) -> Result<ResponseValue<S>, Error<E>> {
    Ok(decode_success::<T, E>(response).await?.map(of))
}

/// Takes a success that has no body. If it has one nonetheless, that is not read.
///
/// Errors: none.
#[allow(
    clippy::unused_async,
    reason = "generated code awaits all of these alike"
)]
pub async fn empty<S, E>(
    mut response: Arrived,
    of: impl FnOnce(()) -> S,
) -> Result<ResponseValue<S>, Error<E>> {
    let headers = std::mem::take(response.response.headers_mut());
    Ok(ResponseValue::new(of(()), response.status(), headers))
}

/// Takes a success whose body is bytes of one of the media types, without waiting for them.
///
/// Errors: [`Error::Undecodable`] where it says that it is something else.
pub async fn bytes<S, E>(
    mut response: Arrived,
    media: &[&str],
    of: impl FnOnce(ByteStream) -> S,
) -> Result<ResponseValue<S>, Error<E>> {
    if let Some(mismatch) = other_media(response.headers(), media) {
        return Err(Answer::read(response).await?.undecodable(mismatch));
    }
    let (headers, status) = (
        std::mem::take(response.response.headers_mut()),
        response.status(),
    );
    let said = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let mut stream = match response.body {
        Some(body) => ByteStream::from(body),
        None => ByteStream::new(Arriving(response.response.into())),
    };
    if let Some(said) = said {
        stream = stream.with_content_type(said);
    }
    Ok(ResponseValue::new(of(stream), status, headers))
}

/// Reads a refusal that is JSON.
pub async fn json_error<T: DeserializeOwned, E>(
    response: Arrived,
    of: impl FnOnce(T) -> E,
) -> Error<E> {
    decode_error::<T>(response).await.map(of)
}

/// Reads a refusal that has no body. What comes nonetheless is not looked at.
pub async fn empty_error<E>(response: Arrived, of: impl FnOnce(()) -> E) -> Error<E> {
    match Answer::read(response).await {
        Ok(answer) => Error::Refused(Box::new(answer.refused(of(())))),
        Err(fault) => fault.into(),
    }
}

/// Reads a refusal that is bytes of one of the media types, all of it.
pub async fn bytes_error<E>(
    response: Arrived,
    media: &[&str],
    of: impl FnOnce(Vec<u8>) -> E,
) -> Error<E> {
    let mismatch = other_media(response.headers(), media);
    let mut answer = match Answer::read(response).await {
        Ok(answer) => answer,
        Err(fault) => return fault.into(),
    };
    if let Some(mismatch) = mismatch.or_else(|| answer.cut()) {
        return answer.undecodable(mismatch);
    }
    let body = std::mem::take(&mut answer.body);
    Error::Refused(Box::new(answer.refused(of(body))))
}

/// Reads a refusal that is text of one of the media types, all of it.
pub async fn text_error<E>(
    response: Arrived,
    media: &[&str],
    of: impl FnOnce(String) -> E,
) -> Error<E> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    bytes_error(response, media, |bytes| of(text(bytes))).await
}

/// What is wrong with the media type of an answer; nothing where it says none.
fn other_media(headers: &HeaderMap, media: &[&str]) -> Option<Mismatch> {
    let said = headers.get(CONTENT_TYPE)?.to_str().unwrap_or_default();
    let fits = media.iter().any(|media| crate::media::fits(said, media));
    (!fits).then(|| Mismatch::MediaType {
        said: said.to_owned(),
    })
}

/// The same body where some of it was read before.
pub(super) fn rest(read: Vec<u8>, more: reqwest::Body) -> reqwest::Body {
    super::upload::joined([read.into(), ByteStream::new(Arriving(more))])
}

/// A body on its way.
struct Arriving(reqwest::Body);

impl Stream for Arriving {
    type Item = reqwest::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            return match Pin::new(&mut self.0).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => Poll::Ready(Some(Ok(data))),
                    // Trailers.
                    Err(_) => continue,
                },
                Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.without_url()))),
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http_body_util::Channel;
    use reqwest::Response;

    use super::*;

    #[tokio::test]
    async fn a_file_is_given_before_it_has_come_and_is_as_long_as_it_likes() {
        let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(2);
        let answer = http::Response::builder()
            .header("content-type", "text/csv; charset=utf-8")
            .body(reqwest::Body::wrap(body))
            .unwrap();
        let read: Result<ResponseValue<ByteStream>, Error<()>> = bytes(
            Response::from(answer).into(),
            &["text/csv"],
            std::convert::identity,
        )
        .await;
        let mut stream = read.unwrap().into_inner();
        assert_eq!(stream.content_type(), Some("text/csv; charset=utf-8"));
        let part = Bytes::from(vec![b'x'; 1 << 20]);
        // More than is ever held of an answer in JSON.
        for _ in 0..40 {
            sender.send_data(part.clone()).await.unwrap();
            assert_eq!(stream.chunk().await.unwrap().unwrap(), part);
        }
        drop(sender);
        assert!(stream.chunk().await.is_none());
    }

    #[tokio::test]
    async fn a_file_that_breaks_off_ends_with_an_error() {
        let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(2);
        let answer = http::Response::new(reqwest::Body::wrap(body));
        let read: Result<ResponseValue<ByteStream>, Error<()>> = bytes(
            Response::from(answer).into(),
            &["text/csv"],
            std::convert::identity,
        )
        .await;
        let stream = read.unwrap().into_inner();
        sender.send_data(Bytes::from("a,")).await.unwrap();
        sender.abort(std::io::Error::other("gone"));
        assert!(stream.bytes(10).await.is_err());
    }
}
