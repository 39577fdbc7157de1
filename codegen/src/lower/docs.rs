//! Documentation text: what the document says, then the facts that its schemas state.

use crate::ir::Type;
use crate::tree::Node;

/// The description of a node, without its surrounding white space.
pub(super) fn description(node: &Node) -> String {
    node.text("description").unwrap_or_default().trim().to_owned()
}

/// The description, followed by the bounds of the type and the values that an empty string stands for.
pub(super) fn with_facts(node: &Node, resolved: &Node, ty: &Type) -> String {
    let mut text = description(node);
    if text.is_empty() {
        text = description(resolved);
    }
    let mut facts = Vec::new();
    collect(ty, &mut facts);
    if resolved.text("format") == Some("unix-time") {
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
        Type::String { min, max } => match (min, max) {
            (None, None) => {}
            (None, Some(max)) => facts.push(format!("At most {max} characters.")),
            (Some(min), None) => facts.push(format!("At least {min} characters.")),
            (Some(min), Some(max)) => facts.push(format!("{min} to {max} characters.")),
        },
        Type::Integer { min, max } => match (min, max) {
            (None, None) => {}
            (None, Some(max)) => facts.push(format!("At most {max}.")),
            (Some(min), None) => facts.push(format!("At least {min}.")),
            (Some(min), Some(max)) => facts.push(format!("{min} to {max}.")),
        },
        Type::List { min, max, .. } => match (min, max) {
            (None, None) => {}
            (None, Some(max)) => facts.push(format!("At most {max} elements.")),
            (Some(min), None) => facts.push(format!("At least {min} elements.")),
            (Some(min), Some(max)) => facts.push(format!("{min} to {max} elements.")),
        },
        Type::Expandable(_) => facts.push("An id unless expanded.".to_owned()),
        Type::OrEmpty(inner) => {
            collect(inner, facts);
            facts.push("An empty string unsets it.".to_owned());
        }
        Type::OrNull(inner) => collect(inner, facts),
        _ => {}
    }
}
