//! The program `reversals-conformance`, which `cargo xtask conformance` starts. Each mode has a file.

mod bugs;
mod calibrate;
mod exit;
mod explain;
mod list;
mod load;
mod near;
mod output;
mod progress;
mod run;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Parser, ValueEnum};

use crate::judge::Test;
use crate::report::{self, Report};
use exit::{Exit, Failure};

/// Judge the generated client and server by the documented exchanges.
#[derive(Parser)]
#[command(
    name = "cargo xtask conformance",
    bin_name = "cargo xtask conformance",
    group = ArgGroup::new("mode"),
    after_help = format!("\
Examples:
  cargo xtask conformance                                     all cases against client and server
  cargo xtask conformance --filter /create/ --filter loop     the tests with one of these in their names
  cargo xtask conformance --format junit --output junit.xml   for a CI service
  cargo xtask conformance --format github --html report.html  annotations, a summary of the job, a page
  cargo xtask conformance --explain client-decode             what a kind, case, test or bug is
  cargo xtask conformance --bugs                              whether the cases find bugs made on purpose

{}", exit::HELP)
)]
pub(crate) struct Args {
    /// Put bugs into client and server, one at a time, and say which the cases do not notice.
    #[arg(long, group = "mode")]
    bugs: bool,

    /// Compile the crates of N edited documents, and say where the interpreter of edited documents judges otherwise than
    /// they do; takes about a minute for each.
    #[arg(long, group = "mode", value_name = "N", num_args = 0..=1, default_missing_value = "20",
        conflicts_with_all = ["format", "summary", "html"])]
    calibrate: Option<usize>,

    /// Print the names of the tests and run none.
    #[arg(long, group = "mode", conflicts_with_all = ["format", "summary", "html"])]
    list: bool,

    /// Say what a case, a test, a kind of tests or a bug is, and run nothing.
    #[arg(long, group = "mode", value_name = "ID", conflicts_with_all = ["format", "summary", "html", "filter"])]
    explain: Option<String>,

    /// Run only tests with this text in their names; may be given several times.
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,

    /// The form of the report.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,

    /// Write the report to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write a summary in Markdown too.
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,

    /// Write a page with every exchange too.
    #[arg(long, value_name = "FILE", conflicts_with = "bugs")]
    html: Option<PathBuf>,

    /// The folder of the cases, instead of the repository's.
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,

    /// The folder of the OpenAPI fragments that the cases are held against, instead of the repository's.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,

    /// The folder of the fragments that say which tests there are, where `--spec` has an edited document.
    #[arg(long, value_name = "DIR", hide = true, requires = "spec")]
    derive_spec: Option<PathBuf>,
}

/// What a run does. Modes exclude each other; a new one gets an option in [`Args`], a file and an arm in [`ended`].
enum Mode<'a> {
    /// Judge the generated pair.
    Run,
    /// Judge the cases by bugs.
    Bugs,
    /// Judge the interpreter by compiled crates.
    Calibrate(usize),
    /// Name the tests.
    List,
    /// Say what something is.
    Explain(&'a str),
}

/// The forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person.
    Text,
    /// For a program; the schema is conformance/report.schema.json.
    Json,
    /// XML for the test views of CI services.
    Junit,
    /// Workflow commands of GitHub Actions.
    Github,
    /// SARIF 2.1.0.
    Sarif,
}

impl Args {
    fn mode(&self) -> Mode<'_> {
        if let Some(count) = self.calibrate {
            return Mode::Calibrate(count);
        }
        match &self.explain {
            Some(id) => Mode::Explain(id),
            None if self.bugs => Mode::Bugs,
            None if self.list => Mode::List,
            None => Mode::Run,
        }
    }
}

/// Reads the arguments of the process, does what they say, and gives the exit code.
pub fn main() -> ExitCode {
    let args = Args::parse();
    // Whatever is judged may panic; that is no finding of a case.
    let ended = std::panic::catch_unwind(|| ended(&args));
    exit::code(ended.unwrap_or_else(|_| Err(Failure::Internal("a panic ended the run".to_owned()))))
}

fn ended(args: &Args) -> Result<Exit, Failure> {
    match args.mode() {
        Mode::Run => run::run(args),
        Mode::Bugs => bugs::run(args),
        Mode::Calibrate(count) => calibrate::run(args, count),
        Mode::List => list::run(args),
        Mode::Explain(id) => explain::run(args, id),
    }
}

/// Writes a report wherever it was asked for, and tells how the run ended. A mode without tests gives none.
fn deliver(args: &Args, report: &Report, tests: &[Test]) -> Result<Exit, Failure> {
    let lost = |error: &dyn std::fmt::Display| Failure::Internal(error.to_string());
    let text = match args.format {
        Format::Text => report::text::text(report),
        Format::Json => report::json::json(report).map_err(|error| lost(&error))?,
        Format::Junit => report::junit::junit(report).map_err(|error| lost(&error))?,
        Format::Github => report::github::github(report),
        Format::Sarif => report::sarif::sarif(report).map_err(|error| lost(&error))?,
    };
    match (&args.output, args.format) {
        (Some(path), Format::Text) => {
            output::write(path, &anstream::adapter::strip_str(&text).to_string())?;
        }
        (Some(path), _) => output::write(path, &text)?,
        (None, Format::Text) => output::print(&text)?,
        (None, _) => output::print_raw(&text)?,
    }
    if let Some(path) = &args.summary {
        output::write(path, &report::markdown::markdown(report))?;
    }
    let job = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty());
    if let Some(path) = job
        && args.format == Format::Github
    {
        output::append(path.as_ref(), &report::markdown::markdown(report))?;
    }
    if let Some(path) = &args.html {
        let page = report::html::html(report, tests).map_err(|error| lost(&error))?;
        output::write(path, &page)?;
    }
    Ok(if report.fails() {
        Exit::Finding
    } else {
        Exit::Fine
    })
}
