//! Findings in words.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use reversals_changes::difference::Said;
use reversals_changes::levels::Level;
use serde_json::{Value, json};

use super::Finding;
use crate::annotation;

/// For a terminal.
pub(super) fn text(findings: &[Finding<'_>]) -> String {
    let mut out = String::new();
    for finding in findings {
        let difference = finding.difference;
        let _ = writeln!(
            out,
            "{}: {}\n  --> {}\n  ::: {}",
            finding.worst(),
            difference.key(),
            difference.base,
            difference.revision
        );
        for (audience, level, why) in concerned(finding) {
            let _ = writeln!(out, "      {audience} {level}: {why}");
        }
        if let Some(witness) = finding.witness {
            let _ = writeln!(out, "      witness: {}", witness.told());
        }
        if let Some(reason) = finding.reason {
            let _ = writeln!(out, "      meant: {reason}");
        }
        out.push('\n');
    }
    out.push_str(&totals(findings));
    out.push('\n');
    out
}

/// For a pull request.
pub(super) fn markdown(findings: &[Finding<'_>]) -> String {
    let mut out = format!("### What changes of the API\n\n{}\n", totals(findings));
    for level in [Level::Breaking, Level::Dangerous, Level::Safe] {
        let mut rows = String::new();
        for finding in findings.iter().filter(|finding| finding.worst() == level) {
            let difference = finding.difference;
            let whom: Vec<String> = concerned(finding)
                .map(|(audience, level, why)| format!("{audience} {level}: {why}"))
                .collect();
            let mut whom = whom.join("<br>");
            if let Some(witness) = finding.witness {
                let _ = write!(whom, "<br>witness: {}", cell(&witness.told()));
            }
            if let Some(reason) = finding.reason {
                let _ = write!(whom, "<br>meant: {}", cell(reason));
            }
            let what = cell(&format!("{} {}", difference.at, difference.detail));
            let said = |said: &Said| cell(said.text.as_deref().unwrap_or("–"));
            let _ = writeln!(
                rows,
                "| `{}` | {what} | {} | {} | {whom} |",
                difference.kind.id(),
                said(&difference.base),
                said(&difference.revision)
            );
        }
        if !rows.is_empty() {
            let head = "| what | of | before | after | to whom |\n| --- | --- | --- | --- | --- |";
            let _ = write!(out, "\n#### {level}\n\n{head}\n{rows}");
        }
    }
    out
}

/// For a program.
pub(super) fn json(findings: &[Finding<'_>]) -> Result<String> {
    let said = |said: &Said| {
        let place = &said.place;
        json!({
            "file": place.source.shown, "line": place.line, "column": place.column,
            "pointer": place.pointer.to_string(), "says": said.text,
        })
    };
    let findings: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let difference = finding.difference;
            let levels = finding.levels.iter();
            let levels: serde_json::Map<_, _> = levels
                .map(|(audience, level, why)| {
                    (audience.to_string(), json!({ "level": level, "why": why }))
                })
                .collect();
            json!({
                "key": difference.key(),
                "id": difference.kind.id(),
                "what": difference.kind.describe(),
                "directions": difference.directions(),
                "level": finding.worst(),
                "levels": levels,
                "base": said(&difference.base),
                "revision": said(&difference.revision),
                "meant": finding.reason,
                "witness": finding.witness,
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(
        &json!({ "format": 1, "findings": findings }),
    )?)
}

/// One workflow command for each finding that is more than safe to anybody, then the totals.
pub(super) fn github(findings: &[Finding<'_>], root: &Path) -> String {
    let mut out = String::new();
    let told = findings
        .iter()
        .filter(|it| it.worst() > Level::Safe && it.reason.is_none());
    for finding in told {
        let place = &finding.difference.revision.place;
        let command = match finding.worst() {
            Level::Breaking => "error",
            _ => "warning",
        };
        let file = below(&place.source.shown, root);
        let title = finding.difference.key();
        let at = (file.as_str(), place);
        out.push_str(&annotation::at(command, &title, at, &sentence(finding)));
    }
    let _ = writeln!(out, "{}", totals(findings));
    out
}

/// What a finding is to whom, and where the base says it.
pub(super) fn sentence(finding: &Finding<'_>) -> String {
    let difference = finding.difference;
    let whom: Vec<String> = concerned(finding)
        .map(|(audience, level, why)| format!("{audience} {level}: {why}"))
        .collect();
    let (key, base) = (difference.key(), &difference.base);
    let witness = finding
        .witness
        .map(|it| format!("\nwitness: {}", it.told()));
    let witness = witness.unwrap_or_default();
    format!("{key}\n{}{witness}\nbefore: {base}", whom.join("\n"))
}

/// A file as the repository names it, where it is in there.
pub(super) fn below(shown: &str, root: &Path) -> String {
    let path = Path::new(shown).strip_prefix(root);
    path.map_or_else(|_| shown.to_owned(), |path| path.display().to_string())
}

/// Those to whom a finding is something.
fn concerned<'a>(
    finding: &'a Finding<'_>,
) -> impl Iterator<Item = &'a (super::Audience, Level, &'static str)> {
    let levels = finding.levels.iter();
    levels.filter(|(_, level, _)| *level > Level::Safe)
}

fn totals(findings: &[Finding<'_>]) -> String {
    let count = |level| {
        let of = findings.iter().filter(|it| it.worst() == level);
        of.count()
    };
    format!(
        "{} breaking, {} dangerous, {} safe",
        count(Level::Breaking),
        count(Level::Dangerous),
        count(Level::Safe)
    )
}

/// What stands in a cell of a table.
pub(super) fn cell(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('`', "\\`");
    text.replace('<', "&lt;").replace('\n', " ")
}
