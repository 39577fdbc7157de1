//! What generated clients call, in the places where progenitor's output calls `progenitor_client`.
//!
//! Form and query are encoded with brackets, which `serde_urlencoded` refuses; a segment of a path is never one that
//! addresses another resource; what can't be read keeps all of the answer. [`Session`] is the inner value of a
//! generated client: the key, the versions, the transport. [`Error`] is what its calls fail with.

mod answer;
mod arrived;
mod base;
#[cfg(feature = "blocking")]
mod blocking;
mod connect;
mod decode;
mod doubt;
mod dynamic;
mod error;
mod excerpt;
mod fault;
pub mod give;
mod in_process;
mod key;
mod options;
mod pages;
mod path;
mod query;
pub mod read;
mod refused;
mod request;
mod retries;
mod script;
mod session;
mod shown;
mod trace;
mod transport;
mod undecodable;
pub mod upload;
mod visible;

pub use answer::ResponseValue;
pub use arrived::Arrived;
pub use base::{Base, base};
#[cfg(feature = "blocking")]
pub use blocking::{BlockingItems, CannotBlock, block_on};
pub use connect::{connect, connect_with, http_client};
pub use decode::{decode_error, decode_success, undocumented};
pub use dynamic::{CallError, Given, Place, answered};
pub use error::{Error, MissingTls};
pub use fault::Fault;
pub use give::Give;
pub use in_process::InProcess;
use key::FreshKey;
pub use options::CallOptions;
pub use pages::{Fetched, Items, id_of};
pub use path::{encode_path, path_param};
pub use query::QueryParam;
pub use refused::Refused;
pub use request::RequestBuilderExt;
pub use retries::Retries;
pub use script::{Exchanged, Script};
pub use session::{About, Session};
pub use transport::Transport;
pub use undecodable::{Mismatch, Undecodable};

pub use crate::scheme::Scheme;
