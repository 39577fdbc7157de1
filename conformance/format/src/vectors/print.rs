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
pub(super) fn vectors(mut vectors: Vectors) -> Result<Vec<u8>, Error> {
    let hole = |error: serde_json::Error| Error::Hole(format!("no JSON of vectors: {error}"));
    // Bodies are most of it, and are values already.
    let bodies: Vec<_> = vectors
        .responses
        .iter_mut()
        .map(|it| it.body.take())
        .collect();
    let mut whole = serde_json::to_value(vectors).map_err(hole)?;
    let responses = whole["responses"].as_array_mut();
    for (response, body) in responses.into_iter().flatten().zip(bodies) {
        if let Some(body) = body {
            response["body"] = body;
        }
    }
    let mut members = Vec::new();
    for name in ORDER {
        let (open, close, lines) = match &whole[name] {
            Value::Array(entries) => {
                let lines: Vec<_> = entries.iter().map(print::on_one_line).collect();
                ('[', ']', lines)
            }
            Value::Object(entries) => {
                let line = |(key, value): (&String, &Value)| {
                    format!("{}: {}", json!(key), print::on_one_line(value))
                };
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_by_key(|(key, _)| *key);
                ('{', '}', entries.into_iter().map(line).collect())
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
