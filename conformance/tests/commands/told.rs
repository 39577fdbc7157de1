//! What a call is told beside its parameters, on the wire.

use super::ran;
use super::socket::{Socket, json};

const REVERSAL: &str = r#"{"id":"trr_1","object":"transfer_reversal","amount":400,"created":1,"currency":"usd","transfer":"tr_1"}"#;

/// What a header of the one request says that these options make.
fn header(options: &[&str], name: &str) -> Option<String> {
    let socket = Socket::answering(vec![json(200, REVERSAL)]);
    let url = socket.url.clone();
    let words = [
        "--base-url",
        &url,
        "transfer_reversals",
        "retrieve",
        "tr_1",
        "trr_1",
    ];
    let ended = ran(&[&words[..], options].concat());
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    let seen = socket.seen();
    assert_eq!(seen.len(), 1);
    seen[0].header(name).map(str::to_owned)
}

#[test]
fn an_account_a_context_and_a_version_are_the_headers_of_their_names() {
    for (option, name, value) in [
        ("--stripe-account", "stripe-account", "acct_1"),
        ("--stripe-context", "stripe-context", "acct_1/acct_2"),
        ("--stripe-version", "stripe-version", "2020-08-27"),
    ] {
        assert_eq!(header(&[option, value], name).as_deref(), Some(value));
    }
    assert_eq!(header(&[], "stripe-account"), None);
    assert_eq!(header(&[], "stripe-context"), None);
    assert_eq!(
        header(&[], "stripe-version").as_deref(),
        Some("2026-05-27.dahlia"),
        "the document's own"
    );
}

#[test]
fn an_account_beside_a_context_is_refused() {
    let words = ["transfer_reversals", "retrieve", "tr_1", "trr_1"];
    let both = ["--stripe-account", "acct_1", "--stripe-context", "acct_2"];
    let ended = ran(&[&words[..], &both].concat());
    assert_eq!((ended.code, ended.out.as_str()), (2, ""));
    assert!(ended.err.contains("cannot be used with"), "{}", ended.err);
}

#[test]
fn a_service_that_says_nothing_is_waited_for_as_long_as_the_timeout_says() {
    // Nobody accepts: connections wait in the listener's queue.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let words = ["--base-url", &url, "--retries", "0", "--timeout", "1"];
    let create = ["transfer_reversals", "create", "tr_1"];
    let ended = ran(&[&words[..], &create, &["--idempotency-key", "k1"]].concat());
    assert_eq!((ended.code, ended.out.as_str()), (9, ""));
    assert!(
        ended.err.starts_with("error: no answer in time: "),
        "{}",
        ended.err
    );
    for wrong in ["0", "-1", "1.5", "86401", "x"] {
        let option = format!("--timeout={wrong}");
        let ended = ran(&[&create[..], &[option.as_str()]].concat());
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (2, ""),
            "{wrong}: {}",
            ended.err
        );
    }
}

#[test]
fn retries_say_how_often_the_same_request_leaves_again() {
    let failed = json(500, r#"{"error":{"type":"api_error","message":"No."}}"#);
    for (times, code) in [("0", 9), ("1", 0)] {
        let socket = Socket::answering(vec![failed.clone(), json(200, REVERSAL)]);
        let url = socket.url.clone();
        let words = ["--base-url", &url, "--retries", times];
        let ended = ran(&[&words[..], &["transfer_reversals", "create", "tr_1"]].concat());
        assert_eq!(ended.code, code, "{}", ended.err);
        let seen = socket.seen();
        assert_eq!(seen.len(), if code == 0 { 2 } else { 1 });
        assert!(seen.iter().all(|request| *request == seen[0]));
    }
}
