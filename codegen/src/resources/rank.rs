//! Which of several operations with one resource and verb is the plain one.

use super::paths::{Part, fixed, key};
use super::verbs::{End, nearness};
use super::{Op, Site, given};

/// Where methods have one verb, the first of them has it plain.
const METHODS: [&str; 5] = ["patch", "post", "get", "put", "delete"];

/// The less, the plainer. Two that are equal are both told by where they are.
pub(super) type Rank = [usize; 7];

impl Site<'_> {
    pub(super) fn rank(&self, index: usize, end: End, resource: &str) -> Rank {
        let op = &self.ops[index];
        let length = self.collection(op, end);
        let collection = &op.parts[..length];
        let near = collection
            .last()
            .and_then(fixed)
            .and_then(|part| nearness(part, resource));
        let before = &collection[..length.saturating_sub(1)];
        let params = before.iter().filter(|part| **part == Part::Param).count();
        [
            usize::from(given(&op.operation, "x-verb").is_none()),
            near.unwrap_or(usize::MAX),
            // An item has an id; of what has none there is one, which comes second where there are items too.
            usize::from(end == End::Whole && !self.is_collection(&op.parts)),
            usize::from(!self.at.contains_key(&key(collection))),
            usize::from(self.below_action(before)),
            params,
            METHODS
                .iter()
                .position(|method| *method == op.operation.method)
                .unwrap_or(METHODS.len()),
        ]
    }

    /// Whether something is done at a path that is no collection and no item, such as a preview of what is not there yet.
    pub(super) fn below_action(&self, before: &[Part]) -> bool {
        matches!(before.last(), Some(Part::Fixed(_))) && self.at.contains_key(&key(before))
    }

    /// How many parts of an operation's path lead to the collection that it is about.
    pub(super) fn collection(&self, op: &Op<'_>, end: End) -> usize {
        let length = op.parts.len();
        match end {
            End::Whole => length,
            End::Item => length - 1,
            End::Action => {
                let owner = self.owner(op).unwrap_or_else(|| {
                    let before = &op.parts[..length - 1];
                    before
                        .iter()
                        .rposition(|part| *part == Part::Param)
                        .map_or(length - 1, |at| at + 1)
                });
                match op.parts.get(owner.wrapping_sub(1)) {
                    Some(Part::Param) => owner - 1,
                    _ => owner,
                }
            }
        }
    }
}
