//! JSON Schemas for other languages: of each object, each request and each response, one file by itself, and all of them
//! as one bundle; in draft 2020-12, and in draft-07 for editors.

pub(super) mod convert;
mod exclusive;
mod formats;
mod forms;
pub(super) mod gather;
mod index;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::published_openapi::{self, Version};
use super::{MARK, Options, Outputs, print};
use crate::Error;
use crate::bundle::Document;
use crate::ir::Api;
use crate::naming;
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
pub fn names(document: &Document) -> BTreeMap<String, Names> {
    let operations = gather::gather(document).operations.into_iter();
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

/// A dialect of JSON Schema.
struct Dialect {
    name: &'static str,
    schema: &'static str,
    /// The member that keeps what references lead to.
    definitions: &'static str,
}

const DIALECTS: [Dialect; 2] = [
    Dialect {
        name: "2020-12",
        schema: "https://json-schema.org/draft/2020-12/schema",
        definitions: "$defs",
    },
    Dialect {
        name: "draft-07",
        schema: "http://json-schema.org/draft-07/schema#",
        definitions: "definitions",
    },
];

pub(super) fn emit(
    api: &Api,
    document: &Document,
    gathered: &Gathered,
    options: &Options,
    outputs: &mut Outputs,
) -> Result<(), Error> {
    let version = version(api, document);
    let mut index = index::Index::new(api, &version);
    for dialect in &DIALECTS {
        let mut files = vec![(None, bundle(api, gathered, dialect))];
        for (name, definition) in &gathered.definitions {
            let schema = alone(api, name, &gathered.definitions, dialect);
            files.push((Some((name.as_str(), definition)), schema));
        }
        for (of, mut schema) in files {
            let path = of.map_or("bundle.schema.json".to_owned(), |(name, definition)| {
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
        let bytes = published_openapi::document(api, document, version)?;
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

fn head(api: &Api, title: &str, dialect: &Dialect) -> Map<String, Value> {
    let mut head = Map::new();
    head.insert("$schema".to_owned(), json!(dialect.schema));
    let from = api.fragments.join(", ");
    head.insert("$comment".to_owned(), json!(format!("{MARK} from {from}")));
    head.insert("title".to_owned(), json!(title));
    head
}

/// No constraint at the root: a union of all that there is would be one type with every member to some generators.
fn bundle(api: &Api, gathered: &Gathered, dialect: &Dialect) -> Value {
    let mut root = head(api, &api.title, dialect);
    let names = gathered.definitions.keys().cloned().collect();
    let definitions = definitions(&names, &gathered.definitions, dialect, None);
    root.insert(dialect.definitions.to_owned(), definitions);
    Value::Object(root)
}

/// A schema with all that it refers to.
fn alone(api: &Api, name: &str, all: &BTreeMap<String, Definition>, dialect: &Dialect) -> Value {
    let mut root = head(api, &naming::type_name(name), dialect);
    if let Some(Value::Object(schema)) = all
        .get(name)
        .map(|it| said(&it.schema, dialect, Some(name)))
    {
        root.extend(schema);
    }
    let mut names = closure(name, all);
    names.remove(name);
    if !names.is_empty() {
        let definitions = definitions(&names, all, dialect, Some(name));
        root.insert(dialect.definitions.to_owned(), definitions);
    }
    Value::Object(root)
}

fn definitions(
    names: &BTreeSet<String>,
    all: &BTreeMap<String, Definition>,
    dialect: &Dialect,
    root: Option<&str>,
) -> Value {
    let one = |name: &String| {
        let mut schema = said(&all.get(name)?.schema, dialect, root);
        if let Value::Object(members) = &mut schema {
            members.insert("title".to_owned(), json!(naming::type_name(name)));
        }
        Some((name.clone(), schema))
    };
    Value::Object(names.iter().filter_map(one).collect())
}

/// The names that a schema leads to, its own among them where it leads back to itself.
fn closure(name: &str, all: &BTreeMap<String, Definition>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![name.to_owned()];
    while let Some(name) = waiting.pop() {
        let Some(definition) = all.get(&name) else {
            continue;
        };
        let mut references = Vec::new();
        each_reference(&definition.schema, &mut references);
        for reference in references {
            if found.insert(reference.clone()) {
                waiting.push(reference);
            }
        }
    }
    found
}

/// Members whose values are values, in which nothing is a reference.
const VALUES: [&str; 4] = ["const", "default", "enum", "examples"];

fn each_reference(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            found.extend(
                reference
                    .and_then(|it| it.strip_prefix("#/$defs/"))
                    .map(str::to_owned),
            );
            for (key, value) in members {
                match value {
                    // Here the keys are names.
                    Value::Object(properties) if key == "properties" => {
                        properties.values().for_each(|it| each_reference(it, found));
                    }
                    _ if VALUES.contains(&key.as_str()) => {}
                    _ => each_reference(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| each_reference(item, found)),
        _ => {}
    }
}

/// A schema in a dialect's words. A reference to what is at the root of the file leads there.
fn said(value: &Value, dialect: &Dialect, root: Option<&str>) -> Value {
    let member = |(key, value): (&String, &Value)| {
        let value = match (key.as_str(), value) {
            ("$ref", Value::String(text)) => match text.strip_prefix("#/$defs/") {
                Some(name) if root == Some(name) => json!("#"),
                Some(name) => json!(format!("#/{}/{name}", dialect.definitions)),
                None => value.clone(),
            },
            ("properties", Value::Object(properties)) => {
                let said = |(name, it): (&String, &Value)| (name.clone(), said(it, dialect, root));
                Value::Object(properties.iter().map(said).collect())
            }
            (key, _) if VALUES.contains(&key) => value.clone(),
            _ => said(value, dialect, root),
        };
        (key.clone(), value)
    };
    match value {
        Value::Object(members) => Value::Object(members.iter().map(member).collect()),
        Value::Array(items) => items.iter().map(|item| said(item, dialect, root)).collect(),
        _ => value.clone(),
    }
}
