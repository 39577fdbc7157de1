//! The page for people shows what the cases say and what tests run, and nothing else.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod copy;

use std::fs;
use std::path::Path;

use copy::Copy;
use reversals_cases::{Judge, Origin};
use serde_json::Value;

const PAGE: &str = "generated/docs/index.html";
const RUST: &str = "conformance/tests/snippets.rs";

fn page() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(root.join(PAGE)).unwrap()
}

/// A text as a reader of the page sees it.
fn read(html: &str) -> String {
    let marks = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    marks
        .into_iter()
        .fold(html.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The text of the first box of a kind.
fn code(html: &str, kind: &str) -> String {
    let (_, rest) = html
        .split_once(&format!("data-code=\"{kind}\"><code>"))
        .unwrap();
    read(rest.split_once("</code>").unwrap().0)
}

#[test]
fn every_documented_exchange_is_on_the_page_as_its_case_has_it() {
    let page = page();
    let mut shown = 0;
    for case in reversals_cases::load(&reversals_cases::folder())
        .unwrap()
        .cases
    {
        let (Origin::Documented(printed), Judge::Exchange { body, .. }) =
            (&case.origin, &case.judge)
        else {
            continue;
        };
        let (_, rest) = page
            .split_once(&format!("data-case=\"{}\"", case.id))
            .unwrap_or_else(|| panic!("{} is not shown", case.id));
        let (exchange, _) = rest.split_once("</details>").unwrap();
        let answer: Value = serde_json::from_str(&code(exchange, "response")).unwrap();
        assert_eq!(answer, *body, "{}", case.id);
        let request = format!("{} {}", case.request.method, case.request.target());
        let body = case
            .request
            .body
            .as_ref()
            .map_or(String::new(), |it| format!("\n\n{it}"));
        assert_eq!(code(exchange, "request"), request + &body, "{}", case.id);
        if let Some(curl) = &printed.curl {
            // Where it is the call in the shell, it is not told again.
            let place = format!("id=\"operation/{}\"", case.call.operation);
            let (_, operation) = page.split_once(&place).unwrap();
            let told = if exchange.contains("data-code=\"curl\"") {
                code(exchange, "curl")
            } else {
                code(operation, "call")
            };
            assert_eq!(told, *curl, "{}", case.id);
        }
        shown += 1;
    }
    assert!(shown > 0);
    assert_eq!(page.matches("data-case=").count(), shown);
}

#[test]
fn a_page_that_is_not_of_the_calls_is_stale() {
    let copy = Copy::new();
    assert_eq!(copy.generate(&["--check"]).status.code(), Some(0));
    copy.edit(
        RUST,
        ".create(\"tr_1Mio2dLkdIwHu7ixsUuCxJpu\")\n                .amount(400)",
        ".create(\"tr_1Mio2dLkdIwHu7ixsUuCxJpu\")\n                .amount(401)",
    );
    let output = copy.generate(&["--check"]);
    assert_eq!(output.status.code(), Some(4), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    let stale: Vec<_> = said.lines().filter(|line| line.contains("stale")).collect();
    assert_eq!(stale, [format!("    stale {PAGE}")], "{said}");
    assert_eq!(copy.generate(&[]).status.code(), Some(0));
    let page = fs::read_to_string(copy.path(PAGE)).unwrap();
    assert!(page.contains(".amount(401)"));
}

#[test]
fn every_operation_of_the_page_has_its_call_in_each_language() {
    let page = page();
    let operations: Vec<_> = page.split("id=\"operation/").skip(1).collect();
    assert!(!operations.is_empty());
    for operation in operations {
        let (operation, _) = operation.split_once("</section>").unwrap();
        let shown = operation.split("data-language=\"").skip(1);
        let shown: Vec<_> = shown.map(|it| it.split_once('"').unwrap().0).collect();
        assert_eq!(shown, ["curl", "Rust", "Python", "TypeScript"]);
    }
}

/// What is said of an edit of a document that has changed since, and the page that is made nevertheless.
fn noted(file: &str, from: &str, to: &str) -> (String, String) {
    let copy = Copy::new();
    copy.edit(file, from, to);
    let output = copy.generate(&[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let page = fs::read_to_string(copy.path(PAGE)).unwrap();
    (String::from_utf8(output.stderr).unwrap(), page)
}

#[test]
fn an_operation_that_a_language_has_no_call_of_is_noted_and_shown_without() {
    let missing = "\
note: there is no Python of `GetTransfersIdReversals`
  --> conformance/sdk/python/test_snippets.py
 help: put a call that a test runs between `# docs: GetTransfersIdReversals` and `# docs: end`

note: `GetTransfers` is no operation
  --> conformance/sdk/python/test_snippets.py
 help: name an operationId of the document, or `(client)`

";
    let (said, page) = noted(
        "conformance/sdk/python/test_snippets.py",
        "# docs: GetTransfersIdReversals\n",
        "# docs: GetTransfers\n",
    );
    assert_eq!(said, missing);
    let shown = |page: &str, language: &str| {
        page.matches(&format!("data-language=\"{language}\""))
            .count()
    };
    assert_eq!(shown(&page, "Python") + 1, shown(&page, "Rust"));

    let rest = "note: no documented case of `GetTransfersIdReversals` has a command line
  --> conformance/cases
 help: give a case of it an `origin` of the kind `documented` with `curl`

";
    let case = "conformance/cases/transfer_reversals/list/documented.yaml";
    let curl = "      curl: |-
        curl -G https://api.stripe.com/v1/transfers/tr_1Mio2dLkdIwHu7ixsUuCxJpu/reversals \\
        -u \"sk_test_123:\" \\
        -d limit=3
";
    let (said, page) = noted(case, curl, "");
    assert_eq!(said, rest);
    // No client is made in a shell.
    assert_eq!(shown(&page, "curl") + 2, shown(&page, "Rust"));
}

#[test]
fn a_call_that_is_empty_is_refused_with_its_line() {
    let file = "conformance/sdk/node/calls.ts";
    let start = "// docs: (client)\n";
    let copy = Copy::new();
    copy.edit(
        file,
        start,
        &format!("// docs: GetTransfers\n\n// docs: end\n{start}"),
    );
    let before = fs::read(copy.path(PAGE)).unwrap();
    let output = copy.generate(&[]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(fs::read(copy.path(PAGE)).unwrap(), before);
    let said = String::from_utf8(output.stderr).unwrap();
    let want = "\
error: the snippet `GetTransfers` is empty
  --> conformance/sdk/node/calls.ts:4
 help: write `// docs: NAME`, the lines, and `// docs: end`

1 refusal; nothing was written
";
    assert_eq!(said, want);
}

/// Refusals by operation, as a person reads them on the page: status, code and parameter, a part of the words, what to do.
const REFUSALS: [(&str, &str, &str, &str, &str); 14] = [
    (
        "GetTransfersIdReversals",
        "400",
        "",
        "both starting_after and ending_before",
        "Send one of the two",
    ),
    (
        "GetTransfersIdReversals",
        "400",
        "parameter_invalid_integer limit",
        "greater than or equal to 1",
        "from 1 to 100",
    ),
    (
        "GetTransfersIdReversals",
        "404",
        "resource_missing id",
        "No such transfer: 'tr_1'",
        "Check the id",
    ),
    (
        "PostTransfersIdReversals",
        "400",
        "",
        "tr_1 is already fully reversed.",
        "nothing of it is left",
    ),
    (
        "PostTransfersIdReversals",
        "400",
        "amount",
        "($5.01) is greater than unreversed amount",
        "ask for no more of it",
    ),
    (
        "PostTransfersIdReversals",
        "400",
        "balance_insufficient",
        "insufficient funds",
        "Reverse less, or wait",
    ),
    (
        "PostTransfersIdReversals",
        "400",
        "parameter_invalid_integer amount",
        "Invalid integer: 10.0",
        "smallest unit",
    ),
    (
        "PostTransfersIdReversals",
        "409",
        "idempotency_key_in_use",
        "in-progress request",
        "Wait until the first",
    ),
    (
        "GetTransfersTransferReversalsId",
        "404",
        "resource_missing transfer",
        "No such transfer: 'tr_1'",
        "Check the id",
    ),
    (
        "PostTransfersTransferReversalsId",
        "400",
        "parameter_unknown description",
        "unknown parameter",
        "Leave the parameter out",
    ),
    (
        "GetTreasuryCreditReversals",
        "400",
        "parameter_missing financial_account",
        "Missing required",
        "Send the parameter.",
    ),
    (
        "PostTreasuryCreditReversals",
        "400",
        "",
        "over this network can not be reversed",
        "outside of this operation",
    ),
    (
        "PostTreasuryCreditReversals",
        "400",
        "",
        "rc_1 has been reversed.",
        "Read the reversal that there is",
    ),
    (
        "GetTreasuryCreditReversalsCreditReversal",
        "401",
        "",
        "Invalid API Key",
        "Check that the key is whole",
    ),
];

/// The rows of an operation's refusals, with their marks taken out: status, code and parameter, words, what to do.
fn refusals(page: &str, operation: &str) -> Vec<[String; 4]> {
    let (_, operation) = page
        .split_once(&format!("id=\"operation/{operation}\""))
        .unwrap();
    let (_, refusals) = operation.split_once("<h4>Refusals</h4>").unwrap();
    let (refusals, _) = refusals.split_once("</details>").unwrap();
    let rows = refusals.split("<tr data-refusal=").skip(1);
    let plain = |cell: &str| {
        let (text, _) = cell.split_once("</td>").unwrap();
        let parts = text
            .split('<')
            .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
        read(&parts.collect::<String>())
    };
    let cells = rows.map(|row| row.split("<td>").skip(1).map(plain).collect::<Vec<_>>());
    cells.map(|cells| cells.try_into().unwrap()).collect()
}

#[test]
fn refusals_are_on_the_page_with_what_to_do() {
    let page = page();
    for (operation, status, names, words, remedy) in REFUSALS {
        let rows = refusals(&page, operation);
        let told = rows.iter().any(|[of, called, said, then]| {
            of == status && called == names && said.contains(words) && then.contains(remedy)
        });
        assert!(
            told,
            "{operation} {status} {names} {words} {remedy}: {rows:#?}"
        );
    }
}

#[test]
fn every_request_that_is_refused_is_on_the_page_and_no_remedy_is_for_none() {
    let page = page();
    let suite = reversals_cases::load(&reversals_cases::folder()).unwrap();
    let mut shown = 0;
    for case in &suite.cases {
        let Judge::Refused(refusal) = &case.judge else {
            continue;
        };
        let names = [&refusal.code, &refusal.param].map(|it| it.as_deref().unwrap_or_default());
        let (status, names) = (refusal.status.to_string(), names.join(" "));
        let rows = refusals(&page, &case.call.operation);
        let told = rows
            .iter()
            .any(|row| row[0] == status && row[1] == names.trim());
        assert!(told, "{}: {status} {names}", case.id);
        shown += 1;
    }
    assert!(shown > 400, "{shown}");
    let text = read(&page);
    for remedy in &suite.remedies.remedies {
        let then = remedy.then.split('`').next().unwrap();
        assert!(text.contains(then), "{}", remedy.then);
    }
}

#[test]
fn every_scenario_is_on_the_page_step_by_step() {
    let page = page();
    let suite = reversals_cases::load(&reversals_cases::folder()).unwrap();
    assert!(!suite.scenarios.is_empty());
    for scenario in &suite.scenarios {
        let end = format!("<code>{}</code>", scenario.name());
        let (before, _) = page.split_once(&end).unwrap_or_else(|| panic!("{end}"));
        let (_, steps) = before.rsplit_once("<ol class=\"steps\">").unwrap();
        let lines = steps.split("<li><code>").skip(1);
        let lines: Vec<_> = lines
            .map(|it| read(it.split_once("</code>").unwrap().0))
            .collect();
        let want: Vec<_> = scenario.steps.iter().map(|step| suite.line(step)).collect();
        assert_eq!(lines, want, "{}", scenario.name());
        assert!(
            lines
                .iter()
                .all(|line| line.contains("/v1/") && line.contains(" → "))
        );
    }
    assert_eq!(
        page.matches("id=\"scenario/").count(),
        suite.scenarios.len()
    );
}
