//! The conformance cases as files beside the schemas.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use reversals_cases::vectors;
use reversals_codegen::emit::{self, Extra};
use reversals_codegen::load::Input;

/// The files that the cases in a folder give, with the names that the schemas of a document have.
pub(crate) fn files(cases: &Path, document: &Input) -> Result<BTreeMap<String, Extra>> {
    let model = reversals_codegen::model(document, &mut |_| ())?;
    let suite = reversals_cases::load(cases)?;
    let names = emit::names(model.checked.document());
    Ok(vectors::files(&suite, &names)?)
}
