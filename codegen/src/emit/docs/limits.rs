//! What bounds a value, in words.

use serde_json::Value;

use super::kinds::{branches, kind, literal};
use super::text::phrase;
use crate::keywords;

/// What bounds a value, and what is in it, as a list.
pub(super) fn limits(schema: &Value) -> String {
    let mut found = Vec::new();
    gather("", schema, &mut found);
    // The description may have said it already, such as "Always `list`."
    let told = schema.get("description").and_then(Value::as_str);
    if let Some((first, rest)) =
        told.and_then(|text| text.trim_end_matches('.').split_at_checked(1))
    {
        let told = phrase(&format!("{}{rest}", first.to_lowercase()));
        found.retain(|limit| *limit != told);
    }
    if found.is_empty() {
        return String::new();
    }
    let items = found.join("</li><li>");
    format!("<ul class=\"limits\"><li>{items}</li></ul>\n")
}

fn gather(subject: &str, schema: &Value, found: &mut Vec<String>) {
    let mut say = |text: String| found.push(format!("{subject}{text}"));
    for (keyword, bound) in keywords::bounds() {
        if let Some(told) = schema.get(keyword).and_then(bound.told) {
            say(phrase(&told));
        }
    }
    if let Some(value) = schema.get("const") {
        say(format!("always {}", literal(value)));
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        say(format!("one of {}", literals(values)));
    }
    if let Some(Value::Array(values)) = schema.get("x-open-enum") {
        let known = literals(values);
        say(format!(
            "<span data-also=\"x-open-enum\">one of {known}</span>; there may be others one day"
        ));
    }
    for group in branches(schema, "x-exclusive") {
        let names: Vec<_> = branches(group, "parameters")
            .into_iter()
            .map(literal)
            .collect();
        let names = names.join(", ");
        say(format!(
            "<span data-also=\"x-exclusive\">at most one of {names}</span>"
        ));
    }
    if let Some(value) = schema.get("default") {
        say(format!("{} when absent", literal(value)));
    }
    if let Some(items) = schema.get("items") {
        gather(&format!("{subject}each item: "), items, found);
    }
    if let Some(values @ Value::Object(_)) = schema.get("additionalProperties") {
        gather(&format!("{subject}each value: "), values, found);
    }
    if schema.get("x-open-enum").is_some() {
        // Its branches say the same again.
        return;
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        let branches = branches(schema, key);
        let alone = key == "allOf" || branches.len() == 1;
        for branch in branches {
            // Among others, a value that is always the same is told as the kind of value it is.
            if !alone && branch.get("const").is_some() {
                continue;
            }
            let subject = if alone {
                subject.to_owned()
            } else {
                format!("{subject}if it is {}: ", one(&kind(branch)))
            };
            gather(&subject, branch, found);
        }
    }
}

/// A kind with its article, as one value of it is called.
fn one(kind: &str) -> String {
    match kind.as_bytes().first() {
        // What the document names has no article.
        None | Some(b'<') => kind.to_owned(),
        _ if kind.starts_with("any ") => kind.to_owned(),
        Some(b'a' | b'e' | b'i' | b'o' | b'u') => format!("an {kind}"),
        Some(_) => format!("a {kind}"),
    }
}

fn literals(values: &[Value]) -> String {
    let values: Vec<_> = values.iter().map(literal).collect();
    values.join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_limit_names_the_kind_it_is_of_only_where_there_are_others() {
        let string = json!({"type": "string", "maxLength": 1});
        let nothing = json!({"type": "null"});
        let integer = json!({"type": "integer", "minimum": 1});
        let empty = json!({"type": "string", "const": ""});
        let list = |text: &str| format!("<ul class=\"limits\"><li>{text}</li></ul>\n");
        let alone = json!({"anyOf": [string, nothing]});
        assert_eq!(limits(&alone), list("at most 1 character"));
        let both = json!({"anyOf": [string, integer, empty]});
        assert_eq!(
            limits(&both),
            list("if it is a string: at most 1 character</li><li>if it is an integer: at least 1")
        );
        assert_eq!(limits(&empty), list("always <code>&quot;&quot;</code>"));
        let pair = json!({"x-exclusive": [{"parameters": ["a", "b"], "message": "No."}]});
        assert_eq!(
            limits(&pair),
            list(
                "<span data-also=\"x-exclusive\">at most one of <code>a</code>, <code>b</code></span>"
            )
        );
        let told = json!({"const": "list", "description": "Always `list`."});
        assert_eq!(limits(&told), "");
    }
}
