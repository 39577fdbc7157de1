//! Findings in words.

use std::fmt::Write as _;

use anyhow::Result;
use serde_json::{Value, json};

use super::Outcomes;
use crate::annotation;

/// For a terminal.
pub(super) fn text(outcomes: &Outcomes<'_>) -> String {
    let mut out = String::new();
    for finding in outcomes.found() {
        let _ = writeln!(out, "{finding}\n");
    }
    for entry in &outcomes.wrong {
        let _ = writeln!(out, "error: {entry}\n help: remove the entry, or mend it\n");
    }
    out.push_str(&totals(outcomes));
    out
}

/// For a program.
pub(super) fn json(outcomes: &Outcomes<'_>) -> Result<String> {
    let findings: Vec<Value> = outcomes
        .findings
        .iter()
        .map(|(finding, reason)| {
            let place = &finding.place;
            json!({
                "key": finding.key(),
                "rule": finding.rule,
                "what": finding.what,
                "help": finding.help,
                "file": place.source.shown,
                "line": place.line,
                "column": place.column,
                "pointer": place.pointer.to_string(),
                "meant": reason,
            })
        })
        .collect();
    let wrong: Vec<Value> = outcomes
        .wrong
        .iter()
        .map(|entry| json!({ "file": entry.file, "line": entry.line, "what": entry.what }))
        .collect();
    let told = json!({ "format": 1, "findings": findings, "wrong": wrong });
    Ok(serde_json::to_string_pretty(&told)?)
}

/// Annotations of GitHub's workflows, and the total, which is none.
pub(super) fn github(outcomes: &Outcomes<'_>) -> String {
    let mut out = String::new();
    for finding in outcomes.found() {
        let place = &finding.place;
        let (what, help) = (&finding.what, &finding.help);
        let message = format!("{what}\n at {}\nhelp: {help}", place.pointer);
        let at = (place.source.shown.as_str(), place);
        out.push_str(&annotation::at("error", finding.rule, at, &message));
    }
    for entry in &outcomes.wrong {
        let at = (entry.file.as_str(), entry.line);
        out.push_str(&annotation::at_line("error", "meant", at, &entry.what));
    }
    out.push_str(&totals(outcomes));
    out
}

fn totals(outcomes: &Outcomes<'_>) -> String {
    let found = outcomes.found().count();
    let meant = outcomes.findings.len() - found;
    let wrong = match outcomes.wrong.len() {
        0 => String::new(),
        count => format!(", {count} entries that are wrong"),
    };
    format!("{found} findings, and {meant} that are meant{wrong}\n")
}
