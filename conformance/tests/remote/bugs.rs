//! Bugs on purpose, at the other end of a socket.

use reversals_conformance::bugs::SERVER_BUGS;

use crate::services::{SUITE, cases, failed, generated, judge, serve, with_ids};

/// What a run over a socket can't see, and why.
const UNSEEN: &[(&str, &str)] = &[];

#[test]
fn a_bug_of_a_server_is_found_over_a_socket() {
    let suite = cases(&["transfer_reversals/create/", "credit_reversals/list/"]);
    for id in [
        "any-media-type-accepted",
        "integer-with-fraction-accepted",
    ] {
        let judged = judge(&with_ids(serve(generated(Some(id)))), &suite);
        assert!(!failed(&judged).is_empty(), "{id}");
    }
}

#[test]
#[ignore = "a minute of every bug there is"]
fn every_bug_is_found_or_known_not_to_be() {
    let mut away = Vec::new();
    for bug in SERVER_BUGS {
        let judged = judge(&with_ids(serve(generated(Some(bug.id)))), &SUITE);
        let failed = failed(&judged);
        println!("{} {} {:?}", bug.id, failed.len(), failed.first());
        if failed.is_empty() {
            away.push(bug.id);
        }
    }
    let unseen: Vec<_> = UNSEEN.iter().map(|(id, _)| *id).collect();
    assert_eq!(away, unseen);
}
