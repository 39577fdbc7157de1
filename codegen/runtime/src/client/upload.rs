//! Bodies that are streams.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream as _;
use http_body::{Body, Frame, SizeHint};
use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use super::Error;
use crate::parts::{File, Parts};
use crate::{ByteStream, form};

/// Sets a stream as the body of a request, which says that it is `media` where the stream itself says nothing.
///
/// Errors: [`Error::InvalidRequest`] for a stream that was sent already, and for a media type that no header can hold.
pub fn stream<E>(
    request: RequestBuilder,
    body: ByteStream,
    media: &str,
) -> Result<RequestBuilder, Error<E>> {
    let media_type = HeaderValue::from_str(body.content_type().unwrap_or(media))?;
    let mut upload = Upload::default();
    upload.push(body)?;
    Ok(request
        .header(CONTENT_TYPE, media_type)
        .body(upload.into_body()))
}

/// Sets JSON of another media type than `application/json` as the body of a request.
///
/// Errors: [`Error::InvalidRequest`] for a value that has no JSON.
pub fn json_as<T: Serialize + ?Sized, E>(
    request: RequestBuilder,
    body: &T,
    media: &'static str,
) -> Result<RequestBuilder, Error<E>> {
    let text =
        serde_json::to_vec(body).map_err(|error| Error::InvalidRequest(error.to_string()))?;
    let media = HeaderValue::from_static(media);
    Ok(request.header(CONTENT_TYPE, media).body(text))
}

/// Sets a body of several parts. The fields go before the files, so that a service knows what a file is for before it
/// comes.
///
/// Errors: [`Error::InvalidRequest`] for what no field can carry, and for a file whose stream was sent already.
pub fn parts<P: Parts, E>(request: RequestBuilder, body: P) -> Result<RequestBuilder, Error<E>> {
    let (fields, files) = body.into_parts();
    let boundary = format!("part-{}", uuid::Uuid::new_v4().simple());
    let fields =
        form::to_string(&fields).map_err(|error| Error::InvalidRequest(error.to_string()))?;
    let mut upload = Upload::default();
    for pair in fields.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = quoted(&unescaped(name));
        let value = unescaped(value);
        upload.text(format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    for (
        name,
        File {
            name: file_name,
            content,
        },
    ) in files
    {
        let (name, file_name) = (quoted(name), quoted(&file_name));
        let media = content.content_type().unwrap_or("application/octet-stream");
        // It goes into a header, as it would into one of a request.
        HeaderValue::from_str(media)?;
        upload.text(format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: {media}\r\n\r\n"
        ));
        upload.push(content)?;
        upload.text("\r\n".to_owned());
    }
    upload.text(format!("--{boundary}--\r\n"));
    let media = HeaderValue::from_str(&format!("multipart/form-data; boundary={boundary}"))?;
    Ok(request.header(CONTENT_TYPE, media).body(upload.into_body()))
}

/// The text of a form, whose every escape is the runtime's own.
fn unescaped(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

/// A name between quotes, as browsers write it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Streams one behind the other, as a body.
pub(super) fn joined(streams: [ByteStream; 2]) -> reqwest::Body {
    Upload(streams.into()).into_body()
}

/// Streams one behind the other.
#[derive(Default)]
struct Upload(VecDeque<ByteStream>);

impl Upload {
    fn text(&mut self, text: String) {
        self.0.push_back(text.into());
    }

    fn push<E>(&mut self, stream: ByteStream) -> Result<(), Error<E>> {
        let sent = || Error::InvalidRequest("the stream of the body was sent already".to_owned());
        self.0.push_back(stream.taken().ok_or_else(sent)?);
        Ok(())
    }

    fn into_body(self) -> reqwest::Body {
        reqwest::Body::wrap(Sending(Mutex::new(self.0)))
    }
}

/// What is sent. A body has to be shareable between threads, which a stream need not be; nobody ever locks it.
struct Sending(Mutex<VecDeque<ByteStream>>);

impl Body for Sending {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let streams = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        while let Some(first) = streams.front_mut() {
            match Pin::new(first).poll_next(context) {
                Poll::Ready(None) => {
                    streams.pop_front();
                }
                Poll::Ready(Some(chunk)) => return Poll::Ready(Some(chunk.map(Frame::data))),
                Poll::Pending => return Poll::Pending,
            }
        }
        Poll::Ready(None)
    }

    fn size_hint(&self) -> SizeHint {
        let streams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sizes = streams
            .iter()
            .map(|stream| stream.size().map(|size| size as u64));
        match sizes.sum::<Option<u64>>() {
            Some(size) => SizeHint::with_exact(size),
            None => SizeHint::default(),
        }
    }
}
