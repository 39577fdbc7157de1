//! JSON in any order of members and with any space between.

use serde_json::Value;

use super::choices::Choices;

/// The value as text; without choices, as it is usually written.
pub(super) fn json(value: &Value, choices: &Choices<'_>) -> String {
    let mut out = String::new();
    write(value, choices, "", &mut out);
    out
}

fn write(value: &Value, choices: &Choices<'_>, at: &str, out: &mut String) {
    let own = choices.about(at);
    let space = |out: &mut String| out.push_str(["", "", "", " ", "\n", "\t", "\r\n "][own.of(7)]);
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members
                .iter()
                .map(|(key, value)| (choices.about(key).number(), key, value))
                .collect();
            members.sort_by_key(|(rank, ..)| *rank);
            out.push('{');
            for (index, (_, key, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                space(out);
                out.push_str(&Value::from(key.as_str()).to_string());
                space(out);
                out.push(':');
                space(out);
                write(value, choices, key, out);
            }
            space(out);
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                space(out);
                write(item, choices, at, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}
