//! Whether the cases notice an edit of the document.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use reversals_codegen::ir::Api;
use serde_json::Value;

use super::{Edit, Mutant, Travels, model};
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
    let order = Order::new(tests, &good.api);
    parallel::map(mutants, progress, |mutant| fate(mutant, &order, good, make))
}

/// Every test that fails for a mutant, by name; an error where the pipeline refuses the document.
pub fn failing(
    mutant: &Mutant,
    tests: &[Test],
    good: &Contract,
    make: &(dyn Fn(&Api) -> Pair + Sync),
) -> Result<BTreeSet<String>, String> {
    let Changed { contract, pair, .. } = changed(mutant, good, make)?;
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
) -> Result<Changed, String> {
    let document = mutant.document(&good.bundled).map_err(|e| e.to_string())?;
    let model = model(&document).map_err(|error| error.to_string())?;
    let pair = make(&model.api);
    // What an unknown member or value is stays what it was: the tests are those of the unchanged document.
    Ok(Changed {
        contract: Contract::new(document, good.api.clone()),
        api: model.api,
        pair,
    })
}

/// What an edit makes of the good ones.
struct Changed {
    contract: Contract,
    api: Api,
    pair: Pair,
}

/// A model without words and places.
fn meaning(api: &Api) -> Value {
    let mut value = serde_json::to_value(api).unwrap_or_default();
    without_words(&mut value);
    value
}

fn without_words(value: &mut Value) {
    const WORDS: [&str; 5] = ["docs", "success_docs", "source", "description", "title"];
    match value {
        Value::Object(members) => {
            members.retain(|key, _| !WORDS.contains(&key.as_str()));
            members.values_mut().for_each(without_words);
        }
        Value::Array(items) => items.iter_mut().for_each(without_words),
        _ => {}
    }
}

fn fate(
    mutant: &Mutant,
    order: &Order<'_>,
    good: &Contract,
    make: &(dyn Fn(&Api) -> Pair + Sync),
) -> Fate {
    let Changed {
        contract,
        api,
        pair,
    } = match changed(mutant, good, make) {
        Ok(changed) => changed,
        Err(refusal) => return Fate::Unviable(refusal),
    };
    let world = World {
        client: &*pair.0,
        server: &*pair.1,
        contract: &contract,
    };
    let killed = |test: &Test| {
        let finding = test.run(world).err()?;
        Some(Fate::Killed {
            test: test.name(),
            kind: test.kind,
            finding,
        })
    };
    let likely = order.likely(mutant);
    if let Some(killed) = likely.iter().find_map(|&index| killed(&order.tests[index])) {
        return killed;
    }
    // Where the model is the same, both sides behave the same, and only who reads the document can tell.
    let same = order.model == meaning(&api);
    order
        .others(mutant, &likely)
        .filter(|test| !same || matches!(test.kind, Kind::Schema | Kind::Document | Kind::Values))
        .find_map(killed)
        .unwrap_or(Fate::Survived)
}

/// The tests, in an order in which those that are likely to notice come first.
struct Order<'a> {
    tests: &'a [Test],
    names: Vec<String>,
    mentions: Mutex<HashMap<String, Arc<Vec<usize>>>>,
    operations: BTreeMap<&'a str, Vec<usize>>,
    /// The meaning of the unchanged model.
    model: Value,
}

impl<'a> Order<'a> {
    fn new(tests: &'a [Test], api: &Api) -> Self {
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
            model: meaning(api),
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
    fn likely(&self, mutant: &Mutant) -> Vec<usize> {
        let mut mentions: BTreeMap<usize, usize> = BTreeMap::new();
        for word in &mutant.words {
            for &index in self.mentioning(word).iter() {
                *mentions.entry(index).or_default() += 2;
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
                let operation = &self.tests[*index].case.call.operation;
                mutant.operations.contains(operation)
            })
            .map(|(index, count)| {
                let rank = rank(self.tests[index].kind, mutant.travels);
                (Reverse(count), rank, index)
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(.., index)| index).collect()
    }

    /// The other tests of the operations that reach the edited place; no others can notice.
    fn others(&self, mutant: &Mutant, but: &[usize]) -> impl Iterator<Item = &'a Test> {
        let but: BTreeSet<usize> = but.iter().copied().collect();
        let operations = mutant.operations.iter();
        let reached = operations.filter_map(|id| self.operations.get(id.as_str()));
        let mut found: Vec<(usize, usize)> = reached
            .flatten()
            .filter(|index| !but.contains(index))
            .map(|&index| (rank(self.tests[index].kind, mutant.travels), index))
            .collect();
        found.sort_unstable();
        let tests = self.tests;
        found.into_iter().map(|(_, index)| &tests[index])
    }
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
        Kind::Document | Kind::Values => 3,
        _ => 4,
    }
}
