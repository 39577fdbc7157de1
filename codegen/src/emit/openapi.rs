//! The fragments as one OpenAPI 3.0 document.

use serde_json::{Map, Value, json};

use super::{DOCUMENT, MARK, Outputs};
use crate::Error;
use crate::bundle::Document;
use crate::ir::Api;

pub(super) fn emit(api: &Api, document: &Document, outputs: &mut Outputs) -> Result<(), Error> {
    let Value::Object(mut all) = document.root.to_json() else {
        return Err(Error::Hole("the bundled document is no object".to_owned()));
    };
    // An output of this program may be its input.
    all.remove("x-generated");
    // The members in the order of the OpenAPI specification, where a reader looks for them.
    let mut ordered = Map::new();
    let mut text = String::from("{\n");
    let mark = json!({ "by": MARK, "from": api.fragments, "edit": "the fragments, and run that command again" });
    ordered.insert("x-generated".to_owned(), mark);
    for key in [
        "openapi",
        "x-generated",
        "info",
        "externalDocs",
        "servers",
        "security",
        "tags",
        "paths",
        "components",
    ] {
        if let Some(value) = ordered.remove(key).or_else(|| all.remove(key)) {
            push_member(&mut text, key, &value)?;
        }
    }
    let mut rest: Vec<(String, Value)> = all.into_iter().collect();
    rest.sort_by(|a, b| a.0.cmp(&b.0));
    for (key, value) in rest {
        push_member(&mut text, &key, &value)?;
    }
    text.truncate(text.len() - 2);
    text.push_str("\n}\n");
    outputs.insert(DOCUMENT.to_owned(), text.into_bytes());
    Ok(())
}

fn push_member(text: &mut String, key: &str, value: &Value) -> Result<(), Error> {
    let hole = |error: serde_json::Error| Error::Hole(error.to_string());
    let key = serde_json::to_string(key).map_err(hole)?;
    let value = serde_json::to_string_pretty(value)
        .map_err(hole)?
        .replace('\n', "\n  ");
    text.push_str(&format!("  {key}: {value},\n"));
    Ok(())
}
