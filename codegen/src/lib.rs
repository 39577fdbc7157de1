//! From OpenAPI fragments to crates: models, client, server stub.
//!
//! The stages, in order: [`load`] reads files into trees whose nodes know their places; [`bundle`] makes
//! them one document, and [`select`] takes the part of it that is wanted; [`check`] refuses whatever no emitter can express; [`lower`] makes the model
//! ([`ir`]); [`lowered`] says the model in words that progenitor takes; [`bindings`] runs progenitor;
//! [`polish`] makes its output link our runtime; [`emit`] makes files of it all; [`write`](mod@write) compares or
//! applies them. Only `load` and `write` touch the disk.
#![forbid(unsafe_code)]

pub mod bare;
#[cfg(feature = "bindings")]
pub mod bindings;
pub mod bundle;
pub mod check;
#[cfg(feature = "bindings")]
mod constants;
pub mod diagnostic;
#[cfg(feature = "bindings")]
pub mod emit;
mod error;
pub mod ir;
mod json;
mod keywords;
pub mod load;
pub mod lower;
#[cfg(feature = "bindings")]
pub mod lowered;
pub mod naming;
mod openapi;
pub mod pattern;
#[cfg(feature = "bindings")]
pub mod polish;
mod reference;
pub mod resources;
mod scalar;
pub mod schema;
pub mod select;
pub mod template;
pub mod tree;
#[cfg(feature = "bindings")]
pub mod write;
mod yaml;

pub use error::Error;

use diagnostic::Report;
#[cfg(feature = "bindings")]
use emit::{Options, Outputs};
use ir::Api;
use select::{LeftOut, Selection};

/// A stage of a run, for showing progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading the fragments.
    Load,
    /// Refusing what can't be expressed.
    Check,
    /// Making the model.
    Lower,
    /// Running progenitor.
    Generate,
    /// Making the files.
    Emit,
}

/// The document and its model.
pub struct Model {
    /// The checked document.
    pub checked: check::Checked,
    /// The model.
    pub api: Api,
    /// What was noted of the document.
    pub notes: Report,
    /// The operations that are left out because of what is not supported, where that was asked for.
    pub left_out: Vec<LeftOut>,
    /// How many operations were wanted, those that are left out among them.
    pub wanted: usize,
}

impl Model {
    fn new(
        checked: check::Checked,
        (api, lowered): (Api, Report),
        mut left_out: Vec<LeftOut>,
        wanted: usize,
    ) -> Self {
        let mut notes = checked.notes().clone();
        notes.extend(lowered);
        left_out.sort_by(|a, b| (&a.path, a.method).cmp(&(&b.path, b.method)));
        Self {
            checked,
            api,
            notes,
            left_out,
            wanted,
        }
    }
}

/// What a run makes.
#[cfg(feature = "bindings")]
pub struct Generated {
    /// Every file.
    pub outputs: Outputs,
    /// What was noted of the document.
    pub notes: Report,
    /// The operations that are left out because of what is not supported, where that was asked for.
    pub left_out: Vec<LeftOut>,
    /// How many operations were wanted, those that are left out among them.
    pub wanted: usize,
}

/// Reads, bundles, checks and lowers.
pub fn model(
    input: &load::Input,
    progress: &mut (dyn FnMut(Stage) + Send),
) -> Result<Model, Error> {
    deep(|| first_stages(input, progress))
}

/// Bundles, checks and lowers what is loaded already; with [`load::text`] or [`load::value`], a whole run without the disk.
pub fn model_of(fragments: &load::Fragments) -> Result<Model, Error> {
    deep(|| middle_stages(fragments, &Selection::default(), &mut |_| ()))
}

/// The same of the part that is wanted.
pub fn part_of(fragments: &load::Fragments, selection: &Selection) -> Result<Model, Error> {
    deep(|| middle_stages(fragments, selection, &mut |_| ()))
}

/// A document as far as it can be read: it may have refusals.
pub struct Read {
    /// The document.
    pub document: bundle::Document,
    /// What its schemas mean.
    pub schemas: schema::Schemas,
    /// Everything that is refused and noted of it.
    pub report: Report,
}

/// Reads, bundles and judges without asking that a model can be made, and has something done with the outcome on the stack
/// of a run. The fragments are what was read.
///
/// Errors: what can't be read or bundled.
pub fn read<T: Send>(
    input: &load::Input,
    work: impl FnOnce(&load::Fragments, &Read) -> T + Send,
) -> Result<T, Error> {
    deep(|| {
        let fragments = load::fragments(input)?;
        let document = bundle::bundle(&fragments)?;
        let (schemas, report) = check::judged(&document);
        let read = Read {
            document,
            schemas,
            report,
        };
        Ok(work(&fragments, &read))
    })
}

/// Address space for the stack of a run. Components lead into each other as deep as a document likes, and the
/// stages and progenitor follow them by recursion; what is not touched costs no memory.
const STACK: usize = 1 << 28;

/// Runs `work` on a stack that no document accepted by [`lower`] fills, whoever follows its components by recursion.
///
/// Errors: those of `work`, and that there can be no thread for it.
pub fn deep<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .map_err(|error| Error::Hole(format!("no thread for the run: {error}")))?
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// What the operations of a document or of the part that is wanted are called, though it may have refusals elsewhere: it
/// is loaded and bundled alone.
pub fn resources(input: &load::Input) -> Result<resources::Resources, Error> {
    deep(|| {
        let document = bundle::bundle(&load::fragments(input)?)?;
        let document = select::select(document, &input.selection)?;
        Ok(resources::of(&document))
    })
}

fn first_stages(
    input: &load::Input,
    progress: &mut (dyn FnMut(Stage) + Send),
) -> Result<Model, Error> {
    progress(Stage::Load);
    let fragments = load::fragments(input)?;
    middle_stages(&fragments, &input.selection, progress)
}

fn middle_stages(
    fragments: &load::Fragments,
    selection: &Selection,
    progress: &mut (dyn FnMut(Stage) + Send),
) -> Result<Model, Error> {
    let mut names: Vec<String> = fragments
        .roots
        .iter()
        .map(|root| root.place.source.name.clone())
        .collect();
    names.extend(fragments.referenced.keys().cloned());
    names.sort();
    names.dedup();
    let document = bundle::bundle(fragments)?;
    // Before anything is left out, so that a part has the names of the whole.
    let resources = resources::of(&document);
    let mut document = select::select(document, selection)?;
    let wanted = document.operations().len();
    let mut left_out = Vec::new();
    // What one round leaves out can show what the next is to leave out, but not for long.
    for _ in 0..select::ROUNDS {
        if !selection.skip_unsupported {
            break;
        }
        progress(Stage::Check);
        let mut report = check::report(&document);
        if report.is_empty() {
            let checked = check::document(document)?;
            progress(Stage::Lower);
            report = match lower::api(&checked, &resources, names.clone()) {
                Ok(lowered) => return Ok(Model::new(checked, lowered, left_out, wanted)),
                Err(report) => report,
            };
            document = checked.into_document();
        }
        let skipped;
        (document, skipped) = select::skip(document, &report, selection.cut_expansions)?;
        left_out.extend(skipped);
    }
    progress(Stage::Check);
    let checked = check::document(document)?;
    progress(Stage::Lower);
    let lowered = lower::api(&checked, &resources, names)?;
    Ok(Model::new(checked, lowered, left_out, wanted))
}

/// The whole pipeline but for writing: every output file of the input.
#[cfg(feature = "bindings")]
pub fn generate(
    input: &load::Input,
    options: &Options,
    progress: &mut (dyn FnMut(Stage) + Send),
) -> Result<Generated, Error> {
    deep(|| last_stages(first_stages(input, progress)?, options, progress))
}

/// Every output file of a model: the rest of [`generate`].
#[cfg(feature = "bindings")]
pub fn generate_of(
    model: Model,
    options: &Options,
    progress: &mut (dyn FnMut(Stage) + Send),
) -> Result<Generated, Error> {
    deep(|| last_stages(model, options, progress))
}

#[cfg(feature = "bindings")]
fn last_stages(
    model: Model,
    options: &Options,
    progress: &mut (dyn FnMut(Stage) + Send),
) -> Result<Generated, Error> {
    progress(Stage::Generate);
    let tokens = bindings::generate(&model.api)?;
    progress(Stage::Emit);
    let api = &model.api;
    let lacking = api.operations.iter().filter(|operation| {
        let body = operation.body.as_ref();
        body.is_some_and(|body| api.can_lack(body))
    });
    let lacking: std::collections::BTreeSet<String> = lacking
        .map(|operation| naming::type_name(&operation.rust_name))
        .collect();
    let bodies = polish::Bodies {
        is_made_of_nothing: &|name| api.is_made_of_nothing(name),
        can_lack: &|builder| lacking.contains(builder),
    };
    let named: std::collections::BTreeMap<String, (&str, &str)> = api
        .operations
        .iter()
        .map(|operation| {
            let resource = api.resources.get(&operation.resource);
            let resource = resource.unwrap_or(&operation.resource);
            let builder = naming::type_name(&operation.rust_name);
            (builder, (resource.as_str(), operation.verb.as_str()))
        })
        .collect();
    let named = |builder: &str| named.get(builder).copied().unwrap_or_default();
    let mut bindings = polish::polish(tokens, &bodies, &named)?;
    polish::parameters(&mut bindings, &model.api);
    let outputs = emit::all(&model.api, &model.checked, bindings, options)?;
    Ok(Generated {
        outputs,
        notes: model.notes,
        left_out: model.left_out,
        wanted: model.wanted,
    })
}
