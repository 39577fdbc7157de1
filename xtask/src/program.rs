//! Programs of this workspace that link generated crates. This one must be there to mend those when they don't compile,
//! so it builds the others and starts them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::generate;

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
        .arg(generate::root()?.join("Cargo.toml"));
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
        .arg(generate::root()?.join("Cargo.toml"))
        .stderr(Stdio::inherit())
        .output()
        .context("cargo can't be started")?;
    let metadata: Value =
        serde_json::from_slice(&output.stdout).context("cargo's metadata can't be read")?;
    let directory = metadata["target_directory"].as_str().map(PathBuf::from);
    directory.context("cargo's metadata names no target directory")
}
