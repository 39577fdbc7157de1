//! The program `reversals-conformance`, which `cargo xtask conformance` starts. Each mode has a file.

mod args;
#[cfg(feature = "strength")]
mod calibrate;
#[cfg(feature = "strength")]
mod coverage;
mod exit;
mod explain;
mod list;
mod load;
#[cfg(feature = "strength")]
mod mutants;
mod near;
mod output;
mod progress;
mod proxy;
mod remote;
mod run;
#[cfg(feature = "strength")]
mod scaffold;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;

use crate::report::{Format, Report};
use args::{Args, Mode};
use exit::{Exit, Failure};
use reversals_cases::Suite;

/// Reads the arguments of the process, does what they say, and gives the exit code.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(refused) => return exit::usage(&refused),
    };
    // Whatever is judged may panic; that is no finding of a case.
    let ended = std::panic::catch_unwind(|| ended(&args));
    exit::code(ended.unwrap_or_else(|_| Err(Failure::Internal("a panic ended the run".to_owned()))))
}

fn ended(args: &Args) -> Result<Exit, Failure> {
    let files = [
        &args.output,
        &args.summary,
        &args.junit,
        &args.sarif,
        &args.html,
    ];
    let files: Vec<_> = files.into_iter().flatten().map(PathBuf::as_path).collect();
    output::check(&files)?;
    match args.mode() {
        Mode::Run => run::run(args),
        Mode::Remote(url) => remote::run(args, url),
        Mode::Proxy(listen) => proxy::run(args, listen),
        Mode::List => list::run(args),
        Mode::Explain(id) => explain::run(args, id),
        #[cfg(feature = "strength")]
        Mode::Coverage => coverage::run(args),
        #[cfg(feature = "strength")]
        Mode::Mutants => mutants::run(args),
        #[cfg(feature = "strength")]
        Mode::Scaffold => scaffold::run(args),
        #[cfg(feature = "strength")]
        Mode::Calibrate(count) => calibrate::run(args, count),
        #[cfg(not(feature = "strength"))]
        _ => Err(Failure::Usage(
            "this build can't do that: build it with `--features strength`".to_owned(),
        )),
    }
}

/// Writes a report wherever it was asked for, and tells how the run ended.
fn deliver(args: &Args, report: &Report, suite: &Suite) -> Result<Exit, Failure> {
    let text = told(args.format, report, suite)?;
    match (&args.output, args.format) {
        (Some(path), Format::Text) => {
            output::write(path, &anstream::adapter::strip_str(&text).to_string())?;
        }
        (Some(path), _) => output::write(path, &text)?,
        (None, Format::Text) => output::print(&text)?,
        (None, _) => output::print_raw(&text)?,
    }
    beside(args, report, suite)
}

/// Writes what a report is wanted as beside its own form, and tells how the run ended.
fn beside(args: &Args, report: &Report, suite: &Suite) -> Result<Exit, Failure> {
    for (path, format) in [
        (&args.summary, Format::Markdown),
        (&args.junit, Format::Junit),
        (&args.sarif, Format::Sarif),
        (&args.html, Format::Html),
    ] {
        if let Some(path) = path {
            output::write(path, &told(format, report, suite)?)?;
        }
    }
    let job = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty());
    if let Some(path) = job
        && args.format == Format::Github
    {
        output::append(path.as_ref(), &told(Format::Markdown, report, suite)?)?;
    }
    Ok(if report.fails() {
        Exit::Finding
    } else {
        Exit::Fine
    })
}

fn told(format: Format, report: &Report, suite: &Suite) -> Result<String, Failure> {
    let told = format.tell(report, suite);
    told.map_err(|error| Failure::Internal(error.to_string()))
}
