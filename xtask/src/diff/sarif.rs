//! Findings as SARIF 2.1.0, for code scanning views.

use std::path::Path;

use anyhow::Result;
use reversals_changes::difference::Kind;
use reversals_changes::levels::Level;
use serde_json::{Value, json};

use super::Finding;
use super::told::{below, sentence};

/// What is more than safe to anybody, as results under the rule of its kind; what is meant is a suppressed one.
pub(super) fn sarif(findings: &[Finding<'_>], root: &Path) -> Result<String> {
    let rules: Vec<Value> = Kind::ALL
        .iter()
        .map(|kind| json!({ "id": kind.id(), "shortDescription": { "text": kind.describe() } }))
        .collect();
    let told = findings
        .iter()
        .filter(|finding| finding.worst() > Level::Safe);
    let results: Vec<Value> = told.map(|finding| result(finding, root)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cargo xtask diff",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "originalUriBaseIds": { "SRCROOT": { "description": { "text": "The root of the repository." } } },
            "results": results,
        }],
    });
    Ok(serde_json::to_string_pretty(&log)?)
}

fn result(finding: &Finding<'_>, root: &Path) -> Value {
    let difference = finding.difference;
    let place = &difference.revision.place;
    let uri = below(&place.source.shown, root).replace('%', "%25");
    let rule = Kind::ALL.iter().position(|kind| *kind == difference.kind);
    let mut result = json!({
        "ruleId": difference.kind.id(),
        "ruleIndex": rule,
        "level": if finding.worst() == Level::Breaking { "error" } else { "warning" },
        "message": { "text": sentence(finding) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri.replace(' ', "%20"), "uriBaseId": "SRCROOT" },
            "region": { "startLine": place.line, "startColumn": place.column },
        } }],
        // It depends on no wording and no place.
        "partialFingerprints": { "difference/v1": difference.key() },
    });
    if let Some(reason) = finding.reason {
        result["suppressions"] = json!([{ "kind": "external", "justification": reason }]);
    }
    result
}
