//! Whether the cases notice an edit of the document.

use std::collections::BTreeSet;

use reversals_codegen::ir::Api;

use super::mutant::Mutant;
use super::order::Order;
use reversals_judge::parallel;
use reversals_judge::subject::{Client, Server};
use reversals_judge::{Contract, Finding, Kind, Test, World};

/// A pair that behaves as a model says.
pub type Pair = (Box<dyn Client>, Box<dyn Server>);

/// Makes a pair of a model.
pub type Make<'a> = &'a (dyn Fn(&Api) -> Pair + Sync);

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
}

/// Runs the tests against a pair of each mutant until one fails; the fates are in the order of the mutants.
///
/// `good` is the contract of the unchanged document, which the tests were derived from. `make` makes a pair of a model.
pub fn run(
    mutants: &[Mutant],
    tests: &[Test],
    good: &Contract,
    make: Make<'_>,
    progress: &(dyn Fn(usize) + Sync),
) -> Vec<Fate> {
    let order = Order::new(tests);
    parallel::map(mutants, progress, |mutant| fate(mutant, &order, good, make))
}

/// The tests that [`run`] tries on a mutant, by name: those that can notice it.
pub fn tried(mutant: &Mutant, tests: &[Test]) -> BTreeSet<String> {
    Order::new(tests).of(mutant).map(Test::name).collect()
}

/// Every test that fails for a mutant, by name.
pub fn failing(
    mutant: &Mutant,
    tests: &[Test],
    good: &Contract,
    make: Make<'_>,
) -> BTreeSet<String> {
    edited(mutant, good, make, |world| {
        let failing = tests.iter().filter(|test| test.run(world).is_err());
        failing.map(Test::name).collect()
    })
}

fn fate(mutant: &Mutant, order: &Order<'_>, good: &Contract, make: Make<'_>) -> Fate {
    edited(mutant, good, make, |world| {
        let killed = |test: &Test| {
            let finding = test.run(world).err()?;
            Some(Fate::Killed {
                test: test.name(),
                kind: test.kind,
                finding,
            })
        };
        order.of(mutant).find_map(killed).unwrap_or(Fate::Survived)
    })
}

/// Asks of what an edit makes of the good contract and pair. What an unknown member or value is stays what it was: the tests
/// are those of the unchanged document.
fn edited<T>(
    mutant: &Mutant,
    good: &Contract,
    make: Make<'_>,
    ask: impl FnOnce(World<'_>) -> T,
) -> T {
    let contract = Contract::new(mutant.document(&good.bundled), good.api.clone());
    let (client, server) = make(&mutant.api);
    ask(World {
        client: &*client,
        server: &*server,
        contract: &contract,
    })
}
