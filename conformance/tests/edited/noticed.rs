//! The cases notice edits of the document. Here a sample of them; `cargo xtask conformance --mutants` runs all.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use reversals_changes::compare::compare;
use reversals_changes::difference::Direction;
use reversals_codegen::ir::Api;
use reversals_judge::{self as judge, Contract, Test};
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use reversals_strength::mutation::run::{self, Fate, Pair};
use reversals_strength::mutation::{self, Edit, Mutant, Travels};

use crate::OWN;

fn ids(mutants: &[Mutant]) -> Vec<&str> {
    mutants.iter().map(|mutant| mutant.id.as_str()).collect()
}

/// The tests, the contract and the edits.
static BENCH: LazyLock<(Vec<Test>, &Contract, &[Mutant])> = LazyLock::new(|| {
    let suite = reversals_cases::load(&reversals_cases::folder()).unwrap();
    let (contract, mutants) = &*OWN;
    (judge::derive(&suite, &contract.api), contract, mutants)
});

fn interpreted(api: &Api) -> Pair {
    let client = Box::new(InterpretedClient::new(api));
    (client, Box::new(InterpretedServer::new(api)))
}

#[test]
fn edits_of_the_document_are_noticed() {
    let (tests, contract, mutants) = &*BENCH;
    assert!(mutants.len() > 1000, "{}", mutants.len());
    // Coprime to the number of edits that a place has, so that each kind is in the sample.
    let sample: Vec<_> = mutants.iter().step_by(13).cloned().collect();
    let fates = run::run(&sample, tests, contract, &interpreted, &|_| ());
    let survivors: Vec<_> = sample
        .iter()
        .zip(&fates)
        .filter(|(_, fate)| matches!(fate, Fate::Survived))
        .map(|(mutant, _)| mutant.id.as_str())
        .collect();
    assert_eq!(survivors, Vec::<&str>::new(), "no case notices these edits");
}

/// `REVERSALS_EDITS` says of how many edits, out of over a thousand.
#[test]
fn no_test_that_an_edit_is_not_tried_on_notices_it() {
    let (tests, contract, mutants) = &*BENCH;
    let count = std::env::var("REVERSALS_EDITS").ok();
    let count = count.map_or(8, |count| count.parse().unwrap());
    let (sample, mut failed) = (mutation::sample(mutants, count), 0);
    for mutant in &sample {
        let failing = run::failing(mutant, tests, contract, &interpreted);
        let tried = run::tried(mutant, tests);
        let left_out: Vec<_> = failing.difference(&tried).collect();
        assert!(left_out.is_empty(), "{}: {left_out:#?}", mutant.id);
        failed += failing.len();
    }
    println!("{failed} tests notice {} edits, none unasked", sample.len());
}

#[test]
fn an_edit_that_no_case_is_about_survives_by_name() {
    let (tests, contract, mutants) = &*BENCH;
    let id = "bound-raised:GetTransfersIdReversals/query/starting_after=maxLength";
    let about = |mutant: &&Mutant| {
        mutant.edit == mutation::Edit::BoundRaised
            && mutant.words.iter().any(|word| word == "received_credit")
    };
    let mutant: Vec<&Mutant> = mutants.iter().filter(about).collect();
    assert!(!mutant.is_empty(), "{id}");
    let without = tests
        .iter()
        .filter(|test| !test.case.id.contains("too_long"));
    let without: Vec<_> = without.cloned().collect();
    for mutant in mutant {
        let one = std::slice::from_ref(mutant);
        let fates = run::run(one, tests, contract, &interpreted, &|_| ());
        assert!(matches!(fates[..], [Fate::Killed { .. }]), "{}", mutant.id);
        let fates = run::run(one, &without, contract, &interpreted, &|_| ());
        assert!(
            matches!(fates[..], [Fate::Survived]),
            "{}: {fates:?}",
            mutant.id
        );
    }
}

#[test]
fn a_sample_is_spread_over_edits_and_directions_and_is_the_same_each_time() {
    let (_, _, mutants) = &*BENCH;
    let sample = mutation::sample(mutants, 20);
    assert_eq!(ids(&sample), ids(&mutation::sample(mutants, 20)));
    assert_eq!(sample.len(), 20);
    let edits: BTreeSet<_> = sample.iter().map(|mutant| mutant.edit).collect();
    assert!(edits.len() >= 18, "{edits:?}");
    for travels in [mutation::Travels::Requests, mutation::Travels::Responses] {
        let own = sample.iter().filter(|mutant| mutant.travels == travels);
        assert!(own.count() >= 4, "{travels:?}");
    }
}

#[test]
fn a_sample_of_more_than_there_are_is_all_of_them_once() {
    let mutants = &BENCH.2[..60];
    let sample = mutation::sample(mutants, 1000);
    assert_eq!(ids(&sample), ids(mutants));
    assert_eq!(mutation::sample(mutants, 7).len(), 7);
}

/// `REVERSALS_EDITS` says of how many edits.
#[test]
fn no_edit_is_passed_over_where_two_versions_are_compared() {
    let (contract, mutants) = &*OWN;
    let base = mutation::model(&contract.bundled).unwrap();
    let count = std::env::var("REVERSALS_EDITS").ok();
    let count = count.map_or(100, |count| count.parse().unwrap());
    let mut passed = Vec::new();
    for mutant in mutation::sample(mutants, count) {
        // The service's own words, its number, and what a request's schema says and its server did all along.
        let untold = [Edit::ExclusionReworded, Edit::VersionChanged];
        if untold.contains(&mutant.edit) || (mutant.told && mutant.edit == Edit::ObjectClosed) {
            continue;
        }
        let revision = mutation::model(&mutant.document(&contract.bundled)).unwrap();
        let found = compare(&base, &revision);
        let is_of_it = |direction| match mutant.travels {
            Travels::Requests => direction == Direction::Request,
            Travels::Responses => direction == Direction::Answer,
            Travels::Both => true,
        };
        let mut found = found.iter().flat_map(|difference| &difference.found);
        passed.extend((!found.any(|it| is_of_it(it.direction))).then_some(mutant.id));
    }
    assert_eq!(passed, Vec::<String>::new());
}
