//! The question before a key of live mode changes something, on a terminal: this test is the program itself where a
//! variable says so, with a pseudo-terminal as its input and its standard error.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::ExitCode;

#[cfg(unix)]
#[path = "../commands/socket.rs"]
mod socket;
#[cfg(unix)]
mod typed;

/// Makes this the program.
const PROGRAM: &str = "REVERSALS_TEST_IS_PROGRAM";

fn main() -> ExitCode {
    if std::env::var_os(PROGRAM).is_some() {
        return reversals_command::main::<reversals_cli::Generated>(&reversals_cli::API);
    }
    #[cfg(unix)]
    let trials = typed::trials();
    #[cfg(not(unix))]
    let trials = Vec::new();
    libtest_mimic::run(&libtest_mimic::Arguments::from_args(), trials).exit_code()
}
