//! Programs of this workspace that link generated crates. This one must be there to mend those when they don't compile,
//! so it builds the others and starts them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::{exit, workspace};

/// All of it is the program's to read, `--help` too.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Builds a package's program and becomes it, so that signals reach it and its exit code is ours.
pub(crate) fn run(package: &str, args: &Args) -> ExitCode {
    let started = build(package).and_then(|program| {
        let mut command = Command::new(&program);
        command.args(&args.arguments);
        become_it(command).with_context(|| format!("{} can't be started", program.display()))
    });
    started.unwrap_or_else(|error| exit::report(&error).into())
}

/// A child would outlive us on a signal that is sent to us alone.
#[cfg(unix)]
fn become_it(mut command: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec().into())
}

/// Ctrl-C goes to all who share the console: the program ends by it, and we wait for what it leaves with.
#[cfg(windows)]
fn become_it(mut command: Command) -> Result<ExitCode> {
    let _heard = tokio::signal::windows::ctrl_c()?;
    let code = command.status()?.code();
    let code = code.and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or_else(|| exit::Outcome::Internal.into(), ExitCode::from))
}

/// The cargo that runs us, or the one in the path.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Builds a package's program of the same name, and gives its path. What the compiler has to say goes to the standard
/// error stream.
pub(crate) fn build(package: &str) -> Result<PathBuf> {
    let mut command = cargo();
    command
        .args(["build", "--quiet", "--manifest-path"])
        .arg(workspace::root()?.join("Cargo.toml"));
    executable(command, package)
}

/// The same for a package that is a workspace of its own, with the versions that its lock file pins. What it has in common
/// with this workspace is built once.
pub(crate) fn build_apart(folder: &Path, package: &str) -> Result<PathBuf> {
    let mut command = cargo();
    command
        .args(["build", "--quiet", "--locked", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target_directory()?);
    executable(command, package)
}

fn executable(mut command: Command, package: &str) -> Result<PathBuf> {
    let output = command
        .args(["--package", package, "--bin", package])
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit())
        .output()
        .context("cargo can't be started")?;
    if !output.status.success() {
        bail!("{package} can't be built");
    }
    // Where it is depends on settings that cargo alone knows all of.
    let built = output
        .stdout
        .split(|&byte| byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == package)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from));
    built.with_context(|| format!("cargo does not tell where {package} is"))
}

/// The directory that cargo builds in.
pub(crate) fn target_directory() -> Result<PathBuf> {
    let output = cargo()
        .args(["metadata", "--no-deps", "--format-version=1"])
        .arg("--manifest-path")
        .arg(workspace::root()?.join("Cargo.toml"))
        .stderr(Stdio::inherit())
        .output()
        .context("cargo can't be started")?;
    let metadata: Value =
        serde_json::from_slice(&output.stdout).context("cargo's metadata can't be read")?;
    let directory = metadata["target_directory"].as_str().map(PathBuf::from);
    directory.context("cargo's metadata names no target directory")
}
