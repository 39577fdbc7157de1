//! JSON Schemas for other languages: of each object, each request and each response, one file by itself, and all of them
//! as one bundle; in draft 2020-12, and in draft-07 for editors.

mod answers;
pub(super) mod convert;
mod exclusive;
mod files;
mod formats;
mod forms;
pub(super) mod gather;
mod index;
pub(super) mod requests;

use std::collections::BTreeMap;

use serde_json::json;

use super::published_openapi::{self, Version};
use super::{Options, Outputs, print};
use crate::Error;
use crate::bundle::Document;
use crate::check::Checked;
use crate::ir::Api;
use files::Files;
use gather::{Definition, Gathered, Kind};

/// What the schemas of an operation are called, in the bundle and in the index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// That of what it takes.
    pub request: String,
    /// That of what it answers on success; none where that has no body.
    pub response: Option<String>,
    /// That of what it answers otherwise; none where the document describes no such body.
    pub error: Option<String>,
}

/// The names of the schemas, by operationId.
pub fn names(checked: &Checked) -> BTreeMap<String, Names> {
    let operations = gather::gather(checked).operations.into_iter();
    let names = operations.map(|operation| {
        let names = Names {
            request: operation.request,
            response: operation.response,
            error: operation.error,
        };
        (operation.id, names)
    });
    names.collect()
}

/// Where all of it is.
pub(super) const FOLDER: &str = "schema";

/// What a reader of a schema looks for first.
const ORDER: [&str; 6] = ["$schema", "$id", "$comment", "title", "description", "type"];

pub(super) fn emit(
    api: &Api,
    checked: &Checked,
    gathered: &Gathered,
    options: &Options,
    outputs: &mut Outputs,
) -> Result<(), Error> {
    let version = version(api, checked.document());
    let mut index = index::Index::new(api, &version);
    let files = Files::new(api, gathered);
    for dialect in &files::DIALECTS {
        let definitions = gathered.definitions.iter();
        let named = definitions.map(|(name, definition)| Some((name.as_str(), definition)));
        for of in std::iter::once(None).chain(named) {
            let mut schema = match of {
                Some((name, _)) => files.of(name, dialect),
                None => files.bundle(dialect),
            };
            let path = of.map_or(files::BUNDLE.to_owned(), |(name, definition)| {
                file(name, definition)
            });
            let path = format!("{}/{path}", dialect.name);
            // Of a domain that there can't be: a tool that looks for the schema there is told so at once.
            let id = format!("https://{}.invalid/schema/{version}/{path}", options.name);
            schema["$id"] = json!(id);
            let bytes = print::document(schema, &ORDER)?;
            index.schema((&path, &id, dialect.name), of, &bytes);
            outputs.insert(format!("{FOLDER}/{path}"), bytes);
        }
    }
    let documents = [
        ("openapi-3.0.json", "The API as OpenAPI 3.0.", Version::V30),
        (
            "openapi-3.1.json",
            "The same as OpenAPI 3.1, in the words of JSON Schema.",
            Version::V31,
        ),
    ];
    for (path, purpose, version) in documents {
        let bytes = published_openapi::document(api, checked, version)?;
        index.file(path, "openapi", purpose, &bytes);
        outputs.insert(format!("{FOLDER}/{path}"), bytes);
    }
    for (path, extra) in &options.extra {
        index.file(path, &extra.kind, &extra.purpose, &extra.bytes);
        outputs.insert(format!("{FOLDER}/{path}"), extra.bytes.clone());
    }
    let index = print::document(
        index.finish(gathered),
        &[
            "x-generated",
            "title",
            "version",
            "keywords",
            "operations",
            "files",
        ],
    )?;
    outputs.insert(format!("{FOLDER}/index.json"), index);
    Ok(())
}

/// What an `$id` has in it, so that it says the same for ever: the API's version and our own revision of its schemas.
pub(super) fn version(api: &Api, document: &Document) -> String {
    let info = document.root.get("info");
    let revision = info.and_then(|info| info.get("x-schemaRevision"));
    let revision = revision.map_or(json!(1), crate::tree::Node::to_json);
    format!("{}.{revision}", api.version)
}

/// Where a schema's own file is, below the dialect's folder.
pub(super) fn file(name: &str, definition: &Definition) -> String {
    let folder = match definition.kind {
        Kind::Object => "objects",
        Kind::Request => "requests",
        Kind::Response => "responses",
    };
    format!("{folder}/{name}.schema.json")
}
