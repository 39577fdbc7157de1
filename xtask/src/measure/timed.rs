//! What a program takes, and all that it starts.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::exit::Outcome;
use crate::tools;

/// Run a program and write what it took into a file. For `measure`, which asks a process of its own for each run: the
/// system counts all children of one together.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file to write.
    into: PathBuf,
    /// The program and its arguments.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    program: Vec<String>,
}

/// What a program took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Took {
    /// Seconds of CPU, in all processes, of the user and of the system.
    pub(crate) cpu: f64,
    /// The most memory that one process held, in bytes.
    pub(crate) memory: f64,
}

impl Took {
    /// More than any program takes.
    pub(crate) const MOST: Self = Self {
        cpu: f64::INFINITY,
        memory: f64::INFINITY,
    };

    /// The less of both, figure by figure.
    pub(crate) fn least(self, other: Self) -> Self {
        Self {
            cpu: self.cpu.min(other.cpu),
            memory: self.memory.min(other.memory),
        }
    }
}

/// Runs a program in a process that waits for it alone. What it says is shown where it fails.
pub(crate) fn timed(program: &mut Command, scratch: &Path) -> Result<(ExitStatus, Took)> {
    let into = scratch.join("took.json");
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("timed").arg(&into).arg(program.get_program());
    command.args(program.get_args());
    if let Some(folder) = program.get_current_dir() {
        command.current_dir(folder);
    }
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let said = scratch.join("said.txt");
    command.stdout(Stdio::null()).stderr(File::create(&said)?);
    let status = tools::status(&mut command)?;
    if !status.success() {
        anstream::eprint!("{}", std::fs::read_to_string(&said)?);
    }
    let text = std::fs::read(&into).context("the run left no figures")?;
    let took: Value = serde_json::from_slice(&text)?;
    let figure = |key: &str| took[key].as_f64().unwrap_or_default();
    let took = Took {
        cpu: figure("cpu"),
        memory: figure("memory"),
    };
    Ok((status, took))
}

#[cfg(unix)]
pub(crate) fn run(args: &Args) -> Result<Outcome> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;

    // macOS counts in bytes, all others in kibibytes.
    const UNIT: i64 = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let [program, arguments @ ..] = args.program.as_slice() else {
        bail!("no program is named");
    };
    let status = Command::new(program).args(arguments).status();
    let status = status.with_context(|| format!("{program} can't be started"))?;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    #[allow(clippy::cast_precision_loss, reason = "a figure to read")]
    let took = json!({ "cpu": micros as f64 / 1e6, "memory": usage.max_rss() * UNIT });
    std::fs::write(&args.into, took.to_string())?;
    match status.code() {
        Some(0) => Ok(Outcome::Fine),
        Some(1) => Ok(Outcome::Finding),
        Some(2) => Ok(Outcome::Usage),
        Some(3) => Ok(Outcome::Unloadable),
        _ => Ok(Outcome::Internal),
    }
}

#[cfg(not(unix))]
pub(crate) fn run(_: &Args) -> Result<Outcome> {
    let _: Value = json!({});
    bail!(tools::needs_unix("measure"))
}
