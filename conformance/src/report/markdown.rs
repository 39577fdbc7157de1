//! The report as a Markdown summary, for the page of a CI job.

use std::fmt::Write as _;

use super::visible::{short, visible};
use super::{Report, grouped};

/// The most findings that are told one by one. A page of a job holds a megabyte.
const TOLD: usize = 100;

/// The summary: what was run, what came of each kind, the findings and how to see them again.
pub fn markdown(report: &Report) -> String {
    let mut out = String::new();
    let mark = if report.fails() { "❌" } else { "✅" };
    let _ = writeln!(
        out,
        "## {mark} Conformance of {}\n\n{}\n",
        cell(&report.subject),
        report.sentence()
    );
    out.push_str("| Kind | Passed | Failed |\n| --- | ---: | ---: |\n");
    for kind in &report.totals.kinds {
        let passed = kind.counts.all() - kind.counts.failed;
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            cell(&kind.name),
            grouped(passed),
            grouped(kind.counts.failed)
        );
    }
    for what in report.unjudged() {
        let _ = write!(out, "\nNot judged: {}\n", cell(&what));
    }
    for line in report.counts() {
        let _ = write!(out, "\n{}\n", cell(&line));
    }
    for fault in &report.faults {
        let _ = write!(
            out,
            "\n**{}** {} {}\n",
            cell(&fault.id),
            place(&fault.file, fault.line),
            cell(&fault.message)
        );
    }
    let findings: Vec<_> = report.findings().collect();
    if !findings.is_empty() {
        out.push_str("\n### Findings\n");
    }
    for entry in findings.iter().take(TOLD) {
        let _ = write!(
            out,
            "\n<details><summary><code>{}</code></summary>\n\n{}\n\n",
            html(&short(&entry.name)),
            place(&entry.file, entry.line)
        );
        if let Some(finding) = &entry.finding {
            let _ = writeln!(
                out,
                "| | |\n| --- | --- |\n| place | {} |\n| expected | {} |\n| found | {} |\n",
                cell(&finding.place),
                cell(&finding.expected),
                cell(&finding.found)
            );
            if !finding.reproduce.is_empty() {
                let lines = visible(&finding.reproduce.join("\n"));
                let fence = fence(&lines);
                let _ = writeln!(out, "{fence}sh\n{lines}\n{fence}");
            }
        }
        out.push_str("\n</details>\n");
    }
    if findings.len() > TOLD {
        let _ = write!(out, "\n… and {} more.\n", grouped(findings.len() - TOLD));
    }
    out
}

/// A text in a table cell: short, on one line, and nothing in it is Markdown or HTML.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in html(&short(text)).chars() {
        if matches!(
            c,
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '#' | '@'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// File and line as code, which has no backtick in it.
fn place(file: &str, line: usize) -> String {
    format!("`{}:{line}`", short(file).replace('`', "'"))
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// More backticks than stand together in the text.
fn fence(text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    "`".repeat(3.max(longest + 1))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_cell_is_plain_text() {
        assert_eq!(super::cell("a|b<c>\n`d`"), r"a\|b&lt;c&gt;\\n\`d\`");
        assert_eq!(super::fence("a ``` b"), "````");
    }
}
