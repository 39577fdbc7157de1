//! What a run found.

use std::fmt;

use super::input::Input;
use super::law::Law;
use reversals_judge::Finding;

/// One input with which a pair breaks a law, made as small as it gets.
#[derive(Clone, Debug)]
pub(crate) struct Divergence {
    /// The operationId.
    pub(crate) operation: String,
    /// The law.
    pub(crate) law: Law,
    /// The seed of the run, which shows it again.
    pub(crate) seed: u64,
    /// The smallest input that was found.
    pub(crate) input: Input,
    /// Where, what the contract says, what is, and the messages that show it.
    pub(crate) finding: Box<Finding>,
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            law,
            seed,
            finding,
            ..
        } = self;
        write!(f, "{operation} {law} (seed {seed}): {finding}")
    }
}
