//! The document that the cases are held against.

use std::path::Path;

use reversals_codegen::ir::Api;
use reversals_codegen::load;
use serde_json::Value;

use super::Schemas;

/// A document, its model and its published schemas.
pub struct Contract {
    /// The bundled OpenAPI document.
    pub document: Value,
    /// The model of it.
    pub api: Api,
    /// The schemas in it.
    pub schemas: Schemas,
}

/// Why there is no contract.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The fragments are refused.
    #[error("{0}")]
    Spec(#[from] reversals_codegen::Error),
    /// The fragments can't be read.
    #[error("{0}")]
    Load(#[from] reversals_codegen::diagnostic::Report),
}

impl Contract {
    /// The contract of a bundled document and its model.
    pub fn new(document: Value, api: Api) -> Self {
        let schemas = Schemas::new(&document);
        Self {
            document,
            api,
            schemas,
        }
    }

    /// The contract of the fragments in a folder.
    pub fn of_fragments(spec: &Path) -> Result<Self, Error> {
        let model = reversals_codegen::model(&load::spec_dir(spec, "spec")?, &mut |_| ())?;
        let document = model.checked.document().root.to_json();
        Ok(Self::new(document, model.api))
    }
}
