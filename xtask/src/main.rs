//! Project commands: `cargo xtask <task>`. This file only routes.
#![forbid(unsafe_code)]

mod accepted;
mod annotation;
mod change;
mod consumers;
mod diff;
mod docs;
mod exit;
mod generate;
mod lint;
mod measure;
mod notes;
mod package;
mod postgres;
mod program;
mod progress;
mod publish;
mod sdk;
mod select;
mod snippets;
mod strength;
mod told;
mod tools;
mod upstream;
mod vectors;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::Outcome;

/// A whole API is millions of small tokens and texts, on which glibc's allocator spends two fifths of a run, and more than
/// its share the larger the API is.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Project commands of Reversals.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = exit::HELP)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Regenerate the crates of `spec/` and `spec/sandbox/`; with `--check`, only say what is stale.
    Generate(Box<generate::Args>),
    /// Measure what generating a document takes.
    Measure(measure::Args),
    #[command(hide = true)]
    Timed(measure::timed::Args),
    /// Judge the generated client and server by the documented exchanges.
    #[command(disable_help_flag = true)]
    Conformance(program::Args),
    /// Say what is left to do of a change of the fragments.
    Change(change::Args),
    /// Say what a change of the fragments breaks, and for whom.
    Diff(diff::Args),
    /// Hold the fragments against the document that they are a part of.
    Upstream(upstream::Args),
    /// Hold the fragments to the rules that a maintainer wants.
    Lint(lint::Args),
    /// Note what the schemas of this version say, so that they say it for ever.
    Publish(publish::Args),
    /// Drive a sandbox with Stripe's own SDKs.
    Sdk(sdk::Args),
    /// Use the published schemas from other languages.
    Consumers(consumers::Args),
    /// Make the numbers of `conformance/strength.toml` anew; with `--check`, compare them.
    Strength(strength::Args),
    /// Serve a sandbox of the API.
    #[command(disable_help_flag = true)]
    Serve(program::Args),
    /// Test the sandbox on a PostgreSQL server that is made for it.
    TestPostgres(postgres::Args),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().task {
        Task::Generate(args) => generate::run(&args),
        Task::Measure(args) => measure::run(&args),
        Task::Timed(args) => measure::timed::run(&args),
        Task::Conformance(args) => return program::run("reversals-conformance", &args),
        Task::Change(args) => change::run(&args),
        Task::Diff(args) => Ok(diff::run(&args)),
        Task::Upstream(args) => upstream::run(&args),
        Task::Lint(args) => lint::run(&args),
        Task::Publish(args) => publish::run(&args),
        Task::Sdk(args) => sdk::run(&args),
        Task::Consumers(args) => consumers::run(&args),
        Task::Strength(args) => strength::run(&args),
        Task::Serve(args) => return program::run("reversals-sandbox", &args),
        Task::TestPostgres(args) => postgres::run(&args),
    };
    outcome.unwrap_or_else(|error| exit::report(&error)).into()
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(outcome as u8)
    }
}
