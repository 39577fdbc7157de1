//! Bodies of several parts (`multipart/form-data`), among which are files.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ByteStream;

/// A file in a body of several parts. Its media type is that of its content.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct File {
    /// The name of the file, without folders, as its sender says.
    pub name: String,
    /// What is in it.
    pub content: ByteStream,
}

impl File {
    /// A file of that name, with bytes or a stream.
    pub fn new(name: impl Into<String>, content: impl Into<ByteStream>) -> Self {
        Self {
            name: name.into(),
            content: content.into(),
        }
    }
}

/// The files of a body, by the names of their parts.
pub type Files = BTreeMap<String, Vec<File>>;

/// A body of several parts: generated structs are of this kind.
pub trait Parts: Sized {
    /// The members that are no files.
    type Fields: Serialize + DeserializeOwned;

    /// The fields, and the files in the order of the document.
    fn into_parts(self) -> (Self::Fields, Vec<(&'static str, File)>);

    /// The body again.
    ///
    /// Errors: the first file that must be there and is not.
    fn from_parts(fields: Self::Fields, files: &mut Files) -> Result<Self, &'static str>;
}

/// A body that need not be there.
impl<P: Parts> Parts for Option<P> {
    type Fields = Option<P::Fields>;

    fn into_parts(self) -> (Self::Fields, Vec<(&'static str, File)>) {
        let parts = self.map(P::into_parts);
        parts.map_or_else(Default::default, |(fields, files)| (Some(fields), files))
    }

    fn from_parts(fields: Self::Fields, files: &mut Files) -> Result<Self, &'static str> {
        fields
            .map(|fields| P::from_parts(fields, files))
            .transpose()
    }
}

/// Takes the file of a name, where there is one.
pub fn one(files: &mut Files, name: &str) -> Option<File> {
    files.remove(name)?.into_iter().next()
}

/// Takes all files of a name.
pub fn all(files: &mut Files, name: &str) -> Vec<File> {
    files.remove(name).unwrap_or_default()
}
