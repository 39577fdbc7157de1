//! The files as text.

use reversals_codegen::Error;
use reversals_codegen::emit::{MARK, print};
use serde_json::{Value, json};

use super::format::Vectors;

/// What the file begins with, in this order; the lists follow in theirs.
const ORDER: [&str; 8] = [
    "$schema",
    "x-generated",
    "format",
    "about",
    "encode",
    "decode",
    "refuse_request",
    "responses",
];

/// The vectors with one entry a line, so that a change of a case shows as a change of a line.
pub(super) fn vectors(vectors: &Vectors) -> Result<Vec<u8>, Error> {
    let hole = |error: serde_json::Error| Error::Hole(format!("no JSON of vectors: {error}"));
    let whole = print::sorted(&serde_json::to_value(vectors).map_err(hole)?);
    let mut members = Vec::new();
    for name in ORDER {
        let (open, close, lines) = match &whole[name] {
            Value::Array(entries) => ('[', ']', entries.iter().map(Value::to_string).collect()),
            Value::Object(entries) => {
                let line = |(key, value): (&String, &Value)| format!("{}: {value}", json!(key));
                ('{', '}', entries.iter().map(line).collect::<Vec<_>>())
            }
            other => {
                members.push(format!("  {}: {other}", json!(name)));
                continue;
            }
        };
        let lines = lines.join(",\n    ");
        members.push(format!("  {}: {open}\n    {lines}\n  {close}", json!(name)));
    }
    Ok(format!("{{\n{}\n}}\n", members.join(",\n")).into_bytes())
}

/// The schema of the vectors, with the mark of what is generated.
pub(super) fn schema(mut schema: Value) -> Result<Vec<u8>, Error> {
    schema["$comment"] = json!(format!(
        "{MARK} from conformance/format/src/vectors/format.rs"
    ));
    print::document(
        schema,
        &["$schema", "$comment", "title", "description", "type"],
    )
}
