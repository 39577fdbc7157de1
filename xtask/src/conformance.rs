//! `cargo xtask conformance`: starts the suite's own program. It links the generated crates, and this one must be there
//! to mend them when they don't compile.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::exit::{self, Outcome};
use crate::generate;

/// What cargo leaves with when the program can't be built. The program itself never does.
const UNBUILT: i32 = 101;

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
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["run", "--quiet", "--manifest-path"])
        .arg(generate::root()?.join("Cargo.toml"))
        .args(["--package", "reversals-conformance"])
        .args(["--bin", "reversals-conformance", "--"])
        .args(&args.arguments);
    let status = command.status().context("cargo can't be started")?;
    Ok(match status.code() {
        Some(code) if code != UNBUILT => {
            u8::try_from(code).map_or_else(|_| Outcome::Internal.into(), ExitCode::from)
        }
        // A signal is nobody's finding.
        _ => Outcome::Internal.into(),
    })
}
