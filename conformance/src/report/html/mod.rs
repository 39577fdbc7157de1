//! The report as one HTML page, which needs nothing but itself: a matrix of situations and operations whose cells open
//! their exchanges. The page holds every exchange, so what is repeated is there once and named by its number.

mod data;
mod pool;

use super::visible::{is_hidden, visible};
use super::{Report, grouped};
use crate::judge::Test;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The page of a report and the tests that it is of, which are in the same order.
///
/// Errors: none that a report can have.
pub fn html(report: &Report, tests: &[Test]) -> serde_json::Result<String> {
    let data = plain(&serde_json::to_string(&data::of(report, tests))?);
    let state = if report.fails() { "failed" } else { "passed" };
    let parts = [
        ("style", STYLE.to_owned()),
        ("state", state.to_owned()),
        ("title", escaped(&report.subject)),
        ("sentence", escaped(&report.sentence())),
        ("totals", totals(report)),
        ("notes", notes(report)),
        ("data", data),
        ("script", SCRIPT.to_owned()),
    ];
    let mut out = String::new();
    let mut rest = PAGE;
    // In one pass, so that nothing that is put in is read as a place to put something.
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        out.push_str(before);
        if let Some((_, text)) = parts.iter().find(|(other, _)| *other == name) {
            out.push_str(text);
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// The table of kinds, which is there without the script too.
fn totals(report: &Report) -> String {
    let mut out = String::new();
    for kind in &report.totals.kinds {
        let failing = kind.counts.failing();
        let (class, word) = match failing {
            0 => ("passed", "✓".to_owned()),
            some => ("failed", format!("✗ {}", grouped(some))),
        };
        out.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"{class}\">{word}</td></tr>\n",
            escaped(&kind.name),
            grouped(kind.counts.all())
        ));
    }
    out
}

fn notes(report: &Report) -> String {
    let mut out = String::new();
    for fault in &report.faults {
        out.push_str(&format!(
            "<p class=\"failed\">✗ {} ({}:{})</p>\n",
            escaped(&fault.message),
            escaped(&fault.file),
            fault.line
        ));
    }
    for what in &report.not_judged {
        out.push_str(&format!("<p>Not judged: {}</p>\n", escaped(what)));
    }
    out
}

/// JSON with escapes where HTML reads something else: a script element ends at the first `<` that looks like its end.
fn plain(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '<' || is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn escaped(text: &str) -> String {
    visible(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
