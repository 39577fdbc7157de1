//! Every bug on purpose is found by the cases, and a pair without one raises no alarm.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use reversals_bugs::hunt;
use reversals_bugs::memo::{MemoClient, MemoServer};
use reversals_cases::Side;
use reversals_judge::{self as judge, Contract, Kind, World};
use reversals_pair::{GeneratedClient, GeneratedServer};

#[test]
fn every_bug_on_purpose_is_found_and_a_pair_without_one_raises_no_alarm() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let suite = reversals_cases::load(&reversals_cases::folder()).unwrap();
    let contract = Contract::of_fragments(&root.join("spec")).unwrap();
    let (client, server) = (GeneratedClient::new().unwrap(), GeneratedServer::new());
    let tests = judge::derive(&suite, &contract.api);
    let good = World {
        client: &client,
        server: &server,
        contract: &contract,
    };
    let hunted = hunt::hunt(&tests, good, &|_| ());
    let away: Vec<_> = hunted
        .iter()
        .filter(|bug| bug.found.is_none())
        .map(|bug| format!("{:?} {}: {}", bug.side, bug.id, bug.what))
        .collect();
    let (noticed, all) = (hunted.len() - away.len(), hunted.len());
    println!("{noticed} of {all} bugs on purpose noticed");
    assert!(
        away.is_empty(),
        "{} of {} got away:\n{}",
        away.len(),
        hunted.len(),
        away.join("\n")
    );
    for side in [Side::Client, Side::Server] {
        let bugs = hunted.iter().filter(|bug| bug.side == side).count();
        assert!(bugs >= 80, "{side:?}: {bugs}");
    }

    // The same road without a bug: what remembers must not be what is found.
    let remembering = World {
        client: &MemoClient::new(&client),
        server: &MemoServer::new(&server),
        ..good
    };
    let alarms: Vec<_> = tests
        .iter()
        .filter(|test| test.kind != Kind::ClientRepeat)
        .filter(|test| test.run(remembering).is_err())
        .map(judge::Test::name)
        .collect();
    assert_eq!(alarms, Vec::<String>::new());
}
