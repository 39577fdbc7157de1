//! Judges the generated client and server: `cargo xtask conformance`. This file only starts [`cli`].
#![forbid(unsafe_code)]

use std::process::ExitCode;

use reversals_conformance::cli;

fn main() -> ExitCode {
    cli::main()
}
