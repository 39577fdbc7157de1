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
    lines(&serde_json::to_value(vectors).map_err(hole)?).map_err(hole)
}

fn lines(whole: &Value) -> serde_json::Result<Vec<u8>> {
    let mut out = b"{".to_vec();
    for (number, name) in ORDER.into_iter().enumerate() {
        out.extend_from_slice(if number == 0 { b"\n  " } else { b",\n  " });
        serde_json::to_writer(&mut out, name)?;
        out.extend_from_slice(b": ");
        match &whole[name] {
            Value::Array(entries) => {
                out.extend_from_slice(b"[\n    ");
                for (number, entry) in entries.iter().enumerate() {
                    next(number, &mut out);
                    print::compact(entry, &mut out)?;
                }
                out.extend_from_slice(b"\n  ]");
            }
            Value::Object(entries) => {
                out.extend_from_slice(b"{\n    ");
                for (number, (key, entry)) in print::in_order(entries).into_iter().enumerate() {
                    next(number, &mut out);
                    serde_json::to_writer(&mut out, key)?;
                    out.extend_from_slice(b": ");
                    print::compact(entry, &mut out)?;
                }
                out.extend_from_slice(b"\n  }");
            }
            other => print::compact(other, &mut out)?,
        }
    }
    out.extend_from_slice(b"\n}\n");
    Ok(out)
}

/// Begins the line of the entry `number`, but for the first, whose line is begun.
fn next(number: usize, out: &mut Vec<u8>) {
    if number > 0 {
        out.extend_from_slice(b",\n    ");
    }
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
