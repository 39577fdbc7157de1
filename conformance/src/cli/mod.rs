//! The program `reversals-conformance`, which `cargo xtask conformance` starts. Each mode has a file.

#[cfg(feature = "strength")]
mod calibrate;
#[cfg(feature = "strength")]
mod coverage;
#[cfg(feature = "strength")]
mod differential;
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

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Parser, ValueEnum};
use reversals_codegen::select::Pattern;

use crate::report::{self, Report};
use exit::{Exit, Failure};
use reversals_cases::Suite;

/// The modes that need no service.
const HERE: [&str; 6] = [
    "coverage",
    "mutants",
    "differential",
    "calibrate",
    "list",
    "explain",
];

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
  cargo xtask conformance --explain client-decode             what a kind, case or test is
  cargo xtask conformance --coverage                          what the document owes and no case shows
  cargo xtask conformance --mutants                           which edits of the document no case notices
  cargo xtask conformance --differential --count 10000        random inputs; prints the seed
  cargo xtask conformance --url http://127.0.0.1:12111 --api-key sk_test_123
  cargo xtask conformance --url ... --only create,retrieve    a server that has no more
  cargo xtask conformance --url ... --known known.toml        1 for what it is not known to get wrong
  cargo xtask conformance --proxy 127.0.0.1:8080 --to http://127.0.0.1:12111

{}", exit::HELP)
)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
pub(crate) struct Args {
    /// Enumerate what the document owes, and say what no case shows.
    #[arg(long, group = "mode", conflicts_with = "html")]
    coverage: bool,

    /// Edit the document in every single way, and say which edits no case notices.
    #[arg(long, group = "mode", conflicts_with = "html")]
    mutants: bool,

    /// Say too how many edits a client or a server notices, and how many only who validates JSON; takes minutes.
    #[arg(long, requires = "mutants")]
    by_side: bool,

    /// Try client and server with random inputs.
    #[arg(long, group = "mode", conflicts_with_all = ["html", "filter"])]
    differential: bool,

    /// What random inputs are made from; another one each time where it is not given, and printed.
    #[arg(long, value_name = "N", requires = "differential")]
    seed: Option<u64>,

    /// How many random inputs each operation gets.
    #[arg(
        long,
        value_name = "N",
        requires = "differential",
        default_value_t = 1000
    )]
    count: u32,

    /// Judge a server at this address, in test mode: the cases move money. What can't be judged is counted.
    #[arg(long, group = "mode", value_name = "URL")]
    url: Option<String>,

    /// The key for that server; the variable `STRIPE_API_KEY` where it is not given. It is never printed.
    #[arg(long, value_name = "KEY", requires = "url")]
    api_key: Option<String>,

    /// An id of that server, by the name that the cases use, such as `tr_1=tr_123`; may be given several times.
    #[arg(long, value_name = "NAME=ID", requires = "url")]
    id: Vec<String>,

    /// A header of every request to that server, such as `stripe-account=acct_123`; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", requires = "url")]
    header: Vec<String>,

    /// With `--url` or `--proxy`: the operations that the server has, with commas between: each is an operationId, a path, a resource or a verb, `*` in
    /// it stands for any text, and `!` before it leaves out. Others are neither asked nor counted.
    #[arg(long, value_name = "PATTERN", value_delimiter = ',', requires = "mode", conflicts_with_all = HERE)]
    only: Vec<Pattern>,

    /// Tests that are known to fail, with the reason and the last day of each: see conformance/README.md. An entry that passes,
    /// is unused or past its day fails the run. For the default run and `--url`.
    #[arg(long, value_name = "FILE", conflicts_with_all = HERE, conflicts_with = "proxy")]
    known: Option<PathBuf>,

    /// With `--url`: how long until what is under way on the service's side is done, where its clock can't be moved.
    #[arg(long, value_name = "SECONDS", requires = "url")]
    wait: Option<u64>,

    /// With `--url` or `--proxy`: the service's clock has nothing to do with its `Date`.
    #[arg(long, requires = "mode", conflicts_with_all = HERE)]
    clock_free: bool,

    /// Another code or message of an error fails a test, instead of being noted.
    #[arg(long, requires = "url")]
    strict: bool,

    /// Send no requests to have ids: those that `--id` gives are all there are.
    #[arg(long, requires = "url")]
    no_setup: bool,

    /// Take a key of live mode, and move real money.
    #[arg(long, requires = "url")]
    allow_live: bool,

    /// Stand between any client and the server at `--to`, forward, and report what breaks the contract.
    #[arg(
        long,
        group = "mode",
        value_name = "LISTEN",
        requires = "to",
        conflicts_with = "filter"
    )]
    proxy: Option<String>,

    /// The server behind the proxy.
    #[arg(long, value_name = "URL", requires = "proxy")]
    to: Option<String>,

    /// Compile the crates of N edited documents, and say where the interpreter of edited documents judges otherwise than
    /// they do; takes about a minute for each.
    #[arg(long, group = "mode", value_name = "N", num_args = 0..=1, default_missing_value = "20",
        conflicts_with_all = ["format", "summary", "junit", "sarif", "html"])]
    calibrate: Option<usize>,

    /// Print the names of the tests and run none.
    #[arg(long, group = "mode", conflicts_with_all = ["format", "summary", "junit", "sarif", "html"])]
    list: bool,

    /// Say what a case, a test, or a kind of tests is, and run nothing.
    #[arg(long, group = "mode", value_name = "ID", conflicts_with_all = ["format", "summary", "junit", "sarif", "html", "filter"])]
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

    /// Write the report as XML for the test views of CI services too.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,

    /// Write the report as SARIF too.
    #[arg(long, value_name = "FILE")]
    sarif: Option<PathBuf>,

    /// Write a page with every exchange too.
    #[arg(long, value_name = "FILE")]
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
#[cfg_attr(
    not(feature = "strength"),
    allow(dead_code, reason = "such a build refuses these modes")
)]
enum Mode<'a> {
    /// Judge the generated pair.
    Run,
    /// Judge the cases by what the document owes.
    Coverage,
    /// Judge the cases by edits of the document.
    Mutants,
    /// Judge the generated pair by random inputs.
    Differential,
    /// Judge a server at an address.
    Remote(&'a str),
    /// Stand between a client and a server.
    Proxy(&'a str),
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
        if let Some(id) = &self.explain {
            Mode::Explain(id)
        } else if let Some(url) = &self.url {
            Mode::Remote(url)
        } else if let Some(listen) = &self.proxy {
            Mode::Proxy(listen)
        } else {
            let chosen = [
                (self.coverage, Mode::Coverage),
                (self.mutants, Mode::Mutants),
                (self.differential, Mode::Differential),
                (self.list, Mode::List),
            ];
            let mut chosen = chosen.into_iter().filter(|(chosen, _)| *chosen);
            chosen.next().map_or(Mode::Run, |(_, mode)| mode)
        }
    }
}

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
        Mode::Differential => differential::run(args),
        #[cfg(feature = "strength")]
        Mode::Calibrate(count) => calibrate::run(args, count),
        #[cfg(not(feature = "strength"))]
        _ => Err(Failure::Usage(
            "this build can't do that: build it with `--features strength`".to_owned(),
        )),
    }
}

/// Writes a report wherever it was asked for, and tells how the run ended. A mode without cases gives none.
fn deliver(args: &Args, report: &Report, suite: &Suite) -> Result<Exit, Failure> {
    let text = match args.format {
        Format::Text => report::text::text(report),
        Format::Json => report::json::json(report).map_err(lost)?,
        Format::Junit => report::junit::junit(report).map_err(lost)?,
        Format::Github => report::github::github(report),
        Format::Sarif => report::sarif::sarif(report).map_err(lost)?,
    };
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
    if let Some(path) = &args.summary {
        output::write(path, &report::markdown::markdown(report))?;
    }
    if let Some(path) = &args.junit {
        output::write(path, &report::junit::junit(report).map_err(lost)?)?;
    }
    if let Some(path) = &args.sarif {
        output::write(path, &report::sarif::sarif(report).map_err(lost)?)?;
    }
    let job = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty());
    if let Some(path) = job
        && args.format == Format::Github
    {
        output::append(path.as_ref(), &report::markdown::markdown(report))?;
    }
    if let Some(path) = &args.html {
        output::write(path, &report::html::html(report, suite).map_err(lost)?)?;
    }
    Ok(if report.fails() {
        Exit::Finding
    } else {
        Exit::Fine
    })
}

fn lost(error: impl std::fmt::Display) -> Failure {
    Failure::Internal(error.to_string())
}
