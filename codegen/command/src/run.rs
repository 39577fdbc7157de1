//! One run: from arguments to an exit code.

use std::collections::HashSet;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::{ArgMatches, Command};
use reqwest::Request;
use reversals_runtime::Arguments;
use reversals_runtime::client::{CallError, Error, Session, connect};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::arguments::arguments;
use crate::commands::commands;
use crate::pages::{Cursor, Page};
use crate::tap::{Recorder, Tap};
use crate::{Api, Body, KEY, Key, Operation, Service, World, answer, curl, exit};

/// Runs a command, and gives the exit code.
pub fn run<S: Service>(
    api: &'static Api,
    args: impl IntoIterator<Item = OsString>,
    world: World<'_>,
) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    // Of thousands of commands, those that nobody names are not made.
    let words: HashSet<String> = args
        .iter()
        .map(|word| word.to_string_lossy().replace('-', "_"))
        .collect();
    let mut command = commands(api, &|resource| words.contains(resource));
    // One for all calls of a run: connections live in it.
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = writeln!(world.err, "error: {error}");
            return exit::TRANSPORT;
        }
    };
    let mut run = Run {
        api,
        world,
        runtime,
    };
    match command.try_get_matches_from_mut(args) {
        Ok(given) => match run.command::<S>(&mut command, &given) {
            Ok(code) | Err(Stop { code, .. }) => code,
        },
        Err(error) => {
            let text = error.render();
            let text = text.ansi().to_string();
            if error.use_stderr() {
                run.say(&text);
                return exit::USAGE;
            }
            run.print(&text)
                .map_or_else(|stop| stop.code, |()| exit::DONE)
        }
    }
}

struct Run<'a> {
    api: &'static Api,
    world: World<'a>,
    runtime: Runtime,
}

/// What ends a run before its end.
struct Stop {
    code: u8,
}

/// What is asked for, and how.
struct Call<'a> {
    operation: &'static Operation,
    base: &'a str,
    session: Session,
    arguments: Arguments,
    /// What a POST is known by.
    idempotency_key: Option<String>,
}

impl Run<'_> {
    fn command<S: Service>(
        &mut self,
        command: &mut Command,
        given: &ArgMatches,
    ) -> Result<u8, Stop> {
        if let Some(shell) = given.get_one::<clap_complete::Shell>("completions") {
            let mut all = commands(self.api, &|_| true);
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut all, self.api.name, &mut script);
            self.print(&String::from_utf8_lossy(&script))?;
            return Ok(exit::DONE);
        }
        if let Some(dir) = given.get_one::<String>("man") {
            return self.manual(Path::new(dir));
        }
        let found = given.subcommand().and_then(|(resource, given)| {
            let (verb, given) = given.subcommand()?;
            let operation = self.api.of(resource).find(|it| it.verb == verb)?;
            Some((operation, given))
        });
        let Some((operation, given)) = found else {
            let help = command.render_help().ansi().to_string();
            return self.fail(exit::USAGE, &help);
        };
        self.operation::<S>(operation, given)
    }

    fn manual(&mut self, dir: &Path) -> Result<u8, Stop> {
        let all = commands(self.api, &|_| true);
        let written = std::fs::create_dir_all(dir);
        match written.and_then(|()| clap_mangen::generate_to(all, dir)) {
            Ok(()) => Ok(exit::DONE),
            Err(error) => self.fail(
                exit::OUTPUT,
                &format!("error: {}: {error}\n", dir.display()),
            ),
        }
    }

    fn operation<S: Service>(
        &mut self,
        operation: &'static Operation,
        given: &ArgMatches,
    ) -> Result<u8, Stop> {
        if matches!(operation.body, Body::File) {
            let told = "takes or gives a file, which no command says: use curl or the client";
            return self.misuse(&format!("{} {told}", operation.id));
        }
        let arguments = match arguments(operation, given) {
            Ok(arguments) => arguments,
            Err(misused) => return self.misuse(&misused.to_string()),
        };
        let text = |name: &str| given.get_one::<String>(name).map(String::as_str);
        let Some(base) = text("base-url").or(self.api.server) else {
            return self.misuse("the document names no server: say --base-url");
        };
        let is_dry = given.get_flag("dry-run");
        let stand_in = Key::new(uuid::Uuid::new_v4().simple().to_string());
        let key = if is_dry {
            stand_in
        } else {
            self.world.key.clone()
        };
        if key.is_none() && !operation.is_open() {
            let told = format!("error: there is no API key: set {KEY} in the environment\n");
            return self.fail(exit::KEY, &told);
        }
        let fresh = || Some(uuid::Uuid::new_v4().to_string());
        let own = text("idempotency-key").map(str::to_owned);
        let idempotency_key = if operation.method == "POST" {
            own.or_else(fresh)
        } else if own.is_some() {
            return self.misuse(&format!(
                "--idempotency-key is for POST, and this is {}",
                operation.method
            ));
        } else {
            None
        };
        let session = key
            .as_ref()
            .map_or_else(Session::anonymous, |key| key.session(operation));
        let call = Call {
            operation,
            base,
            session: session_of(session, idempotency_key.as_deref(), given),
            arguments,
            idempotency_key,
        };
        let is_live = !is_dry && key.as_ref().is_some_and(Key::is_live);
        if is_dry || (is_live && operation.method != "GET") {
            let request = self.record::<S>(&call)?;
            if is_dry {
                let key = key.as_ref().map_or("", Key::text);
                self.print(&(curl::curl(&request, key) + "\n"))?;
                return Ok(exit::DONE);
            }
            if !given.get_flag("yes") {
                self.ask(&request)?;
            }
        }
        if is_live && !is_private(base) {
            return self.misuse("a key of live mode is sent by https alone");
        }
        let all = operation.pages && given.get_flag("all");
        self.send::<S>(call, all, text("output") == Some("table"))
    }

    /// The request of a call, of which nothing is sent.
    fn record<S: Service>(&mut self, call: &Call<'_>) -> Result<Request, Stop> {
        let recorder = Arc::new(Recorder::default());
        // After what is recorded there is nothing to wait for and to send again.
        let session = call.session.clone().with_retries(0);
        let session = session.with_transport(Arc::clone(&recorder) as _);
        let client = S::connect(call.base, session).map_err(unsent);
        let client = self.or_stop(client, call)?;
        let called = client.call(call.operation.id, call.arguments.clone());
        match (self.runtime.block_on(called), recorder.take()) {
            (_, Some(request)) => Ok(request),
            (Err(error), None) => Err(self.refused(&error, call)),
            (Ok(_), None) => Err(self.fail_with(exit::USAGE, "error: nothing would be sent\n")),
        }
    }

    /// Asks a person before a key of live mode changes something.
    fn ask(&mut self, request: &Request) -> Result<(), Stop> {
        let body = request.body().and_then(|body| body.as_bytes());
        let body = String::from_utf8_lossy(body.unwrap_or_default()).replace('&', " ");
        let url = request.url();
        let question = format!(
            "{} {url} {body}\nwith a key of live mode?",
            request.method()
        );
        let question = self.hide(&question);
        match (self.world.ask)(&question) {
            Some(true) => Ok(()),
            Some(false) => Err(self.fail_with(exit::USAGE, "nothing was sent\n")),
            None => {
                let told = "error: a key of live mode, and no terminal to ask on: say --yes; nothing was sent\n";
                Err(self.fail_with(exit::USAGE, told))
            }
        }
    }

    fn send<S: Service>(&mut self, mut call: Call<'_>, all: bool, table: bool) -> Result<u8, Stop> {
        let agent = format!("{}-cli/{}", self.api.name, env!("CARGO_PKG_VERSION"));
        let connected = connect::<()>(call.base, &call.session, &agent).map_err(unsent);
        let (_, client) = self.or_stop(connected, &call)?;
        let tap = Arc::new(Tap {
            client,
            body: std::sync::Mutex::default(),
        });
        let session = call.session.clone().with_transport(Arc::clone(&tap) as _);
        let service = S::connect(call.base, session).map_err(unsent);
        let service = self.or_stop(service, &call)?;
        let cursor = Cursor::of(&call.arguments);
        let mut gathered = Vec::new();
        loop {
            let called = service.call(call.operation.id, call.arguments.clone());
            let called = self.runtime.block_on(called);
            let body = tap.body();
            let text = String::from_utf8_lossy(&body);
            if let Err(error) = called {
                if all && !gathered.is_empty() {
                    self.print(&answer::table(&Value::Array(std::mem::take(&mut gathered))))?;
                }
                // It was done, and what came of it is no less worth for being unknown.
                if matches!(&error, CallError::Client(error) if exit::is_done(error)) {
                    self.print(&ended(&text))?;
                }
                let stop = self.refused(&error, &call);
                if let Some(told) = cursor.told(&call.arguments).filter(|_| all) {
                    self.say(&format!("note: {told}\n"));
                }
                return Err(stop);
            }
            if !all {
                let shown = match serde_json::from_str(&text) {
                    Ok(answer) if table => answer::table(&answer),
                    _ => ended(&text),
                };
                self.print(&shown)?;
                return Ok(exit::DONE);
            }
            let next = match serde_json::from_str::<Page<'_>>(&text) {
                Ok(page) => {
                    for item in cursor.items(&page) {
                        match serde_json::from_str(item.get()) {
                            Ok(item) if table => gathered.push(item),
                            _ => self.print(&(answer::on_one_line(item.get()) + "\n"))?,
                        }
                    }
                    cursor.next(&page, &mut call.arguments)
                }
                Err(_) => Err("the answer is no page of a list".to_owned()),
            };
            match next {
                Ok(true) => {}
                Ok(false) => {
                    if table {
                        self.print(&answer::table(&Value::Array(gathered)))?;
                    }
                    return Ok(exit::DONE);
                }
                Err(text) => return self.fail(exit::UNDECODABLE, &format!("error: {text}\n")),
            }
        }
    }

    /// Tells of an error, and what to do about it.
    fn refused(&mut self, error: &CallError, call: &Call<'_>) -> Stop {
        let code = exit::code(error);
        self.say(&format!("error: {error}\n"));
        let known = match error {
            CallError::Client(error) if error.may_have_happened() => {
                let is_done = exit::is_done(error);
                Some(if is_done { "was" } else { "may have been" })
            }
            _ => None,
        };
        if let Some(known) = known {
            let once = call
                .idempotency_key
                .as_ref()
                .map(|key| format!("; the same command with --idempotency-key {key} does it once"));
            let once = once.unwrap_or_default();
            self.say(&format!("note: it {known} done{once}\n"));
        }
        Stop { code }
    }

    fn or_stop<T>(&mut self, outcome: Result<T, CallError>, call: &Call<'_>) -> Result<T, Stop> {
        match outcome {
            Ok(value) => Ok(value),
            Err(error) => Err(self.refused(&error, call)),
        }
    }

    fn misuse(&mut self, text: &str) -> Result<u8, Stop> {
        self.fail(exit::USAGE, &format!("error: {text}\n"))
    }

    fn fail(&mut self, code: u8, text: &str) -> Result<u8, Stop> {
        Err(self.fail_with(code, text))
    }

    fn fail_with(&mut self, code: u8, text: &str) -> Stop {
        self.say(text);
        Stop { code }
    }

    fn say(&mut self, text: &str) {
        let text = self.hide(text);
        // Where nobody listens, the code is what is left to say it.
        let _ = self.world.err.write_all(text.as_bytes());
    }

    fn print(&mut self, text: &str) -> Result<(), Stop> {
        let text = self.hide(text);
        let out = &mut self.world.out;
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            // Who reads has enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                Err(Stop { code: exit::DONE })
            }
            Err(error) => {
                let told = format!("error: the answer could not be written: {error}\n");
                Err(self.fail_with(exit::OUTPUT, &told))
            }
        }
    }

    fn hide(&self, text: &str) -> String {
        let key = self.world.key.as_ref();
        key.map_or_else(|| text.to_owned(), |key| key.hide(text))
    }
}

/// What is said for the call, beside its parameters.
fn session_of(mut session: Session, idempotency_key: Option<&str>, given: &ArgMatches) -> Session {
    let text = |name: &str| given.get_one::<String>(name);
    if let Some(key) = idempotency_key {
        session = session.with_idempotency_key(key);
    }
    if let Some(account) = text("stripe-account") {
        session = session.with_account(account);
    }
    if let Some(context) = text("stripe-context") {
        session = session.with_context(context);
    }
    if let Some(version) = text("stripe-version") {
        session = session.with_version(version);
    }
    if let Some(&seconds) = given.get_one::<u64>("timeout") {
        session = session.with_timeout(Duration::from_secs(seconds));
    }
    if let Some(&times) = given.get_one::<u32>("retries") {
        session = session.with_retries(times);
    }
    session
}

fn unsent(error: Error<()>) -> CallError {
    CallError::Client(Box::new(error.map(|()| Value::Null)))
}

/// Whether nobody on the way can read what is sent.
fn is_private(base: &str) -> bool {
    let host = base.strip_prefix("http://").map(|rest| {
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        host.rsplit('@').next().unwrap_or_default().to_owned()
    });
    host.is_none_or(|host| {
        ["localhost", "127.0.0.1", "[::1]"].iter().any(|local| {
            host.strip_prefix(local)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        })
    })
}

fn ended(text: &str) -> String {
    let end = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{text}{end}")
}
