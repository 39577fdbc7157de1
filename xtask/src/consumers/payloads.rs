//! The documented payloads, each with the schema that describes it, as one file that every language reads.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};

use super::{Bench, json};

/// Writes the file, and tells how many payloads it has; none when a payload has no schema, which has been printed.
///
/// It is a list of `{"name", "schema", "title", "value"}`: the payload's file, the schema's name and title in the bundle,
/// and the payload.
pub(super) fn write(bench: &Bench, directory: &Path) -> Result<Option<usize>> {
    let bundle = json(&bench.bundle())?;
    let definitions = bundle["$defs"].as_object().context("a bundle has $defs")?;
    let index = json(&bench.schemas.join("index.json"))?;
    let mut files = Vec::new();
    find(directory, &mut files)?;
    files.sort();
    let mut payloads = Vec::new();
    for file in files {
        let name = file.strip_prefix(directory)?.display().to_string();
        let value = json(&file)?;
        let Some(schema) = schema_of(&value, definitions, &index) else {
            anstream::println!("no schema describes the payload {name}");
            return Ok(None);
        };
        payloads.push(json!({
            "name": name,
            "schema": schema,
            "title": definitions[schema]["title"],
            "value": value,
        }));
    }
    if payloads.is_empty() {
        bail!("{} has no payloads", directory.display());
    }
    fs::write(&bench.payloads, serde_json::to_vec(&payloads)?)?;
    Ok(Some(payloads.len()))
}

/// An object's schema says what its `object` is; a list is what one of the operations answers.
fn schema_of<'a>(
    payload: &Value,
    definitions: &'a Map<String, Value>,
    index: &Value,
) -> Option<&'a str> {
    let of = |payload: &Value| {
        // Beside a component there are forms of it that say more of the same objects.
        let base = |name: &str| {
            index["files"].as_array().is_some_and(|files| {
                let source = format!("#/components/schemas/{name}");
                files
                    .iter()
                    .any(|it| it["name"] == name && it["source"] == source)
            })
        };
        let mut found = definitions.iter().filter(|(name, schema)| {
            // Two may be of one `object`: what is gone, and what is there.
            let required = schema["required"].as_array().into_iter().flatten();
            let whole = required
                .filter_map(Value::as_str)
                .all(|it| payload.get(it).is_some());
            let same = !payload["object"].is_null() && constant(schema) == &payload["object"];
            base(name) && same && whole
        });
        found.next().map(|(name, _)| name.as_str())
    };
    if let Some(name) = of(payload) {
        return Some(name);
    }
    let item = format!("#/$defs/{}", of(&payload["data"][0])?);
    let mut found = index["operations"].as_object()?.values().filter_map(|it| {
        let (name, schema) = definitions.get_key_value(it["response"].as_str()?)?;
        let items = &schema["properties"]["data"]["items"]["$ref"];
        (items == &item && constant(schema) == &payload["object"]).then_some(name.as_str())
    });
    found.next()
}

fn constant(schema: &Value) -> &Value {
    &schema["properties"]["object"]["const"]
}

fn find(directory: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path.extension().is_some_and(|it| it == "json") {
            files.push(path);
        }
    }
    Ok(())
}
