//! The report for a person at a terminal.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::visible::{short, visible};
use super::{Entry, Outcome, Report, grouped};

/// The most places that are counted.
const CAUSES: usize = 10;

const RED: Style = Style::new()
    .bold()
    .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const GREEN: Style = Style::new()
    .bold()
    .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const YELLOW: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
const DIM: Style = Style::new().dimmed();

/// The report with colours; whoever prints it takes them out where they are not wanted.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    for entry in &report.tests {
        match entry.outcome {
            Outcome::Passed => {}
            Outcome::Known => {
                let reason = short(entry.reason.as_deref().unwrap_or_default());
                let _ = writeln!(
                    out,
                    "{YELLOW}known{YELLOW:#} {}: {reason}",
                    short(&entry.name)
                );
            }
            Outcome::Failed => finding(&mut out, entry),
        }
    }
    for fault in &report.faults {
        let _ = writeln!(
            out,
            "{RED}fault{RED:#} {}\n  --> {}:{}\n  {}\n",
            short(&fault.id),
            short(&fault.file),
            fault.line,
            visible(&fault.message)
        );
    }
    for note in &report.notes {
        let _ = writeln!(out, "{YELLOW}note{YELLOW:#} {}", short(note));
    }
    causes(&mut out, report);
    totals(&mut out, report);
    for what in report.unjudged() {
        let _ = writeln!(out, "{DIM}not judged: {}{DIM:#}", visible(&what));
    }
    for line in report.counts() {
        let _ = writeln!(out, "{DIM}{}{DIM:#}", visible(&line));
    }
    let colour = if report.fails() { RED } else { GREEN };
    let _ = writeln!(out, "{colour}{}{colour:#}", report.sentence());
    out
}

fn finding(out: &mut String, entry: &Entry) {
    let _ = writeln!(
        out,
        "{RED}failed{RED:#} {}\n  --> {}:{}",
        short(&entry.name),
        short(&entry.file),
        entry.line
    );
    if let Some(finding) = &entry.finding {
        let _ = writeln!(
            out,
            "     place: {}\n  expected: {}\n     found: {}",
            short(&finding.place),
            short(&finding.expected),
            short(&finding.found)
        );
        for line in &finding.reproduce {
            let _ = writeln!(out, " {DIM}reproduce: {}{DIM:#}", visible(line));
        }
    }
    out.push('\n');
}

/// The places of most findings, those that many tests fail at first: what they have in common is to be mended first.
fn causes(out: &mut String, report: &Report) {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in report.findings() {
        let place = entry.finding.as_ref().map_or("", |it| it.place.as_str());
        *places.entry(place).or_default() += 1;
    }
    let mut places: Vec<_> = places.into_iter().filter(|it| it.1 > 1).collect();
    places.sort_by_key(|(_, count)| Reverse(*count));
    for (place, count) in places.into_iter().take(CAUSES) {
        let count = grouped(count);
        let _ = writeln!(out, "{RED}{count} tests fail at{RED:#} {}", short(place));
    }
}

fn totals(out: &mut String, report: &Report) {
    let kinds = &report.totals.kinds;
    let wide = kinds
        .iter()
        .map(|kind| kind.name.len())
        .max()
        .unwrap_or_default();
    for kind in kinds {
        let failing = kind.counts.failed;
        let (colour, word) = match failing {
            0 if kind.counts.known > 0 => {
                let known = grouped(kind.counts.known);
                (YELLOW, format!("~ {known} known"))
            }
            0 => (GREEN, "✓".to_owned()),
            some => (RED, format!("✗ {} failed", grouped(some))),
        };
        let _ = writeln!(
            out,
            "{:wide$} {:>7} {colour}{word}{colour:#}",
            kind.name,
            grouped(kind.counts.all())
        );
    }
}
