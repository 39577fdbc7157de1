//! Names that are too long for what is made of them.

use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
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
        Object::Parameter => text("name", "the name of the parameter"),
        Object::Schema => {
            text("x-rust-name", "the `x-rust-name`");
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
