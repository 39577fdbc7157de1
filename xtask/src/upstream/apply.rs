//! `cargo xtask upstream --apply`

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use reversals_changes::apply::apply;
use reversals_changes::difference::Difference;
use reversals_changes::upstream;
use reversals_codegen::Model;
use reversals_codegen::write::files::{Replacement, replace};

use super::{Ours, told};
use crate::exit::Outcome;
use crate::progress::Progress;

pub(super) fn run(
    spec: &Path,
    ours: Ours,
    theirs: &Model,
    found: &[Difference],
    progress: Progress,
) -> Result<Outcome> {
    progress.say("editing");
    let applied = apply(&ours.input, (&ours.model, theirs), found, &ours.accepted)?;
    let files = applied.files.iter().map(|file| Replacement {
        path: file.path.clone(),
        before: file.before.clone(),
        after: file.after.clone(),
    });
    let files: Vec<Replacement> = files.collect();
    replace(&files)?;
    // What is told is what the files say now.
    let ours = if files.is_empty() {
        ours
    } else {
        Ours::read(spec, &progress)?
    };
    let differences = upstream::between(&ours.model, theirs);
    drop(progress);
    for difference in &applied.applied {
        anstream::println!("applied: {}", difference.key());
    }
    if !applied.applied.is_empty() {
        anstream::println!();
    }
    let left = applied.left.iter();
    let reasons: BTreeMap<String, &str> = left
        .map(|(difference, why)| (difference.key(), why.as_str()))
        .collect();
    let is_meant = |difference: &&Difference| ours.accepted.reason(&difference.key()).is_some();
    let (meant, left): (Vec<_>, Vec<_>) = differences.iter().partition(is_meant);
    for difference in &left {
        let why = reasons.get(&difference.key()).copied();
        let why = why.unwrap_or("it came with what was applied");
        anstream::println!("{} help: edit it by hand: {why}\n", told(difference));
    }
    let (entries, is_wrong) = ours.wrong(&differences);
    for file in &files {
        anstream::println!("written: {}", file.path.display());
    }
    anstream::println!(
        "{} differences applied, {} left, and {} that are meant{entries}",
        applied.applied.len(),
        left.len(),
        meant.len()
    );
    if applied.applied.is_empty() {
        anstream::println!("nothing was written");
    } else {
        anstream::println!("describe what says TODO, and run `cargo xtask generate`");
    }
    Ok(if left.is_empty() && !is_wrong {
        Outcome::Fine
    } else {
        Outcome::Finding
    })
}
