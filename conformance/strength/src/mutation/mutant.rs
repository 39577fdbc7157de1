//! A document with one edit.

use std::sync::Arc;

use reversals_codegen::ir::Api;
use serde_json::Value;

use super::change::{Travels, Way, applied};
use super::edit::Edit;

/// A document with one edit, which changes what somebody does: a side, or a validator of the published schemas.
#[derive(Clone, Debug)]
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
    /// The operationIds of which something is another, in their order; never empty.
    pub operations: Vec<String>,
    /// Which way what is another travels.
    pub travels: Travels,
    /// Whether both sides do what they did, so that only the published schemas tell.
    pub told: bool,
    /// The model of the edited document.
    pub api: Arc<Api>,
    pub(super) way: Way,
}

impl Mutant {
    /// The edited document, where `base` is the document that the mutant was made from. It has no examples of
    /// components: they are of what stood there before, and the pipeline would refuse the edit for them alone.
    pub fn document(&self, base: &Value) -> Value {
        applied(base, &self.way)
    }
}
