//! Trees to YAML text, as the fragments are written.

use reversals_codegen::tree::{Kind, Node};

/// A node as lines that begin `indent` columns to the right; each ends with a line break.
pub(crate) fn block(node: &Node, indent: usize) -> String {
    let mut out = String::new();
    lines(node, indent, &mut out);
    out
}

/// A member as such lines.
pub(crate) fn member(key: &str, value: &Node, indent: usize) -> String {
    let mut out = " ".repeat(indent);
    below(key, value, indent, &mut out);
    out
}

/// An item of a list as such lines, the dash `indent` columns to the right.
pub(crate) fn item(value: &Node, indent: usize) -> String {
    let mut out = " ".repeat(indent);
    dashed(value, indent, &mut out);
    out
}

/// A node in one line, as it stands inside of braces.
pub(crate) fn flow(node: &Node) -> String {
    match &node.kind {
        Kind::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|member| format!("{}: {}", scalar(&member.key, true), flow(&member.value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        _ => one_line(node, true),
    }
}

/// A text as it stands as a key or value, in braces or without.
pub(crate) fn scalar(text: &str, in_flow: bool) -> String {
    if is_plain(text, in_flow) {
        return text.to_owned();
    }
    let is_printed = |char: char| {
        !char.is_control()
            && !matches!(
                char,
                '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}'..='\u{ffff}'
            )
    };
    if text.chars().all(is_printed) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            char if is_printed(char) => out.push(char),
            char => out.push_str(&format!("\\u{:04x}", u32::from(char))),
        }
    }
    out.push('"');
    out
}

fn lines(node: &Node, indent: usize, out: &mut String) {
    let margin = " ".repeat(indent);
    match &node.kind {
        Kind::Object(members) => {
            for member in members {
                out.push_str(&margin);
                below(&member.key, &member.value, indent, out);
            }
        }
        Kind::Array(items) => {
            for item in items {
                out.push_str(&margin);
                dashed(item, indent, out);
            }
        }
        _ => {
            out.push_str(&margin);
            out.push_str(&one_line(node, false));
            out.push('\n');
        }
    }
}

fn below(key: &str, value: &Node, indent: usize, out: &mut String) {
    out.push_str(&scalar(key, false));
    out.push(':');
    if let Some(folded) = folded(value, indent + 2) {
        out.push_str(&folded);
    } else if is_flat(value) {
        out.push(' ');
        out.push_str(&one_line(value, false));
        out.push('\n');
    } else {
        out.push('\n');
        lines(value, indent + 2, out);
    }
}

/// A text that is too long for a line, over several.
fn folded(value: &Node, indent: usize) -> Option<String> {
    let text = value.as_str()?;
    let words: Vec<&str> = text.split(' ').collect();
    let plain = |word: &&str| {
        !word.is_empty() && !word.contains(|char: char| char.is_whitespace() || char.is_control())
    };
    if text.chars().count() + indent <= WIDTH || words.len() < 2 || !words.iter().all(plain) {
        return None;
    }
    let margin = " ".repeat(indent);
    let (mut out, mut line) = (String::from(" >-\n"), String::new());
    for word in words {
        let wide = indent + line.chars().count() + 1 + word.chars().count() > WIDTH;
        if wide && !line.is_empty() {
            out.push_str(&format!("{margin}{line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push_str(&format!("{margin}{line}\n"));
    Some(out)
}

fn dashed(item: &Node, indent: usize, out: &mut String) {
    out.push('-');
    match &item.kind {
        _ if is_flat(item) => {
            out.push(' ');
            out.push_str(&one_line(item, false));
            out.push('\n');
        }
        Kind::Object(_) => {
            let inner = block(item, indent + 2);
            out.push(' ');
            out.push_str(inner.trim_start_matches(' '));
        }
        _ => {
            out.push('\n');
            lines(item, indent + 2, out);
        }
    }
}

/// Whether a node is in one line in any case.
fn is_flat(node: &Node) -> bool {
    match &node.kind {
        Kind::Object(members) => members.is_empty(),
        Kind::Array(items) => items.is_empty(),
        _ => true,
    }
}

fn one_line(node: &Node, in_flow: bool) -> String {
    match &node.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(truth) => truth.to_string(),
        Kind::Number(number) => number.to_string(),
        Kind::String(text) => scalar(text, in_flow),
        Kind::Array(_) => "[]".to_owned(),
        Kind::Object(_) => "{}".to_owned(),
    }
}

/// How wide lines of texts are.
const WIDTH: usize = 120;

/// Words that some reader or other takes for something else than a text.
const TAKEN: &[&str] = &["false", "n", "no", "null", "off", "on", "true", "y", "yes"];

/// Whether every reader takes a text for itself without quotes.
fn is_plain(text: &str, in_flow: bool) -> bool {
    let begins = |char: char| char.is_ascii_alphabetic() || matches!(char, '_' | '/' | '$');
    let goes_on = |char: char| match char {
        '_' | '/' | '$' | '.' | '-' | '+' => true,
        '{' | '}' => !in_flow,
        char => char.is_ascii_alphanumeric(),
    };
    // A text of words, or the version of OpenAPI, which is no number.
    let mut words = text.split(' ');
    let version: Vec<&str> = text.split('.').collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    if version.len() == 3 && version.iter().all(digits) {
        return true;
    }
    text.starts_with(begins)
        && words.all(|word| !word.is_empty() && word.chars().all(goes_on))
        && !TAKEN.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use reversals_codegen::load;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read_as_what_it_was_in_lines_and_in_braces() {
        let value = json!({
            "plain": "transfer_reversal", "path": "/v1/{id}", "": "empty key",
            "texts": ["", "yes", "NULL", "1", "1e3", "- a", "a: b", "a #b", "a b", "a  b", "a - b ", "3.0.3", "3.0", "it's", "a\nb\t\"\\", "~", "\u{85}\u{2028}", "é{"],
            "nested": [[1, 2.5, -3], [], {}, [[{"a": [{"b": null}]}]], {"a": {"b": true, "c": []}}],
            "long": "one # two: three ".repeat(20).trim(), "wide": "  spaces ".repeat(20),
            "'200'": {"x y": false}, "#/a": "#/components/schemas/a",
        });
        let node = load::value("api.yaml", &value).unwrap().roots.remove(0);
        let written = block(&node, 0);
        for text in [written, flow(&node)] {
            let read =
                load::text("api.yaml", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert_eq!(read.roots[0].to_json(), value, "{text}");
        }
    }
}
