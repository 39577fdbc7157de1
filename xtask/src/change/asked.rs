//! Other tasks, asked what they find.

use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::exit::Outcome;

/// A task that came to no end, which has told why.
#[derive(Debug, thiserror::Error)]
#[error("`cargo xtask {task}` did not end well")]
pub(crate) struct NotDone {
    task: String,
    /// How it ended.
    pub(crate) outcome: Outcome,
}

/// What a task said.
pub(super) struct Said {
    pub(super) out: String,
    pub(super) error: String,
}

impl Said {
    /// The lines of it that begin with one of these words.
    pub(super) fn lines(&self, words: &[&str]) -> Vec<String> {
        let all = self.out.lines().map(str::trim);
        let those = all.filter(|line| words.iter().any(|word| line.starts_with(word)));
        those.map(str::to_owned).collect()
    }

    /// Its report, where that is JSON.
    pub(super) fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.out).context("a report can't be read")
    }
}

/// Runs a task that finds nothing, or something that is to be told here. Whatever else comes of it is an error of ours, and
/// has been told.
pub(super) fn ask(root: &Path, arguments: &[&str]) -> Result<Said> {
    let program = std::env::current_exe().context("this program can't be found")?;
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .output()
        .context("a task can't be started")?;
    let Output { stdout, stderr, .. } = &output;
    let said = Said {
        out: String::from_utf8_lossy(stdout).into_owned(),
        error: String::from_utf8_lossy(stderr).into_owned(),
    };
    let found = [Outcome::Fine, Outcome::Finding, Outcome::Stale];
    let code = output.status.code();
    if found.iter().any(|it| code == Some(*it as i32)) {
        return Ok(said);
    }
    anstream::eprint!("{}", said.error);
    let ends = [Outcome::Usage, Outcome::Unloadable];
    let outcome = ends.into_iter().find(|it| code == Some(*it as i32));
    Err(NotDone {
        task: arguments.join(" "),
        outcome: outcome.unwrap_or(Outcome::Internal),
    }
    .into())
}
