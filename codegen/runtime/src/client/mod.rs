//! What generated clients call: the names of `progenitor_client` that can be kept, and replacements for those that
//! cannot.
//!
//! Replaced are the form and query encoders (brackets, which `serde_urlencoded` refuses), the path encoder (`..` and
//! the empty segment address another resource), and the readers of responses (errors that say where; a refusal that
//! is no JSON keeps its status). [`Session`] is the inner value of a generated client: the key, the versions, the
//! transport.

#![allow(
    clippy::result_large_err,
    reason = "the error is progenitor's, and generated code returns it as it is"
)]

mod base;
mod decode;
mod dynamic;
mod path;
mod query;
mod request;
mod session;
mod transport;

pub use progenitor_client::{
    ByteStream, ClientHooks, ClientInfo, Error, OperationInfo, ResponseValue,
};

pub use base::base;
pub use decode::{decode_error, decode_success};
pub use dynamic::{CallError, Given, Place, answered};
pub use path::encode_path;
pub use query::QueryParam;
pub use request::RequestBuilderExt;
pub use session::Session;
pub use transport::{Transport, http_client};
