//! Refused inputs in their exact words, and what each end leaves with.

use super::socket::{Socket, json};
use super::{Ended, ran, ran_with};

const REVERSAL: &str = r#"{"id":"trr_1","object":"transfer_reversal","amount":400,"created":1,"currency":"usd","transfer":"tr_1","tomorrow":1.50}"#;

fn create<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let words = [
        "--base-url",
        url,
        "--retries",
        "0",
        "transfer_reversals",
        "create",
        "tr_1",
    ];
    [&words[..], more].concat()
}

/// What the program says of wrong usage, of which nothing is sent.
#[track_caller]
fn refuses(words: &[&str], told: &str) {
    let socket = Socket::answering(Vec::new());
    let url = socket.url.clone();
    let ended = ran(&[&["--base-url", &url], words].concat());
    assert_eq!(
        (ended.code, ended.out.as_str(), ended.err.as_str()),
        (2, "", told)
    );
    assert_eq!(socket.seen(), []);
}

#[test]
fn what_the_document_refuses_is_refused_in_the_services_words_before_it_is_sent() {
    let create = |more: &[&'static str]| [&["transfer_reversals", "create", "tr_1"], more].concat();
    let list = |more: &[&'static str]| [&["credit_reversals", "list"], more].concat();
    refuses(
        &create(&["--amount", "x"]),
        "error: Invalid integer: x (parameter amount)\n",
    );
    refuses(
        &create(&["--amount", "-5"]),
        "error: This value must be greater than or equal to 1. (parameter amount)\n",
    );
    refuses(
        &create(&["-d", "amount=4", "-d", "amount=5"]),
        "error: You passed 'amount' more than once, with different values.\n",
    );
    refuses(
        &create(&["-d", "amuont=4"]),
        "error: Received unknown parameter: amuont\n",
    );
    refuses(
        &create(&["-d", "metadata[a=1"]),
        "error: Invalid brackets in `metadata[a`\n",
    );
    refuses(
        &create(&["-d", "amount"]),
        "error: -d takes KEY=VALUE, such as metadata[order_id]=6735, and not 'amount'\n",
    );
    refuses(
        &create(&["--metadata", "6735"]),
        "error: --metadata takes KEY=VALUE, or '' to unset all, and not '6735'\n",
    );
    refuses(
        &list(&[]),
        "error: Missing required param: financial_account.\n",
    );
    refuses(
        &list(&["--financial-account", "fa_1", "--idempotency-key", "k"]),
        "error: --idempotency-key is for POST, and this is GET\n",
    );
}

#[test]
fn what_no_header_or_path_can_carry_is_not_sent() {
    refuses(
        &["transfer_reversals", "create", ".."],
        "error: the request was not sent: \"..\" cannot be a segment of a path\n",
    );
    let long = "k".repeat(256);
    refuses(
        &[
            "transfer_reversals",
            "create",
            "tr_1",
            "--idempotency-key",
            &long,
        ],
        "error: the request was not sent: the idempotency key is longer than 255 characters\n",
    );
}

#[test]
fn a_misspelt_word_is_refused_with_the_one_that_is_meant() {
    for (words, meant) in [
        (
            &["transfer_reversal", "create", "tr_1"][..],
            "transfer_reversals",
        ),
        (&["transfer_reversals", "crate", "tr_1"], "create"),
        (
            &["transfer_reversals", "create", "tr_1", "--amuont", "4"],
            "--amount",
        ),
        (
            &[
                "credit_reversals",
                "list",
                "--financial-account",
                "fa_1",
                "--status",
                "postd",
            ],
            "posted",
        ),
    ] {
        let ended = ran(words);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{words:?}");
        assert!(ended.err.contains(meant), "{words:?}: {}", ended.err);
    }
    // There is no option for the key.
    let ended = ran(&[
        "transfer_reversals",
        "create",
        "tr_1",
        "--api-key=sk_test_other",
    ]);
    assert_eq!(ended.code, 2);
    assert!(!ended.err.contains("sk_test_other"), "{}", ended.err);
}

#[test]
fn each_class_of_error_has_its_exit_code_and_its_line() {
    let error = |type_: &str, code: &str| {
        let code = if code.is_empty() {
            String::new()
        } else {
            format!(r#""code":"{code}","#)
        };
        format!(r#"{{"error":{{"type":"{type_}",{code}"message":"No."}}}}"#)
    };
    let cases = [
        (
            json(400, &error("invalid_request_error", "")),
            1,
            "error: 400 invalid_request_error: No. (request req_1)\n",
            false,
        ),
        (
            json(409, &error("idempotency_error", "")),
            9,
            "error: 409 idempotency_error: No. (request req_1)\n",
            true,
        ),
        (
            json(429, &error("invalid_request_error", "rate_limit")),
            1,
            "error: 429 invalid_request_error, code rate_limit: No. (request req_1)\n",
            false,
        ),
        (
            json(401, &error("invalid_request_error", "")),
            3,
            "error: 401 invalid_request_error: No. (request req_1)\n",
            false,
        ),
        (
            json(403, &error("invalid_request_error", "")),
            3,
            "error: 403 invalid_request_error: No. (request req_1)\n",
            false,
        ),
        (
            json(404, &error("invalid_request_error", "resource_missing")),
            4,
            "error: 404 invalid_request_error, code resource_missing: No. (request req_1)\n",
            false,
        ),
        (
            json(500, &error("api_error", "")),
            9,
            "error: 500 api_error: No. (request req_1)\n",
            true,
        ),
    ];
    for (answer, code, told, is_open) in cases {
        let socket = Socket::answering(vec![answer]);
        let url = socket.url.clone();
        let ended = ran(&create(&url, &["--idempotency-key", "k1"]));
        let note = "note: it may have been done; the same command with --idempotency-key k1 does it once\n";
        let told = format!("{told}{}", if is_open { note } else { "" });
        assert_eq!(
            ended,
            Ended {
                code,
                out: String::new(),
                err: told
            }
        );
        assert_eq!(socket.seen().len(), 1);
    }
}

#[test]
fn a_post_whose_answer_is_lost_is_told_with_the_key_by_which_it_is_done_once() {
    // It ends before the answer, in its head, and in its body.
    let whole = json(200, REVERSAL);
    for end in [0, 20, whole.len() - 5] {
        let socket = Socket::answering(vec![whole[..end].to_vec()]);
        let url = socket.url.clone();
        let ended = ran(&create(&url, &[]));
        let seen = socket.seen();
        let key = seen[0].header("idempotency-key").unwrap();
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (9, ""),
            "{end}: {}",
            ended.err
        );
        let note = format!(
            "note: it may have been done; the same command with --idempotency-key {key} does it once\n"
        );
        assert!(ended.err.ends_with(&note), "{end}: {}", ended.err);
    }
}

#[test]
fn a_get_that_fails_and_a_connection_that_never_was_have_done_nothing() {
    let retrieve = |url: &str| {
        let words = ["transfer_reversals", "retrieve", "tr_1", "trr_1"];
        ran(&[&["--base-url", url, "--retries", "0"], &words[..]].concat())
    };
    let failed = r#"{"error":{"type":"api_error","message":"No."}}"#;
    for (answer, code) in [(Vec::new(), 5), (json(500, failed), 7)] {
        let socket = Socket::answering(vec![answer]);
        let ended = retrieve(&socket.url);
        assert_eq!((ended.code, ended.out.as_str()), (code, ""));
        assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
        socket.seen();
    }
    // Of a port that nobody listens on any more.
    let socket = Socket::answering(Vec::new());
    let url = socket.url.clone();
    socket.seen();
    let ended = ran(&create(&url, &[]));
    assert_eq!((ended.code, ended.out.as_str()), (5, ""));
    assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
}

#[test]
fn what_one_attempt_may_have_done_is_told_though_a_later_one_was_refused() {
    let refused = json(
        400,
        r#"{"error":{"type":"invalid_request_error","message":"No."}}"#,
    );
    let socket = Socket::answering(vec![Vec::new(), refused]);
    let url = socket.url.clone();
    let words = ["transfer_reversals", "create", "tr_1"];
    let more = ["--retries", "1", "--idempotency-key", "k1"];
    let ended = ran(&[&["--base-url", &url], &words[..], &more].concat());
    let told = "error: 400 invalid_request_error: No. (request req_1)\nnote: it may have been done; the same command with --idempotency-key k1 does it once\n";
    assert_eq!((ended.code, ended.err.as_str()), (9, told));
    let seen = socket.seen();
    let keys: Vec<_> = seen
        .iter()
        .map(|it| it.header("idempotency-key").unwrap())
        .collect();
    assert_eq!(keys, ["k1", "k1"]);
}

#[test]
fn an_answer_that_the_document_does_not_describe_is_printed_where_it_was_done() {
    let socket = Socket::answering(vec![json(200, r#"{"id":"trr_1"}"#)]);
    let url = socket.url.clone();
    let ended = ran(&create(&url, &["--idempotency-key", "k1"]));
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (6, "{\"id\":\"trr_1\"}\n"),
        "{}",
        ended.err
    );
    let note = "note: it was done; the same command with --idempotency-key k1 does it once\n";
    assert!(ended.err.ends_with(note), "{}", ended.err);
    socket.seen();
}

#[test]
fn an_answer_is_printed_as_it_came_or_as_a_table() {
    for (format, want) in [
        ("json", format!("{REVERSAL}\n")),
        ("table", "id        trr_1\namount    400\ncreated   1\ncurrency  usd\nobject    transfer_reversal\ntomorrow  1.5\ntransfer  tr_1\n".to_owned()),
    ] {
        let socket = Socket::answering(vec![json(200, REVERSAL)]);
        let url = socket.url.clone();
        let ended = ran(&create(&url, &["--output", format]));
        assert_eq!(ended, Ended { code: 0, out: want, err: String::new() });
        socket.seen();
    }
}

#[test]
fn without_a_key_nothing_is_sent() {
    let socket = Socket::answering(Vec::new());
    let url = socket.url.clone();
    let ended = ran_with(None, &create(&url, &[]), &mut |_| None);
    let told = "error: there is no API key: set STRIPE_API_KEY in the environment\n";
    assert_eq!((ended.code, ended.err.as_str()), (3, told));
    assert_eq!(socket.seen(), []);
}

#[test]
fn the_key_is_in_no_output_though_the_service_tells_it_back() {
    let echo = |status, name: &str| {
        json(
            status,
            &format!(
                r#"{{"id":"trr_1","object":"transfer_reversal","amount":400,"created":1,"currency":"usd","transfer":"tr_1","{name}":{{"type":"x","message":"key sk_test_123"}}}}"#
            ),
        )
    };
    for answer in [
        echo(200, "echo"),
        echo(400, "error"),
        echo(500, "error"),
        echo(418, "echo"),
    ] {
        for output in ["json", "table"] {
            let socket = Socket::answering(vec![answer.clone()]);
            let url = socket.url.clone();
            let ended = ran(&create(&url, &["--output", output]));
            let told = ended.out + &ended.err;
            assert!(!told.contains("sk_test_123"), "{told}");
            assert!(!told.is_empty());
            socket.seen();
        }
    }
}

#[test]
fn help_tells_of_every_operation_and_parameter_and_of_the_exit_codes_and_of_no_key() {
    let help = ran(&["--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    for text in [
        "transfer_reversals",
        "credit_reversals",
        "Exit codes:\n  0  done",
        "STRIPE_API_KEY",
    ] {
        assert!(help.out.contains(text), "{text} is not in\n{}", help.out);
    }
    assert!(!help.out.contains("sk_test"), "{}", help.out);
    for operation in reversals_cli::API.operations {
        let help = ran(&[operation.resource, operation.verb, "--help"]).out;
        assert!(
            help.contains(&format!("{} {}", operation.method, operation.path)),
            "{help}"
        );
        let body = match &operation.body {
            reversals_command::Body::Form { params, .. } => params.fields,
            _ => &[],
        };
        for field in operation.query.fields.iter().chain(body) {
            let option = format!("--{} <", field.name.replace('_', "-"));
            assert!(help.contains(&option), "{option} is not in\n{help}");
        }
        assert_eq!(help.contains("--all"), operation.verb == "list", "{help}");
    }
}

#[test]
fn the_example_of_each_command_is_a_request() {
    for operation in reversals_cli::API.operations {
        for option in ["--help", "-h"] {
            let help = ran(&[operation.resource, operation.verb, option]).out;
            let (_, example) = help.split_once("Example:\n  ").unwrap();
            let words = shlex::split(example).unwrap();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let (program, words) = words.split_first().unwrap();
            assert_eq!(*program, "reversals");
            let ended = ran(&[words, &["--dry-run"]].concat());
            assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{example}");
        }
    }
    let help = ran(&["transfer_reversals", "create", "--help"]).out;
    let example = "\nExample:\n  reversals transfer_reversals create ID --amount 10 --metadata order_id=6735\n";
    assert!(help.ends_with(example), "{help}");
}

#[test]
fn each_shell_has_completions_and_there_is_a_page_of_the_manual_for_each_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = ran(&["--completions", shell]);
        assert_eq!((script.code, script.err.as_str()), (0, ""));
        assert!(script.out.contains("refund-application-fee"), "{shell}");
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("pages");
    let ended = ran(&["--man", path.to_str().unwrap()]);
    assert_eq!(
        ended,
        Ended {
            code: 0,
            out: String::new(),
            err: String::new()
        }
    );
    let page = std::fs::read_to_string(path.join("reversals-transfer_reversals-create.1")).unwrap();
    assert!(page.contains("\\-\\-refund\\-application\\-fee"), "{page}");
}
