//! `--explain`: what a case, a test, a kind or a bug is.

use std::fmt::Write as _;

use serde_json::Value;

use super::exit::{Exit, Failure};
use super::load::Loaded;
use super::{Args, load, near, output};
use crate::bugs::{CLIENT_BUGS, SERVER_BUGS};
use crate::case::{Case, Judge, Origin};
use crate::judge::Test;
use crate::report::kinds::{self, Explained, KINDS};
use crate::report::{curl, grouped};
use crate::wire::{Request, Response};

/// The longest body that is shown whole, in characters.
const SHOWN: usize = 4000;

pub(super) fn run(args: &Args, id: &str) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let text = bug(id)
        .or_else(|| kinds::find(id).map(|it| kind(it, &loaded)))
        .or_else(|| cases(id, &loaded));
    let Some(text) = text else {
        let tests: Vec<String> = loaded.tests.iter().map(Test::name).collect();
        let mut names: Vec<&str> = bug_ids().collect();
        names.extend(KINDS.iter().map(|kind| kind.id));
        names.extend(loaded.suite.cases.iter().map(|case| case.id.as_str()));
        names.extend(tests.iter().map(String::as_str));
        let near = near::question(&near::near(id, names.into_iter()));
        return Err(Failure::Usage(format!(
            "nothing is called `{id}`: no case, test, kind or bug{near}"
        )));
    };
    match &args.output {
        Some(path) => output::write(path, &text)?,
        None => output::print_raw(&text)?,
    }
    Ok(Exit::Fine)
}

fn bug_ids() -> impl Iterator<Item = &'static str> {
    let servers = SERVER_BUGS.iter().map(|bug| bug.id);
    servers.chain(CLIENT_BUGS.iter().map(|bug| bug.id))
}

/// A bug, by its id alone or as reports name it. Both sides may have one of the same id.
fn bug(id: &str) -> Option<String> {
    let servers = SERVER_BUGS.iter().map(|bug| ("server", bug.id, bug.what));
    let clients = CLIENT_BUGS.iter().map(|bug| ("client", bug.id, bug.what));
    let named = |side: &str, other: &str| {
        let case = format!("bugs/{side}/{other}");
        id == other || id == case || id == format!("{case}::bug")
    };
    let mut out = String::new();
    for (side, id, what) in servers
        .chain(clients)
        .filter(|(side, id, _)| named(side, id))
    {
        let _ = writeln!(
            out,
            "{id}: a bug of a {side}, made on purpose\n\n  It {what}.\n  written in: conformance/src/bugs/{side}/\n  \
             how it is used: a good {side} is wrapped so that it has this fault alone; some test must fail\n  reproduce:  \
             cargo xtask conformance --bugs --filter bugs/{side}/{id}\n"
        );
    }
    (!out.is_empty()).then_some(out)
}

fn kind(kind: &Explained, loaded: &Loaded) -> String {
    let mine: Vec<_> = loaded
        .tests
        .iter()
        .filter(|test| test.kind.family() == kind.id)
        .collect();
    let mut out = format!(
        "{}: {}\n\n  {}\n  tests of this kind: {}\n",
        kind.id,
        kind.what,
        kind.how,
        grouped(mine.len())
    );
    if let Some(first) = mine.first() {
        let _ = writeln!(
            out,
            "  for example: {}\n  reproduce: cargo xtask conformance --filter ::{}",
            first.name(),
            kind.id
        );
    }
    out
}

/// A case, or one test of it.
fn cases(id: &str, loaded: &Loaded) -> Option<String> {
    let tests: Vec<_> = loaded
        .tests
        .iter()
        .filter(|test| test.case.id == id || test.name() == id)
        .collect();
    let case = &tests.first()?.case;
    let mut out = format!("{id}\n\n  written in: {}:{}\n", case.at.file, case.at.line);
    let _ = writeln!(out, "  operation: {}", case.call.operation);
    origin(&mut out, case);
    if let Some(note) = &case.note {
        let _ = writeln!(out, "  note: {note}");
    }
    if let Some(schema) = &case.schema {
        let verdict = serde_json::to_value(schema.verdict).unwrap_or_default();
        let verdict = verdict.as_str().unwrap_or_default();
        let _ = writeln!(out, "  the schema says: {verdict}, since: {}", schema.why);
    }
    if case.has_input {
        let arguments = serde_json::to_value(&case.call.arguments).unwrap_or_default();
        let _ = writeln!(
            out,
            "\nThe caller gives:\n{}",
            indented(&pretty(&arguments))
        );
    }
    if case.has_request {
        let _ = writeln!(out, "\nThe request:\n{}", indented(&request(&case.request)));
        for (number, spelling) in case.same_as.iter().enumerate() {
            let number = number + 1;
            let _ = writeln!(
                out,
                "\nAlso spelt ({number}):\n{}",
                indented(&request(spelling))
            );
        }
    }
    let _ = writeln!(out, "\n{}", indented_after_head(&judged(case, loaded)));
    out.push_str("\nWhat is tested:\n");
    for test in &tests {
        let what = kinds::find(test.kind.family()).map_or("", |kind| kind.what);
        let _ = writeln!(out, "  {}: {what}", test.kind);
    }
    if let [only] = tests.as_slice()
        && let Some(kind) = kinds::find(only.kind.family())
    {
        let _ = writeln!(out, "  {}", kind.how);
    }
    let _ = writeln!(out, "\nReproduce:\n  cargo xtask conformance --filter {id}");
    if case.has_request {
        let _ = writeln!(out, "  {}", curl::line(&case.request));
    }
    Some(out)
}

fn origin(out: &mut String, case: &Case) {
    let _ = match &case.origin {
        Origin::Documented(documented) => {
            let mut text = format!(
                "  origin: documented under \"{}\"\n  page: {}\n  SHA-256 of the printed payload: {}\n",
                documented.title, documented.page, documented.sha256
            );
            if let Some(curl) = &documented.curl {
                let _ = writeln!(text, "  printed command:\n{}", indented(&indented(curl)));
            }
            if let Some(repair) = &documented.repair {
                let _ = writeln!(text, "  mended: {} ({})", repair.what, repair.why);
            }
            write!(out, "{text}")
        }
        Origin::Derived { rule } => writeln!(out, "  origin: derived from the document: {rule}"),
        Origin::Authored { reason } => writeln!(out, "  origin: made for the suite: {reason}"),
    };
}

/// What must come of the exchange; the first line is a heading.
fn judged(case: &Case, loaded: &Loaded) -> String {
    match &case.judge {
        Judge::Exchange {
            response: it,
            output,
            folding,
            ..
        } => {
            let mut text = format!("The response:\n{}", response(it));
            if let Some(name) = folding {
                let what = loaded.suite.foldings.get(name);
                let what = what.map_or_else(String::new, |it| format!("{} {}", it.what, it.why));
                let _ = write!(
                    text,
                    "\nThe client gives ({name}: {what}):\n{}",
                    pretty(output)
                );
            }
            text
        }
        Judge::Values(values) => format!(
            "The published schemas list these values and no others:\n{}",
            pretty(&serde_json::to_value(values).unwrap_or_default())
        ),
        Judge::Refused(refusal) => {
            let none = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
            let message = refusal.message.clone();
            format!(
                "The server refuses it before its handler:\nstatus: {}\ntype: {}\ncode: {}\nparam: {}\nmessage: {}",
                refusal.status,
                refusal.type_,
                none(&refusal.code),
                none(&refusal.param),
                message.unwrap_or_else(|| "any".to_owned())
            )
        }
        Judge::Refuses {
            response: it,
            at,
            expected,
            ..
        } => {
            let expected = serde_json::to_value(expected).unwrap_or_default();
            format!(
                "The client refuses the response at `{at}`, where it must be: {}\n{}",
                expected.as_str().unwrap_or_default(),
                response(it)
            )
        }
        Judge::Undocumented { response: it } => {
            format!(
                "The client keeps the response as it came:\n{}",
                response(it)
            )
        }
        Judge::Unrepresentable => {
            "The client's types can't express the input; nothing is sent.".to_owned()
        }
    }
}

fn request(request: &Request) -> String {
    let mut text = format!("{} {}", request.method, request.target());
    for (name, value) in &request.headers {
        let _ = write!(text, "\n{name}: {value}");
    }
    if let Some(body) = &request.body {
        let _ = write!(text, "\n\n{}", cut(body));
    }
    text
}

fn response(response: &Response) -> String {
    let mut text = format!("HTTP {}", response.status);
    for (name, value) in &response.headers {
        let _ = write!(text, "\n{name}: {value}");
    }
    let body = match serde_json::from_str::<Value>(&response.body) {
        Ok(body) => pretty(&body),
        Err(_) => response.body.clone(),
    };
    let _ = write!(text, "\n\n{}", cut(&body));
    text
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} bytes in all)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}

fn indented(text: &str) -> String {
    let lines: Vec<_> = text
        .lines()
        .map(|line| match line {
            "" => String::new(),
            line => format!("  {line}"),
        })
        .collect();
    lines.join("\n")
}

fn indented_after_head(text: &str) -> String {
    match text.split_once('\n') {
        Some((head, rest)) => format!("{head}\n{}", indented(rest)),
        None => text.to_owned(),
    }
}
