//! A server of ours in a process of its own.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;

use anyhow::{Context as _, Result, bail};

/// What the first line of output begins with.
const READY: &str = "listening on ";

/// A server that listens. Dropping it ends it.
pub(super) struct Served {
    child: Child,
    url: String,
    /// Reads on, so that the server never waits for a reader.
    output: Option<JoinHandle<String>>,
}

impl Served {
    /// Starts a program that prints `listening on URL` first, and waits for that line.
    pub(super) fn start(mut command: Command, what: &str) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{what} can't be started"))?;
        let mut lines = BufReader::new(child.stdout.take().context("a pipe was asked for")?);
        let mut line = String::new();
        lines.read_line(&mut line)?;
        let mut served = Self {
            child,
            url: String::new(),
            output: None,
        };
        let Some(rest) = line.trim().strip_prefix(READY) else {
            bail!("{what} does not listen; it says {line:?}");
        };
        // The proxy tells behind a comma where it sends all of it.
        rest.split(',')
            .next()
            .unwrap_or(rest)
            .clone_into(&mut served.url);
        served.output = Some(std::thread::spawn(move || rest_of(lines)));
        Ok(served)
    }

    /// Where it listens, without a slash at the end.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Asks it to end, and gives how it did and what it printed meanwhile.
    pub(super) fn end(mut self) -> Result<(ExitStatus, String)> {
        terminate(&mut self.child);
        let status = self.child.wait()?;
        let output = self.output.take().map(JoinHandle::join);
        Ok((status, output.and_then(Result::ok).unwrap_or_default()))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Whoever ended it has waited for it.
        if matches!(self.child.try_wait(), Ok(None)) {
            terminate(&mut self.child);
            let _ = self.child.wait();
        }
    }
}

fn rest_of(mut lines: BufReader<ChildStdout>) -> String {
    let mut rest = Vec::new();
    let _ = lines.read_to_end(&mut rest);
    String::from_utf8_lossy(&rest).into_owned()
}

/// Asks for an end that loses nothing.
#[cfg(unix)]
fn terminate(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process};
    let _ = kill_process(Pid::from_child(child), Signal::TERM);
}

#[cfg(not(unix))]
fn terminate(child: &mut Child) {
    let _ = child.kill();
}
