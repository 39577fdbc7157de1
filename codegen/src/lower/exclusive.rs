//! Parameters of which a request may have one at most.

use crate::ir::{Exclusive, Param};
use crate::tree::Node;

/// The groups of an operation. Checking has put each into one place: the query, or else the body.
pub(super) fn groups(operation: &Node, query: &[Param]) -> Vec<Exclusive> {
    let groups = operation.get("x-exclusive").map(Node::items);
    let group = |node: &Node| {
        let names = node.get("parameters").map(Node::items).unwrap_or_default();
        let names: Vec<&str> = names.iter().filter_map(Node::as_str).collect();
        let in_query = |name: &&str| query.iter().any(|param| param.name == **name);
        Exclusive {
            in_body: !names.iter().all(in_query),
            names: names.into_iter().map(str::to_owned).collect(),
            message: node.text("message").map(str::to_owned),
        }
    };
    groups.unwrap_or_default().iter().map(group).collect()
}
