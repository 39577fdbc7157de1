//! The cases that a document implies and no case shows yet, found by trying.
//!
//! Of each operation that something is owed of, calls and answers are made that differ from the plainest one in one thing.
//! What an interpreted client and server of the document make of them is what the case says, and it is kept where it shows
//! something that no case showed before, as whoever counts obligations sees it. So nothing here knows what is owed, and a case
//! that is written holds for the document: whether the document is right is for a person, who reads it.
#![forbid(unsafe_code)]

mod answer;
mod answers;
mod beginning;
mod calls;
mod candidate;
mod carriers;
mod operation;
mod search;
mod spellings;
mod text;
mod values;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use reversals_cases::Suite;
use reversals_judge::Contract;

use search::Search;

/// A file that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// What it says now; none where there is no such file.
    pub before: Option<String>,
    /// What it is to say.
    pub after: String,
}

/// What came of trying.
#[derive(Clone, Debug, Default)]
pub struct Scaffold {
    /// The files, by path.
    pub files: Vec<Written>,
    /// How many cases are new, rows counted.
    pub cases: usize,
    /// How many exchanges carry what other exchanges carry already.
    pub carriers: usize,
    /// The obligations that are met now and were not.
    pub met: BTreeSet<String>,
    /// Those that nothing was found for.
    pub left: Vec<String>,
}

/// Why nothing can be tried.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The cases can't be read.
    #[error(transparent)]
    Cases(#[from] reversals_cases::Error),
    /// A file can't be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Finds cases for what is owed and not shown, and says what the files of `root` are to be with them. Nothing is written.
///
/// `progress` is told how many operations are done.
///
/// Errors: files that can't be read.
pub fn scaffold(
    root: &Path,
    suite: &Suite,
    contract: &Contract,
    progress: &dyn Fn(usize),
) -> Result<Scaffold, Error> {
    let mut search = Search::new(root, suite, contract)?;
    let mut added = text::Added::default();
    let operations = &contract.api.operations;
    for (done, operation) in operations.iter().enumerate() {
        progress(done);
        search.operation(operation, &mut added);
    }
    progress(operations.len());
    let files = added.files(root)?;
    let order = reversals_strength::obligations::enumerate(&contract.api);
    let left = order
        .into_iter()
        .map(|it| it.id)
        .filter(|id| search.open.contains(id));
    Ok(Scaffold {
        files,
        cases: added.rows(),
        carriers: added.carriers(),
        left: left.collect(),
        met: search.met,
    })
}
