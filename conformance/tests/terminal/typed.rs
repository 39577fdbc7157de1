//! What a person types.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use libtest_mimic::{Failed, Trial};
use nix::pty::openpty;

use super::PROGRAM;
use super::socket::{Socket, json};

const REVERSAL: &str = r#"{"id":"trr_1","object":"transfer_reversal","amount":400,"created":1,"currency":"usd","transfer":"tr_1"}"#;

const PROMPT: &str = "[y/N] ";

/// What of the program is the terminal.
#[derive(Clone, Copy, PartialEq)]
enum Terminal {
    Both,
    Input,
    Error,
}

#[derive(Debug, PartialEq)]
struct Ended {
    code: Option<i32>,
    /// What is on the terminal in the end, with what was typed.
    shown: String,
    out: String,
    /// Standard error where that is no terminal.
    err: String,
    requests: usize,
}

/// Creates with a key of live mode; `typed` is typed when the question is there.
fn create(terminal: Terminal, typed: &str, more: &[&str]) -> Ended {
    let socket = Socket::answering(vec![json(200, REVERSAL)]);
    let url = socket.url.clone();
    let key = format!("sk_{}_1", "live");
    let pty = openpty(None, None).unwrap();
    let end = |is_terminal: bool, other: Stdio| {
        if is_terminal {
            Stdio::from(pty.slave.try_clone().unwrap())
        } else {
            other
        }
    };
    let mut command = Command::new(std::env::current_exe().unwrap());
    let words = ["transfer_reversals", "create", "tr_1", "--amount", "400"];
    command
        .args(["--base-url", &url])
        .args(words)
        .args(more)
        .env(PROGRAM, "1")
        .env(reversals_command::KEY, &key)
        .stdin(end(terminal != Terminal::Error, Stdio::null()))
        .stderr(end(terminal != Terminal::Input, Stdio::piped()))
        .stdout(Stdio::piped());
    let child = command.spawn().unwrap();
    // The terminal ends with the last of what holds its other side.
    drop((command, pty.slave));
    let mut master = File::from(pty.master);
    let mut shown = Vec::new();
    let mut part = [0; 1024];
    let mut is_asked = false;
    // Linux ends it with an error, other systems without.
    while let Ok(length @ 1..) = master.read(&mut part) {
        shown.extend_from_slice(&part[..length]);
        if !is_asked && String::from_utf8_lossy(&shown).contains(PROMPT) {
            is_asked = true;
            master.write_all(typed.as_bytes()).unwrap();
        }
    }
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let ended = Ended {
        code: output.status.code(),
        shown: text(shown).replace(&url, "URL"),
        out: text(output.stdout),
        err: text(output.stderr),
        requests: socket.seen().len(),
    };
    let told = format!("{ended:?}");
    assert!(!told.contains(&key), "{told}");
    ended
}

fn question(answer: &str) -> String {
    format!(
        "POST URL/v1/transfers/tr_1/reversals amount=400\r\nwith a key of live mode? {PROMPT}{answer}"
    )
}

fn yes_sends() {
    for (typed, echo) in [("y\n", "y\r\n"), (" Yes \n", " Yes \r\n")] {
        let want = Ended {
            code: Some(0),
            shown: question(echo),
            out: format!("{REVERSAL}\n"),
            err: String::new(),
            requests: 1,
        };
        assert_eq!(create(Terminal::Both, typed, &[]), want);
    }
}

fn no_sends_nothing() {
    // The last is the end of the input, and nothing is an answer too.
    for typed in ["n\n", "\n", "yess\n", "\u{4}"] {
        let Ended {
            code,
            shown,
            out,
            requests,
            ..
        } = create(Terminal::Both, typed, &[]);
        assert_eq!(
            (code, out.as_str(), requests),
            (Some(2), "", 0),
            "{typed:?}"
        );
        assert!(shown.starts_with(&question("")), "{typed:?}: {shown}");
        assert!(
            shown.ends_with("nothing was sent\r\n"),
            "{typed:?}: {shown}"
        );
    }
}

fn half_a_terminal_is_none() {
    let told = "error: a key of live mode, and no terminal to ask on: say --yes; nothing was sent";
    let ended = create(Terminal::Input, "y\n", &[]);
    assert_eq!((ended.code, ended.requests), (Some(2), 0));
    assert_eq!(
        (ended.shown, ended.err),
        (String::new(), format!("{told}\n"))
    );
    let ended = create(Terminal::Error, "y\n", &[]);
    assert_eq!((ended.code, ended.requests), (Some(2), 0));
    assert_eq!(ended.shown, format!("{told}\r\n"));
}

fn told_beforehand_it_does_not_ask() {
    let ended = create(Terminal::Both, "n\n", &["--yes"]);
    assert_eq!((ended.code, ended.requests), (Some(0), 1));
    assert_eq!(ended.shown, "");
}

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |name, test: fn()| {
        Trial::test(name, move || {
            test();
            Ok::<(), Failed>(())
        })
    };
    vec![
        trial("yes_sends_what_was_shown", yes_sends),
        trial("whatever_is_not_yes_sends_nothing", no_sends_nothing),
        trial(
            "an_input_or_an_error_that_is_no_terminal_is_nobody_to_ask",
            half_a_terminal_is_none,
        ),
        trial(
            "told_so_beforehand_it_does_not_ask",
            told_beforehand_it_does_not_ask,
        ),
    ]
}
