//! The fragments as one OpenAPI 3.0 document.

use serde_json::{Value, json};

use super::{DOCUMENT, MARK, Outputs, print};
use crate::Error;
use crate::bundle::Document;
use crate::ir::Api;

/// The members in the order of the OpenAPI specification.
pub(super) const ORDER: [&str; 10] = [
    "openapi",
    "jsonSchemaDialect",
    "x-generated",
    "info",
    "externalDocs",
    "servers",
    "security",
    "tags",
    "paths",
    "components",
];

pub(super) fn emit(api: &Api, document: &Document, outputs: &mut Outputs) -> Result<(), Error> {
    let bytes = print::document(marked(api, document.root.to_json()), &ORDER)?;
    outputs.insert(DOCUMENT.to_owned(), bytes);
    Ok(())
}

/// The document with the mark of what is generated; an output of this program may have been its input.
pub(super) fn marked(api: &Api, mut document: Value) -> Value {
    let mark = json!({ "by": MARK, "from": api.fragments, "edit": "the fragments, and run that command again" });
    if let Value::Object(members) = &mut document {
        members.insert("x-generated".to_owned(), mark);
    }
    document
}
