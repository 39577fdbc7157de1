//! Whether a program says of the vectors what they say themselves, and whether it would notice if they said otherwise.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::{Bench, holds, json};
use crate::tools;

/// The vectors.
pub(super) const VECTORS: &str = "cases.json";

/// What programs read of the schemas, beside the vectors.
const READ: [&str; 2] = ["index.json", "2020-12/bundle.schema.json"];

/// A list of the vectors, and a member of its entries that a program is held to.
pub(super) type Held = (&'static str, &'static str);

/// What an encoder is held to.
pub(super) const ENCODED: [Held; 4] = [
    ("encode", "method"),
    ("encode", "path"),
    ("encode", "query"),
    ("encode", "body"),
];

/// What a server's reader of requests is held to.
pub(super) const SERVED: [Held; 6] = [
    ("decode", "operation"),
    ("decode", "input"),
    ("refuse_request", "status"),
    ("refuse_request", "type"),
    ("refuse_request", "code"),
    ("refuse_request", "param"),
];

/// What a client's reader of answers is held to.
pub(super) const ANSWERED: [Held; 3] = [
    ("responses", "valid"),
    ("responses", "at"),
    ("responses", "body"),
];

impl Bench {
    /// Runs a program on the vectors, where it must hold, and on copies in each of which one such member of one vector is
    /// another, where it must say that it does not: what takes anything has shown nothing.
    pub(super) fn judges(&self, program: &mut Command, all: &[Held]) -> Result<bool> {
        if !holds(self.given(program))? {
            return Ok(false);
        }
        program.stdout(Stdio::null()).stderr(Stdio::null());
        let vectors = json(&self.schemas.join(VECTORS))?;
        let mut noticed = true;
        for (list, member) in all {
            let Some(tampered) = tampered(&vectors, list, member) else {
                anstream::println!("no vector of {list} has a {member}");
                return Ok(false);
            };
            program.env("REVERSALS_SCHEMAS", self.with_vectors(&tampered)?);
            if tools::status(program)?.code() != Some(1) {
                anstream::println!("a vector of {list} with another {member} is not noticed");
                noticed = false;
            }
        }
        Ok(noticed)
    }

    /// A copy of what programs read of the schemas, with other vectors.
    fn with_vectors(&self, vectors: &Value) -> Result<PathBuf> {
        let copy = self.fresh("tampered")?;
        for name in READ {
            let to = copy.join(name);
            fs::create_dir_all(to.parent().context("a file is in a directory")?)?;
            fs::copy(self.schemas.join(name), to)?;
        }
        fs::write(copy.join(VECTORS), serde_json::to_vec(vectors)?)?;
        Ok(copy)
    }
}

/// The vectors with another value of a member in the first entry that has one; of a text, one byte is another.
fn tampered(vectors: &Value, list: &str, member: &str) -> Option<Value> {
    let mut vectors = vectors.clone();
    let entries = vectors.get_mut(list)?.as_array_mut()?;
    let mut values = entries.iter_mut().filter_map(|it| it.get_mut(member));
    let value = values.find(|it| !it.is_null() && it.as_str() != Some(""))?;
    *value = match value {
        Value::String(text) => {
            let end = text.pop();
            text.push(if end == Some('.') { '-' } else { '.' });
            json!(text)
        }
        Value::Bool(yes) => json!(!*yes),
        Value::Number(number) if number.as_i64() == Some(1) => json!(2),
        _ => json!(1),
    };
    Some(vectors)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn one_member_of_one_vector_is_another() {
        let vectors = json!({"a": [{"t": ""}, {"t": "xy.", "b": true, "n": 400, "o": {"n": 1}}, {"t": "z"}], "b": []});
        for (member, other) in [
            ("t", json!("xy-")),
            ("b", json!(false)),
            ("n", json!(1)),
            ("o", json!(1)),
        ] {
            let mut wanted = vectors.clone();
            wanted["a"][1][member] = other;
            assert_eq!(tampered(&vectors, "a", member).unwrap(), wanted);
        }
        for (list, member) in [("a", "none"), ("b", "t"), ("none", "t")] {
            assert_eq!(tampered(&vectors, list, member), None);
        }
    }
}
