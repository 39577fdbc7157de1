//! What a server holds the branches of its unions to.
//!
//! A request is checked by its shapes and then read by its types, each of which looks for the branch of a union. So that
//! both say the same, a check leaves the union's cases behind, and a decoder takes no branch whose case refuses the value.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::shape::{Case, check_json};

type Met = BTreeMap<&'static str, &'static [Case]>;

thread_local! {
    /// The unions that checks have met, by name; none where nothing is held.
    static MET: RefCell<Option<Met>> = const { RefCell::new(None) };
}

/// While this is there, checks tell decoders on the same thread what branches are held to.
#[cfg(any(feature = "server", test))]
pub(crate) struct Bounds {
    around: Option<Met>,
}

#[cfg(any(feature = "server", test))]
impl Bounds {
    pub(crate) fn new() -> Self {
        let around = MET.replace(Some(Met::new()));
        Self { around }
    }
}

#[cfg(any(feature = "server", test))]
impl Drop for Bounds {
    fn drop(&mut self) {
        MET.set(self.around.take());
    }
}

/// Says what the branches of a union are held to.
pub(crate) fn meet(union: &'static str, cases: &'static [Case]) {
    MET.with_borrow_mut(|met| {
        if let Some(met) = met {
            met.insert(union, cases);
        }
    });
}

/// Whether a value may be of a branch of a union: always, where a server did not check it before.
#[must_use]
pub fn admits(union: &str, branch: usize, value: &Value) -> bool {
    let cases = MET.with_borrow(|met| met.as_ref()?.get(union).copied());
    let case = cases.and_then(|cases| cases.get(branch));
    case.is_none_or(|case| check_json(value, case.shape).is_ok())
}
