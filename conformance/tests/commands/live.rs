//! Keys of live mode, which move real money.

use super::socket::{Socket, json};
use super::{Ended, ran_with};

const REVERSAL: &str = r#"{"id":"trr_1","object":"transfer_reversal","amount":400,"created":1,"currency":"usd","transfer":"tr_1"}"#;

fn live(prefix: &str) -> String {
    format!("{prefix}_{}_1", "live")
}

/// Creates, and gives what was asked, how it ended, and how many requests came.
fn create(key: &str, yes: bool, answer: Option<bool>) -> (Vec<String>, Ended, usize) {
    let socket = Socket::answering(vec![json(200, REVERSAL)]);
    let url = socket.url.clone();
    let mut words = vec![
        "--base-url",
        &url,
        "transfer_reversals",
        "create",
        "tr_1",
        "--amount",
        "400",
    ];
    if yes {
        words.push("--yes");
    }
    let mut asked = Vec::new();
    let ended = ran_with(Some(key), &words, &mut |question| {
        asked.push(question.replace(&url, "URL"));
        answer
    });
    (asked, ended, socket.seen().len())
}

#[test]
fn a_key_of_live_mode_asks_with_what_would_be_sent_before_a_post() {
    for prefix in ["sk", "rk"] {
        let question = "POST URL/v1/transfers/tr_1/reversals amount=400\nwith a key of live mode?";
        let (asked, ended, sent) = create(&live(prefix), false, Some(true));
        assert_eq!((asked, ended.code, sent), (vec![question.to_owned()], 0, 1));
        let (asked, ended, sent) = create(&live(prefix), false, Some(false));
        assert_eq!(
            (asked.len(), ended.code, ended.err.as_str(), sent),
            (1, 2, "nothing was sent\n", 0)
        );
    }
}

#[test]
fn without_a_terminal_a_key_of_live_mode_posts_nothing_unless_told_so_beforehand() {
    let (_, ended, sent) = create(&live("sk"), false, None);
    let told =
        "error: a key of live mode, and no terminal to ask on: say --yes; nothing was sent\n";
    assert_eq!((ended.code, ended.err.as_str(), sent), (2, told, 0));
    let (asked, ended, sent) = create(&live("sk"), true, None);
    assert_eq!((asked.len(), ended.code, sent), (0, 0, 1));
}

#[test]
fn neither_a_key_of_test_mode_nor_a_get_is_asked_about() {
    let (asked, ended, sent) = create("sk_test_123", false, None);
    assert_eq!((asked.len(), ended.code, sent), (0, 0, 1));
    let socket = Socket::answering(vec![json(200, REVERSAL)]);
    let words = [
        "--base-url",
        &socket.url,
        "transfer_reversals",
        "retrieve",
        "tr_1",
        "trr_1",
    ];
    let ended = ran_with(Some(&live("sk")), &words, &mut |_| panic!("it asks"));
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(socket.seen().len(), 1);
}

#[test]
fn a_key_of_live_mode_leaves_the_machine_by_https_alone() {
    for base in [
        "http://api.example.com",
        "http://localhost.example.com",
        "http://localhost@example.com",
        "http://127.0.0.1.example.com:80",
    ] {
        let words = [
            "--base-url",
            base,
            "transfer_reversals",
            "retrieve",
            "tr_1",
            "trr_1",
        ];
        let ended = ran_with(Some(&live("rk")), &words, &mut |_| None);
        let told = "error: a key of live mode is sent by https alone\n";
        assert_eq!((ended.code, ended.err.as_str()), (2, told), "{base}");
    }
}
