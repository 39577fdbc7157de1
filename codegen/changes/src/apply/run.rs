//! Trying edits, and keeping those after which the fragments are read and the differences are gone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use reversals_codegen::load::{self, Input};
use reversals_codegen::tree::{Place, Source};
use reversals_codegen::{Error, Model};

use super::Edited;
use crate::accepted::Accepted;
use crate::difference::Difference;
use crate::text::edit::{self, Edit, What};
use crate::upstream;

/// Edits of files.
pub(super) type Plan = Vec<(Arc<Source>, Edit)>;

/// A difference, and what is to make it none.
pub(super) struct Wanted {
    difference: Difference,
    key: String,
    plan: Plan,
}

pub(super) struct Run<'a> {
    spec: &'a Input,
    theirs: &'a Model,
    /// The files that are edited, by name, as they are on the disk.
    before: BTreeMap<String, (Arc<Source>, String)>,
    /// What they say with all that was applied so far.
    texts: BTreeMap<String, String>,
    /// What the fragments say then; nothing as long as nothing was applied.
    pub(super) ours: Option<Model>,
    /// Where they differ then.
    pub(super) found: Vec<Difference>,
}

/// What the fragments would be.
struct Attempt {
    texts: BTreeMap<String, String>,
    ours: Model,
    found: Vec<Difference>,
}

/// Why they can't be that.
struct Failure {
    why: String,
    /// Those because of which, by position; none where it is not told.
    blamed: BTreeSet<usize>,
}

impl<'a> Run<'a> {
    pub(super) fn new(spec: &'a Input, theirs: &'a Model, found: &[Difference]) -> Self {
        Self {
            spec,
            theirs,
            before: BTreeMap::new(),
            texts: BTreeMap::new(),
            ours: None,
            found: found.to_vec(),
        }
    }

    /// Takes in what is to be tried, with the files that it is about.
    pub(super) fn plan(&mut self, difference: Difference, plan: Plan) -> Result<Wanted, Error> {
        for (source, _) in &plan {
            if !self.before.contains_key(&source.name) {
                let text = load::text_of(self.spec, source)?;
                self.texts.insert(source.name.clone(), text.clone());
                let before = (Arc::clone(source), text);
                self.before.insert(source.name.clone(), before);
            }
        }
        Ok(Wanted {
            key: difference.key(),
            difference,
            plan,
        })
    }

    /// Applies what can be of these: all at once, without those that are to blame, or else either half. Gives those that are
    /// applied, and the keys of the others with the reason.
    pub(super) fn settle(
        &mut self,
        wanted: Vec<Wanted>,
        accepted: &Accepted,
    ) -> (Vec<Difference>, Vec<(String, String)>) {
        let (mut done, mut left) = (Vec::new(), Vec::new());
        let mut waiting = vec![wanted];
        while let Some(mut wanted) = waiting.pop() {
            if wanted.is_empty() {
                continue;
            }
            match self.attempt(&wanted, accepted) {
                Ok(attempt) => {
                    self.texts = attempt.texts;
                    self.ours = Some(attempt.ours);
                    self.found = attempt.found;
                    done.extend(wanted.into_iter().map(|it| it.difference));
                }
                Err(Failure { why, .. }) if wanted.len() == 1 => {
                    left.extend(wanted.into_iter().map(|it| (it.key, why.clone())));
                }
                Err(Failure { blamed, .. })
                    if blamed.is_empty() || blamed.len() == wanted.len() =>
                {
                    let rest = wanted.split_off(wanted.len() / 2);
                    waiting.extend([rest, wanted]);
                }
                Err(Failure { why, blamed }) => {
                    let all = std::mem::take(&mut wanted).into_iter().enumerate();
                    let (out, rest): (Vec<_>, Vec<_>) =
                        all.partition(|(at, _)| blamed.contains(at));
                    left.extend(out.into_iter().map(|(_, it)| (it.key, why.clone())));
                    waiting.push(rest.into_iter().map(|(_, it)| it).collect());
                }
            }
        }
        (done, left)
    }

    /// The fragments with these applied.
    fn attempt(&self, wanted: &[Wanted], accepted: &Accepted) -> Result<Attempt, Failure> {
        let texts = self.edited(wanted)?;
        let refused = |error: Error| {
            let report = match &error {
                Error::Refused(report) => report.refusals(),
                _ => Vec::new(),
            };
            let places = report.iter().map(|refusal| &refusal.place);
            let blamed = places.flat_map(|place| at(wanted, place)).collect();
            let first = match report.first() {
                Some(first) => first.what.clone(),
                None => error.to_string(),
            };
            Failure {
                why: format!("the fragments would be refused: {first}"),
                blamed,
            }
        };
        let fragments = load::fragments_as(self.spec, &texts).map_err(|it| refused(it.into()))?;
        let ours = reversals_codegen::model_of(&fragments).map_err(refused)?;
        let found = upstream::between(&ours, self.theirs);
        let keys: BTreeSet<String> = found.iter().map(Difference::key).collect();
        let still = wanted.iter().enumerate();
        let still = still.filter(|(_, it)| keys.contains(&it.key));
        let blamed: BTreeSet<usize> = still.map(|(at, _)| at).collect();
        if !blamed.is_empty() {
            let why = "the difference would still be there".to_owned();
            return Err(Failure { why, blamed });
        }
        // What differs in what was added was not added rightly; elsewhere it was not reached before.
        let known: BTreeSet<String> = self.found.iter().map(Difference::key).collect();
        for difference in &found {
            let key = difference.key();
            if known.contains(&key) || accepted.reason(&difference.key()).is_some() {
                continue;
            }
            let blamed: BTreeSet<usize> = at(wanted, &difference.base.place).collect();
            if !blamed.is_empty() {
                let why = format!("there would be another difference: {key}");
                return Err(Failure { why, blamed });
            }
        }
        Ok(Attempt { texts, ours, found })
    }

    /// The texts with these edits.
    fn edited(&self, wanted: &[Wanted]) -> Result<BTreeMap<String, String>, Failure> {
        let mut by_file: BTreeMap<&str, Vec<(usize, &Edit)>> = BTreeMap::new();
        for (at, one) in wanted.iter().enumerate() {
            for (source, edit) in &one.plan {
                by_file.entry(&source.name).or_default().push((at, edit));
            }
        }
        let mut texts = self.texts.clone();
        for (file, edits) in by_file {
            let text = texts.get(file).map(String::as_str).unwrap_or_default();
            let only: Vec<&Edit> = edits.iter().map(|(_, edit)| *edit).collect();
            let edited = edit::edit(text, &only).map_err(|failed| Failure {
                why: "the text can't be edited there without touching more".to_owned(),
                blamed: failed
                    .iter()
                    .filter_map(|position| Some(edits.get(*position)?.0))
                    .collect(),
            })?;
            texts.insert(file.to_owned(), edited);
        }
        Ok(texts)
    }

    /// The files that are to have other texts.
    pub(super) fn files(mut self) -> Vec<Edited> {
        let mut files = Vec::new();
        for (name, (source, before)) in self.before {
            let after = self.texts.remove(&name).unwrap_or_default();
            if after != before {
                let given = self.spec.files.iter().find(|file| file.source == source);
                let path = given.map_or_else(|| source.shown.clone().into(), |it| it.path.clone());
                files.push(Edited {
                    path,
                    before,
                    after,
                });
            }
        }
        files
    }
}

/// Those that edit a place, what is in it, or what it is in.
fn at(wanted: &[Wanted], place: &Place) -> impl Iterator<Item = usize> {
    let tokens = place.pointer.tokens();
    let is_near = |edit: &Edit| {
        let key = match &edit.what {
            What::Add(key, _) | What::Lay(key, _) => Some(key),
            What::Append(_) | What::Replace(_) => None,
        };
        let own = edit.at.iter().chain(key);
        // Whichever ends first.
        !tokens.is_empty() && own.zip(&tokens).all(|(own, token)| own == token)
    };
    let all = wanted.iter().enumerate().filter(|(_, it)| {
        let mut edits = it.plan.iter();
        edits.any(|(source, edit)| *source == place.source && is_near(edit))
    });
    all.map(|(at, _)| at).collect::<Vec<_>>().into_iter()
}
