//! Messages by which differences show: a program tries them, since what it needs would make this one slow to build.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::version::Version;
use crate::program;

/// By the keys of differences.
pub(super) type Witnesses = BTreeMap<String, Witness>;

/// A message that one version takes and the other refuses.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Witness {
    /// `base` or `revision`.
    pub(super) taken_by: String,
    /// A request's line and body, or an answer's status and body.
    pub(super) message: String,
    /// What the other version makes of it.
    pub(super) refused: String,
}

impl Witness {
    /// In one line.
    pub(super) fn told(&self) -> String {
        let other = if self.taken_by == "base" {
            "revision"
        } else {
            "base"
        };
        let message = short(&self.message.replace('\n', " "));
        let (taken, refused) = (&self.taken_by, short(&self.refused));
        format!("`{message}` is taken by the {taken}; the {other}: {refused}")
    }
}

/// What a person reads of a long text; JSON has all of it.
fn short(text: &str) -> String {
    const MOST: usize = 200;
    let count = text.chars().count();
    if count <= MOST {
        return text.to_owned();
    }
    let start: String = text.chars().take(MOST).collect();
    format!("{start}… ({count} characters)")
}

/// Those of all differences that break somebody on the wire.
pub(super) fn found([base, revision]: &[Version; 2]) -> Result<Witnesses> {
    let program = program::build("reversals-witness")?;
    let output = Command::new(program)
        .arg("--base")
        .args(base.files())
        .arg("--revision")
        .args(revision.files())
        .output()
        .context("what finds witnesses can't be started")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "no witnesses: {}", said.trim());
    serde_json::from_slice(&output.stdout).context("witnesses can't be read")
}
