//! JSON documents as text.

use serde_json::{Map, Value};

use crate::Error;

/// The document with the members `first` at its head, where a reader looks for them; all others in order of their names,
/// whichever map `serde_json` is built with.
///
/// Errors: a root that is no object.
pub fn document(root: Value, first: &[&str]) -> Result<Vec<u8>, Error> {
    let Value::Object(mut members) = root else {
        return Err(Error::Hole("a document to print is no object".to_owned()));
    };
    let mut ordered: Vec<(String, Value)> = Vec::new();
    for &key in first {
        ordered.extend(members.remove(key).map(|value| (key.to_owned(), value)));
    }
    let mut rest: Vec<(String, Value)> = members.into_iter().collect();
    rest.sort_by(|a, b| a.0.cmp(&b.0));
    ordered.extend(rest);
    let mut text = String::from("{\n");
    for (number, (key, value)) in ordered.iter().enumerate() {
        let hole = |error: serde_json::Error| Error::Hole(error.to_string());
        let key = serde_json::to_string(key).map_err(hole)?;
        let value = serde_json::to_string_pretty(&sorted(value)).map_err(hole)?;
        let end = if number + 1 == ordered.len() { "" } else { "," };
        text.push_str(&format!("  {key}: {}{end}\n", value.replace('\n', "\n  ")));
    }
    text.push_str("}\n");
    Ok(text.into_bytes())
}

/// The value with the members of every object in order of their names.
pub fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut all: Vec<(&String, &Value)> = members.iter().collect();
            all.sort_by_key(|(key, _)| *key);
            let all = all
                .into_iter()
                .map(|(key, value)| (key.clone(), sorted(value)));
            Value::Object(all.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        _ => value.clone(),
    }
}
