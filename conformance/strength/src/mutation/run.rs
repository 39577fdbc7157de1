//! Whether the cases notice an edit of the document.

use std::collections::BTreeSet;

use reversals_codegen::ir::Api;

use super::order::{Order, meaning};
use super::{Mutant, model};
use reversals_judge::parallel;
use reversals_judge::subject::{Client, Server};
use reversals_judge::{Contract, Finding, Kind, Test, World};

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
