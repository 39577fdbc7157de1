//! Documentation text: what the document says, then the facts that its schemas state.

use crate::ir::{Integer, Size, Text, Type};
use crate::schema::{SchemaId, Schemas};
use crate::tree::Node;

const EXPANDS: &str = "An id unless expanded.";
const UNSETS: &str = "An empty string unsets it.";

/// The description of a node, without its surrounding white space.
pub(super) fn description(node: &Node) -> String {
    node.text("description")
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// The description, followed by the bounds of the type and the values that an empty string stands for.
pub(super) fn with_facts(node: &Node, resolved: &Node, ty: &Type) -> String {
    let mut text = description(node);
    if text.is_empty() {
        text = description(resolved);
    }
    facts(text, resolved.text("format"), ty)
}

/// The same of a schema where it stands.
pub(super) fn of_schema(schemas: &Schemas, id: SchemaId, ty: &Type) -> String {
    let text = schemas.text(id, "description").unwrap_or_default().trim();
    let format = schemas.resolved(id).text("format");
    facts(text.to_owned(), format, ty)
}

fn facts(mut text: String, format: Option<&str>, ty: &Type) -> String {
    let mut facts = Vec::new();
    collect(ty, &mut facts);
    // Where the author said it already, saying it again is noise.
    let said = text.to_lowercase();
    facts.retain(|fact| match fact.as_str() {
        EXPANDS => !said.contains("expanded"),
        UNSETS => !said.contains("empty string"),
        _ => true,
    });
    if format == Some("unix-time") && !said.contains("epoch") {
        facts.push("Seconds since the Unix epoch.".to_owned());
    }
    for fact in facts {
        if !text.is_empty() {
            text.push_str(if text.contains('\n') { "\n\n" } else { " " });
        }
        text.push_str(&fact);
    }
    text
}

fn collect(ty: &Type, facts: &mut Vec<String>) {
    match ty {
        Type::String(Text {
            length: Size { min, max },
            ..
        }) => match (min, max) {
            (None, None) => {}
            (None, Some(max)) => facts.push(format!("At most {max} characters.")),
            (Some(min), None) => facts.push(format!("At least {min} characters.")),
            (Some(min), Some(max)) => facts.push(format!("{min} to {max} characters.")),
        },
        Type::Integer(Integer { min, max, .. }) => match (min, max) {
            (None, None) => {}
            (None, Some(max)) => facts.push(format!("At most {max}.")),
            (Some(min), None) => facts.push(format!("At least {min}.")),
            (Some(min), Some(max)) => facts.push(format!("{min} to {max}.")),
        },
        Type::List {
            size: Size { min, max },
            ..
        } => match (min, max) {
            (None, None) => {}
            (None, Some(max)) => facts.push(format!("At most {max} elements.")),
            (Some(min), None) => facts.push(format!("At least {min} elements.")),
            (Some(min), Some(max)) => facts.push(format!("{min} to {max} elements.")),
        },
        Type::Expandable(_) => facts.push(EXPANDS.to_owned()),
        Type::OrEmpty(inner) => {
            collect(inner, facts);
            facts.push(UNSETS.to_owned());
        }
        Type::OrNull(inner) => collect(inner, facts),
        _ => {}
    }
}
