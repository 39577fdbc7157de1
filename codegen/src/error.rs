//! Why a run made nothing.

use std::path::PathBuf;

use crate::diagnostic::{Report, Rule};
use crate::select::Unmatched;

/// Why a run made nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The document can't be read, or breaks a rule.
    #[error("{0}")]
    Refused(#[from] Report),
    /// A selection of operations that the document does not have.
    #[error("{0}")]
    Unmatched(#[from] Unmatched),
    /// progenitor failed on a document that passed the checks.
    #[error(
        "progenitor failed on {culprit}: {reason}\n help: this is a hole in the check stage; please report it with the document"
    )]
    Generator {
        /// The operation by its operationId, or what else is at fault.
        culprit: String,
        /// What progenitor said.
        reason: String,
    },
    /// A promise of ours that does not hold.
    #[error("{0}")]
    Hole(String),
    /// The output directory holds what this program did not make, or can't be replaced.
    #[error("{} {what}\n help: {help}", .dir.display())]
    Foreign {
        /// The output directory.
        dir: PathBuf,
        /// What is in the way, as a predicate of the directory.
        what: String,
        /// What to do.
        help: String,
    },
    /// The output could not be compared or written.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    /// Whether the input could not be read at all, as opposed to breaking a rule.
    pub fn is_unreadable(&self) -> bool {
        match self {
            Error::Refused(report) => report.diagnostics().iter().any(|diagnostic| {
                matches!(
                    diagnostic.rule,
                    Rule::Syntax | Rule::MissingFile | Rule::DuplicateKey | Rule::OutsideRoot
                )
            }),
            _ => false,
        }
    }
}
