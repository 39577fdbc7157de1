//! What an answer holds, as both sides see it.

use serde::Serialize;

use crate::ByteStream;

/// How long most JSON is that is one object, in bytes; allocators take little time for as much.
const USUAL: usize = 512;

/// What an answer holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// No body.
    None,
    /// JSON.
    Json {
        /// The media type.
        media: &'static str,
        /// The text.
        text: Vec<u8>,
    },
    /// Bytes.
    Bytes {
        /// The media type that they have where they say none themselves.
        media: &'static str,
        /// The bytes.
        bytes: ByteStream,
    },
}

impl Content {
    /// A value as JSON.
    ///
    /// Errors: a value that has none.
    pub fn json<T: Serialize + ?Sized>(
        media: &'static str,
        value: &T,
    ) -> Result<Self, serde_json::Error> {
        let mut text = Vec::with_capacity(USUAL);
        serde_json::to_writer(&mut text, value)?;
        // It may be held for as long as a caller takes to read it, and may have grown to twice of what is in it.
        text.shrink_to_fit();
        Ok(Self::Json { media, text })
    }
}

/// One of the answers that the document gives an operation: generated enums are of this kind.
pub trait Answer {
    /// The status that the document gives it; of a range or `default`, one of those that it stands for.
    fn status(&self) -> u16;

    /// What it holds.
    ///
    /// Errors: a value that has no JSON.
    fn into_content(self) -> Result<Content, serde_json::Error>;
}
