//! Findings in words.

use std::fmt::Write as _;

use anyhow::Result;
use serde_json::{Value, json};

use super::Outcomes;

/// For a terminal.
pub(super) fn text(outcomes: &Outcomes<'_>) -> String {
    let mut out = String::new();
    for finding in outcomes.found() {
        let _ = writeln!(out, "{finding}\n");
    }
    for entry in &outcomes.unused {
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
    let unused: Vec<Value> = outcomes
        .unused
        .iter()
        .map(|entry| json!({ "file": entry.file, "line": entry.line, "finding": entry.written }))
        .collect();
    let told = json!({ "format": 1, "findings": findings, "unused": unused });
    Ok(serde_json::to_string_pretty(&told)?)
}

/// Annotations of GitHub's workflows, and the total, which is none.
pub(super) fn github(outcomes: &Outcomes<'_>) -> String {
    let mut out = String::new();
    for finding in outcomes.found() {
        let place = &finding.place;
        let _ = writeln!(
            out,
            "::error file={},line={},col={},title={}::{}",
            property(&place.source.shown),
            place.line,
            place.column,
            property(finding.rule),
            message(&format!(
                "{}\n at {}\nhelp: {}",
                finding.what, place.pointer, finding.help
            )),
        );
    }
    for entry in &outcomes.unused {
        let (file, line) = (property(&entry.file), entry.line);
        let what = message(&format!("`{}` is no finding of these", entry.written));
        let _ = writeln!(out, "::error file={file},line={line},title=unused::{what}");
    }
    out.push_str(&totals(outcomes));
    out
}

/// A message as such a command has it.
fn message(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D");
    text.replace('\n', "%0A")
}

/// The same of a property, which ends at a comma and at a colon.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

fn totals(outcomes: &Outcomes<'_>) -> String {
    let found = outcomes.found().count();
    let meant = outcomes.findings.len() - found;
    let unused = match outcomes.unused.len() {
        0 => String::new(),
        count => format!(", {count} entries that are about nothing"),
    };
    format!("{found} findings, and {meant} that are meant{unused}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_an_annotation_or_a_part_of_it_is_escaped() {
        assert_eq!(message("50%,\r\nso: no"), "50%25,%0D%0Aso: no");
        assert_eq!(property("a,b:c%"), "a%2Cb%3Ac%25");
    }
}
