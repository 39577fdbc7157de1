//! Every obligation of the document is met by a case, and nothing of that can be gamed.
//!
//! The derived tests are taken as passed here: that they pass is what the test target `cases` shows, and running all of
//! them once more would show nothing else.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod tamper;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use reversals_cases::Suite;
use reversals_codegen::{load, model};
use reversals_judge::{self as judge, Contract, Kind, Test};
use reversals_strength::obligations::{Coverage, Judged, Observer, enumerate};

/// The document, its tests, and what each of them discharges.
struct Bench {
    contract: Contract,
    tests: Vec<Test>,
    discharged: Vec<Vec<String>>,
}

fn bench() -> &'static Bench {
    static BENCH: OnceLock<Bench> = OnceLock::new();
    BENCH.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let suite: Suite = reversals_cases::load(&reversals_cases::folder()).unwrap();
        let contract = Contract::of_fragments(&root.join("spec")).unwrap();
        let tests = judge::derive(&suite, &contract.api);
        let observer = Observer::new(&contract);
        let discharged = tests.iter().map(|it| observer.discharged(it)).collect();
        Bench {
            contract,
            tests,
            discharged,
        }
    })
}

fn coverage(contract: &Contract, tests: &[Test]) -> Coverage {
    Coverage::of(&Observer::new(contract), tests)
}

fn gaps(coverage: &Coverage) -> Vec<&str> {
    coverage.gaps.iter().map(|gap| gap.id.as_str()).collect()
}

#[test]
fn every_obligation_is_met() {
    let Bench {
        contract, tests, ..
    } = bench();
    let coverage = coverage(contract, tests);
    let all = enumerate(&contract.api);
    let census: BTreeSet<_> = all.iter().map(|it| (it.part, it.judged)).collect();
    println!(
        "{} obligations, {} met; by part and side: {census:?}",
        coverage.total,
        coverage.met.len()
    );
    let gaps = gaps(&coverage);
    assert!(
        gaps.is_empty(),
        "no case in conformance/cases meets these; `cargo xtask conformance --coverage` tells them with their places\n{}",
        gaps.join("\n")
    );
    assert_eq!(coverage.total, coverage.met.len());
    // A rule of the enumeration that is lost would go unnoticed otherwise.
    assert!(coverage.total > 3000, "{}", coverage.total);
    assert_eq!(census.len(), 10);
    assert_eq!(all.len(), coverage.total);
}

#[test]
fn each_kind_of_test_that_asserts_something_new_meets_an_obligation_alone() {
    let Bench {
        tests, discharged, ..
    } = bench();
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (test, ids) in tests.iter().zip(discharged) {
        for id in ids {
            kinds.entry(id).or_default().insert(test.kind.family());
        }
    }
    let alone: BTreeSet<_> = kinds
        .values()
        .filter(|kinds| kinds.len() == 1)
        .flatten()
        .copied()
        .collect();
    let needed = [
        "client-decode",
        "client-decode-unknown-members",
        "client-encode",
        "client-refuse",
        "client-repeat",
        "client-undocumented",
        "client-unrepresentable",
        "schema",
        "server-decode",
        "server-encode",
        "server-refuse",
    ];
    for kind in needed {
        assert!(alone.contains(kind), "{kind}: {alone:?}");
    }
    // Both sides together hide each other's mistakes, so they count for nothing.
    for kind in [
        "loop",
        "re-encode",
        "document",
        "curl",
        "client-decode-reordered",
    ] {
        assert!(kinds.values().all(|kinds| !kinds.contains(kind)), "{kind}");
    }
}

#[test]
fn another_service_in_the_idiom_has_obligations_of_its_own() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/accept");
    let input = load::spec_dir(&dir, "spec").unwrap();
    let api = model(&input, &mut |_| ()).unwrap().api;
    let obligations = enumerate(&api);
    let ids: BTreeSet<_> = obligations.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids.len(), obligations.len(), "ids are unique");
    assert!(obligations.len() > 300, "{}", obligations.len());
    for id in [
        // A form's union, a closed enum, and a list that travels as a repeated name or in brackets.
        "CreateReturn/server/body.trial_end/as:integer",
        "CreateReturn/client/body.metadata/cleared",
        "CreateReturn/server/body.reason/value:damaged",
        "CreateReturn/server/body.reason/missing",
        "ListReturns/client/query.expand[]/reserved-characters",
        "ListReturns/client/header.Api-Version/present",
        // What excludes one another, in the general words and in those of its own.
        "ListReturns/server/query.created/both:created+limit",
        "CreateReturn/server/body/both:trial_end+note",
        // Open to all.
        "CreateReturnByJson/server/head.authorization/none",
        "CreateReturnByJson/client/status/201",
        "LabelBoxes/client/status/another-success",
        "LabelBoxes/client/status/undocumented-failure-kept",
        // JSON bodies have bounds and null.
        "DeleteBoxes/server/body[]/below-minimum",
        "DeleteBoxes/server/body[]/null",
        // A type that holds itself comes to an end.
        "GetOrder/client/response.returns[].id/missing",
    ] {
        assert!(ids.contains(id), "{id} is not among {ids:#?}");
    }
}

#[test]
fn each_test_meets_obligations_of_its_own_side_only() {
    let Bench {
        contract,
        tests,
        discharged,
    } = bench();
    let sides: BTreeMap<_, _> = enumerate(&contract.api)
        .into_iter()
        .map(|it| (it.id, it.judged))
        .collect();
    for (test, ids) in tests.iter().zip(discharged) {
        let expected = match (test.kind, test.sides()) {
            (Kind::Schema, _) => Judged::Schema,
            (_, [reversals_cases::Side::Client]) => Judged::Client,
            _ => Judged::Server,
        };
        for id in ids {
            assert_eq!(sides[id], expected, "{}: {id}", test.name());
        }
    }
}
