//! Idempotency keys.

use reqwest::header::HeaderValue;
use uuid::Uuid;

use super::Error;
use super::visible::visible;

/// The longest idempotency key that the service takes, in characters.
const LONGEST: usize = 255;

/// A key of one call's own, for when its caller gives none: a v4 UUID.
///
/// A builder has one from the moment it is made, and its clones have the same, so that a call which is sent twice is
/// done once.
#[derive(Clone, Copy, Debug)]
pub(super) struct FreshKey(Uuid);

impl FreshKey {
    /// One that was never there before.
    pub(super) fn new() -> Self {
        Self(Uuid::new_v4())
    }

    pub(super) fn text(self) -> String {
        self.0.to_string()
    }
}

/// The header's value.
pub(super) fn header<E>(key: &str) -> Result<HeaderValue, Error<E>> {
    if key.len() > LONGEST {
        let text = format!("the idempotency key is longer than {LONGEST} characters");
        return Err(Error::InvalidRequest(text));
    }
    let key = visible(key, "idempotency key")?;
    HeaderValue::from_str(key).map_err(Error::from)
}
