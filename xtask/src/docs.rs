//! What illustrates the page for people: the documented cases, and calls cut out of files that tests run.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use reversals_cases::{Case, Judge, Origin, Suite};
use reversals_codegen::emit::docs::{Call, Exchange, Illustration, Illustrations};
use reversals_codegen::emit::print;

use crate::snippets::{self, CLIENT};
use crate::told;

/// A language, the file that has its calls, and what a comment of it begins with.
const LANGUAGES: [(&str, &str, &str); 3] = [
    ("Rust", "conformance/tests/snippets.rs", "//"),
    ("Python", "conformance/sdk/python/test_snippets.py", "#"),
    ("TypeScript", "conformance/sdk/node/calls.ts", "//"),
];

/// Markers that can't be read, each with its place and what helps. Nothing is written then.
#[derive(Debug)]
pub(crate) struct Refused(Vec<String>);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for refusal in &self.0 {
            writeln!(f, "{refusal}\n")?;
        }
        let count = self.0.len();
        let s = if count == 1 { "" } else { "s" };
        writeln!(f, "{count} refusal{s}; nothing was written")
    }
}

impl std::error::Error for Refused {}

/// What illustrates the operations, and what is wanting, which the page is made without: a document that has changed can
/// be generated before there are cases and calls of what is new in it.
///
/// Errors: markers that can't be read ([`Refused`]).
pub(crate) fn illustrations(
    root: &Path,
    cases: &Path,
    suite: &Suite,
    operations: &[&str],
) -> Result<(Illustrations, Vec<String>)> {
    let mut wanting = Vec::new();
    let mut refused = Vec::new();
    let mut all: BTreeMap<String, Illustration> = BTreeMap::new();
    let payloads = payloads(cases, suite)?;
    for &operation in operations {
        let of = suite
            .cases
            .iter()
            .filter(|it| it.call.operation == operation);
        let exchanges = of.filter_map(|case| exchange(case, &payloads).transpose());
        let exchanges: Vec<Exchange> = exchanges.collect::<Result<_>>()?;
        let mut illustration = Illustration::default();
        match exchanges.iter().find_map(|it| it.curl.clone()) {
            Some(code) => illustration.calls.push(call("curl", code)),
            None => wanting.push(format!(
                "note: no documented case of `{operation}` has a command line\n  --> conformance/cases\n help: give a case of it an `origin` of the kind `documented` with `curl`"
            )),
        }
        illustration.exchanges = exchanges;
        illustration.refusals = told::refusals(suite, operation, &mut wanting);
        all.insert(operation.to_owned(), illustration);
    }
    let mut clients = Vec::new();
    for (language, file, comment) in LANGUAGES {
        let mut code = read(root, file, comment, &mut refused);
        let mut take = |name: &str| {
            let found = code.remove(name);
            if found.is_none() {
                wanting.push(format!(
                    "note: there is no {language} of `{name}`\n  --> {file}\n help: put a call that a test runs between `{comment} docs: {name}` and `{comment} docs: end`"
                ));
            }
            found.map(|code| call(language, code))
        };
        clients.extend(take(CLIENT));
        for (operation, illustration) in &mut all {
            illustration.calls.extend(take(operation));
        }
        for name in code.keys() {
            wanting.push(format!(
                "note: `{name}` is no operation\n  --> {file}\n help: name an operationId of the document, or `{CLIENT}`"
            ));
        }
    }
    if refused.is_empty() {
        let illustrations = Illustrations {
            clients,
            operations: all,
            scenarios: told::scenarios(suite),
            large: false,
        };
        Ok((illustrations, wanting))
    } else {
        Err(Refused(refused).into())
    }
}

fn call(language: &str, code: String) -> Call {
    Call {
        language: language.to_owned(),
        code,
    }
}

/// The snippets of a file. What is wrong with the markers is refused; so is a file that can't be read.
fn read(
    root: &Path,
    file: &str,
    comment: &str,
    refused: &mut Vec<String>,
) -> BTreeMap<String, String> {
    let text = match fs::read_to_string(root.join(file)) {
        Ok(text) => text,
        Err(error) => {
            refused.push(format!(
                "error: the calls can't be read: {error}\n  --> {file}\n help: bring the file back; tests run it, and the page for people shows its calls"
            ));
            return BTreeMap::new();
        }
    };
    let (found, faults) = snippets::cut(&text, comment);
    for fault in faults {
        refused.push(format!(
            "error: {}\n  --> {file}:{}\n help: write `{comment} docs: NAME`, the lines, and `{comment} docs: end`",
            fault.what, fault.line
        ));
    }
    found
}

/// The payload files' texts by the cases that use them, in the documentation's own order of members.
fn payloads(cases: &Path, suite: &Suite) -> Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    for (file, users) in &suite.payloads {
        let path = cases.join("payloads").join(file);
        let text = fs::read_to_string(&path)
            .with_context(|| format!("{} can't be read", path.display()))?;
        texts.extend(users.iter().map(|user| (user.clone(), text.clone())));
    }
    Ok(texts)
}

/// What the documentation prints; none where the case rests on something else.
fn exchange(case: &Case, payloads: &BTreeMap<String, String>) -> Result<Option<Exchange>> {
    let (Origin::Documented(printed), Judge::Exchange { response, body, .. }) =
        (&case.origin, &case.judge)
    else {
        return Ok(None);
    };
    let mut request = format!("{} {}", case.request.method, case.request.target());
    if let Some(body) = &case.request.body {
        request.push_str(&format!("\n\n{body}"));
    }
    // A case may change what the file has.
    let kept = payloads.get(&case.id).filter(|text| {
        serde_json::from_str::<serde_json::Value>(text).is_ok_and(|value| value == *body)
    });
    let response_text = match kept {
        Some(text) => text.clone(),
        None => serde_json::to_string_pretty(&print::sorted(body))?,
    };
    let repair = printed.repair.as_ref().map(|repair| repair.what.clone());
    Ok(Some(Exchange {
        case: case.id.clone(),
        title: printed.title.clone(),
        page: printed.page.clone(),
        notes: case.note.clone().into_iter().chain(repair).collect(),
        curl: printed.curl.clone(),
        request,
        status: response.status,
        response: response_text,
    }))
}
