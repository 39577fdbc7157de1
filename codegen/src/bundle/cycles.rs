//! Refuses components that are made of themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::{Components, Document, Group};
use crate::diagnostic::{Report, Rule};
use crate::tree::Node;

type Name<'a> = (&'a str, &'a str);

/// Refuses each cycle of references that has no object or array in between, at the first of its components.
pub(super) fn refuse(components: &Components, report: &mut Report) {
    let Some((_, kinds)) = components else {
        return;
    };
    let mut edges: BTreeMap<Name<'_>, Vec<(Name<'_>, &Node)>> = BTreeMap::new();
    for (kind, group) in kinds {
        if let Group::Named(_, named) = group {
            for (name, member) in named {
                let mut found = Vec::new();
                made_of(&member.value, &mut found);
                edges.insert((kind, name), found);
            }
        }
    }
    let mut done = BTreeSet::new();
    for &start in edges.keys() {
        search(start, &edges, &mut done, report);
    }
}

/// Depth first, with a stack of its own: a chain may be as long as the document.
fn search<'a>(
    start: Name<'a>,
    edges: &BTreeMap<Name<'a>, Vec<(Name<'a>, &'a Node)>>,
    done: &mut BTreeSet<Name<'a>>,
    report: &mut Report,
) {
    let mut stack = vec![(start, 0)];
    let mut open = BTreeSet::from([start]);
    while let Some((name, next)) = stack.last_mut() {
        let name = *name;
        let edge = edges.get(&name).and_then(|edges| edges.get(*next));
        *next += 1;
        match edge {
            Some((to, node)) if open.contains(to) => report.refuse(
                node.get("$ref").map_or(&node.place, |text| &text.place),
                Rule::CyclicRef,
                format!("`#/components/{}/{}` is made of itself", to.0, to.1),
                "break the cycle, or put an object with properties in between",
            ),
            Some((to, _)) if !done.contains(to) => {
                open.insert(*to);
                stack.push((*to, 0));
            }
            Some(_) => {}
            None => {
                open.remove(&name);
                done.insert(name);
                stack.pop();
            }
        }
    }
}

/// The references of which `node` is made without an object or array in between.
fn made_of<'a>(node: &'a Node, found: &mut Vec<(Name<'a>, &'a Node)>) {
    if let Some(name) = Document::ref_name(node) {
        found.push((name, node));
        return;
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for part in node.get(key).map(Node::items).unwrap_or_default() {
            made_of(part, found);
        }
    }
}
