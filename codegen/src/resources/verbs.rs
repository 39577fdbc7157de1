//! The verb of an operation by itself, before those that share one are told apart.

use super::paths::{Part, fixed, key};
use super::{Op, Site, given, words};

/// How the path of an operation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With a parameter: one item of a collection.
    Item,
    /// With a collection, or a thing of which there is one.
    Whole,
    /// With something that is done to what comes before.
    Action,
}

impl Site<'_> {
    pub(super) fn end(&self, index: usize, resources: &[String]) -> End {
        let op = &self.ops[index];
        let Some(last) = op.parts.last() else {
            return End::Whole;
        };
        let Some(text) = fixed(last) else {
            return if *last == Part::Param {
                End::Item
            } else {
                End::Whole
            };
        };
        let resource = &resources[index];
        if self.is_collection(&op.parts) || nearness(text, resource).is_some() {
            return End::Whole;
        }
        let own = self.owner(op).is_some_and(|length| {
            let at = &self.at[&key(&op.parts[..length])];
            at.iter().any(|owner| resources[*owner] == *resource)
        });
        let before = &op.parts[..op.parts.len() - 1];
        let own = own
            || before
                .iter()
                .filter_map(fixed)
                .any(|part| nearness(part, resource).is_some());
        if own || !self.holds(&op.parts) {
            End::Action
        } else {
            End::Whole
        }
    }

    /// The length of the longest path before an operation's end at which anything is done.
    pub(super) fn owner(&self, op: &Op<'_>) -> Option<usize> {
        let mut lengths = (1..op.parts.len()).rev();
        lengths.find(|length| self.at.contains_key(&key(&op.parts[..*length])))
    }

    pub(super) fn verb(&self, index: usize, end: End) -> String {
        let op = &self.ops[index];
        if let Some(given) = given(&op.operation, "x-verb") {
            return given.to_owned();
        }
        let one = op.answer.json && !op.answer.list;
        let verb = match (op.operation.method, end) {
            (_, End::Action) => {
                return op.parts.last().and_then(fixed).unwrap_or("call").to_owned();
            }
            ("get", _) if op.answer.list => "list",
            ("get", End::Whole) if !one && self.is_collection(&op.parts) => "list",
            ("get", _) => "retrieve",
            // Where one thing is read, there is one, which is not created again and again.
            ("post", End::Whole) if !self.reads_one(op) => "create",
            ("post" | "put" | "patch", _) => "update",
            ("delete", _) => "delete",
            (method, _) => method,
        };
        verb.to_owned()
    }

    fn reads_one(&self, op: &Op<'_>) -> bool {
        let mut here = self.at[&op.key].iter().map(|index| &self.ops[*index]);
        !self.is_collection(&op.parts)
            && here.any(|op| op.operation.method == "get" && op.answer.json && !op.answer.list)
    }
}

/// How well a part of a path names a resource, the least number best; nothing where it does not.
pub(super) fn nearness(part: &str, resource: &str) -> Option<usize> {
    let kind = last_name(resource);
    let one = words::singular(part);
    let whole = resource.replace('.', "_");
    if one == kind || part == kind {
        Some(0)
    } else if words::ends_with(&whole, &one) || words::ends_with(&whole, part) {
        Some(1)
    } else if words::ends_with(&one, &kind) {
        Some(2)
    } else {
        None
    }
}

/// What a resource is called without its namespace, in snake case.
pub(super) fn last_name(resource: &str) -> String {
    words::snake(resource.rsplit('.').next().unwrap_or(resource))
}
