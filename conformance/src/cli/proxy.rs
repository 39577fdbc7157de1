//! `--proxy`: between any client and any server.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::sync::{Arc, Mutex, PoisonError};

use super::exit::{Exit, Failure};
use super::load::Loaded;
use super::{Args, beside, deliver, load, output};
use crate::report::{Format, Report, grouped};
use reversals_remote::proxy::{self, Breach, Event, Options, Stop, Summary};
use reversals_remote::{self as remote, Error, Target};

/// The most findings that are kept; more are printed, and counted.
const KEPT: usize = 10_000;

/// Each violation and note once, by what makes them one, with how often it was seen.
type Seen = BTreeMap<String, (Event, usize)>;

pub(super) fn run(args: &Args, listen: &str) -> Result<Exit, Failure> {
    let to = args.to.as_deref().unwrap_or_default();
    let to: Target = to
        .parse()
        .map_err(|error: Error| Failure::Usage(error.to_string()))?;
    let Loaded {
        contract, suite, ..
    } = load::load(args)?;
    let known = load::known(args)?;
    let shown = to.to_string();
    // What a program reads has nothing else in it.
    let live = args.format == Format::Text && args.output.is_none();
    let mut options = Options::new(listen, to);
    options.laws = suite.laws.clone();
    options.clock_free = args.clock_free;
    if !args.only.is_empty() {
        let only = remote::operations(&contract.api, &args.only);
        options.only = Some(only.map_err(|error| Failure::Usage(error.to_string()))?);
    }
    let seen = Arc::new(Mutex::new(Seen::new()));
    let sink = {
        let seen = Arc::clone(&seen);
        Arc::new(move |event: &Event| {
            if live {
                // Who no longer reads has seen enough; the exchanges go on.
                let _ = output::print(&told(event));
            }
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            let name = one(event);
            if let Some((_, times)) = seen.get_mut(&name) {
                *times += 1;
            } else if seen.len() < KEPT {
                seen.insert(name, (event.clone(), 1));
            }
        })
    };
    let ready = {
        let shown = shown.clone();
        move |address: std::net::SocketAddr| {
            let line = format!("listening on http://{address}, forwarding to {shown}\n");
            let _ = if live {
                output::print(&line)
            } else {
                output::aside(&line)
            };
        }
    };
    let summary = proxy::run(&options, Arc::new(contract), sink, &Stop::new(), ready);
    let summary = summary.map_err(|error| match error {
        Error::Io { ref source, .. } if source.kind() != ErrorKind::InvalidInput => {
            Failure::Input(error.to_string())
        }
        Error::Client(_) => Failure::Internal(error.to_string()),
        _ => Failure::Usage(error.to_string()),
    })?;
    let seen = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
    let seen: Vec<_> = seen.into_values().collect();
    let report = Report::of_proxy(&shown, &summary, &seen).counted(&suite, &options.tally);
    let names: Vec<_> = report.tests.iter().map(|it| it.name.clone()).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let report = report.knowing(known.as_ref(), &names);
    if !live {
        return deliver(args, &report, &suite);
    }
    for fault in &report.faults {
        output::print(&format!(
            "{}:{}: {}\n",
            fault.file, fault.line, fault.message
        ))?;
    }
    output::print(&summed(&summary))?;
    if args.known.is_some() {
        output::print(&format!("{}\n", report.sentence()))?;
    }
    beside(args, &report, &suite)
}

/// What is one finding: a rule at a place of what a side says of an operation, whatever the item of a list.
fn one(event: &Event) -> String {
    let Event {
        direction,
        operation,
        rule,
        place,
        ..
    } = event;
    let place: Vec<_> = place
        .split('/')
        .map(|part| match part.parse::<usize>() {
            Ok(_) => "*",
            Err(_) => part,
        })
        .collect();
    format!("{operation} {direction} {rule} {}", place.join("/"))
}

fn told(event: &Event) -> String {
    let word = match event.level {
        Breach::Failure => "violation",
        Breach::Note => "note",
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
