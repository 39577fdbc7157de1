//! What is counted beside tests, and its words in lines.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Report, grouped};
use reversals_cases::Side;

/// How much was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// Tests that were judged.
    pub judged: usize,
    /// Tests that could be.
    pub of: usize,
    /// The same by operation and side.
    pub shares: Vec<Share>,
    /// Why the others were not, the weightiest first.
    pub unjudged: Vec<Unjudged>,
}

/// What of an operation was judged on one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The operationId; `scenarios` for what is of several.
    pub operation: String,
    /// The side.
    pub side: Side,
    /// Tests that were judged.
    pub judged: usize,
    /// Tests that could be.
    pub of: usize,
    /// Requests that were accepted.
    pub accepted: usize,
}

/// Tests that were not judged, all for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Unjudged {
    /// How many there are.
    pub tests: usize,
    /// The stable name of the reason.
    pub reason: String,
    /// The reason.
    pub why: String,
    /// What the caller can give to lift it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub give: Option<String>,
}

/// A test that was not judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Skipped {
    /// The test.
    pub name: String,
    /// The folder of its case.
    pub folder: String,
    /// Why not.
    pub reason: String,
}

/// How often a law bound an exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// The law's name.
    pub law: String,
    /// What it says.
    pub says: String,
    /// Exchanges that it bound; none says nothing of the service.
    pub asked: usize,
    /// Those that break it.
    pub broken: usize,
}

/// What came of the control requests of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// The operationId.
    pub operation: String,
    /// Those that were accepted: what the service refused before them is a failure.
    pub accepted: usize,
    /// Those that were refused too: the service has a reason of its own.
    pub refused: usize,
    /// What the service said most often when it refused one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

impl Report {
    /// What was not judged, and the reasons for which single tests were not, each with what lifts it.
    pub(super) fn unjudged(&self) -> impl Iterator<Item = String> {
        let reasons = self.floor.iter().flat_map(|floor| &floor.unjudged);
        let reasons = reasons.map(ToString::to_string);
        self.not_judged.iter().cloned().chain(reasons)
    }

    /// What was judged of each operation and side, the control requests, and the laws.
    pub(super) fn counts(&self) -> impl Iterator<Item = String> {
        let shares = self.floor.iter().flat_map(|floor| &floor.shares);
        let shares = shares.map(ToString::to_string);
        let controls = self.controls.iter().map(ToString::to_string);
        shares.chain(controls).chain(self.law_counts())
    }

    fn law_counts(&self) -> Option<String> {
        let (asked, silent): (Vec<_>, Vec<_>) = self.laws.iter().partition(|law| law.asked > 0);
        let broken = asked.iter().filter(|law| law.broken > 0).count();
        let names: Vec<_> = silent.iter().map(|law| law.law.as_str()).collect();
        let never = match names.as_slice() {
            [] => String::new(),
            names => format!("; never asked: {}", names.join(", ")),
        };
        let (asked, all) = (grouped(asked.len()), self.laws.len());
        let (of, broken) = (grouped(all), grouped(broken));
        (all > 0).then(|| format!("laws: {asked} of {of} asked, {broken} broken{never}"))
    }
}

impl fmt::Display for Unjudged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} × {}: {}", grouped(self.tests), self.reason, self.why)?;
        self.give
            .iter()
            .try_for_each(|give| write!(f, "; give {give}"))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (judged, of) = (grouped(self.judged), grouped(self.of));
        let (operation, side) = (&self.operation, self.side);
        write!(f, "judged {judged} of {of}: {operation} ({side})")?;
        match self.accepted {
            0 => Ok(()),
            some => write!(f, ", {} accepted", grouped(some)),
        }
    }
}

impl fmt::Display for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (accepted, refused) = (grouped(self.accepted), grouped(self.refused));
        let operation = &self.operation;
        write!(
            f,
            "control requests of {operation}: {accepted} accepted, {refused} refused"
        )?;
        self.said.iter().try_for_each(|said| write!(f, ": {said}"))
    }
}
