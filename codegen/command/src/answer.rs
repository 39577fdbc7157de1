//! Answers as people and programs read them.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// The JSON on one line: all that is outside of its texts, but for white space, as it came.
pub(crate) fn on_one_line(json: &str) -> String {
    let mut line = String::with_capacity(json.len());
    let (mut in_text, mut escaped) = (false, false);
    for c in json.chars() {
        if in_text || !c.is_ascii_whitespace() {
            line.push(c);
        }
        if in_text && !escaped && c == '\\' {
            escaped = true;
            continue;
        }
        if c == '"' && !escaped {
            in_text = !in_text;
        }
        escaped = false;
    }
    line
}

/// An object as a name and a value a line; a list as a row an item, with a column for each member that is a plain value.
pub(crate) fn table(answer: &Value) -> String {
    match answer {
        Value::Object(members) => match members.get("data") {
            Some(Value::Array(items)) if members.contains_key("has_more") => rows(items),
            _ => lines(members),
        },
        Value::Array(items) => rows(items),
        plain => shown(plain) + "\n",
    }
}

fn lines(members: &Map<String, Value>) -> String {
    let mut flat = Vec::new();
    flatten("", members, &mut flat);
    flat.sort_by(|(a, _), (b, _)| order(a).cmp(&order(b)));
    let width = flat.iter().map(|(name, _)| width(name)).max();
    let width = width.unwrap_or_default();
    let mut out = String::new();
    for (name, value) in flat {
        let _ = writeln!(out, "{}", format!("{name:width$}  {value}").trim_end());
    }
    out
}

fn flatten(prefix: &str, members: &Map<String, Value>, out: &mut Vec<(String, String)>) {
    for (name, value) in members {
        let name = line(&format!("{prefix}{name}"));
        match value {
            // How deep it can be is bounded by what reads JSON.
            Value::Object(inner) if !inner.is_empty() => {
                flatten(&format!("{name}."), inner, out);
            }
            value => out.push((name, shown(value))),
        }
    }
}

fn rows(items: &[Value]) -> String {
    let mut columns: Vec<&String> = Vec::new();
    for item in items {
        let members = item.as_object().into_iter().flatten();
        for (name, value) in members {
            let is_plain = !value.is_object() && !value.is_array();
            if is_plain && !columns.contains(&name) {
                columns.push(name);
            }
        }
    }
    columns.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut table = vec![columns.iter().map(|name| line(name)).collect::<Vec<_>>()];
    for item in items {
        let cells = columns.iter().map(|name| match item.get(*name) {
            Some(value) if !value.is_object() && !value.is_array() => shown(value),
            _ => String::new(),
        });
        table.push(cells.collect());
    }
    let widths: Vec<usize> = (0..columns.len())
        .map(|at| {
            table
                .iter()
                .map(|row| width(&row[at]))
                .max()
                .unwrap_or_default()
        })
        .collect();
    let mut out = String::new();
    for row in table {
        let cells = row.iter().zip(&widths);
        let cells: Vec<_> = cells
            .map(|(cell, &width)| format!("{cell:width$}"))
            .collect();
        let _ = writeln!(out, "{}", cells.join("  ").trim_end());
    }
    out
}

/// The id first, then by name.
fn order(name: &str) -> (bool, &str) {
    (name != "id", name)
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => line(text),
        other => line(&other.to_string()),
    }
}

/// On one line, and with nothing that a terminal would obey.
fn line(text: &str) -> String {
    let obeyed = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.replace(obeyed, " ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_on_one_line_loses_white_space_between_its_texts_alone() {
        let json = "{\n  \"a b\" : [1.50, \"x \\\" y\\\\\" ],\n\t\"c\": {} }";
        assert_eq!(on_one_line(json), r#"{"a b":[1.50,"x \" y\\"],"c":{}}"#);
    }

    #[test]
    fn an_object_is_a_line_a_member_and_its_id_comes_first() {
        let answer = json!({"amount": 4, "metadata": {"b": "x\n\u{1b}[2J"}, "id": "tr_1", "source": null, "list": [1]});
        let want = "id          tr_1\namount      4\nlist        [1]\nmetadata.b  x  [2J\nsource\n";
        assert_eq!(table(&answer), want);
    }

    #[test]
    fn a_page_is_a_row_an_item_of_its_plain_members() {
        let answer = json!({"object": "list", "has_more": false, "data": [
            {"id": "a", "amount": 12345, "metadata": {}}, {"id": "bcd", "amount": 4, "note": "é"},
        ]});
        let want = "id   amount  note\na    12345\nbcd  4       é\n";
        assert_eq!(table(&answer), want);
    }
}
