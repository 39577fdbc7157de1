//! Whether the cases notice an edit of the document.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use reversals_codegen::ir::Api;

use super::{Mutant, Travels, model};
use crate::judge::{Contract, Finding, Kind, Test, World};
use crate::parallel;
use crate::subject::{Client, Server};

/// A pair that behaves as a model says.
pub type Pair = (Box<dyn Client>, Box<dyn Server>);

/// What became of a mutant.
#[derive(Clone, Debug)]
pub enum Fate {
    /// A test failed.
    Killed {
        /// The first test that did.
        test: String,
        /// Its kind.
        kind: Kind,
        /// What it found.
        finding: Box<Finding>,
    },
    /// No test failed: a case is missing, or the edit means nothing.
    Survived,
    /// The pipeline refuses the document, so that nobody can be misled by it.
    Unviable(String),
}

/// Runs the tests against a pair of each mutant until one fails; the fates are in the order of the mutants.
///
/// `good` is the contract of the unchanged document, which the tests were derived from. `make` makes a pair of a model.
pub fn run(
    mutants: &[Mutant],
    tests: &[Test],
    good: &Contract,
    make: &(dyn Fn(&Api) -> Pair + Sync),
    progress: &(dyn Fn(usize) + Sync),
) -> Vec<Fate> {
    let order = Order::new(tests);
    parallel::map(mutants, progress, |mutant| fate(mutant, &order, good, make))
}

/// Every test that fails for a mutant, by name; an error where the pipeline refuses the document.
pub fn failing(
    mutant: &Mutant,
    tests: &[Test],
    good: &Contract,
    make: &(dyn Fn(&Api) -> Pair + Sync),
) -> Result<BTreeSet<String>, String> {
    let (contract, pair) = changed(mutant, good, make)?;
    let world = World {
        client: &*pair.0,
        server: &*pair.1,
        contract: &contract,
    };
    let failing = tests.iter().filter(|test| test.run(world).is_err());
    Ok(failing.map(Test::name).collect())
}

fn changed(
    mutant: &Mutant,
    good: &Contract,
    make: &(dyn Fn(&Api) -> Pair + Sync),
) -> Result<(Contract, Pair), String> {
    let document = mutant.document(&good.bundled).map_err(|e| e.to_string())?;
    let model = model(&document).map_err(|error| error.to_string())?;
    let pair = make(&model.api);
    // What an unknown member or value is stays what it was: the tests are those of the unchanged document.
    Ok((Contract::new(document, good.api.clone()), pair))
}

fn fate(
    mutant: &Mutant,
    order: &Order<'_>,
    good: &Contract,
    make: &(dyn Fn(&Api) -> Pair + Sync),
) -> Fate {
    let (contract, pair) = match changed(mutant, good, make) {
        Ok(changed) => changed,
        Err(refusal) => return Fate::Unviable(refusal),
    };
    let world = World {
        client: &*pair.0,
        server: &*pair.1,
        contract: &contract,
    };
    for test in order.of(mutant) {
        if let Err(finding) = test.run(world) {
            return Fate::Killed {
                test: test.name(),
                kind: test.kind,
                finding,
            };
        }
    }
    Fate::Survived
}

/// The tests, in an order in which those that are likely to notice come first.
struct Order<'a> {
    tests: &'a [Test],
    names: Vec<String>,
    mentions: Mutex<HashMap<String, std::sync::Arc<Vec<bool>>>>,
    operations: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Order<'a> {
    fn new(tests: &'a [Test]) -> Self {
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

    /// Which tests have a word in their names.
    fn mentioning(&self, word: &str) -> std::sync::Arc<Vec<bool>> {
        let known = || self.mentions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(word) {
            return std::sync::Arc::clone(found);
        }
        let found = self.names.iter().map(|name| name.contains(word)).collect();
        let found = std::sync::Arc::new(found);
        known().insert(word.to_owned(), std::sync::Arc::clone(&found));
        found
    }

    /// The tests of the operations that reach the edited place; no others can notice.
    fn of(&self, mutant: &Mutant) -> impl Iterator<Item = &'a Test> {
        let words: Vec<_> = mutant
            .words
            .iter()
            .map(|word| self.mentioning(word))
            .collect();
        let operations = mutant.operations.iter();
        let reached = operations.filter_map(|id| self.operations.get(id.as_str()));
        let mut found: Vec<(usize, usize)> = reached
            .flatten()
            .map(|&index| {
                let mentioned = words.iter().filter(|word| word[index]).count();
                (
                    rank(self.tests[index].kind, mutant.travels) * 4 + 3 - mentioned.min(3),
                    index,
                )
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, index)| &self.tests[index])
    }
}

/// How soon a kind of test runs: behaviour before documents, and the side that reads before the one that writes.
fn rank(kind: Kind, travels: Travels) -> usize {
    let requests = matches!(travels, Travels::Requests | Travels::Both);
    let responses = matches!(travels, Travels::Responses | Travels::Both);
    match kind {
        Kind::ServerRefuse | Kind::ServerDecode | Kind::ClientUnrepresentable if requests => 0,
        Kind::ClientEncode if requests => 0,
        Kind::ClientRefuse | Kind::ClientDecode | Kind::ClientUndocumented if responses => 0,
        Kind::ClientDecodeUnknownMembers | Kind::ClientDecodeUnknownValues if responses => 1,
        Kind::ServerEncode if responses => 1,
        Kind::ServerDecodeSpelling(_) if requests => 1,
        Kind::Schema => 2,
        Kind::Document => 3,
        _ => 4,
    }
}
