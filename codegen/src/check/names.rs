//! Names that are too long for what is made of them.

use std::collections::BTreeSet;

use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::naming;
use crate::openapi::{Object, Shape, children, component_shape};
use crate::resources;
use crate::tree::{Node, Place};

/// The longest name, in bytes. File names are made of some, with a suffix, and no usual file system has more than 255
/// for those; identifiers and messages are made of the others.
const MAX_NAME: usize = 200;

pub(super) fn check(document: &Document, report: &mut Report) {
    let mut stack = vec![(&document.root, Shape::Object(Object::Document))];
    while let Some((node, shape)) = stack.pop() {
        if let Shape::Object(object) = shape {
            names(node, object, report);
        }
        stack.extend(children(node, shape));
    }
}

fn names(node: &Node, object: Object, report: &mut Report) {
    let mut text = |key: &str, what: &str| {
        if let Some(value) = node.get(key)
            && let Some(text) = value.as_str()
        {
            bound(text, what, &value.place, report);
        }
    };
    match object {
        Object::Operation => {
            text("operationId", "the operationId");
            text("x-resource", "the `x-resource`");
            text("x-verb", "the `x-verb`");
            for keyword in ["x-resource", "x-verb"] {
                call(node, keyword, report);
            }
        }
        Object::Parameter => {
            text("name", "the name of the parameter");
            text("x-rust-name", "the `x-rust-name`");
            if let Some(value) = node.get("x-rust-name") {
                rust_name(value, naming::is_value, "a parameter", report);
            }
        }
        Object::Schema => {
            text("x-rust-name", "the `x-rust-name`");
            schema_names(node, report);
            for property in node
                .get("properties")
                .map(Node::members)
                .unwrap_or_default()
            {
                bound(
                    &property.key,
                    "the name of the property",
                    &property.place,
                    report,
                );
            }
            for value in node.get("enum").map(Node::items).unwrap_or_default() {
                let text = value.as_str().unwrap_or_default();
                bound(text, "the value of the `enum`", &value.place, report);
            }
        }
        Object::Components => {
            let kinds = node.members().iter();
            for kind in kinds.filter(|kind| component_shape(&kind.key).is_some()) {
                for component in kind.value.members() {
                    bound(
                        &component.key,
                        "the name of the component",
                        &component.place,
                        report,
                    );
                }
            }
        }
        Object::Document => {
            for path in node.get("paths").map(Node::members).unwrap_or_default() {
                for segment in path.key.split('/') {
                    bound(segment, "the segment of the path", &path.place, report);
                }
            }
        }
        _ => {}
    }
}

/// Refuses an `x-resource` or `x-verb` that is no name.
fn call(node: &Node, keyword: &str, report: &mut Report) {
    let dots = keyword == "x-resource";
    if let Some(value) = node.get(keyword)
        && let Some(text) = value.as_str()
        && !resources::is_name(text, dots)
    {
        let example = if dots {
            "`treasury.credit_reversal`"
        } else {
            "`create`"
        };
        report.refuse(
            &value.place,
            Rule::InvalidValue,
            format!("the `{keyword}` is `{text}`, no name in snake case"),
            format!("write lower-case letters, digits and underscores, such as {example}"),
        );
    }
}

/// Refuses what is no Rust name of a type, of the field of a property, or of the variants of an enum.
fn schema_names(node: &Node, report: &mut Report) {
    if let Some(value) = node.get("x-rust-name") {
        let pointer = node.place.pointer.to_string();
        let is_property = pointer.rsplit('/').nth(1) == Some("properties");
        match (is_property, Document::ref_name(node).is_some()) {
            // The type of a reference has its name where it is described.
            (true, true) => rust_name(value, naming::is_value, "a field", report),
            (true, false) => {
                let either = |text: &str| naming::is_value(text) || naming::is_type(text);
                rust_name(value, either, "a field or a type", report);
            }
            (false, true) => rust_name(value, |_| false, "a reference", report),
            (false, false) => rust_name(value, naming::is_type, "a type", report),
        }
    }
    let listed = node.get("enum").map(Node::items).unwrap_or_default();
    let texts: BTreeSet<String> = listed.iter().map(text_of).collect();
    for named in node
        .get("x-rust-names")
        .map(Node::members)
        .unwrap_or_default()
    {
        if !texts.contains(&named.key) {
            report.refuse(
                &named.place,
                Rule::InvalidValue,
                format!(
                    "`x-rust-names` names `{}`, which is no value of the `enum`",
                    named.key
                ),
                "write each value as it is listed, and its name in Rust",
            );
        }
        if let Some(text) = named.value.as_str() {
            bound(
                text,
                "the name in `x-rust-names`",
                &named.value.place,
                report,
            );
        }
        rust_name(&named.value, naming::is_variant, "a variant", report);
    }
}

/// An enum's value as a key.
fn text_of(value: &Node) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_json().to_string(),
    }
}

fn rust_name(value: &Node, fits: impl Fn(&str) -> bool, of: &str, report: &mut Report) {
    // What is no text is refused with the keywords.
    if let Some(text) = value.as_str()
        && text.len() <= MAX_NAME
        && !fits(text)
    {
        report.refuse(
            &value.place,
            Rule::InvalidValue,
            format!("`{text}` is no name that Rust would give {of}"),
            "write fields and parameters in snake case, types and variants in upper camel case, and no keyword",
        );
    }
}

fn bound(name: &str, what: &str, place: &Place, report: &mut Report) {
    if name.len() > MAX_NAME {
        let begin: String = name.chars().take(20).collect();
        report.refuse(
            place,
            Rule::NameTooLong,
            format!(
                "{what} `{begin}…` has {} bytes, more than {MAX_NAME}",
                name.len()
            ),
            "shorten it",
        );
    }
}
