//! `cargo xtask serve`: becomes the sandbox, so that signals reach it and its exit code is ours.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::{exit, program};

/// All of it is the program's to read, `--help` too.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    match start(args) {
        Ok(code) => code,
        Err(error) => exit::report(&error).into(),
    }
}

fn start(args: &Args) -> Result<ExitCode> {
    let program = program::build("reversals-sandbox")?;
    let mut command = Command::new(&program);
    command.args(&args.arguments);
    become_it(command).with_context(|| format!("{} can't be started", program.display()))
}

/// A child would outlive us on a signal that is sent to us alone.
#[cfg(unix)]
fn become_it(mut command: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_it(mut command: Command) -> Result<ExitCode> {
    let code = command.status()?.code().unwrap_or(5);
    Ok(u8::try_from(code).map_or_else(|_| exit::Outcome::Internal.into(), ExitCode::from))
}
