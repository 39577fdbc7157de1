//! What the zoo's drivers sent, answered and were refused, as its published schemas judge it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// Judges all that was said. What a server takes of a request its schema takes, and what it refuses that refuses. The
/// values, each once, with the schema and its verdict, must be what `kept` has, where other validators find them.
pub(crate) fn judge(schemas: &Path, said: &Path, kept: &Path) {
    let index = read(&schemas.join("index.json"));
    let bundle = read(&schemas.join("2020-12/bundle.schema.json"));
    let mut validators = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut values: BTreeMap<(String, String), Value> = BTreeMap::new();
    for said in read(said).as_array().unwrap() {
        let Some((schema, value, wanted)) = schema_of(said, &index) else {
            continue;
        };
        let validator = validators.entry(schema.to_owned()).or_insert_with(|| {
            let mut whole = bundle.clone();
            whole["$ref"] = json!(format!("#/$defs/{schema}"));
            jsonschema::validator_for(&whole).unwrap()
        });
        let valid = validator.is_valid(value);
        if let Some(wanted) = wanted {
            let why: Vec<_> = validator
                .iter_errors(value)
                .map(|error| error.to_string())
                .collect();
            if valid != wanted {
                wrong.push(format!("{schema}: {value}: {why:?}"));
            }
        }
        let entry = json!({ "schema": schema, "valid": valid, "value": value });
        values.insert((schema.to_owned(), value.to_string()), entry);
    }
    assert!(
        wrong.is_empty(),
        "servers judge otherwise:\n{}",
        wrong.join("\n")
    );
    let mut text = String::from("[\n");
    let lines: Vec<_> = values.values().map(|value| format!("  {value}")).collect();
    text.push_str(&lines.join(",\n"));
    text.push_str("\n]\n");
    if std::env::var_os("UPDATE_VALUES").is_some() {
        fs::write(kept, &text).unwrap();
    }
    assert!(
        fs::read_to_string(kept).unwrap_or_default() == text,
        "{} is not what the drivers said: run this test with UPDATE_VALUES=1 and read what it changes",
        kept.display()
    );
}

/// The schema of something that was said, the value, and whether it must be valid. An answer may be of a later version
/// than the document, and then no schema knows it.
fn schema_of<'a>(said: &'a Value, index: &'a Value) -> Option<(&'a str, &'a Value, Option<bool>)> {
    let operations = index["operations"].as_object().unwrap();
    if let Some(value) = said.get("refused") {
        let mut all = operations.values();
        // The path is that of the template where nothing is in it.
        let operation =
            all.find(|it| it["method"] == said["method"] && it["path"] == said["path"])?;
        return Some((operation["request"].as_str()?, value, Some(false)));
    }
    let operation = &operations[said["operation"].as_str()?];
    if let Some(value) = said.get("request") {
        return Some((operation["request"].as_str()?, value, Some(true)));
    }
    let status = said["status"].as_u64()?;
    let side = if status < 400 { "response" } else { "error" };
    let schema = match &operation["answers"] {
        Value::Object(answers) => {
            let mut codes = [
                status.to_string(),
                format!("{}XX", status / 100),
                "default".to_owned(),
            ]
            .into_iter();
            codes.find_map(|code| answers.get(&code))?
        }
        _ => &operation[side],
    };
    Some((schema.as_str()?, &said["answer"], None))
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}
