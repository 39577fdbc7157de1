//! Bugs on purpose, at the other end of a socket.

use std::collections::BTreeSet;

use reversals_conformance::bugs::SERVER_BUGS;

use crate::services::{SUITE, cases, failed, generated, judge, serve, with_ids};

/// What a run over a socket can't see of a service that answers the same whatever it read, and why.
const UNSEEN: &[(&str, &[&str])] = &[
    (
        "what the handler sees is not seen from outside, unless a parameter is refused for it",
        &[
            "path-id-unescaped-twice",
            "path-unescaped-before-routing",
            "path-plus-read-as-space",
            "path-in-lower-case",
            "path-parameters-swapped",
            "idempotency-key-lost",
            "idempotency-key-in-lower-case",
            "account-lost",
            "version-lost",
            "plus-not-read-as-space",
            "values-unescaped-twice",
            "utf8-read-as-latin-1",
            "key-cut-at-bracket",
            "key-split-at-dots",
            "keys-in-lower-case",
            "map-keeps-one-entry",
            "indices-ignored",
            "list-reversed",
            "list-keeps-last-item",
            "list-without-repeats",
            "list-items-split-at-commas",
            "list-of-one-unwrapped",
            "integer-through-float",
            "integer-in-32-bits",
            "integer-stays-text",
            "false-read-as-true",
            "boolean-stays-text",
            "map-values-guessed",
            "texts-guessed",
            "texts-trimmed",
            "empty-text-read-as-null",
            "clear-of-map-read-as-empty-map",
            "clear-of-one-key-dropped",
            "clear-of-one-key-read-as-null",
            "refused-after-the-handler",
        ],
    ),
    (
        "it refuses in words that a service may have for a reason of its own",
        &[
            "pushed-list-not-understood",
            "minimum-refused",
            "maximum-refused",
            "longest-text-refused",
            "length-counted-in-bytes",
        ],
    ),
    (
        "the answer is another one that the schema allows too, or shows only where it is scripted",
        &[
            "null-members-dropped",
            "absent-members-are-null",
            "empty-list-is-null",
            "answered-integers-lose-digits",
            "times-in-milliseconds",
            "unknown-enum-values-dropped",
            "answer-loses-non-ascii",
            "expanded-answered-as-id",
            "has-more-always-false",
            "list-reordered",
        ],
    ),
];

/// Bugs, cases that show them, and the test of these that fails.
const SEEN: &[(&str, &str, &str)] = &[
    (
        "basic-not-understood",
        "transfer_reversals/create/caller/",
        "basic::server-decode",
    ),
    (
        "scheme-by-case",
        "transfer_reversals/list/caller/",
        "bearer::server-decode-spelling-1",
    ),
    (
        "missing-key-is-403",
        "transfer_reversals/list/unauthorized/",
        "no_key::server-refuse",
    ),
    (
        "media-type-with-charset-refused",
        "credit_reversals/create/caller/",
        "charset::server-decode-spelling-1",
    ),
    (
        "escaped-brackets-not-understood",
        "transfer_reversals/create/expand/",
        "of_one::server-decode-spelling-2",
    ),
    (
        "indexed-list-not-understood",
        "transfer_reversals/list/expand/",
        "of_one::server-decode-spelling-1",
    ),
    (
        "unknown-parameter-ignored",
        "transfer_reversals/create/unknown_parameter/",
        "foo::server-refuse",
    ),
    (
        "integer-with-fraction-accepted",
        "transfer_reversals/create/amount_is_no_integer/",
        "decimal::server-refuse",
    ),
    (
        "text-one-too-long-accepted",
        "transfer_reversals/create/description_is_too_long/",
        "by_one::server-refuse",
    ),
    (
        "enum-in-any-case",
        "credit_reversals/list/status",
        "server-refuse",
    ),
    (
        "trailing-slash-accepted",
        "transfer_reversals/list/unrecognized/",
        "trailing_slash::server-refuse",
    ),
    (
        "times-as-dates",
        "transfer_reversals/retrieve/least",
        "server-encode",
    ),
    (
        "list-without-envelope",
        "transfer_reversals/list/least",
        "server-encode",
    ),
    (
        "wrong-content-type",
        "transfer_reversals/retrieve/least",
        "server-encode",
    ),
    (
        "created-status-for-post",
        "transfer_reversals/create/least",
        "server-encode",
    ),
    (
        "error-is-text",
        "transfer_reversals/create/amount_twice/",
        "server-refuse",
    ),
    (
        "error-without-param",
        "transfer_reversals/create/amount_twice/",
        "server-refuse",
    ),
    (
        "error-without-code",
        "transfer_reversals/create/unknown_parameter/",
        "server-refuse",
    ),
];

#[test]
fn a_bug_of_a_server_is_found_over_a_socket() {
    for (id, case, test) in SEEN {
        let suite = cases(&[case]);
        // The good server has no finding there.
        assert_eq!(failed(&judge(&with_ids(good()), &suite)), [] as [&str; 0]);
        let mut options = with_ids(serve(generated(Some(id))));
        options.strict = true;
        let failed = failed(&judge(&options, &suite));
        let found = failed
            .iter()
            .any(|failed| failed.contains(&format!("{test}: ")));
        assert!(found, "{id}: {failed:#?}");
    }
}

fn good() -> std::net::SocketAddr {
    static GOOD: std::sync::OnceLock<std::net::SocketAddr> = std::sync::OnceLock::new();
    *GOOD.get_or_init(|| serve(generated(None)))
}

#[test]
#[ignore = "about three minutes: every bug with every case over HTTP; run it by name with `--ignored`"]
fn every_bug_is_found_or_known_not_to_be() {
    let mut options = with_ids(good());
    options.strict = true;
    assert_eq!(failed(&judge(&options, &SUITE)), [] as [&str; 0]);
    let unseen = UNSEEN.iter().flat_map(|(_, ids)| ids.iter().copied());
    let unseen: BTreeSet<_> = unseen.collect();
    let mut away = BTreeSet::new();
    for bug in SERVER_BUGS {
        options.target = format!("http://{}", serve(generated(Some(bug.id))))
            .parse()
            .unwrap();
        if failed(&judge(&options, &SUITE)).is_empty() {
            away.insert(bug.id);
        }
    }
    println!("{} of {} get away", away.len(), SERVER_BUGS.len());
    assert_eq!(away, unseen);
}
