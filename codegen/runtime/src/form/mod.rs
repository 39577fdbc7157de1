//! Bracketed `application/x-www-form-urlencoded`, the notation of request bodies and query strings.
//!
//! - A member of an object is `metadata[order_id]=6735`, a list of scalars is `expand[]=a&expand[]=b`, a list that
//!   holds objects or lists is indexed (`items[0][k]=v`).
//! - The brackets of the structure travel raw. Everything else but `A-Z a-z 0-9 - . _ ~` is percent-encoded in UTF-8,
//!   keys too, so that a bracket inside of a key stays apart from one of the structure. A space is `%20`, which means
//!   the same in a body and in a query; the reader takes `+` as well.
//! - An empty string is `key=`, and asks the service to unset the parameter. An empty map or list sends nothing at
//!   all, because `metadata=` would unset every key.
//!
//! [`to_string`] and [`pairs`] write, [`parse`] reads into a [`Tree`] without knowing any type;
//! [`shape`](crate::shape) gives the types.

mod collect;
mod encode;
mod error;
mod escape;
mod node;
mod parse;
#[cfg(test)]
mod properties;
mod tree;

#[cfg(feature = "client")]
pub(crate) use encode::{Carrier, flat_pairs, packed, spread_pairs};
#[cfg(feature = "server")]
pub(crate) use escape::decode as unescape;
#[cfg(any(feature = "client", feature = "server", test))]
pub(crate) use escape::encode;

pub use encode::{pairs, to_string};
pub use error::{EncodeError, EncodeReason, ParseError};
pub use parse::parse;
pub use tree::{Branch, Tree};

/// How many brackets may follow a name, for writer and reader alike. Deeper input is refused, not recursed into.
pub const MAX_DEPTH: usize = 16;

/// How many parameters one text may carry.
pub const MAX_PAIRS: usize = 1000;
