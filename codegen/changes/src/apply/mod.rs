//! Fragments, edited so that they are again what the document says: where that takes no thought, and nowhere else.
//!
//! Something is added, or a bound is another; nothing is ever taken out, and no comment, order or word is changed. Every edit
//! is tried before any is written: the fragments are read with it, and the difference has to be gone.

mod here;
mod plan;
mod run;

use std::collections::BTreeMap;
use std::path::PathBuf;

use reversals_codegen::load::Input;
use reversals_codegen::{Error, Model};

use crate::accepted::Accepted;
use crate::difference::Difference;
use run::Run;

/// What becomes of the differences between fragments and a document.
#[derive(Debug, Default)]
pub struct Applied {
    /// Those that are none any more with the files as they are to be.
    pub applied: Vec<Difference>,
    /// Those that are left then, and why.
    pub left: Vec<(Difference, String)>,
    /// The files that are to be others.
    pub files: Vec<Edited>,
}

/// A file that is to have another text.
#[derive(Debug, PartialEq, Eq)]
pub struct Edited {
    /// Where it is.
    pub path: PathBuf,
    /// What it says now.
    pub before: String,
    /// What it is to say.
    pub after: String,
}

/// How often what was applied may bring differences that can be applied, too: a member leads to components that the
/// fragments have, and nobody had reached yet.
const ROUNDS: usize = 8;

/// Edits the texts of fragments for those of the differences to a document that are mechanical. Nothing is written.
///
/// `ours` is what the files of `spec` say, and `found` where it differs from `theirs`; what `accepted` has a reason for is
/// no difference.
///
/// Errors: a file that can't be read any more.
pub fn apply(
    spec: &Input,
    (ours, theirs): (&Model, &Model),
    found: &[Difference],
    accepted: &Accepted,
) -> Result<Applied, Error> {
    let mut run = Run::new(spec, theirs, found);
    let mut reasons: BTreeMap<String, String> = BTreeMap::new();
    let mut applied = Vec::new();
    for _ in 0..ROUNDS {
        let mut wanted = Vec::new();
        for difference in run.found.clone() {
            let key = difference.key();
            if reasons.contains_key(&key) || accepted.reason(&difference.key()).is_some() {
                continue;
            }
            match plan::plan(&difference, run.ours.as_ref().unwrap_or(ours), theirs) {
                Ok(plan) => wanted.push(run.plan(difference, plan)?),
                Err(why) => {
                    reasons.insert(key, why);
                }
            }
        }
        let (done, left) = run.settle(wanted, accepted);
        let is_over = done.is_empty();
        applied.extend(done);
        reasons.extend(left);
        if is_over {
            break;
        }
    }
    let left = run.found.iter();
    let left = left.filter(|difference| accepted.reason(&difference.key()).is_none());
    let left = left.map(|difference| {
        let why = reasons.remove(&difference.key());
        let why = why.unwrap_or_else(|| "it came with what was applied".to_owned());
        (difference.clone(), why)
    });
    Ok(Applied {
        left: left.collect(),
        applied,
        files: run.files(),
    })
}
