//! A sandbox in a process of its own, which can be killed.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::Client;

/// The program, and where it listens. It is killed when this is dropped.
pub(crate) struct Process {
    child: Child,
    address: String,
}

impl Process {
    /// Starts the program on a free port.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::run(Command::new(program()).args(arguments))
    }

    /// Starts it with SIGXFSZ ignored, so that a limit on the size of files makes writes fail as a full disk does.
    pub(crate) fn start_without_xfsz(arguments: &[&str]) -> Self {
        let script = "trap '' XFSZ; exec \"$0\" \"$@\"";
        let mut command = Command::new("sh");
        Self::run(command.args(["-c", script, program()]).args(arguments))
    }

    fn run(command: &mut Command) -> Self {
        let mut child = command
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().strip_prefix("listening on ");
        let address = address
            .expect("the first line tells the address")
            .to_owned();
        Self { child, address }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.address.clone())
    }

    /// Host and port.
    pub(crate) fn host(&self) -> &str {
        self.address.strip_prefix("http://").unwrap()
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, without waiting.
    pub(crate) fn terminate(&self) {
        kill_process(self.pid(), Signal::TERM).unwrap();
    }

    /// Waits until it ends by itself.
    pub(crate) fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> &'static str {
    env!("CARGO_BIN_EXE_reversals-sandbox")
}
