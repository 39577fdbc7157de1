//! `cargo xtask test-postgres`: the sandbox's tests on a PostgreSQL server that is there only for them.

#[cfg(unix)]
mod server;

use std::ffi::OsString;

#[cfg(unix)]
use anyhow::Context as _;
use anyhow::Result;

use crate::exit::Outcome;
#[cfg(not(unix))]
use crate::tools;
#[cfg(unix)]
use crate::{program, workspace};

/// Run the sandbox's tests on a PostgreSQL server that is started for them and gone after.
///
/// The server listens on a socket in a folder of its own only. Without PostgreSQL's programs this fails, it never
/// passes for want of them.
#[derive(clap::Args)]
#[command(after_help = concat!(
    "Examples:\n  cargo xtask test-postgres                all of them\n  \
     cargo xtask test-postgres -- lost        those with `lost` in their names\n\n",
    "initdb, pg_ctl and postgres are looked for in PATH, then in /usr/lib/postgresql/*/bin.\n\n",
    "Exit codes: 0 all passed, 1 a test failed, 2 wrong usage, 5 PostgreSQL or cargo can't be run"
))]
pub(crate) struct Args {
    /// For the test program, such as a part of tests' names.
    #[arg(last = true)]
    arguments: Vec<OsString>,
}

/// Windows has neither the users nor the sockets that the server is kept apart by.
#[cfg(not(unix))]
pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let _ = &args.arguments;
    Err(tools::needs_unix("test-postgres"))
}

#[cfg(unix)]
pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let server = server::Server::start()?;
    let status = program::cargo()
        .args(["test", "--manifest-path"])
        .arg(workspace::root()?.join("Cargo.toml"))
        .args(["--package", "reversals-sandbox"])
        .args(["--features", "postgres-tests", "--test", "postgres", "--"])
        .args(&args.arguments)
        .env("REVERSALS_TEST_POSTGRES", server.address())
        .env("REVERSALS_TEST_POSTGRES_CONTROL", server.control()?)
        .status()
        .context("cargo can't be started")?;
    Ok(if status.success() {
        Outcome::Fine
    } else {
        Outcome::Finding
    })
}
