//! Values whose states JSON schema alone does not keep apart.

mod clearable;
mod expandable;
mod expansion;
mod list;
mod nullable;
mod open_enum;
mod or_empty;
#[cfg(feature = "schemars")]
mod schema;

pub use clearable::Clearable;
pub use expandable::Expandable;
pub use expansion::{DEEPEST, Expansion, Found, Identified, Unexpanded};
pub use list::{List, ListObject};
pub use nullable::Nullable;
pub use open_enum::OpenEnum;
pub use or_empty::OrEmpty;

use serde::de::{DeserializeOwned, Deserializer, Error};

use crate::strict::Strict;
use crate::unions::Came;

/// Reads a `T`, or `None` for the empty string.
///
/// The value is buffered, because only the whole of it says which of the two it is; `T`'s own error is passed on.
/// It is read as strictly as the whole, which an adapter around the whole can't see to.
fn non_empty<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let came = Came::read(deserializer)?;
    if came.value() == "" {
        return Ok(None);
    }
    T::deserialize(Strict(came.placed()))
        .map(Some)
        .map_err(D::Error::custom)
}
