//! How often a run asked what.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Verdict;

/// Counts of a run, which its threads share.
#[derive(Debug, Default)]
pub struct Tally {
    laws: Mutex<BTreeMap<String, Times>>,
    controls: Mutex<BTreeMap<String, Controls>>,
}

/// How often a law bound an exchange.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Exchanges that it bound.
    pub asked: usize,
    /// Those that break it.
    pub broken: usize,
}

/// What came of the control requests of an operation: whether the least that the document allows is accepted, where the
/// service refused more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Controls {
    /// Those that were accepted, so that the refusal is a failure.
    pub accepted: usize,
    /// Those that were refused too, by what the service said.
    pub refused: BTreeMap<String, usize>,
}

impl Tally {
    /// Counts the laws that an exchange was held to.
    pub(super) fn count(&self, verdict: &Verdict) {
        let mut laws = locked(&self.laws);
        for law in &verdict.asked {
            laws.entry(law.clone()).or_default().asked += 1;
        }
        for breached in &verdict.breached {
            laws.entry(breached.law.clone()).or_default().broken += 1;
        }
    }

    /// Counts a control request, with what the service said where it refused.
    pub fn control(&self, operation: &str, refused: Option<&str>) {
        let mut controls = locked(&self.controls);
        let controls = controls.entry(operation.to_owned()).or_default();
        match refused {
            None => controls.accepted += 1,
            Some(said) => *controls.refused.entry(said.to_owned()).or_default() += 1,
        }
    }

    /// The laws that were asked, by name.
    pub fn laws(&self) -> BTreeMap<String, Times> {
        locked(&self.laws).clone()
    }

    /// The control requests, by operationId.
    pub fn controls(&self) -> BTreeMap<String, Controls> {
        locked(&self.controls).clone()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
