//! How much may be tried.
//!
//! A union whose branches are told apart only by trying can stand inside its own branches, and each level multiplies
//! the work by the number of branches. So the outermost such union sets a bound for all below it.

use std::cell::Cell;

use serde_json::Value;

/// How many times the size of the outermost value all tries together may read, beyond the first of each union.
const TIMES: usize = 32;

thread_local! {
    /// How many values may still be read in tries; none where nothing is being tried.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// What may be tried while this is held.
pub(crate) struct Budget {
    is_outermost: bool,
}

impl Budget {
    /// The bound that a union around has set, or one for a value of that size.
    pub(crate) fn new(size: impl FnOnce() -> usize) -> Self {
        let is_outermost = LEFT.get().is_none();
        if is_outermost {
            LEFT.set(Some(size().saturating_mul(TIMES)));
        }
        Self { is_outermost }
    }

    /// Takes one more try at a value of that size, if that is left.
    #[allow(clippy::unused_self, reason = "a bound is set while it is held")]
    pub(crate) fn affords(&self, size: impl FnOnce() -> usize) -> bool {
        let left = LEFT.get().and_then(|left| left.checked_sub(size()));
        if left.is_some() {
            LEFT.set(left);
        }
        left.is_some()
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        if self.is_outermost {
            LEFT.set(None);
        }
    }
}

/// How many values there are in a value, itself with them.
pub(crate) fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}
