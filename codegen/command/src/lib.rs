//! A command line made of a table of operations: `PROGRAM RESOURCE VERB PATH-PARAMETERS --PARAMETER VALUE`.
//!
//! A generated program has the table ([`Api`]), a client behind [`Service`], and a `main` that hands both to [`main`].
//! The commands are made of the table when the program runs, so that a large table costs no compiling. Whatever is given
//! becomes a form, is read by the document's shapes as a server reads one, and goes through the client: what is on the
//! wire is the client's.
#![forbid(unsafe_code)]

mod answer;
mod arguments;
mod commands;
mod curl;
mod example;
mod exit;
mod flags;
mod key;
mod pages;
mod pairs;
mod run;
mod table;
mod tap;

use std::io::{self, BufRead as _, IsTerminal as _, Write};
use std::process::ExitCode;

pub use reversals_runtime::Arguments;
pub use reversals_runtime::client::{CallError, Error, ResponseValue, Scheme, Session};
pub use serde_json::Value as Json;

pub use key::Key;
pub use run::run;
pub use table::{Api, Body, Operation, Params};

/// A generated client.
pub trait Service: Sized {
    /// A client of the service at `base`.
    ///
    /// # Errors
    ///
    /// Where nothing can be sent there.
    fn connect(base: &str, session: Session) -> Result<Self, Error>;

    /// Calls an operation by its operationId.
    ///
    /// # Errors
    ///
    /// Those of the client.
    fn call(
        &self,
        operation: &str,
        arguments: Arguments,
    ) -> impl Future<Output = Result<ResponseValue<Json>, CallError>>;
}

/// What a run has of the world around it.
pub struct World<'a> {
    /// The API key, where there is one.
    pub key: Option<Key>,
    /// Where answers go.
    pub out: &'a mut dyn Write,
    /// Where everything else goes.
    pub err: &'a mut dyn Write,
    /// Asks a person; nothing where there is none.
    pub ask: &'a mut dyn FnMut(&str) -> Option<bool>,
}

/// The environment variable that has the API key.
pub const KEY: &str = "STRIPE_API_KEY";

/// Runs the program: arguments, key, output and terminal are those of the process.
pub fn main<S: Service>(api: &'static Api) -> ExitCode {
    let mut ask = |question: &str| {
        let (stdin, mut stderr) = (io::stdin(), io::stderr());
        if !stdin.is_terminal() || !stderr.is_terminal() {
            return None;
        }
        write!(stderr, "{question} [y/N] ").ok()?;
        stderr.flush().ok()?;
        let mut answer = String::new();
        stdin.lock().read_line(&mut answer).ok()?;
        let answer = answer.trim().to_lowercase();
        Some(answer == "y" || answer == "yes")
    };
    let world = World {
        key: std::env::var(KEY).ok().and_then(Key::new),
        out: &mut anstream::stdout(),
        err: &mut anstream::stderr(),
        ask: &mut ask,
    };
    ExitCode::from(run::<S>(api, std::env::args_os(), world))
}
