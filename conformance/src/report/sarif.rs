//! The report as SARIF 2.1.0, for code scanning views.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::kinds::KINDS;
use super::{Entry, Outcome, Report};

/// What a path in a URI reference is sure to have as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The rule of what is wrong with a run as a whole.
const FAULT: &str = "suite";

/// The findings as results, each under the rule of its kind. An expected failure is a suppressed result.
///
/// Errors: none that a report can have.
pub fn sarif(report: &Report) -> serde_json::Result<String> {
    let results = report
        .tests
        .iter()
        .filter(|entry| entry.outcome != Outcome::Passed);
    let results = results.map(result);
    let faults = report.faults.iter().map(|fault| {
        json!({
            "ruleId": FAULT,
            "ruleIndex": KINDS.len(),
            "level": "error",
            "message": { "text": fault.message },
            "locations": [location(&fault.file, fault.line)],
            "partialFingerprints": { "conformance/v1": fingerprint(&[&fault.id]) },
        })
    });
    let results: Vec<_> = results.chain(faults).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "reversals-conformance",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules(&pages(report)),
            } },
            "originalUriBaseIds": { "SRCROOT": { "description": { "text": "The root of the repository." } } },
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).map(|text| text + "\n")
}

fn rules(help: &str) -> Vec<Value> {
    let rule = |id: &str, what: &str, how: &str| {
        let mut rule = json!({
            "id": id,
            "shortDescription": { "text": what },
            "fullDescription": { "text": what },
            "help": {
                "text": format!("{what} {how} More: cargo xtask conformance --explain {id}"),
                "markdown": format!("{what}\n\n{how}\n\nMore: `cargo xtask conformance --explain {id}`"),
            },
            "defaultConfiguration": { "level": "error" },
        });
        if !help.is_empty() {
            rule["helpUri"] = json!(help);
        }
        rule
    };
    let mut rules: Vec<_> = KINDS
        .iter()
        .map(|kind| rule(kind.id, &kind.what, &kind.how))
        .collect();
    rules.push(rule(
        FAULT,
        "The run as a whole is sound.",
        "A list beside the cases names something that there is not.",
    ));
    rules
}

/// What the addresses of the documentation's pages begin with; empty where there are none.
fn pages(report: &Report) -> String {
    let mut pages = report.tests.iter().filter_map(|it| it.page.as_deref());
    let Some(first) = pages.next() else {
        return String::new();
    };
    let common = pages.fold(first.len(), |length, page| {
        let same = first.bytes().zip(page.bytes()).take_while(|(a, b)| a == b);
        length.min(same.count())
    });
    let folder = first
        .get(..common)
        .and_then(|start| start.rfind('/'))
        .map_or("", |end| &first[..=end]);
    folder.to_owned()
}

fn result(entry: &Entry) -> Value {
    let rule = KINDS.iter().position(|kind| kind.id == entry.kind);
    let place = entry.finding.as_ref().map_or("", |it| it.place.as_str());
    let mut result = json!({
        "ruleId": entry.kind,
        "level": "error",
        "message": { "text": format!("{}: {}", entry.name, entry.message()) },
        "locations": [location(&entry.file, entry.line)],
        // Case, kind and place stay when a message is worded anew or a file moves.
        "partialFingerprints": { "conformance/v1": fingerprint(&[&entry.name, place]) },
        "properties": {
            "case": entry.case,
            "page": entry.page,
            "reproduce": entry.finding.as_ref().map(|it| &it.reproduce),
        },
    });
    if let Some(rule) = rule {
        result["ruleIndex"] = json!(rule);
    }
    if entry.outcome == Outcome::Known {
        result["suppressions"] = json!([{ "kind": "external", "justification": entry.reason }]);
    }
    result
}

fn location(file: &str, line: usize) -> Value {
    let uri = utf8_percent_encode(file, PATH).to_string();
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri, "uriBaseId": "SRCROOT" },
            "region": { "startLine": line },
        },
    })
}

fn fingerprint(parts: &[&str]) -> String {
    let hash = parts.iter().fold(Sha256::new(), |hash, part| {
        hash.chain_update(part).chain_update([0])
    });
    let mut half = [0; 16];
    half.copy_from_slice(&hash.finalize()[..16]);
    format!("{:032x}", u128::from_be_bytes(half))
}
