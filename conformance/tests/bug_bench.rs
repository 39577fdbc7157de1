//! Every bug on purpose is found by the cases, and a pair without one raises no alarm.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use reversals_conformance::bugs::hunt;
use reversals_conformance::case::{self, Side};
use reversals_conformance::generated::{GeneratedClient, GeneratedServer};
use reversals_conformance::judge::{self, Contract, World};
use reversals_conformance::memo::{MemoClient, MemoServer};

#[test]
fn every_bug_on_purpose_is_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let suite = case::load(&case::folder()).unwrap();
    let contract = Contract::of_fragments(&root.join("spec")).unwrap();
    let (client, server) = (GeneratedClient::new().unwrap(), GeneratedServer::new());
    let tests = judge::derive(&suite, &contract.api);
    let good = World {
        client: &client,
        server: &server,
        contract: &contract,
    };
    let t = std::time::Instant::now();
    let hunted = hunt::hunt(&tests, good, &|_| ());
    eprintln!("{:?}", t.elapsed());
    let away: Vec<_> = hunted
        .iter()
        .filter(|bug| bug.found.is_none())
        .map(|bug| format!("{:?} {}: {}", bug.side, bug.id, bug.what))
        .collect();
    assert!(
        away.is_empty(),
        "{} of {}:\n{}",
        away.len(),
        hunted.len(),
        away.join("\n")
    );
    for side in [Side::Client, Side::Server] {
        let bugs = hunted.iter().filter(|bug| bug.side == side).count();
        assert!(bugs >= 30, "{side:?}: {bugs}");
    }
    let (client, server) = (MemoClient::new(&client), MemoServer::new(&server));
    let _ = (client, server);
}
