//! Refuses components that are made of themselves, or of others without an end in sight.

use std::collections::{BTreeMap, BTreeSet};

use super::{Components, Document, Group};
use crate::diagnostic::{Report, Rule};
use crate::tree::Node;

type Name<'a> = (&'a str, &'a str);

/// A component that another is made of: by how many levels of `allOf`, `anyOf` and `oneOf`, and the reference.
type Edge<'a> = (Name<'a>, usize, &'a Node);

/// The most levels of such, one inside the other; what asks what a value can be follows all of them each time.
const MAX_LEVELS: usize = 128;

/// Refuses each cycle of references that has no object or array in between, at the first of its components.
pub(super) fn refuse(components: &Components, report: &mut Report) {
    let Some((_, kinds)) = components else {
        return;
    };
    let mut edges: BTreeMap<Name<'_>, Vec<Edge<'_>>> = BTreeMap::new();
    for (kind, group) in kinds {
        if let Group::Named(_, named) = group {
            for (name, member) in named {
                let mut found = Vec::new();
                made_of(&member.value, 0, &mut found);
                edges.insert((kind, name), found);
            }
        }
    }
    let mut done = BTreeMap::new();
    for &start in edges.keys() {
        search(start, &edges, &mut done, report);
    }
}

/// Depth first, with a stack of its own: a chain may be as long as the document.
fn search<'a>(
    start: Name<'a>,
    edges: &BTreeMap<Name<'a>, Vec<Edge<'a>>>,
    done: &mut BTreeMap<Name<'a>, usize>,
    report: &mut Report,
) {
    let mut stack = vec![(start, 0)];
    let mut open = BTreeSet::from([start]);
    while let Some((name, next)) = stack.last_mut() {
        let name = *name;
        let edge = edges.get(&name).and_then(|edges| edges.get(*next));
        *next += 1;
        match edge {
            Some((to, _, node)) if open.contains(to) => report.refuse(
                node.get("$ref").map_or(&node.place, |text| &text.place),
                Rule::CyclicRef,
                format!("`#/components/{}/{}` is made of itself", to.0, to.1),
                "break the cycle, or put an object with properties in between",
            ),
            Some((to, ..)) if !done.contains_key(to) => {
                open.insert(*to);
                stack.push((*to, 0));
            }
            Some(_) => {}
            None => {
                open.remove(&name);
                let own = edges.get(&name).map(Vec::as_slice).unwrap_or_default();
                let levels = own.iter().map(|(to, levels, node)| {
                    (levels + done.get(to).copied().unwrap_or_default(), node)
                });
                let deepest = levels.max_by_key(|(levels, _)| *levels);
                let levels = match deepest {
                    Some((levels, node)) if levels > MAX_LEVELS => {
                        report.refuse(
                            &node.place,
                            Rule::UnsupportedSchema,
                            format!("a type nests deeper than {MAX_LEVELS} levels"),
                            "describe the values by fewer levels",
                        );
                        // Said once; what is made of it begins anew.
                        0
                    }
                    Some((levels, _)) => levels,
                    None => 0,
                };
                done.insert(name, levels);
                stack.pop();
            }
        }
    }
}

/// The references of which `node` is made without an object or array in between.
fn made_of<'a>(node: &'a Node, levels: usize, found: &mut Vec<Edge<'a>>) {
    if let Some(name) = Document::ref_name(node) {
        found.push((name, levels, node));
        return;
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for part in node.get(key).map(Node::items).unwrap_or_default() {
            made_of(part, levels + 1, found);
        }
    }
}
