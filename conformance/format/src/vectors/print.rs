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
    // All in one text, since it has megabytes.
    let mut out = String::from("{");
    for (number, name) in ORDER.into_iter().enumerate() {
        let next = if number == 0 { "\n" } else { ",\n" };
        out.extend([next, "  ", &json!(name).to_string(), ": "]);
        match &whole[name] {
            Value::Array(entries) => {
                lines(
                    '[',
                    entries.iter().map(|entry| (None, entry)),
                    ']',
                    &mut out,
                );
            }
            Value::Object(entries) => {
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_by_key(|(key, _)| *key);
                let entries = entries.into_iter().map(|(key, value)| (Some(key), value));
                lines('{', entries, '}', &mut out);
            }
            other => print::on_one_line(other, &mut out),
        }
    }
    out.push_str("\n}\n");
    // As xtask does with the suite: to free it would take as long as to print it.
    std::mem::forget(whole);
    Ok(out.into_bytes())
}

/// One entry a line.
fn lines<'a>(
    open: char,
    entries: impl Iterator<Item = (Option<&'a String>, &'a Value)>,
    close: char,
    out: &mut String,
) {
    out.push(open);
    for (number, (key, value)) in entries.enumerate() {
        out.push_str(if number == 0 { "\n    " } else { ",\n    " });
        if let Some(key) = key {
            out.extend([&json!(key).to_string(), ": "]);
        }
        print::on_one_line(value, out);
    }
    out.push_str("\n  ");
    out.push(close);
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
