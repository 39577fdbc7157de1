//! Services that are wrong as a whole, as the program judges them: what it says last, and how it leaves.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stateful;

use std::process::Command;

use reversals_cases::wire::{Request, Response};
use serde_json::{Value, json};

type Fault = fn(&Request, Response) -> Response;

fn refusal(status: u16) -> Response {
    let error = json!({"error": {"type": "invalid_request_error", "message": "No."}});
    Response::json(status, &error)
}

/// Another id, amount and metadata in the place of each, and lists that are empty.
fn another(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match name.as_str() {
                    "id" => *value = json!("re_another"),
                    "amount" => *value = json!(7),
                    "metadata" => *value = json!({"another": "one"}),
                    "data" => *value = json!([]),
                    _ => another(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(another),
        _ => {}
    }
}

/// A fault, what more the program is told, its exit code, and lines of what it says at the end, the last line last.
type Row = (
    &'static str,
    Fault,
    &'static [&'static str],
    i32,
    &'static [&'static str],
);

const ROWS: [Row; 9] = [
    (
        "none",
        |_, answer| answer,
        &[],
        0,
        &["laws: ", " tests passed; judged "],
    ),
    (
        "each refusal is a 403",
        |_, answer| {
            if answer.status == 200 {
                answer
            } else {
                refusal(403)
            }
        },
        &[],
        1,
        &[
            "own-reason: the service refuses even the least request of the operation: 403",
            " failed, ",
        ],
    ),
    (
        "each refusal is a 503",
        |_, answer| {
            if answer.status == 200 {
                answer
            } else {
                refusal(503)
            }
        },
        &[],
        1,
        &[
            "own-reason: the service refuses even the least request of the operation: 503",
            " failed, ",
        ],
    ),
    (
        "all is a 401",
        |_, _| refusal(401),
        &[],
        1,
        &[
            "not-set-up: POST /v1/transfers was answered with 401, message `No.`, which is to make this: A transfer of 1000 of \
             which nothing is reversed; give --id '*.transfer=ID,...'",
            "key-refused: the service does not take the key; give --api-key",
            "0 of ",
        ],
    ),
    (
        "all is a 503",
        |_, _| refusal(503),
        &[],
        1,
        &["0 accepted, ", "0 of "],
    ),
    (
        "all is a 503, and nothing of it is judged",
        |_, _| refusal(503),
        &[
            "--filter",
            "transfer_reversals/update/documented",
            "--no-setup",
        ],
        1,
        &[
            "own-reason: the service refuses even the least request of the operation: 503",
            "0 of 0 tests passed",
        ],
    ),
    (
        "each object is forgotten",
        |request, answer| match request.path.split('/').count() {
            6.. if answer.status == 200 => refusal(404),
            _ => answer,
        },
        &[],
        1,
        &[
            "control requests of GetTransfersTransferReversalsId: 0 accepted, ",
            " failed, ",
        ],
    ),
    (
        "each metadata is refused",
        |request, answer| match &request.body {
            Some(body) if body.contains("metadata") => refusal(400),
            _ => answer,
        },
        &[],
        1,
        &[
            "control requests of PostTransfersIdReversals: ",
            " accepted, 0 refused",
            " failed; ",
        ],
    ),
    (
        "another id, amount and metadata, and empty lists",
        |_, mut answer| {
            let mut body = serde_json::from_str(&answer.body).unwrap();
            another(&mut body);
            answer.body = body.to_string();
            answer
        },
        &[],
        1,
        &["set-up step `transfer_reversal` failed: POST ", " failed, "],
    ),
];

#[test]
fn a_service_that_is_wrong_as_a_whole_leaves_with_1_and_the_last_lines_say_how() {
    let judged = |(name, fault, arguments, code, parts): &Row| {
        let (service, fault) = (stateful::service(), *fault);
        let address = stateful::serve(move |request| fault(request, service(request)));
        let output = Command::new(env!("CARGO_BIN_EXE_reversals-conformance"))
            .args([
                "--url",
                &format!("http://{address}"),
                "--api-key",
                "sk_test_123",
            ])
            .args(["--id", "acct_1=acct_1", "--id", "fa_1=fa_1"])
            .args(*arguments)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<_> = said.lines().collect();
        let (last, before) = lines[lines.len().saturating_sub(40)..]
            .split_last()
            .unwrap();
        assert_eq!(output.status.code(), Some(*code), "{name}: {said}");
        let (end, rest) = parts.split_last().unwrap();
        assert!(last.contains(end), "{name}: {last}");
        for part in rest {
            assert!(
                before.iter().any(|line| line.contains(part)),
                "{name}: no {part}: {before:#?}"
            );
        }
    };
    std::thread::scope(|scope| {
        for row in &ROWS {
            scope.spawn(move || judged(row));
        }
    });
}
