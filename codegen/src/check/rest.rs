//! Members without a name of their own, where text is all that arrives.

use std::collections::BTreeSet;

use super::types::{Type, leaves};
use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::tree::Node;

/// Refuses, in a form or query, free names beside known ones whose values are more than text: a server decodes by
/// the shapes of named members, and what has no name stays the text that it came as. `whole` says that the schema
/// is that of the form, where there is no name at all before the free one.
pub(super) fn check(document: &Document, schema: &Node, whole: bool, report: &mut Report) {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![(schema, whole)];
    while let Some((node, whole)) = waiting.pop() {
        let node = document.resolve(node);
        if !seen.insert(std::ptr::from_ref(node)) {
            continue;
        }
        let properties = node.get("properties").map(Node::members);
        let properties = properties.unwrap_or_default();
        waiting.extend(properties.iter().map(|property| (&property.value, false)));
        waiting.extend(node.get("items").map(|items| (items, false)));
        for key in ["allOf", "anyOf", "oneOf"] {
            let parts = node.get(key).map(Node::items).unwrap_or_default();
            // What one part names, another may leave free.
            let whole = whole || (key == "allOf" && parts.len() > 1);
            waiting.extend(parts.iter().map(|part| (part, whole)));
        }
        let Some(rest) = node.get("additionalProperties") else {
            continue;
        };
        waiting.push((rest, false));
        let text = rest.as_bool().is_some()
            || leaves(document, rest)
                .iter()
                .all(|leaf| matches!(leaf.of, Type::Text | Type::Any | Type::Broken));
        if !text && (whole || !properties.is_empty()) {
            report.refuse(
                &rest.place,
                Rule::UnsupportedSchema,
                "a form or query has parameters of any name whose values are no text",
                "give them the type string, or put them into an object of their own",
            );
        }
    }
}
