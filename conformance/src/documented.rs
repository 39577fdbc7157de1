//! The request lines and payloads that the documentation prints, as data.

use std::path::{Path, PathBuf};

use reversals_codegen::load;
use reversals_runtime::Arguments;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Why the samples can't be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The list of samples is no YAML.
    #[error("{0}")]
    Load(#[from] reversals_codegen::diagnostic::Report),
    /// A file can't be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file holds something else than what was expected.
    #[error("{path}: {source}")]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "format")]
    _format: u32,
    samples: Vec<Sample>,
}

/// One documented payload, with its request where the page prints one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// The stable name: `transfer_reversals/create`.
    pub id: String,
    /// Where it is printed.
    pub source: Source,
    /// The operation; none for an object printed by itself.
    pub operation: Option<String>,
    /// The component schema of an object printed by itself.
    pub schema: Option<String>,
    /// The command line as printed, with a made-up key.
    pub curl: Option<String>,
    /// What a caller gives, by wire name.
    pub input: Option<Input>,
    /// What goes over the wire.
    pub request: Option<Request>,
    /// What comes back.
    pub response: Response,
    /// What had to be mended, and why.
    pub repair: Option<Repair>,
    /// What a reader should know.
    pub note: Option<String>,
}

/// Where a sample is printed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The page's address.
    pub page: String,
    /// The heading over it.
    pub title: String,
    /// The SHA-256 of the payload as printed.
    pub sha256: String,
}

/// What a caller gives, by wire name.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The path parameters.
    pub path: Map<String, Value>,
    /// The query parameters.
    pub query: Map<String, Value>,
    /// The members of the body.
    pub body: Map<String, Value>,
}

/// A body without members is none: a form that is not there is an empty one.
impl From<Input> for Arguments {
    fn from(Input { path, query, body }: Input) -> Self {
        Self {
            path,
            query,
            headers: Map::new(),
            body: (!body.is_empty()).then_some(Value::Object(body)),
        }
    }
}

/// The documented operations have no headers of their own, and no bodies but forms.
impl From<Arguments> for Input {
    fn from(arguments: Arguments) -> Self {
        let body = match arguments.body {
            Some(Value::Object(members)) => members,
            Some(other) => Map::from_iter([("not an object".to_owned(), other)]),
            None => Map::new(),
        };
        Self {
            path: arguments.path,
            query: arguments.query,
            body,
        }
    }
}

/// What goes over the wire.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The method in upper case.
    pub method: String,
    /// The path, percent-encoded.
    pub path: String,
    /// The query without its question mark; none where there is no question mark.
    pub query: Option<String>,
    /// The exact body.
    pub body: Option<String>,
    /// The scheme that the key goes by.
    pub authorization: String,
}

/// What comes back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The payload's file, below the folder of the samples.
    pub body: String,
}

/// What had to be mended in a payload.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repair {
    /// The change.
    pub what: String,
    /// The reason.
    pub why: String,
}

/// The folder of the samples.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("documented")
}

/// Every sample, in the order of the list.
pub fn samples() -> Result<Vec<Sample>, Error> {
    let path = folder().join("samples.yaml");
    let fragments = load::fragments(&load::spec_files(std::slice::from_ref(&path))?)?;
    let list = fragments
        .roots
        .first()
        .map(reversals_codegen::tree::Node::to_json)
        .unwrap_or_default();
    let file: File = serde_json::from_value(list).map_err(|source| Error::Json { path, source })?;
    Ok(file.samples)
}

impl Sample {
    /// The payload.
    pub fn payload(&self) -> Result<Value, Error> {
        let path = folder().join(&self.response.body);
        let bytes = std::fs::read(&path).map_err(|source| Error::Io {
            path: path.clone(),
            source,
        })?;
        serde_json::from_slice(&bytes).map_err(|source| Error::Json { path, source })
    }
}
