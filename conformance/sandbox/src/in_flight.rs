//! Idempotency keys whose first request is still being carried out.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// The keys in use, by account.
#[derive(Debug, Default)]
pub(crate) struct InFlight(Mutex<HashSet<(i64, String)>>);

/// A key in use, until this is dropped.
pub(crate) struct Held<'a> {
    keys: &'a InFlight,
    key: (i64, String),
}

impl InFlight {
    /// Takes a key, unless another request has it.
    pub(crate) fn take(&self, account: i64, key: &str) -> Option<Held<'_>> {
        let key = (account, key.to_owned());
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(key.clone()).then(|| Held { keys: self, key })
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let mut keys = self.keys.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_held_by_one_request_at_a_time_in_each_account() {
        let keys = InFlight::default();
        let first = keys.take(1, "k");
        assert!(first.is_some());
        assert!(keys.take(1, "k").is_none());
        assert!(keys.take(2, "k").is_some());
        drop(first);
        assert!(keys.take(1, "k").is_some());
    }
}
