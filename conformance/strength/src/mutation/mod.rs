//! The single edits of an OpenAPI document: what a suite of cases must notice.
//!
//! Every edit is made from the document itself; no list is kept by hand. An edit says what it changes, which
//! operations reach the place, and how the document looks afterwards, as a patch of RFC 6902.
//!
//! # What is left out, because nothing behaves otherwise
//!
//! - Words: descriptions, titles, tags, examples, defaults, `deprecated`, operationIds, and every extension but
//!   `x-exclusive` and `x-expansionResources`. The pipeline makes documentation or names of them. Of `x-expansionResources` it asks
//!   only whether it is there; what is inside is said by the union.
//! - A `format` that is held to nothing, and `int64` and `double`, which are of the type itself.
//! - `explode`: lists and objects have brackets or repeat their name, as `style` says; plain values have no parts.
//!   A list in one piece (`style: form`, `explode: false`) is refused.
//! - `encoding` and `style` of plain values, and of unions of plain values: these look the same in every style.
//! - The order of branches, properties, required names, parameters and enum values: decoders look at each branch, and
//!   branches that can't be told apart are refused.
//! - `additionalProperties: true` in place of nothing: both admit every member.
//! - Another name of a property that only answers have and that is optional: it may be absent under both names, so
//!   that this is the property removed.
//! - A `nullable` of a component, which is one at each place that refers to it, and is made there.
//! - A `nullable` of a parameter or of a whole form: text has no null. That of a branch is that of its union.
//! - Bounds on the length of strings that an enum lists: the list is the bound.
//! - A security scheme that is removed: its requirement has to go too, which is the edit `alternative-removed`.
//! - `default` in place of `4XX` and the like: a client takes every other status for an error of the one type.
//! - A bound of length, count or value that is gone, where only answers have it: the value that shows it raised by one shows this too. Types
//!   other than one, likewise: any value shows each of them. Requests have all of these, because text is read by type.
//! - Components, and bodies, that no operation reaches.
//!
//! Out of scope: the addresses of servers, which a caller overrides.

mod bounds;
mod edit;
mod enums;
mod exclusive;
mod fields;
mod forms;
mod nullable;
mod objects;
mod order;
mod parameters;
mod patch;
mod paths;
mod place;
mod reach;
mod responses;
pub mod run;
mod sample;
mod schema;
mod settings;
mod sites;
mod templates;
mod types;
mod unions;
mod view;

use std::collections::BTreeSet;

use json_patch::{Patch, PatchError, PatchOperation};
use reversals_codegen::{Error, Model, load, model_of};
use serde_json::{Map, Value};

pub use edit::Edit;
pub use order::meaning;
pub use place::Travels;
pub use sample::sample;

use place::Place;
use reach::Reaches;
use view::{Meaning, View};

/// A document with one edit.
#[derive(Clone, Debug, PartialEq)]
pub struct Mutant {
    /// A stable, readable name, unique in a document: `<edit>:<place>`, with `=<what>` where one place has several.
    pub id: String,
    /// The kind of edit.
    pub edit: Edit,
    /// The JSON pointer (RFC 6901) of the edited place, in the document before the edit.
    pub pointer: String,
    /// What was changed, in one sentence.
    pub what: String,
    /// The names and values that a test is likely to mention when it notices, the most telling first.
    pub words: Vec<String>,
    /// The operationIds that reach the place, in the order of the document; never empty.
    pub operations: Vec<String>,
    /// Which way what is described there travels.
    pub travels: Travels,
    /// The edit, as operations on the document.
    pub patch: Patch,
}

impl Mutant {
    /// The edited document, without the examples of its components: they are of what stood there before, and the
    /// pipeline would refuse the edit for them alone. An error where `base` is not the document that the mutant was
    /// made from.
    pub fn document(&self, base: &Value) -> Result<Value, PatchError> {
        let mut document = base.clone();
        json_patch::patch(&mut document, &self.patch)?;
        let schemas = document.pointer_mut("/components/schemas");
        for schema in schemas
            .into_iter()
            .filter_map(Value::as_object_mut)
            .flat_map(Map::values_mut)
        {
            if let Value::Object(members) = schema {
                members.remove("example");
            }
        }
        Ok(document)
    }
}

/// Every single edit of a bundled document, by kind of place; the same document gives the same list. One that the
/// pipeline refuses has none.
///
/// References must be local, to components, as in the document that the generator writes. Some edits give documents
/// that the pipeline refuses; [`model`] tells which.
pub fn mutants(document: &Value) -> Vec<Mutant> {
    let Ok(model) = model(document) else {
        return Vec::new();
    };
    let meaning = Meaning::new(document, &model);
    let view = View {
        root: document,
        meaning: &meaning,
    };
    let reaches = Reaches::of(view);
    let mut found = Found::default();
    settings::add(view, &mut found);
    paths::add(view, &mut found);
    templates::add(view, &mut found);
    parameters::add(view, &reaches, &mut found);
    exclusive::add(view, &mut found);
    forms::add(view, &reaches, &mut found);
    responses::add(view, &reaches, &mut found);
    for site in &sites::sites(view, &reaches) {
        types::add(view, site, &mut found);
        bounds::add(site, &mut found);
        enums::add(site, &mut found);
        unions::add(view, site, &mut found);
        objects::add(view, site, &mut found);
        nullable::add(view, site, &mut found);
    }
    found.mutants
}

/// The model of a document that is held in memory; the error is the pipeline's refusal.
pub fn model(document: &Value) -> Result<Model, Error> {
    model_of(&load::value("openapi.json", document)?)
}

/// An edit, before it has an id.
struct Change {
    edit: Edit,
    /// What tells it from others of its kind at one place; empty where there is only one.
    detail: String,
    what: String,
    words: Vec<String>,
    patch: Vec<PatchOperation>,
}

impl Change {
    fn new(edit: Edit, what: impl Into<String>, patch: Vec<PatchOperation>) -> Self {
        Self {
            edit,
            detail: String::new(),
            what: what.into(),
            words: Vec::new(),
            patch,
        }
    }

    fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    fn word(mut self, word: impl Into<String>) -> Self {
        self.words.push(word.into());
        self
    }
}

/// The edits found so far.
#[derive(Default)]
struct Found {
    mutants: Vec<Mutant>,
    ids: BTreeSet<String>,
}

impl Found {
    fn add(&mut self, place: &Place, change: Change) {
        if place.reach.operations.is_empty() {
            return;
        }
        let mut id = format!("{}:{}", change.edit, place.label);
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
        words.extend(place.names.iter().rev().cloned());
        let mut seen = BTreeSet::new();
        words.retain(|word| !word.is_empty() && seen.insert(word.clone()));
        self.mutants.push(Mutant {
            id,
            edit: change.edit,
            pointer: place.pointer.to_string(),
            what: change.what,
            words,
            operations: place.reach.operations.clone(),
            travels: place.reach.travels(),
            patch: Patch(change.patch),
        });
    }
}
