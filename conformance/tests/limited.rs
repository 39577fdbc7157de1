//! `--only` and `--known` with `--url`: what a service has, and what it is known to get wrong, by exit code and text.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};

/// A new example service without its lists, which it answers with 501.
fn address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let service = Arc::new(reversals_example::Service::default());
            let router = reversals_example::fixtures::router(&service);
            let router = router.layer(from_fn(without_lists));
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    address
}

async fn without_lists(request: Request, next: Next) -> Response {
    if request.method() == "GET" && request.uri().path().ends_with("reversals") {
        return StatusCode::NOT_IMPLEMENTED.into_response();
    }
    next.run(request).await
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_reversals-conformance"));
    program
        .current_dir(folder)
        .env_remove("GITHUB_STEP_SUMMARY");
    program.args(["--url", &address(), "--api-key", "sk_test_123"]);
    program.args(["--id", "acct_1=acct_1", "--id", "fa_1=fa_1"]);
    let Output {
        status,
        stdout,
        stderr,
    } = program.args(arguments).output().unwrap();
    let said = [stdout, stderr].concat();
    (status.code().unwrap(), String::from_utf8(said).unwrap())
}

#[test]
fn an_operation_that_is_not_served_is_one_line_and_too_little_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = run(folder.path(), &[]);
    assert_eq!(code, 1, "{said}");
    for operation in ["GetTransfersIdReversals", "GetTreasuryCreditReversals"] {
        let line = format!("operation {operation} is not served");
        assert_eq!(said.matches(&line).count(), 1, "{said}");
        assert!(said.contains(&format!("--only '!{operation}'")), "{said}");
    }
    assert!(!said.contains("failed transfer_reversals/list"), "{said}");
    let (code, said) = run(
        folder.path(),
        &[
            "--only",
            "!GetTransfersIdReversals,!GetTreasuryCreditReversals",
        ],
    );
    assert_eq!(code, 0, "{said}");
    // A law of lists is not wanting.
    assert!(said.contains(" asked, 0 broken"), "{said}");
    assert!(!said.contains("url-of-the-page"), "{said}");
}

#[test]
fn only_takes_what_operations_are_called_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    for (only, code, part) in [
        ("create,retrieve", 0, "PostTreasuryCreditReversals"),
        ("credit_reversals,!list", 0, "PostTreasuryCreditReversals"),
        (
            "treasury.credit_reversal,!credit_reversals/list",
            0,
            "PostTreasuryCreditReversals",
        ),
        (
            "/v1/transfers/{id}/reversals,!*/list",
            0,
            "PostTransfersIdReversals",
        ),
        ("Post*", 0, "PostTransfersIdReversals"),
        ("list", 1, "operation GetTransfersIdReversals is not served"),
        (
            "creat",
            2,
            "error: no operation is meant by `creat`: there are secrets/list, secrets/set, ",
        ),
        (
            "create,!Post*",
            2,
            "error: no operation is meant by `create,!Post*`: there are ",
        ),
        (
            "create,",
            2,
            "a pattern has an operationId, a tag, a resource or a path",
        ),
    ] {
        let (found, said) = run(folder.path(), &["--only", only]);
        assert_eq!(found, code, "{only}: {said}");
        assert!(said.contains(part), "{only}: {said}");
        // What is left out is not told of, be it passed or not judged.
        assert!(
            code != 0 || !said.contains("GetTreasuryCreditReversals ("),
            "{only}: {said}"
        );
    }
}

#[test]
fn a_part_of_the_tests_that_accepts_nothing_is_no_silence_of_the_service() {
    let folder = tempfile::tempdir().unwrap();
    for part in [
        "/create/broken_text",
        "credit_reversals/create/received_credit/longest",
    ] {
        let (code, said) = run(folder.path(), &["--filter", part]);
        assert_eq!(code, 0, "{said}");
    }
}

#[test]
fn known_failures_are_read_before_anything_is_asked_and_entries_that_are_none_are_findings() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("known.toml");
    let part = [
        "--only",
        "credit_reversals/retrieve",
        "--known",
        "known.toml",
    ];
    let entry = |test: &str, until: &str| {
        format!("[[known]]\ntest = \"{test}\"\nreason = \"PAY-12\"\nuntil = {until}\n")
    };
    let of_us = "credit_reversals/retrieve/documented::server-decode";
    for (text, code, said) in [
        (String::new(), 0, String::new()),
        // It is of an operation that is not asked.
        (
            entry(
                "transfer_reversals/create/documented::server-decode",
                "9999-12-31",
            ),
            0,
            String::new(),
        ),
        (
            entry(of_us, "9999-12-31"),
            1,
            format!(
                "--> known.toml:1\n  `{of_us}` is known to fail, and passes: take the entry out (PAY-12)"
            ),
        ),
        (
            entry("credit_reversals/retrieve/documnted::*", "9999-12-31"),
            1,
            "--> known.toml:1\n  no test is called `credit_reversals/retrieve/documnted::*`"
                .to_owned(),
        ),
        (
            entry(of_us, "2020-02-29"),
            1,
            format!(
                "--> known.toml:1\n  `{of_us}` was known to fail until 2020-02-29, which is over: PAY-12"
            ),
        ),
        (
            entry(of_us, "soon"),
            3,
            "error: known.toml:4:9: ".to_owned(),
        ),
        (
            entry(of_us, "2026-12-31").replace("PAY-12", ""),
            3,
            "error: known.toml:3:10: `reason` says why the test fails".to_owned(),
        ),
    ] {
        std::fs::write(&file, &text).unwrap();
        let (found, told) = run(folder.path(), &part);
        assert_eq!(found, code, "{text}{told}");
        assert!(told.contains(&said), "{text}{told}");
    }
    std::fs::remove_file(&file).unwrap();
    let (code, said) = run(folder.path(), &part);
    assert!(code == 3 && said.contains("error: known.toml: "), "{said}");
}
