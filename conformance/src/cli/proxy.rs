//! `--proxy`: between any client and any server.

use std::fmt::Write as _;
use std::sync::Arc;

use super::exit::{Exit, Failure};
use super::{Args, load, output};
use crate::remote::proxy::{self, Event, Level, Options, Stop, Summary};
use crate::remote::{Error, Target};
use crate::report::grouped;

pub(super) fn run(args: &Args, listen: &str) -> Result<Exit, Failure> {
    let to = args.to.as_deref().unwrap_or_default();
    let to: Target = to
        .parse()
        .map_err(|error: Error| Failure::Usage(error.to_string()))?;
    let loaded = load::load(args)?;
    let shown = to.to_string();
    let options = Options::new(listen, to);
    let sink = Arc::new(|event: &Event| {
        // Who no longer reads has seen enough; the exchanges go on.
        let _ = output::print(&told(event));
    });
    let ready = move |address: std::net::SocketAddr| {
        let _ = output::print(&format!(
            "listening on http://{address}, forwarding to {shown}\n"
        ));
    };
    let summary = proxy::run(
        &options,
        Arc::new(loaded.contract),
        sink,
        &Stop::new(),
        ready,
    );
    let summary = summary.map_err(|error| match error {
        Error::Io { .. } => Failure::Input(error.to_string()),
        Error::Client(_) => Failure::Internal(error.to_string()),
        _ => Failure::Usage(error.to_string()),
    })?;
    output::print(&summed(&summary))?;
    let violations: usize = summary.violations.values().sum();
    Ok(if violations > 0 {
        Exit::Finding
    } else {
        Exit::Fine
    })
}

fn told(event: &Event) -> String {
    let word = match event.level {
        Level::Violation => "violation",
        Level::Note => "note",
    };
    let Event {
        exchange,
        direction,
        operation,
        method,
        target,
        rule,
        place,
        expected,
        found,
        ..
    } = event;
    format!(
        "{word} by the {direction} in exchange {exchange}: {operation} [{rule}]\n  {method} {target}\n     place: {place}\n  \
         expected: {expected}\n     found: {found}\n"
    )
}

fn summed(summary: &Summary) -> String {
    let mut out = String::new();
    for (reason, count) in &summary.not_judged {
        let _ = writeln!(out, "not judged: {} exchanges, {reason}", grouped(*count));
    }
    let violations: Vec<_> = summary
        .violations
        .iter()
        .map(|(direction, count)| format!("{} by the {direction}", grouped(*count)))
        .collect();
    let violations = match violations.as_slice() {
        [] => "no violation".to_owned(),
        some => format!("violations: {}", some.join(", ")),
    };
    let _ = writeln!(
        out,
        "{} of {} exchanges judged, {violations}, {} notes",
        grouped(summary.judged),
        grouped(summary.exchanges),
        grouped(summary.notes)
    );
    out
}
