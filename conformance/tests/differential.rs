//! Random inputs find no fault in the generated pair, find those put there on purpose.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reversals_bugs::{self as bugs, CLIENT_BUGS, SERVER_BUGS};
use reversals_codegen::load;
use reversals_judge::parallel;
use reversals_judge::{Contract, World};
mod inputs;

use inputs::{Divergence, Law, Options, Travel, calls, run, run_one, values};
use reversals_pair::{GeneratedClient, GeneratedServer};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// A good pair and what it is held against.
struct Bench {
    client: GeneratedClient,
    server: GeneratedServer,
    contract: Contract,
}

impl Bench {
    fn new() -> Self {
        Self {
            client: GeneratedClient::new().unwrap(),
            server: GeneratedServer::new(),
            contract: Contract::of_fragments(&root().join("spec")).unwrap(),
        }
    }

    fn world(&self) -> World<'_> {
        World {
            client: &self.client,
            server: &self.server,
            contract: &self.contract,
        }
    }
}

fn shown(found: &[Divergence]) -> String {
    let found = found
        .iter()
        .map(|found| format!("{found}\n{:?}", found.input));
    found.collect::<Vec<_>>().join("\n")
}

/// A number that the environment gives.
fn given<T: std::str::FromStr<Err: std::fmt::Debug>>(variable: &str, else_: T) -> T {
    let text = std::env::var(variable).ok();
    text.map_or(else_, |text| text.parse().unwrap())
}

/// `REVERSALS_INPUTS` says how many inputs each operation gets, `REVERSALS_SEED` what they are made from.
#[test]
fn the_generated_pair_keeps_every_law() {
    let bench = Bench::new();
    let options = Options {
        per_operation: given("REVERSALS_INPUTS", 1000),
        seed: given("REVERSALS_SEED", 1),
    };
    let outcomes = run(bench.world(), options);
    let all = outcomes.len();
    assert_eq!(all, bench.contract.api.operations.len() * Law::ALL.len());
    let found: Vec<_> = outcomes.into_iter().flatten().collect();
    assert!(found.is_empty(), "{}", shown(&found));
    println!("{all} of {all} laws hold");
}

/// Bugs of servers and of clients, with the law that each breaks.
const BROKEN: [(&str, Law); 17] = [
    ("plus-not-read-as-space", Law::ServerReadsRespelt),
    ("escaped-brackets-not-understood", Law::ServerReadsRespelt),
    ("query-of-post-ignored", Law::ServerReadsRespelt),
    ("integer-through-float", Law::ServerReads),
    ("key-cut-at-bracket", Law::ServerReads),
    ("idempotency-key-lost", Law::ServerReads),
    ("null-members-dropped", Law::ServerWrites),
    ("integers-as-floats", Law::ServerWrites),
    ("failure-is-400", Law::ServerFails),
    ("map-keys-not-escaped", Law::ClientWrites),
    ("plus-not-escaped", Law::ClientWrites),
    ("list-as-json", Law::ClientWrites),
    ("empty-map-clears", Law::ClientWrites),
    ("integer-in-32-bits", Law::ClientWrites),
    ("null-taken-for-absent", Law::ClientReads),
    ("order-of-members-matters", Law::ClientReads),
    ("failure-status-lost", Law::ClientReadsFailure),
];

/// The first find of a law with a bug in one side of the pair.
fn find(bench: &Bench, id: &str, law: Law) -> Option<Divergence> {
    with(bench, id, law, |world| {
        let mut operations = world.contract.api.operations.iter();
        operations.find_map(|operation| run_one(world, operation, law, FEW))
    })
}

/// Does something with a pair that has a bug in the side that a law judges.
fn with<T>(bench: &Bench, id: &str, law: Law, work: impl FnOnce(World<'_>) -> T) -> T {
    if law.name().starts_with("server") {
        let bug = SERVER_BUGS.iter().find(|bug| bug.id == id).unwrap();
        let server = bugs::server(bug, &bench.server);
        work(World {
            server: &server,
            ..bench.world()
        })
    } else {
        let bug = CLIENT_BUGS.iter().find(|bug| bug.id == id).unwrap();
        let client = bugs::client(bug, &bench.client);
        work(World {
            client: &client,
            ..bench.world()
        })
    }
}

const FEW: Options = Options {
    per_operation: 300,
    seed: 3,
};

#[test]
fn bugs_on_purpose_are_found_by_the_law_that_they_break() {
    let bench = Bench::new();
    let away = parallel::map(&BROKEN, &|_| (), |(id, law)| {
        find(&bench, id, *law).is_none().then_some(*id)
    });
    let away: Vec<_> = away.into_iter().flatten().collect();
    assert!(away.is_empty(), "{away:?}");
}

#[test]
fn a_find_is_made_small() {
    let bench = Bench::new();
    let found = find(&bench, "plus-not-escaped", Law::ClientWrites).unwrap();
    // Nothing but the one text with a plus in it.
    let arguments = serde_json::to_string(&found.input.call.arguments).unwrap();
    assert!(
        arguments.len() < 70 && arguments.contains("\"+\""),
        "{arguments}"
    );
    let found = find(&bench, "integers-as-floats", Law::ServerWrites).unwrap();
    let answer = found.input.answer.to_string();
    assert!(answer.len() < 300, "{answer}");
}

#[test]
fn one_seed_gives_one_result() {
    let bench = Bench::new();
    let (id, law) = ("values-escaped-twice", Law::ClientWrites);
    let [first, second] = [(); 2].map(|()| find(&bench, id, law).unwrap());
    assert_eq!(first.input, second.input);
    assert_eq!(first.finding, second.finding);
    let other = with(&bench, id, law, |world| {
        let operation = &world.contract.api.operations[0];
        [3, 4, 5].map(|seed| {
            run_one(world, operation, law, Options { seed, ..FEW }).map(|found| found.seed)
        })
    });
    assert_eq!(other, [Some(3), Some(4), Some(5)]);
}

#[test]
fn the_values_of_another_service_fit_its_types() {
    let input = load::spec_dir(&root().join("codegen/tests/accept"), "spec").unwrap();
    let model = reversals_codegen::model(&input, &mut |_| ()).unwrap();
    let contract = Contract::new(model.checked.document().root.to_json(), model.api);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, rng);
    for operation in &contract.api.operations {
        let asked = calls(&contract.api, operation);
        let answered = values(
            &contract.api,
            operation.success_type().unwrap(),
            Travel::Answer,
        );
        let mut fitting = 0;
        for _ in 0..60 {
            let mut call = asked.new_tree(&mut runner).unwrap().current();
            // The document spells one list with its brackets.
            if let Some(list) = call.arguments.query.remove("expand") {
                let name = if operation.id == "session" {
                    "expand[]"
                } else {
                    "expand"
                };
                call.arguments.query.insert(name.to_owned(), list);
            }
            let arguments = serde_json::to_value(&call.arguments).unwrap();
            let refused = contract.schemas.arguments(&operation.id, &arguments);
            // The model has no lists of numbers.
            let refused = refused.filter(|why| !why.ends_with("is not one of 1 or 2"));
            assert_eq!(refused, None, "{}: {arguments}", operation.id);
            let answer = answered.new_tree(&mut runner).unwrap().current();
            let refused = contract
                .schemas
                .response(&operation.id, operation.status(), &answer);
            // One operation answers another media type than the plain one.
            fitting += usize::from(refused.is_none_or(|why| why.contains("no schema")));
        }
        // The others have values that the document doesn't list, or nulls where it has none.
        assert!(fitting > 5, "{}: {fitting}", operation.id);
    }
}
