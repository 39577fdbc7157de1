//! `pattern`: a text of the wire has it somewhere in it. How one is said for the `regex` crate is in [`crate::pattern`].

use reversals_runtime::shape::Pattern;
use serde_json::Value;

use super::Bound;
use super::bound::{Words, same};
use crate::pattern::{modern, translate};

pub(super) static PATTERN: Bound = Bound {
    holds: |schema, value| {
        let (Value::String(text), Some(written)) = (value, schema.text("pattern")) else {
            return true;
        };
        // One that has no equal here is refused where a request reaches it.
        let regex = translate(written).ok();
        let regex = regex.and_then(|regex| Pattern::compile(&regex).ok());
        regex.is_none_or(|regex| regex.is_match(text))
    },
    together: same,
    // It is compiled once, so that a server has a constant of its own for it.
    rule: None,
    words: Words::Other(|_, stated, made| {
        let written = stated.value.as_str().unwrap_or_default();
        made.insert("pattern".to_owned(), Value::from(modern(written)));
    }),
    told: |pattern| {
        let pattern = pattern.as_str()?;
        // What would end the code, or its line.
        let plain = !pattern.is_empty() && !pattern.contains(['`', '\n', '\r']);
        Some(if plain {
            format!("matches `{pattern}`")
        } else {
            "matches its pattern".to_owned()
        })
    },
};
