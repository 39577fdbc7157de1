//! In which order tests are tried on a mutant, so that the one that notices comes early.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::change::Travels;
use super::edit::Edit;
use super::mutant::Mutant;
use reversals_judge::{Kind, Test};

/// The tests, by what they are called and by operation.
pub(super) struct Order<'a> {
    tests: &'a [Test],
    /// By each part of their names.
    parts: BTreeMap<&'a str, Vec<usize>>,
    operations: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Order<'a> {
    pub(super) fn new(tests: &'a [Test]) -> Self {
        let (mut parts, mut operations) = (BTreeMap::new(), BTreeMap::new());
        for (index, test) in tests.iter().enumerate() {
            let operation = test.case.call.operation.as_str();
            let named = |map: &mut BTreeMap<&'a str, Vec<usize>>, name| {
                map.entry(name).or_default().push(index);
            };
            named(&mut operations, operation);
            test.case
                .id
                .split('/')
                .for_each(|part| named(&mut parts, part));
        }
        Self {
            tests,
            parts,
            operations,
        }
    }

    /// The tests of the operations that are reached, those that mention the place first; no others can notice.
    pub(super) fn of(&self, mutant: &Mutant) -> impl Iterator<Item = &'a Test> {
        let mut mentions: BTreeMap<usize, usize> = BTreeMap::new();
        for word in &mutant.words {
            let parts = self.parts.range(word.as_str()..);
            let parts = parts.take_while(|(part, _)| part.starts_with(word.as_str()));
            for (part, tests) in parts {
                if matches!(part.as_bytes().get(word.len()), None | Some(b'_')) {
                    for &index in tests {
                        *mentions.entry(index).or_default() += 1;
                    }
                }
            }
        }
        let reached = mutant.operations.iter();
        let reached = reached.filter_map(|id| self.operations.get(id.as_str()));
        let reached = reached.flatten().copied();
        let mut tests: Vec<_> = reached
            .filter(|&index| can_notice(&self.tests[index], mutant))
            .map(|index| {
                let kind = self.tests[index].kind;
                let count = mentions.get(&index).copied().unwrap_or_default();
                (
                    !tells(kind, mutant.edit),
                    Reverse(count),
                    rank(kind, mutant.travels),
                    index,
                )
            })
            .collect();
        tests.sort_unstable();
        let all = self.tests;
        tests.into_iter().map(move |(.., index)| &all[index])
    }
}

/// Whether the test asks for anything that is another.
fn can_notice(test: &Test, mutant: &Mutant) -> bool {
    let asked = !asks(test.kind) || mutant.travels != Travels::Responses;
    asked && (!mutant.told || test.sides().is_empty())
}

/// Whether a kind of test is of requests alone.
fn asks(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ClientEncode
            | Kind::ClientRepeat
            | Kind::ClientUnrepresentable
            | Kind::ServerDecode
            | Kind::ServerDecodeSpelling(_)
    )
}

/// Whether such an edit is told by the published schemas alone, as where behaviour is open to what nobody knows yet.
fn tells(kind: Kind, edit: Edit) -> bool {
    match edit {
        Edit::MemberAdded => kind == Kind::Values,
        Edit::MemberRemoved | Edit::MemberRenamed | Edit::EnumRemoved => {
            matches!(kind, Kind::Schema | Kind::Values)
        }
        Edit::ObjectClosed | Edit::BoundAdded => kind == Kind::Schema,
        _ => false,
    }
}

/// How soon a kind of test runs: behaviour before documents, and the side that reads before the one that writes.
fn rank(kind: Kind, travels: Travels) -> usize {
    match kind {
        Kind::ClientRefuse | Kind::ClientDecode => usize::from(travels == Travels::Requests),
        Kind::ServerRefuse => usize::from(travels == Travels::Responses),
        kind if asks(kind) => 0,
        Kind::Schema => 1,
        _ => 2,
    }
}
