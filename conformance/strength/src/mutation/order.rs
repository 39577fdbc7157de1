//! In which order tests are tried on a mutant, so that the one that notices comes early.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::change::Travels;
use super::edit::Edit;
use super::mutant::Mutant;
use reversals_judge::{Kind, Test};

/// The tests, in an order in which those that are likely to notice come first.
pub(super) struct Order<'a> {
    pub(super) tests: &'a [Test],
    names: Vec<String>,
    mentions: Mutex<HashMap<String, Arc<Vec<usize>>>>,
    operations: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Order<'a> {
    pub(super) fn new(tests: &'a [Test]) -> Self {
        let mut operations: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, test) in tests.iter().enumerate() {
            let operation = test.case.call.operation.as_str();
            operations.entry(operation).or_default().push(index);
        }
        Self {
            tests,
            names: tests.iter().map(|test| test.case.id.clone()).collect(),
            mentions: Mutex::default(),
            operations,
        }
    }

    /// Which tests have a part of their names that is the word, or begins with it.
    fn mentioning(&self, word: &str) -> Arc<Vec<usize>> {
        let known = || self.mentions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(word) {
            return Arc::clone(found);
        }
        let names = self.names.iter().enumerate();
        let begins = format!("{word}_");
        let found = names.filter(|(_, name)| {
            let mut parts = name.split('/');
            parts.any(|part| part == word || part.starts_with(&begins))
        });
        let found: Arc<Vec<usize>> = Arc::new(found.map(|(index, _)| index).collect());
        known().insert(word.to_owned(), Arc::clone(&found));
        found
    }

    /// The tests that mention the edited place, the most telling first.
    pub(super) fn likely(&self, mutant: &Mutant) -> Vec<usize> {
        let mut mentions: BTreeMap<usize, usize> = BTreeMap::new();
        for word in &mutant.words {
            for &index in self.mentioning(word).iter() {
                *mentions.entry(index).or_default() += 2;
            }
        }
        if tells(Kind::Values, mutant.edit) {
            let reached = mutant.operations.iter();
            let reached = reached.filter_map(|id| self.operations.get(id.as_str()));
            for &index in reached.flatten() {
                if self.tests[index].kind == Kind::Values {
                    mentions.entry(index).or_default();
                }
            }
        }
        let hints = hints(mutant.edit);
        for (&index, count) in &mut mentions {
            if hints.iter().any(|hint| self.names[index].contains(hint)) {
                *count += 1;
            }
        }
        let mut found: Vec<_> = mentions
            .into_iter()
            .filter(|(index, _)| {
                let test = &self.tests[*index];
                mutant.operations.contains(&test.case.call.operation) && can_notice(test, mutant)
            })
            .map(|(index, count)| {
                let kind = self.tests[index].kind;
                let order = (Reverse(count), rank(kind, mutant.travels));
                (!tells(kind, mutant.edit), order, index)
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(.., index)| index).collect()
    }

    /// The other tests of the operations that reach the edited place; no others can notice.
    pub(super) fn others(&self, mutant: &Mutant, but: &[usize]) -> impl Iterator<Item = &'a Test> {
        let but: BTreeSet<usize> = but.iter().copied().collect();
        let operations = mutant.operations.iter();
        let reached = operations.filter_map(|id| self.operations.get(id.as_str()));
        let mut found: Vec<(bool, usize, usize)> = reached
            .flatten()
            .filter(|index| !but.contains(index) && can_notice(&self.tests[**index], mutant))
            .map(|&index| {
                let kind = self.tests[index].kind;
                let rank = rank(kind, mutant.travels);
                (!tells(kind, mutant.edit), rank, index)
            })
            .collect();
        found.sort_unstable();
        let tests = self.tests;
        found.into_iter().map(|(.., index)| &tests[index])
    }
}

/// Whether the test asks for anything that is another.
fn can_notice(test: &Test, mutant: &Mutant) -> bool {
    let asks = matches!(
        test.kind,
        Kind::ClientEncode
            | Kind::ClientRepeat
            | Kind::ClientUnrepresentable
            | Kind::ServerDecode
            | Kind::ServerDecodeSpelling(_)
    );
    !(mutant.told && !test.sides().is_empty() || asks && mutant.travels == Travels::Responses)
}

/// What cases that notice such an edit are likely to be called, which only saves time.
fn hints(edit: Edit) -> &'static [&'static str] {
    match edit {
        Edit::BoundRaised | Edit::BoundLowered | Edit::BoundRemoved | Edit::BoundAdded => &[
            "longest", "too_long", "empty", "least", "greatest", "of_two",
        ],
        Edit::NullableChanged => &["null"],
        Edit::PropertyRequired | Edit::PropertyRemoved | Edit::PropertyRenamed => {
            &["absent", "missing"]
        }
        Edit::TypeChanged | Edit::BranchRemoved => &["number", "text", "object", "null"],
        Edit::ParameterRequired | Edit::ParameterRemoved => &["missing", "least"],
        Edit::MemberAdded | Edit::MemberRenamed | Edit::EnumRemoved => &["values", "unknown"],
        _ => &[],
    }
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
    let requests = matches!(travels, Travels::Requests | Travels::Both);
    let responses = matches!(travels, Travels::Responses | Travels::Both);
    match kind {
        Kind::ServerRefuse
        | Kind::ServerDecode
        | Kind::ClientUnrepresentable
        | Kind::ClientEncode
            if requests =>
        {
            0
        }
        Kind::ClientRefuse | Kind::ClientDecode | Kind::ClientUndocumented if responses => 0,
        Kind::ClientDecodeUnknownMembers | Kind::ClientDecodeUnknownValues | Kind::ServerEncode
            if responses =>
        {
            1
        }
        Kind::ServerDecodeSpelling(_) if requests => 1,
        Kind::Schema => 2,
        Kind::Document | Kind::Values => 3,
        _ => 4,
    }
}
