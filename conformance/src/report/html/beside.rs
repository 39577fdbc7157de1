//! What the page shows beside the cases: the floor, laws, control requests, scenarios, and findings that are of no case.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::report::visible::visible;
use crate::report::{Entry, Report, grouped, shown};
use reversals_cases::Suite;
use reversals_cases::scenario::Scenario;

/// How much was judged, what was not and what lifts it, the laws, and the control requests.
pub(super) fn counted(report: &Report) -> Markup {
    html! {
        @if let Some(floor) = &report.floor {
            details open[floor.judged < floor.of] {
                summary { "Judged " (grouped(floor.judged)) " of " (grouped(floor.of)) }
                (table(["Operation", "Judged", "Of", "Side, requests accepted"], &floor.shares, |share| html! {
                    th scope="row" { (visible(&share.operation)) }
                    td { (grouped(share.judged)) }
                    td { (grouped(share.of)) }
                    td { (share.side) @if share.accepted > 0 { ", " (grouped(share.accepted)) } }
                }))
                @if !floor.unjudged.is_empty() {
                    h2 { "Not judged, and why" }
                    (table(["Reason", "Tests", "To lift it"], &floor.unjudged, |it| html! {
                        th scope="row" { (visible(&it.reason)) ": " (visible(&it.why)) }
                        td { (grouped(it.tests)) }
                        td { @if let Some(give) = &it.give { code { (visible(give)) } } }
                    }))
                }
            }
        }
        @if !report.laws.is_empty() {
            @let asked = report.laws.iter().filter(|law| law.asked > 0).count();
            details open[report.laws.iter().any(|law| law.broken > 0)] {
                summary { "Laws: " (grouped(asked)) " of " (grouped(report.laws.len())) " asked" }
                (table(["Law", "Asked", "Broken"], &report.laws, |law| html! {
                    th scope="row" { code { (visible(&law.law)) } " " (visible(&law.says)) }
                    td { (grouped(law.asked)) }
                    @if law.broken == 0 { td { "0" } } @else { td.failed { "✗ " (grouped(law.broken)) } }
                }))
            }
        }
        @if !report.controls.is_empty() {
            details {
                summary { "Control requests" }
                p { "The least request of an operation, about an object that is as fresh, sent where the service refused more. "
                    "If that is accepted, the refusal is a failure; if it is refused too, the service has a reason of its own." }
                (table(["Operation", "Accepted", "Refused", "In which words"], &report.controls, |control| html! {
                    th scope="row" { (visible(&control.operation)) }
                    td { (grouped(control.accepted)) }
                    td { (grouped(control.refused)) }
                    td { (visible(control.said.as_deref().unwrap_or_default())) }
                }))
            }
        }
        @if !report.notes.is_empty() {
            details {
                summary { "Notes: " (grouped(report.notes.len())) }
                ul { @for note in &report.notes { li { (visible(note)) } } }
            }
        }
    }
}

/// How many tests of each kind there are, and what came of them.
pub(super) fn totals(report: &Report) -> Markup {
    table(["Kind", "Tests", "Outcome"], &report.totals.kinds, |kind| {
        html! {
            th scope="row" { (visible(&kind.name)) }
            td { (grouped(kind.counts.all())) }
            @if kind.counts.failed == 0 { td.passed { "✓" } } @else { td.failed { "✗ " (grouped(kind.counts.failed)) } }
        }
    })
}

fn table<const N: usize, T>(heads: [&str; N], rows: &[T], row: fn(&T) -> Markup) -> Markup {
    html! {
        table.counts {
            thead { tr { @for head in heads { th scope="col" { (head) } } } }
            tbody { @for it in rows { tr { (row(it)) } } }
        }
    }
}

/// What is found of no case, and of no scenario that is shown.
pub(super) fn findings(report: &Report, suite: &Suite) -> Markup {
    let cases: BTreeSet<&str> = suite.cases.iter().map(|case| case.id.as_str()).collect();
    let scenarios: BTreeSet<String> = suite.scenarios.iter().map(Scenario::name).collect();
    let mut found = report
        .findings()
        .filter(|entry| !cases.contains(entry.case.as_str()) && !scenarios.contains(&entry.case))
        .peekable();
    html! {
        @if found.peek().is_some() {
            section {
                h2 { "Findings" }
                @for entry in found { details open { summary.failed { "✗ " (visible(&entry.name)) } (difference(entry)) } }
            }
        }
    }
}

/// Each scenario: what came of it, and its exchanges.
pub(super) fn scenarios(report: &Report, suite: &Suite) -> Markup {
    let played = |name: &str| report.tests.iter().find(|entry| entry.case == name);
    let any = suite
        .scenarios
        .iter()
        .any(|it| played(&it.name()).is_some());
    html! {
        @if any {
            section {
                h2 { "Scenarios" }
                @for scenario in &suite.scenarios {
                    @let name = scenario.name();
                    @let entry = played(&name);
                    @let (class, mark) = entry.map_or(("odd", '–'), |it| (if it.outcome.fails() { "failed" } else { "passed" }, it.outcome.symbol()));
                    details open[class == "failed"] {
                        summary { span class=(class) { (mark) " " } (visible(&name)) @if entry.is_none() { " (not judged)" } }
                        @if let Some(entry) = entry { (difference(entry)) }
                        p { (visible(&scenario.says)) }
                        ol.steps { @for step in &scenario.steps { li { code { (visible(&suite.line(step))) } @if let Some(note) = &step.note { " " (visible(note)) } } } }
                        p.about { span { (visible(&scenario.source)) } }
                    }
                }
            }
        }
    }
}

/// A finding, with the messages that show it.
fn difference(entry: &Entry) -> Markup {
    html! {
        @if let Some(finding) = &entry.finding {
            div.difference {
                h4 { (visible(&finding.place)) }
                (sides("Expected", &finding.expected, "Found", &finding.found))
                @if finding.request.is_some() || finding.response.is_some() {
                    @let request = finding.request.as_ref().map(shown::request).unwrap_or_default();
                    @let response = finding.response.as_ref().map(shown::response).unwrap_or_default();
                    (sides("Request as it was", &request, "Response as it was", &response))
                }
                @if !finding.reproduce.is_empty() {
                    h4 { "Reproduce" }
                    pre { (visible(&finding.reproduce.join("\n"))) }
                }
            }
        }
    }
}

fn sides(left: &str, one: &str, right: &str, other: &str) -> Markup {
    html! {
        div.sides {
            @for (title, text) in [(left, one), (right, other)] { div { h4 { (title) } pre { (visible(text)) } } }
        }
    }
}
