//! Bytes that travel without being held in memory as a whole.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

/// A file, a text or any other body of which the document says no more than its media type.
///
/// Made of bytes (`ByteStream::from(vec)`), it can be sent as often as one likes. Made of a stream, it can be sent once:
/// its clones are the same stream, and whichever is sent second is refused before anything of it leaves.
#[derive(Clone, Default)]
pub struct ByteStream {
    source: Source,
    content_type: Option<String>,
}

#[derive(Clone)]
enum Source {
    Whole(Bytes),
    Once(Arc<Mutex<Option<Chunks>>>),
}

impl Default for Source {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}

type Chunks = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

impl ByteStream {
    /// Of a stream, which is read as its chunks are wanted.
    pub fn new<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let chunks: Chunks = Box::pin(Mapped(Box::pin(stream)));
        Self {
            source: Source::Once(Arc::new(Mutex::new(Some(chunks)))),
            content_type: None,
        }
    }

    /// The same bytes with a media type, such as `image/png`, which they are sent with.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// The media type that they came with or are to be sent with, where there is one.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// How many bytes there are, where that is known.
    pub fn size(&self) -> Option<usize> {
        match &self.source {
            Source::Whole(bytes) => Some(bytes.len()),
            Source::Once(_) => None,
        }
    }

    /// The next bytes; none at the end.
    ///
    /// Errors: the stream's own, such as that of a connection that broke off.
    pub async fn chunk(&mut self) -> Option<io::Result<Bytes>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// All of it, where it is no longer than `most` bytes.
    ///
    /// Errors: the stream's own, and [`io::ErrorKind::FileTooLarge`] where there are more.
    pub async fn bytes(mut self, most: usize) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await {
            all.extend_from_slice(&chunk?);
            if all.len() > most {
                let what = format!("there are more than {most} bytes");
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, what));
            }
        }
        Ok(all)
    }

    /// All of it as text, where it is no longer than `most` bytes.
    ///
    /// Errors: those of [`bytes`](Self::bytes), and [`io::ErrorKind::InvalidData`] where it is not UTF-8.
    pub async fn text(self, most: usize) -> io::Result<String> {
        String::from_utf8(self.bytes(most).await?)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// The bytes, where they are all there.
    #[cfg(feature = "server")]
    pub(crate) fn whole(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Whole(bytes) => Some(bytes),
            Source::Once(_) => None,
        }
    }

    /// This stream for itself alone; none where a clone of it was taken already.
    #[cfg(feature = "client")]
    pub(crate) fn taken(self) -> Option<Self> {
        let Source::Once(shared) = &self.source else {
            return Some(self);
        };
        let chunks = locked(shared).take()?;
        Some(Self {
            source: Source::Once(Arc::new(Mutex::new(Some(chunks)))),
            content_type: self.content_type,
        })
    }
}

fn locked(shared: &Mutex<Option<Chunks>>) -> std::sync::MutexGuard<'_, Option<Chunks>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stream for ByteStream {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.source {
            Source::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Source::Whole(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Source::Once(shared) => match locked(shared).as_mut() {
                Some(chunks) => chunks.as_mut().poll_next(context),
                None => Poll::Ready(Some(Err(io::Error::other("the stream was sent already")))),
            },
        }
    }
}

/// A stream with bytes and errors of one kind each.
struct Mapped<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Mapped<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0
            .as_mut()
            .poll_next(context)
            .map(|next| next.map(|chunk| chunk.map(Into::into).map_err(io::Error::other)))
    }
}

macro_rules! of_bytes {
    ($($of:ty),*) => {$(
        impl From<$of> for ByteStream {
            fn from(bytes: $of) -> Self {
                Self {
                    source: Source::Whole(bytes.into()),
                    content_type: None,
                }
            }
        }
    )*};
}

of_bytes!(Bytes, Vec<u8>, &'static [u8], String, &'static str);

/// Shows how much there is, and nothing of it.
impl fmt::Debug for ByteStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.size();
        formatter
            .debug_struct("ByteStream")
            .field("size", &size)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}
