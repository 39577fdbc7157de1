//! The document that the cases are held against.

use std::path::Path;

use reversals_codegen::ir::Api;
use reversals_codegen::load;
use serde_json::Value;

use super::Schemas;

/// A document, its model and its published schemas.
pub struct Contract {
    /// The bundled OpenAPI document.
    pub bundled: Value,
    /// The same with references to all but schemas followed.
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
        let bundled = document;
        let document = inlined(&bundled);
        let schemas = Schemas::new(&document);
        Self {
            bundled,
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

/// The document with parameters, request bodies and responses where they are used.
fn inlined(whole: &Value) -> Value {
    let mut document = whole.clone();
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (_, item) in paths {
        let shared = item.get("parameters").cloned();
        let operations = item.as_object_mut().into_iter().flatten();
        for (_, operation) in operations.filter(|(_, it)| it.get("operationId").is_some()) {
            let own = operation.get("parameters").cloned();
            let parameters = [own, shared.clone()].into_iter().flatten();
            let parameters = parameters.filter_map(|list| match list {
                Value::Array(list) => Some(list),
                _ => None,
            });
            let parameters: Vec<_> = parameters
                .flatten()
                .map(|parameter| followed(whole, parameter))
                .collect();
            operation["parameters"] = Value::Array(parameters);
            if let Some(body) = operation.get_mut("requestBody") {
                *body = followed(whole, body.take());
            }
            let responses = operation["responses"].as_object_mut().into_iter().flatten();
            for (_, response) in responses {
                *response = followed(whole, response.take());
            }
        }
    }
    document
}

fn followed(document: &Value, node: Value) -> Value {
    let target = node["$ref"]
        .as_str()
        .and_then(|target| target.strip_prefix('#'));
    match target.and_then(|pointer| document.pointer(pointer)) {
        // The pipeline has refused circles.
        Some(next) => followed(document, next.clone()),
        None => node,
    }
}
