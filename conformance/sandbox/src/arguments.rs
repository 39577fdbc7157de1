//! The command line.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};
use reversals_sandbox::{ClockSource, Config, Limits, Listen, MAX_BALANCE, NoDatabase, Settle};

/// What a new account has of each common currency, in minor units, so that a first transfer works without ceremony. Of the
/// others it has the most: amounts that no float holds can be tried.
const AMPLE: i64 = 100_000_000_000;

/// Serve transfer reversals and credit reversals as Stripe's documents describe them, with state.
///
/// Any test key opens an account of its own. Point an SDK at the address that is printed.
#[derive(clap::Parser)]
#[command(
    name = "reversals-sandbox",
    version,
    after_help = "\
Examples:
  reversals-sandbox                                         in memory, on localhost:12111
  reversals-sandbox --listen 127.0.0.1:0                    on a free port, which the output tells
  reversals-sandbox --database sqlite:sandbox.db            state that outlives the process
  reversals-sandbox --seed 1 --clock fixed:1700000000       the same IDs and times in each run

Exit codes: 0 ended by SIGTERM or SIGINT, 2 wrong usage, 3 the database, the fixtures or the address can't be had"
)]
pub(crate) struct Arguments {
    /// Where to listen: an IP address, or `localhost` for both loopback addresses; port 0 picks a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "localhost:12111")]
    pub(crate) listen: Listen,

    /// `sqlite::memory:`, `sqlite:FILE` or `postgres://USER@HOST/NAME`. A file's name is taken as it is.
    #[arg(
        long,
        value_name = "URL",
        default_value = "sqlite::memory:",
        env = "REVERSALS_SANDBOX_DATABASE",
        hide_env_values = true
    )]
    database: Address,

    /// Accounts, transfers and received credits to begin with, as YAML or JSON; all of it or nothing.
    #[arg(long, value_name = "FILE")]
    pub(crate) fixtures: Option<PathBuf>,

    /// What each new account has, such as `usd=100000`, in minor units; may be given for several currencies. Of all others
    /// it has 100,000,000,000.
    #[arg(long, value_name = "CURRENCY=AMOUNT", value_parser = balance)]
    balance: Vec<(String, i64)>,

    /// Post credit reversals so many seconds after they were made, or `manual`: when the clock is moved.
    #[arg(long, value_name = "SECONDS|manual", default_value = "0", value_parser = settle)]
    settle_after: Settle,

    /// Make IDs reproducible.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// `system`, or `fixed:UNIX` for a time that only `POST /_sandbox/advance` moves.
    #[arg(long, value_name = "CLOCK", default_value = "system", value_parser = clock)]
    clock: ClockSource,

    /// The most bytes of one answer, up to a third of those of all; one that would have more is refused with 400.
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().answer)]
    max_answer: usize,

    /// The most bytes of all answers that are made and not read yet; one that has no room is refused with 503. While it
    /// is made, an answer counts three times, and 16 MiB are set aside for small ones.
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().answers, value_parser = answers)]
    max_answers: usize,

    /// How log lines are written to the standard error stream.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) log_format: LogFormat,
}

/// An address that is not looked at yet: a parser's refusal would be printed with the text, and a password may be in it.
#[derive(Clone)]
struct Address(String);

impl From<String> for Address {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// How log lines are written.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One object a line.
    Json,
}

impl Arguments {
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            answer: self.max_answer,
            answers: self.max_answers,
            ..Limits::default()
        }
    }

    /// Reads the command line, or ends the program: with what was asked for, or with 2 and what is wrong.
    pub(crate) fn read() -> (Self, Config) {
        let read = Self::try_parse().and_then(|arguments| {
            let config = arguments.config().map_err(|error| {
                let message = format!("invalid value for '--database <URL>': {error}");
                Self::command().error(ErrorKind::ValueValidation, message)
            })?;
            Ok((arguments, config))
        });
        read.unwrap_or_else(|error| {
            if error.use_stderr() {
                eprint!("{}", without_secrets(error.to_string()));
                std::process::exit(error.exit_code());
            }
            error.exit()
        })
    }

    fn config(&self) -> Result<Config, NoDatabase> {
        let mut balances =
            BTreeMap::from(["eur", "gbp", "usd"].map(|currency| (currency.to_owned(), AMPLE)));
        balances.extend(self.balance.iter().cloned());
        Ok(Config {
            database: self.database.0.parse()?,
            balances,
            other_balance: MAX_BALANCE,
            settle: self.settle_after,
            seed: self.seed,
            clock: self.clock,
        })
    }
}

/// A message about the command line without those of its words that may hold a password or a key.
fn without_secrets(mut message: String) -> String {
    for argument in std::env::args_os().skip(1) {
        let argument = argument.to_string_lossy();
        let value = argument.split_once('=').map_or("", |(_, value)| value);
        for word in [&*argument, value] {
            if word.contains('@') || word.contains("://") || word.contains("k_") {
                message = message.replace(word, "[hidden]");
            }
        }
    }
    message
}

fn balance(text: &str) -> Result<(String, i64), String> {
    let (currency, amount) = text.split_once('=').ok_or("it has no `=`")?;
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err("a currency is three letters in lower case".to_owned());
    }
    match amount.parse() {
        Ok(amount) if (0..=MAX_BALANCE).contains(&amount) => Ok((currency.to_owned(), amount)),
        _ => Err("an amount is a whole number of minor units, 10^16 at most".to_owned()),
    }
}

fn answers(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(bytes) if bytes >= 32 << 20 => Ok(bytes),
        _ => Err("it is a number of bytes, 33554432 (32 MiB) at least".to_owned()),
    }
}

fn settle(text: &str) -> Result<Settle, String> {
    if text == "manual" {
        return Ok(Settle::Manual);
    }
    text.parse()
        .map(Settle::After)
        .map_err(|_| "it is neither a number of seconds nor `manual`".to_owned())
}

fn clock(text: &str) -> Result<ClockSource, String> {
    if text == "system" {
        return Ok(ClockSource::System);
    }
    let time = text
        .strip_prefix("fixed:")
        .and_then(|time| time.parse().ok());
    time.filter(|&time: &i64| time >= 0)
        .map(ClockSource::Fixed)
        .ok_or_else(|| {
            "it is neither `system` nor `fixed:` and seconds since the Unix epoch".to_owned()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_answers_have_room_for_the_small_ones_of_all_connections_and_more() {
        assert_eq!(answers("33554432"), Ok(32 << 20));
        let message = "it is a number of bytes, 33554432 (32 MiB) at least";
        for text in ["33554431", "0", "-1", "64MiB", ""] {
            assert_eq!(answers(text), Err(message.to_owned()), "{text}");
        }
    }
}
