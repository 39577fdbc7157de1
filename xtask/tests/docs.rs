//! The page for people shows what the cases say and what tests run, and nothing else.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod copy;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use copy::Copy;
use reversals_cases::{Case, Judge, Origin, Refusal};
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
        ".body_map(|body| body.amount(400))",
        ".body_map(|body| body.amount(401))",
    );
    let output = copy.generate(&["--check"]);
    assert_eq!(output.status.code(), Some(4), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    let stale: Vec<_> = said.lines().filter(|line| line.contains("stale")).collect();
    assert_eq!(stale, [format!("    stale {PAGE}")], "{said}");
    assert_eq!(copy.generate(&[]).status.code(), Some(0));
    let page = fs::read_to_string(copy.path(PAGE)).unwrap();
    assert!(page.contains("body.amount(401)"));
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

/// The refusal that a case has: before the handler, or in words that a handler is given to say.
fn refusal(case: &Case) -> Option<Refusal> {
    match &case.judge {
        Judge::Refused(refusal) => Some(refusal.clone()),
        Judge::Exchange { response, body, .. }
            if response.status >= 400
                && !case.carried
                && !matches!(case.origin, Origin::Derived { .. }) =>
        {
            let text = |name: &str| body["error"][name].as_str().map(str::to_owned);
            Some(Refusal {
                status: response.status,
                type_: text("type")?,
                code: text("code"),
                param: text("param"),
                message: Some(text("message")?),
            })
        }
        _ => None,
    }
}

#[test]
fn every_refusal_of_the_cases_is_on_the_page_with_what_to_do_and_no_remedy_is_for_none() {
    let page = page();
    let suite = reversals_cases::load(&reversals_cases::folder()).unwrap();
    let mut used = BTreeSet::new();
    let mut shown = 0;
    for case in &suite.cases {
        let Some(refusal) = refusal(case) else {
            continue;
        };
        let place = format!("id=\"operation/{}\"", case.call.operation);
        let (_, operation) = page.split_once(&place).unwrap();
        let (_, refusals) = operation.split_once("<h4>Refusals</h4>").unwrap();
        let (refusals, _) = refusals.split_once("</details>").unwrap();
        let plain = read(&refusals.replace("<wbr>", ""));
        let named = [&refusal.code, &refusal.param].into_iter().flatten();
        let named: Vec<_> = named.map(|name| format!("<code>{name}</code>")).collect();
        let start = format!("<td>{}</td><td>{}</td>", refusal.status, named.join(" "));
        let (number, remedy) = suite
            .remedies
            .of(&refusal)
            .unwrap_or_else(|| panic!("{}", case.id));
        used.insert(number);
        let remedy: String = remedy.split('`').collect();
        let words = match (&case.judge, &refusal.message) {
            (Judge::Exchange { .. }, Some(words)) => format!("<q>{words}</q>"),
            _ => String::new(),
        };
        let told = plain.lines().any(|row| {
            let end = row.replace("<code>", "").replace("</code>", "");
            row.contains(&start)
                && row.contains(&words)
                && end.ends_with(&format!("<td>{remedy}</td></tr>"))
        });
        assert!(told, "{}: {start} {words} {remedy}", case.id);
        shown += 1;
    }
    assert!(shown > 400, "{shown}");
    let unused: Vec<_> = (0..suite.remedies.remedies.len())
        .filter(|it| !used.contains(it))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
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
