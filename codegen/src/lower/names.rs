//! Which Rust name belongs to what, so that a second claim is refused and not compiled.

use std::collections::BTreeMap;

use crate::diagnostic::{Report, Rule};
use crate::tree::Place;

/// Claims on Rust names, by the scope that they must be unique in.
#[derive(Default)]
pub(super) struct Names {
    claims: BTreeMap<(String, String), (String, Place)>,
    report: Report,
}

impl Names {
    /// Claims `rust` for `wire` in `scope`, and says whether it was free. Claiming a name again from the
    /// same place is no second claim.
    pub(super) fn claim(&mut self, scope: &str, rust: &str, wire: &str, place: &Place) -> bool {
        let key = (scope.to_owned(), rust.to_owned());
        let Some((other, first)) = self.claims.get(&key) else {
            self.claims.insert(key, (wire.to_owned(), place.clone()));
            return true;
        };
        let same = first == place;
        if !same {
            // The later place is the one to mend; which of two is later must not depend on the walk.
            let order = |at: &Place| (at.source.name.clone(), at.line, at.column);
            let (at, wire, before, other) = if order(place) >= order(first) {
                (place, wire, first, other.as_str())
            } else {
                (first, other.as_str(), place, wire)
            };
            self.report.refuse(
                at,
                Rule::CollidingNames,
                format!("{scope} `{wire}` becomes the Rust name `{rust}`, which is taken by `{other}`"),
                format!(
                    "rename one of the two (the other is at {}:{}:{}), or give a schema a name with `x-rust-name`",
                    before.source.shown, before.line, before.column
                ),
            );
        }
        same
    }

    /// Refuses a name that generated code needs for itself.
    pub(super) fn reserve(
        &mut self,
        scope: &str,
        rust: &str,
        wire: &str,
        place: &Place,
        reserved: &[&str],
    ) {
        if reserved.contains(&rust) {
            self.report.refuse(
                place,
                Rule::CollidingNames,
                format!("{scope} `{wire}` becomes the Rust name `{rust}`, which generated code needs for itself"),
                "rename it",
            );
        }
    }

    pub(super) fn into_report(self) -> Report {
        self.report
    }
}
