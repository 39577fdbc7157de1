//! What generated code links: the idiom of Stripe's API, once, for every resource that speaks it.
//!
//! - values that JSON schema alone cannot tell apart: [`Expandable`], [`Nullable`], [`Clearable`], [`OrEmpty`],
//!   [`OpenEnum`], [`List`], [`ApiError`];
//! - [`object!`] and [`choices!`], how generated structs and enums are read and written;
//! - [`form`], the bracketed `application/x-www-form-urlencoded` of request bodies and queries;
//! - [`shape`], constant descriptions of parameters and the typed decoding that follows them;
//! - `client` (feature `client`), what generated clients call in place of `progenitor_client`;
//! - `server` (feature `server`), the axum side that generated servers route to.
//!
//! Nothing here names a resource. With no feature on, only serde and small codecs are linked.
#![forbid(unsafe_code)]

mod api_error;
mod arguments;
pub mod choices;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "stream")]
mod content;
pub mod form;
#[cfg(any(feature = "client", feature = "server"))]
mod media;
mod number;
pub mod object;
#[cfg(feature = "stream")]
pub mod parts;
mod path;
#[cfg(any(feature = "client", feature = "server"))]
mod scheme;
#[cfg(feature = "server")]
pub mod server;
pub mod shape;
#[cfg(feature = "stream")]
mod stream;
mod strict;
pub mod unions;
mod value;

pub use api_error::{ApiError, EnvelopeError, ErrorEnvelope};
pub use arguments::Arguments;
pub use choices::ConversionError;
#[cfg(feature = "stream")]
pub use content::{Answer, Content};
#[cfg(feature = "stream")]
pub use parts::File;
#[cfg(feature = "stream")]
pub use stream::ByteStream;
pub use unions::Raw;
pub use value::{
    Clearable, DEEPEST, Expandable, Expansion, Found, Identified, List, ListObject, Nullable,
    OpenEnum, OrEmpty, Unexpanded,
};
