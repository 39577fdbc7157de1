//! The conformance cases as files beside the schemas, and as what illustrates the page for people.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use reversals_cases::vectors;
use reversals_codegen::Model;
use reversals_codegen::emit::docs::Illustrations;
use reversals_codegen::emit::{self, Extra};

use crate::docs;

/// What the cases tell.
pub(crate) struct Told {
    /// The files to lie beside the schemas.
    pub(crate) files: BTreeMap<String, Extra>,
    /// What illustrates the page.
    pub(crate) docs: Illustrations,
    /// What the page is made without, each with its place and what helps.
    pub(crate) wanting: Vec<String>,
}

/// What the cases in a folder tell, with the names that the schemas of a document have. Calls are cut out of files
/// below `root`.
pub(crate) fn told(root: &Path, cases: &Path, model: &Model) -> Result<Told> {
    let suite = reversals_cases::load(cases)?;
    let names = emit::names(&model.checked);
    let operations: Vec<_> = names.keys().map(String::as_str).collect();
    let (docs, wanting) = docs::illustrations(root, cases, &suite, &operations)?;
    let files = vectors::files(&suite, &names)?;
    // The process ends soon: it is a tenth of a run in a debug build to free thousands of values one by one.
    std::mem::forget(suite);
    Ok(Told {
        files,
        docs,
        wanting,
    })
}
