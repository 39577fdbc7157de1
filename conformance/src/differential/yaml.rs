//! Case files as text: YAML that any reader takes alike, since every scalar is JSON in plain ASCII.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use crate::case::format::{File, Group};

/// A whole file, a group's parts on a line each.
pub(super) fn file(file: &File) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# Found with random inputs, and adopted since each is a fact of its own."
    );
    let _ = writeln!(out, "format: {}", file.format);
    let _ = writeln!(out, "about: {}", flow(&Value::from(file.about.as_str())));
    if let Some(operation) = &file.operation {
        let _ = writeln!(out, "operation: {}", flow(&Value::from(operation.as_str())));
    }
    out.push_str("cases:\n");
    for group in &file.cases {
        out.push_str(&self::group(group));
    }
    out
}

/// One group as an item of a file's `cases`.
pub(super) fn group(group: &Group) -> String {
    let mut out = String::new();
    let mut lead = "  - ";
    // The id first, then what it rests on, then the rest as the format has it.
    let value = json(group);
    let first = ["id", "origin", "sides", "input", "request", "response"];
    let members = value.as_object().into_iter().flatten();
    let rank = |name: &str| {
        first
            .iter()
            .position(|other| *other == name)
            .unwrap_or(first.len())
    };
    let mut members: Vec<_> = members.collect();
    members.sort_by_key(|(name, _)| rank(name));
    for (name, value) in members {
        let _ = writeln!(out, "{lead}{name}: {}", flow(value));
        lead = "    ";
    }
    out
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("the format is made of texts, numbers and maps of them")
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(key, value)| format!("{}: {}", quoted(key), flow(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(flow).collect::<Vec<_>>().join(", ")
        ),
        Value::String(text) => quoted(text),
        scalar => scalar.to_string(),
    }
}

/// A text in double quotes. What a case file would take for a repetition is said as one, of itself.
fn quoted(text: &str) -> String {
    let plain = text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text);
    if plain {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for (run, unit) in runs(text) {
        let unit = escaped(unit);
        // Shorter, and what a reviewer can read.
        if run > 20 && !unit.contains(['}', '*', '$']) {
            let _ = write!(out, "${{{unit}*{run}}}");
        } else {
            out.push_str(&unit.repeat(run));
        }
    }
    out.push('"');
    out
}

/// Characters, or the escapes of one, with how many of them follow each other. `${` comes as one.
fn runs(text: &str) -> Vec<(usize, &str)> {
    let mut runs: Vec<(usize, &str)> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '$' if rest.starts_with("${") => 2,
            '%' => [12, 9, 6, 3]
                .into_iter()
                .find(|length| is_escape(rest, *length))
                .unwrap_or(1),
            first => first.len_utf8(),
        };
        let (unit, behind) = rest.split_at(length);
        match runs.last_mut() {
            Some((run, last)) if *last == unit => *run += 1,
            _ => runs.push((1, unit)),
        }
        rest = behind;
    }
    runs
}

/// Whether a text begins with the escapes of one character of so many characters, which is that of its first byte.
fn is_escape(text: &str, length: usize) -> bool {
    let Some(escape) = text.get(..length) else {
        return false;
    };
    let decoded = percent_encoding::percent_decode_str(escape).decode_utf8();
    decoded.is_ok_and(|decoded| decoded.chars().count() == 1)
        && escape.matches('%').count() * 3 == length
}

fn escaped(unit: &str) -> String {
    // `${a*2}` in a text would become `aa`.
    if unit == "${" {
        return "${${*1}".to_owned();
    }
    let mut out = String::new();
    for character in unit.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            ' '..='~' => out.push(character),
            character if character.is_alphanumeric() && character < '\u{fff0}' => {
                out.push(character);
            }
            character => {
                let _ = match u32::from(character) {
                    code @ ..=0xffff => write!(out, "\\u{code:04X}"),
                    code => write!(out, "\\U{code:08X}"),
                };
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::text::text;
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn texts_are_read_back_as_they_were(key in text(0, Some(60)), value in text(0, None)) {
            let value = json!({ "a": { key: value }, "b": [value, 1, 0.5, i64::MIN, true, null] });
            prop_assert_eq!(read(&flow(&value)), value);
        }
    }

    fn read(text: &str) -> Value {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("case.yaml");
        std::fs::write(&file, text).expect("a file");
        crate::case::load_yaml(&file).expect("it is YAML")
    }

    #[test]
    fn long_texts_are_short_and_repetitions_are_none() {
        assert_eq!(quoted(&"é".repeat(5000)), "\"${é*5000}\"");
        assert_eq!(quoted(&"%C3%A9".repeat(5000)), "\"${%C3%A9*5000}\"");
        for text in ["${a*3}", "${${a*3}", "$${{*1}", &"${".repeat(50)] {
            assert_eq!(read(&format!("[{}]", quoted(text))), json!([text]));
        }
    }
}
