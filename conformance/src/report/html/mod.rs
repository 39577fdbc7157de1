//! The report as one HTML page, which needs nothing but itself: a matrix of situations and operations whose cells open
//! their exchanges. The page holds every exchange, so what is repeated is there once and named by its number. What is
//! counted, the scenarios, and what is found beside the cases is there without a script too.

mod beside;
mod data;
mod pool;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Report;
use super::visible::{is_hidden, visible};
use reversals_cases::Suite;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
const LEGEND: &str = "✓ all hold, ✗ some fail, ~ fails, as is known. A cell opens its exchanges.";
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/// The page of a report and the cases that it is of.
///
/// Errors: none that a report can have.
pub fn html(report: &Report, suite: &Suite) -> serde_json::Result<String> {
    let data = data::of(report, suite);
    let title = visible(&format!("Conformance of {}", report.subject));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    p #verdict class=(if report.fails() { "failed" } else { "passed" }) { (report.sentence()) }
                    @for fault in &report.faults {
                        p.failed { "✗ " (visible(&format!("{} ({}:{})", fault.message, fault.file, fault.line))) }
                    }
                    @for what in &report.not_judged { p { "Not judged: " (visible(what)) } }
                    details { summary { "Kinds of tests" } (beside::totals(report)) }
                    (beside::counted(report))
                }
                main {
                    (beside::findings(report, suite))
                    (beside::scenarios(report, suite))
                    @if data.has_cases() { (matrix()) }
                }
                dialog #cell aria-labelledby="cell-title" {
                    div.bar {
                        h2 #cell-title {}
                        button #close type="button" aria-label="Close" { "✕" }
                    }
                    div #cell-body {}
                }
                @if data.has_cases() {
                    script #data type="application/json" { (PreEscaped(plain(&serde_json::to_string(&data)?))) }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    };
    Ok(page.into_string())
}

fn matrix() -> Markup {
    html! {
        noscript { p { "The exchanges are shown by a script of this page." } }
        section #findings hidden { h2 { "Findings" } ul {} }
        section {
            h2 { "Situations and operations" }
            form #controls role="search" {
                label {
                    "Search "
                    input #search type="search" placeholder="amount, client-refuse, /create/…" autocomplete="off" spellcheck="false";
                }
                label #pick { "Operation " select #operation {} }
                label.check { input #failing type="checkbox"; " Only failing" }
            }
            p.legend { b { "C" } " client, " b { "S" } " server, " b { "D" } " document and schemas. " (LEGEND) }
            p #count role="status" {}
            div #matrix {}
        }
    }
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
