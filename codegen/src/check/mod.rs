//! Refuses whatever OpenAPI 3.0 does not define or no emitter can express, all of it in one report.

pub(crate) mod bodies;
mod exclusive;
mod keywords;
pub(crate) mod media;
mod names;
mod onward;
mod operations;
mod parameters;
mod requests;
pub(crate) mod responses;
mod rest;
mod schemas;
mod security;
mod servers;
mod styles;
mod told;
mod unions;
mod values;

pub use crate::keywords::{Done, KEYWORDS, Role, Row, width};
pub use media::{essence, taken};
pub(crate) use parameters::is_ignored;
pub use responses::bodiless;
pub(crate) use servers::{default as default_server, own_address};
pub(crate) use styles::{of as style, schema as parameter_schema};
pub(crate) use told::{Branch, told};

use std::sync::Arc;

use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::schema::{self, Schemas};
use crate::tree::Node;

/// A document that every later stage can take, and what its schemas mean.
#[derive(Clone, Debug)]
pub struct Checked {
    // Shared, since the schemas know its nodes by where they are.
    document: Arc<Document>,
    schemas: Arc<Schemas>,
    notes: Report,
}

impl Checked {
    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What its schemas mean. [`Schemas::at`] finds one by its node in [`Checked::document`], such as that of a
    /// parameter or a body; [`Schemas::component`] finds one by name.
    pub fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// What tells the branches of each union apart (`type`, `value`, `tag`, `members` or `trying`), a line for each, and a
    /// count of each.
    pub fn unions(&self) -> String {
        unions::table(&self.schemas)
    }

    /// The document alone.
    pub(crate) fn into_document(self) -> Document {
        Arc::unwrap_or_clone(self.document)
    }

    /// What was noted of it.
    pub fn notes(&self) -> &Report {
        &self.notes
    }
}

/// Checks the document; the report has every refusal.
pub fn document(document: Document) -> Result<Checked, Report> {
    let (schemas, report) = judged(&document);
    if !report.is_empty() {
        return Err(report);
    }
    let notes = report.notes();
    Ok(Checked {
        document: Arc::new(document),
        schemas: Arc::new(schemas),
        notes,
    })
}

/// Every refusal and every note of a document.
pub(crate) fn report(document: &Document) -> Report {
    judged(document).1
}

/// What the schemas of a document mean, and every refusal and every note of it.
pub(crate) fn judged(document: &Document) -> (Schemas, Report) {
    let mut report = document.report().clone();
    if !version(&document.root, &mut report) {
        return (Schemas::default(), report);
    }
    let schemas = schema::build(document, &mut report);
    keywords::check(document, &mut report);
    names::check(document, &mut report);
    schemas::check(document, &schemas, &mut report);
    unions::check(&schemas, &mut report);
    values::check(&schemas, &mut report);
    requests::check(document, &schemas, &mut report);
    servers::check(document, &mut report);
    operations::check(document, &schemas, &mut report);
    security::check(document, &mut report);
    (schemas, report)
}

/// Whether the document is one of OpenAPI 3.0, to which bundling turns 3.1; of another version, every other refusal would be noise.
fn version(root: &Node, report: &mut Report) -> bool {
    const HELP: &str = "convert the document to OpenAPI 3.0 or 3.1, such as `openapi: 3.0.3`";
    if let Some(node) = root.get("swagger") {
        let what = "the document is one of Swagger, not of OpenAPI 3.0 or 3.1";
        report.refuse(&node.place, Rule::UnsupportedVersion, what, HELP);
        return false;
    }
    // Where the version is missing or no string, the keywords say so.
    let Some(version) = root.text("openapi") else {
        return true;
    };
    let supported = version
        .strip_prefix("3.0.")
        .is_some_and(|patch| !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit()));
    if let (false, Some(node)) = (supported, root.get("openapi")) {
        let what = format!("the document is one of OpenAPI `{version}`, not 3.0 or 3.1");
        report.refuse(&node.place, Rule::UnsupportedVersion, what, HELP);
    }
    supported
}
