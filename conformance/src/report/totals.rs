//! Numbers of tests.

use serde::{Deserialize, Serialize};

use super::kinds::KINDS;
use super::{Entry, Outcome};
use reversals_cases::Side;

/// Numbers of tests.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// All of them.
    pub all: Counts,
    /// Those of each kind that was run, in the order of kinds.
    pub kinds: Vec<Total>,
    /// Those that judge each side; a test of both sides counts twice, one of the document is under `document`.
    pub sides: Vec<Total>,
}

/// The tests of one kind or side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Total {
    /// The kind or side.
    pub name: String,
    /// What came of them.
    #[serde(flatten)]
    pub counts: Counts,
}

/// What came of a number of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// They hold.
    pub passed: usize,
    /// They don't.
    pub failed: usize,
    /// They don't, and that is known.
    pub known: usize,
}

impl Counts {
    /// How many there are.
    pub fn all(&self) -> usize {
        self.passed + self.failed + self.known
    }

    fn add(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::Passed => &mut self.passed,
            Outcome::Failed => &mut self.failed,
            Outcome::Known => &mut self.known,
        } += 1;
    }
}

impl Totals {
    /// Counts what came of tests.
    pub(super) fn of(entries: &[Entry]) -> Self {
        let count = |is: &dyn Fn(&Entry) -> bool| {
            let mut counts = Counts::default();
            let mine = entries.iter().filter(|entry| is(entry));
            mine.for_each(|entry| counts.add(entry.outcome));
            counts
        };
        let of = |name: &str, is: &dyn Fn(&Entry) -> bool| {
            let (name, counts) = (name.to_owned(), count(is));
            (counts.all() > 0).then_some(Total { name, counts })
        };
        let kinds = KINDS
            .iter()
            .filter_map(|kind| of(kind.id, &|entry| entry.kind == kind.id));
        let sides = [
            of("client", &|entry| entry.sides.contains(&Side::Client)),
            of("server", &|entry| entry.sides.contains(&Side::Server)),
            of("document", &|entry| entry.sides.is_empty()),
        ];
        Self {
            all: count(&|_| true),
            kinds: kinds.collect(),
            sides: sides.into_iter().flatten().collect(),
        }
    }
}
