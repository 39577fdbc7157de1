//! The program of commands: what it sends and prints, what it refuses, what it leaves with.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod dry;
mod ends;
mod live;
mod pages;
mod socket;
mod spelt;
mod told;
mod wire;

use reversals_cli::{API, Generated};
use reversals_command::{Key, World, run};

const KEY: &str = "sk_test_123";

/// How a run ended.
#[derive(Debug, PartialEq)]
struct Ended {
    code: u8,
    out: String,
    err: String,
}

/// Runs the program with a key and no terminal.
fn ran(args: &[&str]) -> Ended {
    ran_with(Some(KEY), args, &mut |_| None)
}

fn ran_with(key: Option<&str>, args: &[&str], ask: &mut dyn FnMut(&str) -> Option<bool>) -> Ended {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let world = World {
        key: key.and_then(Key::new),
        out: &mut out,
        err: &mut err,
        ask,
    };
    let args = ["reversals"].iter().chain(args).map(Into::into);
    let code = run::<Generated>(&API, args, world);
    // A terminal would have colours.
    let text = |bytes| {
        let text = String::from_utf8(bytes).unwrap();
        anstream::adapter::strip_str(&text).to_string()
    };
    Ended {
        code,
        out: text(out),
        err: text(err),
    }
}
