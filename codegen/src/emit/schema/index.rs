//! The list of what there is, with what a reader pins it by.

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::convert::FACTS;
use super::gather::{Definition, Gathered, Kind};
use crate::emit::MARK;
use crate::ir::Api;

pub(super) struct Index {
    head: Map<String, Value>,
    files: Vec<Value>,
}

impl Index {
    pub(super) fn new(api: &Api, version: &str) -> Self {
        let mut head = Map::new();
        let mark = json!({ "by": MARK, "from": api.fragments });
        head.insert("x-generated".to_owned(), mark);
        head.insert("title".to_owned(), json!(api.title));
        head.insert("version".to_owned(), json!(version));
        let keywords: Map<String, Value> = FACTS
            .iter()
            .map(|&(name, meaning)| (name.to_owned(), json!(meaning)))
            .collect();
        head.insert("keywords".to_owned(), Value::Object(keywords));
        Self {
            head,
            files: Vec::new(),
        }
    }

    /// Notes a schema.
    pub(super) fn schema(
        &mut self,
        (path, id, dialect): (&str, &str, &str),
        of: Option<(&str, &Definition)>,
        bytes: &[u8],
    ) {
        let mut file =
            json!({ "path": path, "id": id, "dialect": dialect, "sha256": sha256(bytes) });
        if let Some((name, definition)) = of {
            file["name"] = json!(name);
            file["kind"] = json!(match definition.kind {
                Kind::Object => "object",
                Kind::Request => "request",
                Kind::Response => "response",
            });
            file["purpose"] = json!(definition.purpose);
            file["source"] = json!(definition.source);
        } else {
            file["kind"] = json!("bundle");
            file["purpose"] = json!("Every schema of the others as one document.");
        }
        self.files.push(file);
    }

    /// Notes a file that is no schema.
    pub(super) fn file(&mut self, path: &str, kind: &str, purpose: &str, bytes: &[u8]) {
        self.files.push(json!({
            "path": path, "kind": kind, "purpose": purpose, "sha256": sha256(bytes),
        }));
    }

    pub(super) fn finish(mut self, gathered: &Gathered) -> Value {
        let mut operations = Map::new();
        for operation in &gathered.operations {
            let mut entry = json!({
                "method": operation.method, "path": operation.path, "request": operation.request,
                "exclusive": operation.exclusive, "response": operation.response, "error": operation.error,
            });
            if let Some(answers) = &operation.answers {
                entry["answers"] = json!(answers);
            }
            operations.insert(operation.id.clone(), entry);
        }
        self.head
            .insert("operations".to_owned(), Value::Object(operations));
        self.head
            .insert("files".to_owned(), Value::Array(self.files));
        Value::Object(self.head)
    }
}

fn sha256(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}
