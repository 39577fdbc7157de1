//! Exit codes, the same as those of `cargo xtask`.

use std::process::ExitCode;

use reversals_judge::redact;

/// Told by `--help`.
pub(super) const HELP: &str = "\
Exit codes: 0 fine, 1 a finding, 2 wrong usage, 3 input that can't be loaded, \
4 generated files out of date, 5 an internal error";

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Exit {
    /// Nothing to say.
    Fine = 0,
    /// A test fails.
    Finding = 1,
}

/// Why a run did not come to an end.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The arguments ask for what there is not.
    #[error("{0}")]
    Usage(String),
    /// Cases or document can't be loaded.
    #[error("{0}")]
    Input(String),
    /// The generated crates are not made of the fragments.
    #[error("{0}")]
    Stale(String),
    /// A fault of ours or of the machine.
    #[error("{0}")]
    Internal(String),
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Input(_) => 3,
            Self::Stale(_) => 4,
            Self::Internal(_) => 5,
        }
    }
}

/// Prints what clap has to say, which repeats arguments, and gives the exit code.
pub(super) fn usage(refused: &clap::Error) -> ExitCode {
    let said = redact::hide(&refused.render().ansi().to_string(), &[]);
    if refused.use_stderr() {
        anstream::eprint!("{said}");
    } else {
        anstream::print!("{said}");
    }
    ExitCode::from(u8::try_from(refused.exit_code()).unwrap_or(2))
}

/// Prints a failure and gives the exit code.
pub(super) fn code(ended: Result<Exit, Failure>) -> ExitCode {
    match ended {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(failure) => {
            let red = anstyle::Style::new()
                .bold()
                .fg_color(Some(anstyle::AnsiColor::Red.into()));
            // Diagnostics of the loader say so themselves.
            let text = redact::hide(&failure.to_string(), &[]);
            let text = text.trim_end();
            match text.strip_prefix("error") {
                Some(rest) => anstream::eprintln!("{red}error{red:#}{rest}"),
                None => anstream::eprintln!("{red}error{red:#}: {text}"),
            }
            ExitCode::from(failure.code())
        }
    }
}
