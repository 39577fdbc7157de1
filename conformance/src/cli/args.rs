//! What the command line takes, and which mode it asks for.

use std::path::PathBuf;

use clap::{ArgGroup, Parser};
use reversals_codegen::select::Pattern;

use super::exit;
use crate::report::Format;

/// The modes that need no service.
const HERE: [&str; 6] = [
    "coverage",
    "scaffold",
    "mutants",
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
  cargo xtask conformance --scaffold                          write the cases of what no case shows
  cargo xtask conformance --mutants                           which edits of the document no case notices
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
pub(super) struct Args {
    /// Enumerate what the document owes, and say what no case shows.
    #[arg(long, group = "mode", conflicts_with = "html")]
    pub(super) coverage: bool,

    /// Write cases for what the document owes and no case shows, for a person to read: into the files of their operation, as
    /// derived. Those that were found by trying are kept where they show something new; 1 where something is left.
    #[arg(long, group = "mode", conflicts_with_all = ["format", "output", "summary", "junit", "sarif", "html", "filter"])]
    pub(super) scaffold: bool,

    /// Edit the document in every single way, and say which edits no case notices.
    #[arg(long, group = "mode", conflicts_with = "html")]
    pub(super) mutants: bool,

    /// Say too how many edits a client or a server notices, and how many only who validates JSON; takes minutes.
    #[arg(long, requires = "mutants")]
    pub(super) by_side: bool,

    /// Judge a server at this address, in test mode: the cases move money. What can't be judged is counted.
    #[arg(long, group = "mode", value_name = "URL")]
    pub(super) url: Option<String>,

    /// The key for that server; the variable `STRIPE_API_KEY` where it is not given. It is never printed.
    #[arg(long, value_name = "KEY", requires = "url")]
    pub(super) api_key: Option<String>,

    /// An id of that server, by the name that the cases use, such as `tr_1=tr_123`; several of one name, with commas between
    /// or given one by one, are used one after the other, where calls use them up.
    #[arg(long, value_name = "NAME=ID", requires = "url")]
    pub(super) id: Vec<String>,

    /// A header of every request to that server, such as `stripe-account=acct_123`; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", requires = "url")]
    pub(super) header: Vec<String>,

    /// With `--url` or `--proxy`: the operations that the server has, with commas between: each is an operationId, a path, a resource or a verb, `*` in
    /// it stands for any text, and `!` before it leaves out. Others are neither asked nor counted.
    #[arg(long, value_name = "PATTERN", value_delimiter = ',', requires = "mode", conflicts_with_all = HERE)]
    pub(super) only: Vec<Pattern>,

    /// Tests that are known to fail, with the reason and the last day of each: see conformance/README.md. An entry that passes,
    /// is unused or past its day fails the run.
    #[arg(long, value_name = "FILE", conflicts_with_all = HERE)]
    pub(super) known: Option<PathBuf>,

    /// With `--url`: how long until what is under way on the service's side is done, where its clock can't be moved.
    #[arg(long, value_name = "SECONDS", requires = "url")]
    pub(super) wait: Option<u64>,

    /// With `--url` or `--proxy`: the service's clock has nothing to do with its `Date`.
    #[arg(long, requires = "mode", conflicts_with_all = HERE)]
    pub(super) clock_free: bool,

    /// Another code or message of an error fails a test, instead of being noted.
    #[arg(long, requires = "url")]
    pub(super) strict: bool,

    /// Send no requests to have ids: those that `--id` gives are all there are.
    #[arg(long, requires = "url")]
    pub(super) no_setup: bool,

    /// Take a key of live mode, and move real money.
    #[arg(long, requires = "url")]
    pub(super) allow_live: bool,

    /// Stand between any client and the server at `--to`, forward, and report what breaks the contract.
    #[arg(
        long,
        group = "mode",
        value_name = "LISTEN",
        requires = "to",
        conflicts_with = "filter"
    )]
    pub(super) proxy: Option<String>,

    /// The server behind the proxy.
    #[arg(long, value_name = "URL", requires = "proxy")]
    pub(super) to: Option<String>,

    /// Compile the crates of N edited documents, and say where the interpreter of edited documents judges otherwise than
    /// they do; takes about a minute for each.
    #[arg(long, group = "mode", value_name = "N", num_args = 0..=1, default_missing_value = "20",
        conflicts_with_all = ["format", "summary", "junit", "sarif", "html"])]
    pub(super) calibrate: Option<usize>,

    /// Print the names of the tests and run none.
    #[arg(long, group = "mode", conflicts_with_all = ["format", "summary", "junit", "sarif", "html"])]
    pub(super) list: bool,

    /// Say what a case, a test, or a kind of tests is, and run nothing.
    #[arg(long, group = "mode", value_name = "ID", conflicts_with_all = ["format", "summary", "junit", "sarif", "html", "filter"])]
    pub(super) explain: Option<String>,

    /// Run only tests with this text in their names; may be given several times.
    #[arg(long, value_name = "TEXT")]
    pub(super) filter: Vec<String>,

    /// The form of the report.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    pub(super) format: Format,

    /// Write the report to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Write a summary in Markdown too.
    #[arg(long, value_name = "FILE")]
    pub(super) summary: Option<PathBuf>,

    /// Write the report as XML for the test views of CI services too.
    #[arg(long, value_name = "FILE")]
    pub(super) junit: Option<PathBuf>,

    /// Write the report as SARIF too.
    #[arg(long, value_name = "FILE")]
    pub(super) sarif: Option<PathBuf>,

    /// Write a page with every exchange too.
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,

    /// The folder of the cases, instead of the repository's.
    #[arg(long, value_name = "DIR")]
    pub(super) cases: Option<PathBuf>,

    /// The folder of the OpenAPI fragments that the cases are held against, instead of the repository's.
    #[arg(long, value_name = "DIR")]
    pub(super) spec: Option<PathBuf>,

    /// The folder of the fragments that say which tests there are, where `--spec` has an edited document.
    #[arg(long, value_name = "DIR", hide = true, requires = "spec")]
    pub(super) derive_spec: Option<PathBuf>,
}

/// What a run does. Modes exclude each other; a new one gets an option in [`Args`], a file and an arm in [`super::main`].
#[cfg_attr(
    not(feature = "strength"),
    allow(dead_code, reason = "such a build refuses these modes")
)]
pub(super) enum Mode<'a> {
    /// Judge the generated pair.
    Run,
    /// Judge the cases by what the document owes.
    Coverage,
    /// Write cases.
    Scaffold,
    /// Judge the cases by edits of the document.
    Mutants,
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

impl Args {
    pub(super) fn mode(&self) -> Mode<'_> {
        match self {
            Self {
                calibrate: Some(count),
                ..
            } => Mode::Calibrate(*count),
            Self {
                explain: Some(id), ..
            } => Mode::Explain(id),
            Self { url: Some(url), .. } => Mode::Remote(url),
            Self {
                proxy: Some(listen),
                ..
            } => Mode::Proxy(listen),
            Self { coverage: true, .. } => Mode::Coverage,
            Self { scaffold: true, .. } => Mode::Scaffold,
            Self { mutants: true, .. } => Mode::Mutants,
            Self { list: true, .. } => Mode::List,
            _ => Mode::Run,
        }
    }
}
