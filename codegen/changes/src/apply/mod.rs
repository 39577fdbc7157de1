//! Fragments, edited so that they are again what the document says: where that takes no thought, and nowhere else.
//!
//! Something is added, or a bound is another; nothing is ever taken out, and no comment, order or word is changed. Every edit
//! is tried before any is written: the fragments are read with it, and the difference has to be gone.

mod plan;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use reversals_codegen::load::{self, Input};
use reversals_codegen::tree::Source;
use reversals_codegen::{Error, Model};

use crate::accepted::Accepted;
use crate::difference::Difference;
use crate::text::edit::{self, Edit};
use crate::upstream;

/// What becomes of the differences between fragments and a document.
#[derive(Debug, Default)]
pub struct Applied {
    /// Those that are none any more with the files as they are to be.
    pub applied: Vec<Difference>,
    /// The others, and why each is left.
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
    let mut run = Run {
        spec,
        theirs,
        accepted,
        keys: found.iter().map(Difference::key).collect(),
        known: found.iter().map(Difference::key).collect(),
        plans: Vec::new(),
        before: BTreeMap::new(),
        texts: BTreeMap::new(),
        applied: BTreeSet::new(),
        left: BTreeMap::new(),
    };
    for (at, difference) in found.iter().enumerate() {
        let is_meant = accepted.reason(difference).is_some();
        let plan = if is_meant {
            None
        } else {
            match plan::plan(difference, ours, theirs) {
                Ok(plan) => Some(plan),
                Err(why) => {
                    run.left.insert(at, why);
                    None
                }
            }
        };
        for (source, _) in plan.iter().flatten() {
            if !run.before.contains_key(&source.name) {
                let text = load::text_of(spec, source)?;
                run.texts.insert(source.name.clone(), text.clone());
                run.before
                    .insert(source.name.clone(), (Arc::clone(source), text));
            }
        }
        run.plans.push(plan.unwrap_or_default());
    }
    let planned: Vec<usize> = (0..found.len())
        .filter(|at| run.plans.get(*at).is_some_and(|plan| !plan.is_empty()))
        .collect();
    run.settle(&planned);
    Ok(run.finish(found))
}

/// Edits of files.
type Plan = Vec<(Arc<Source>, Edit)>;

struct Run<'a> {
    spec: &'a Input,
    theirs: &'a Model,
    accepted: &'a Accepted,
    /// The keys of what differed before, in its order.
    keys: Vec<String>,
    known: BTreeSet<String>,
    /// By difference; empty where none is made.
    plans: Vec<Plan>,
    /// The files that are edited, by name.
    before: BTreeMap<String, (Arc<Source>, String)>,
    /// What they say with all that was applied so far.
    texts: BTreeMap<String, String>,
    applied: BTreeSet<usize>,
    left: BTreeMap<usize, String>,
}

impl Run<'_> {
    /// Applies what can be of these: all at once, or else either half, down to the one that can't be.
    fn settle(&mut self, wanted: &[usize]) {
        if wanted.is_empty() {
            return;
        }
        match self.attempt(wanted) {
            Ok(texts) => {
                self.texts = texts;
                self.applied.extend(wanted);
            }
            Err(why) => {
                if let [one] = wanted {
                    self.left.insert(*one, why);
                } else {
                    let (first, second) = wanted.split_at(wanted.len() / 2);
                    self.settle(first);
                    self.settle(second);
                }
            }
        }
    }

    /// The texts with these applied, or why they can't be.
    fn attempt(&self, wanted: &[usize]) -> Result<BTreeMap<String, String>, String> {
        let mut texts = self.texts.clone();
        for (source, edit) in wanted.iter().filter_map(|at| self.plans.get(*at)).flatten() {
            let text = texts.get(&source.name).map(String::as_str);
            let edited = edit::edit(text.unwrap_or_default(), edit);
            let edited = edited.ok_or("the text can't be edited there without touching more")?;
            texts.insert(source.name.clone(), edited);
        }
        let refused = |error: Error| {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default();
            format!("the fragments would be refused: {first}")
        };
        let fragments = load::fragments_as(self.spec, &texts).map_err(|it| refused(it.into()))?;
        let ours = reversals_codegen::model_of(&fragments).map_err(refused)?;
        let differences = upstream::between(&ours, self.theirs);
        let found: BTreeMap<String, &Difference> =
            differences.iter().map(|it| (it.key(), it)).collect();
        // What was applied before is to stay so.
        for plan in wanted.iter().chain(&self.applied) {
            let key = self.keys.get(*plan);
            if key.is_some_and(|key| found.contains_key(key)) {
                return Err("the difference would still be there".to_owned());
            }
        }
        let new = found
            .iter()
            .find(|(key, it)| !self.known.contains(*key) && self.accepted.reason(it).is_none());
        match new {
            Some((key, _)) => Err(format!("there would be another difference: {key}")),
            None => Ok(texts),
        }
    }
}

impl Run<'_> {
    /// What became of the differences.
    fn finish(mut self, found: &[Difference]) -> Applied {
        let mut done = Applied::default();
        for (at, difference) in found.iter().enumerate() {
            if self.applied.contains(&at) {
                done.applied.push(difference.clone());
            } else if let Some(why) = self.left.remove(&at) {
                done.left.push((difference.clone(), why));
            }
        }
        for (name, (source, before)) in self.before {
            let after = self.texts.remove(&name).unwrap_or_default();
            if after != before {
                let given = self.spec.files.iter().find(|file| file.source == source);
                let path = given.map_or_else(|| source.shown.clone().into(), |it| it.path.clone());
                done.files.push(Edited {
                    path,
                    before,
                    after,
                });
            }
        }
        done
    }
}
