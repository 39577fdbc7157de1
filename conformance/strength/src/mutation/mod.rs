//! The single edits of an OpenAPI document: what a suite of cases must notice.
//!
//! Every edit is made of the document itself, keyword by keyword; no list is kept by hand. Whether one is any is read off
//! what the pipeline makes of the edited document: it is none where this is refused, and none where the model of each
//! operation, with the types that it leads to, and its published schemas are those of the unedited document, or of
//! one with an edit that came before. What differs also says which operations an edit reaches, and which way.
//!
//! Words, `explode`, and the order of anything are not edited: nobody acts on them. Out of scope: the addresses of
//! servers, which a caller overrides.

mod behaviour;
mod calls;
mod change;
mod edit;
mod messages;
mod mutant;
mod order;
mod paths;
pub mod run;
mod sample;
mod schema;
mod walk;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use reversals_codegen::{Error, Model, load, model_of};
use reversals_judge::parallel;
use serde_json::Value;

pub use behaviour::meaning;
pub use change::Travels;
pub use edit::Edit;
pub use mutant::Mutant;
pub use sample::sample;

use behaviour::{Behaviour, Difference};
use change::{Change, Way, applied};
use walk::Site;

/// The keywords of schemas of which edits are made.
pub fn keywords() -> impl Iterator<Item = &'static str> {
    schema::TABLE.iter().map(|(keyword, _)| *keyword)
}

/// Every single edit of a bundled document that changes anything; the same document gives the same list. One that the
/// pipeline refuses has none.
///
/// References must be local, to components, as in the document that the generator writes. The pipeline runs once for
/// each edit, on every core.
pub fn mutants(document: &Value) -> Vec<Mutant> {
    let Ok(unedited) = model(document) else {
        return Vec::new();
    };
    let unedited = Behaviour::of(document.clone(), &unedited.api);
    let mut sites = Vec::new();
    Site::of(document).below(&mut sites);
    let made = parallel::map(&sites, &|_| (), |site| of_site(document, site, &unedited));
    let mut found = Found::default();
    for (change, made) in made.into_iter().flatten() {
        found.add(change, made);
    }
    found.mutants
}

/// The model of a document that is held in memory; the error is the pipeline's refusal.
pub fn model(document: &Value) -> Result<Model, Error> {
    model_of(&load::value("openapi.json", document)?)
}

/// What the published schemas alone may tell. Any other edit after which both sides do what they did is none, such as null
/// in a text or in a branch, or a property less in one part of what is merged.
const TOLD: [Edit; 8] = [
    Edit::BoundRaised,
    Edit::BoundLowered,
    Edit::BoundRemoved,
    Edit::BoundAdded,
    Edit::ObjectClosed,
    Edit::MemberRemoved,
    Edit::MemberRenamed,
    Edit::MemberAdded,
];

/// What the pipeline makes of a change.
struct Made {
    way: Way,
    api: reversals_codegen::ir::Api,
    behaviour: Behaviour,
    difference: Difference,
}

/// The edits of a place that change anything.
fn of_site(document: &Value, site: &Site<'_>, unedited: &Behaviour) -> Vec<(Change, Made)> {
    let changes = match site.kind {
        walk::Kind::Schema => schema::edits(site),
        _ => calls::edits(site),
    };
    let mut found: Vec<(Change, Made)> = Vec::new();
    for change in changes {
        // Which way it travels is known by the first.
        let known = found.last().map(|(_, made)| made.difference.travels);
        if known.is_none_or(|travels| change.is_of(travels))
            && let Some(made) = made(document, &change, unedited)
            && change.is_of(made.difference.travels)
            && (!made.difference.told || TOLD.contains(&change.edit))
        {
            found.push((change, made));
        }
    }
    found
}

fn made(document: &Value, change: &Change, unedited: &Behaviour) -> Option<Made> {
    let accepted = change.ways.iter().find_map(|way| {
        let edited = applied(document, way);
        Some((way, model(&edited).ok()?.api, edited))
    });
    let (way, api, edited) = accepted?;
    let behaviour = Behaviour::of(edited, &api);
    let difference = behaviour.differs(unedited)?;
    Some(Made {
        way: way.clone(),
        api,
        behaviour,
        difference,
    })
}

/// The edits found so far.
#[derive(Default)]
struct Found {
    mutants: Vec<Mutant>,
    ids: BTreeSet<String>,
    behaviours: HashSet<Behaviour>,
}

impl Found {
    fn add(&mut self, change: Change, made: Made) {
        if !self.behaviours.insert(made.behaviour) {
            return;
        }
        let mut id = format!("{}:{}", change.edit, change.label);
        if !change.detail.is_empty() {
            id.push('=');
            id.push_str(&change.detail);
        }
        // Names of a document may make two labels one; the order of the document tells them apart.
        let first = id.clone();
        let mut count = 1;
        while !self.ids.insert(id.clone()) {
            count += 1;
            id = format!("{first}~{count}");
        }
        let mut words = change.words;
        words.extend(change.label.rsplit('/').map(str::to_owned));
        let mut seen = BTreeSet::new();
        words.retain(|word| !word.is_empty() && seen.insert(word.clone()));
        let Difference {
            operations,
            travels,
            told,
        } = made.difference;
        self.mutants.push(Mutant {
            id,
            edit: change.edit,
            pointer: change.pointer,
            what: change.what,
            words,
            operations,
            travels,
            told,
            api: Arc::new(made.api),
            way: made.way,
        });
    }
}
