//! Exchanges as text for a reviewer.

use std::fmt::Write as _;

use serde_json::Value;

use crate::case::{Case, Judge};
use crate::subject::{Client, Outcome, Script, Server};
use crate::wire::{Request, Response};

/// The longest run of text that is shown whole, in characters.
const SHOWN: usize = 120;

/// What the client makes of the cases: each request as it is sent, and what it gives for the answer.
pub fn client(cases: &[&Case], client: &dyn Client) -> String {
    let mut out = String::new();
    for case in cases {
        let (response, said) = match &case.judge {
            Judge::Exchange { response, .. }
            | Judge::Refuses { response, .. }
            | Judge::Undocumented { response } => (response.clone(), true),
            Judge::Unrepresentable => (Response::json(200, &Value::Null), false),
            Judge::Refused(_) => continue,
        };
        let called = client.call(&case.call, &response);
        heading(&mut out, case);
        for sent in &called.sent {
            request(&mut out, sent, &case.uuids);
        }
        if said {
            answer(&mut out, "answered", response.status, &response.body);
        }
        let gives = match &called.outcome {
            Outcome::Success(value) => format!("gives {value}"),
            Outcome::Failure { status, error } => format!("fails with {status} {error}"),
            Outcome::Unrepresentable(_) => "can't be expressed; nothing is sent".to_owned(),
            Outcome::Refused {
                pointer, expected, ..
            } => {
                format!("refuses the answer at `{pointer}`, expected: {expected}")
            }
            Outcome::Undocumented { status, .. } => format!("keeps the answer {status} as it came"),
            Outcome::Other(text) => format!("fails otherwise: {text}"),
        };
        let _ = writeln!(out, "=> {}\n", short(&gives));
    }
    out
}

/// What the server makes of the cases: what its handler sees, or the refusal.
pub fn server(cases: &[&Case], server: &dyn Server) -> String {
    let mut out = String::new();
    for case in cases {
        let script = match &case.judge {
            Judge::Exchange { response, body, .. } if response.status >= 400 => Script::Failure {
                status: response.status,
                body: body.clone(),
            },
            Judge::Exchange { output, .. } => Script::Success(output.clone()),
            Judge::Refused(_) => Script::Success(Value::Null),
            Judge::Refuses { .. } | Judge::Undocumented { .. } | Judge::Unrepresentable => continue,
        };
        heading(&mut out, case);
        let spellings = std::iter::once(&case.request).chain(&case.same_as);
        let mut last = None;
        for spelling in spellings {
            let served = server.serve(&sendable(spelling), &script);
            let _ = writeln!(out, "{} {}", spelling.method, short(&spelling.target()));
            if let Some(body) = spelling.body.as_ref().filter(|body| !body.is_empty()) {
                let _ = writeln!(out, "   {}", short(body));
            }
            let seen = served.seen.map(|seen| {
                let arguments = serde_json::to_value(&seen.arguments).unwrap_or_default();
                format!("{} {arguments}", seen.operation)
            });
            let _ = match seen {
                Some(seen) => writeln!(out, "=> the handler sees {}", short(&seen)),
                None => writeln!(out, "=> refused before the handler"),
            };
            last = Some(served.response);
        }
        if let Some(response) = last {
            answer(&mut out, "answers", response.status, &response.body);
        }
        out.push('\n');
    }
    out
}

/// A request with a UUID where a case leaves it open.
fn sendable(request: &Request) -> Request {
    let mut request = request.clone();
    for (_, value) in &mut request.headers {
        if value == "<uuid>" {
            "133d33ad-aacd-4b6e-94f9-4fb75ea62325".clone_into(value);
        }
    }
    request
}

fn heading(out: &mut String, case: &Case) {
    let name = case
        .id
        .strip_prefix(&format!("{}/", case.folder))
        .unwrap_or(&case.id);
    let _ = writeln!(out, "## {name}");
}

fn request(out: &mut String, sent: &Request, uuids: &[String]) {
    let _ = writeln!(out, "{} {}", sent.method, short(&sent.target()));
    for (name, value) in &sent.headers {
        let value = if uuids.contains(name) { "<uuid>" } else { value };
        let _ = writeln!(out, "   {name}: {}", short(value));
    }
    if let Some(body) = &sent.body {
        let _ = writeln!(out, "   | {}", short(body));
    }
}

fn answer(out: &mut String, word: &str, status: u16, body: &str) {
    // The order of members says nothing.
    let body = serde_json::from_str::<Value>(body).map_or(body.to_owned(), |body| body.to_string());
    let _ = writeln!(out, "<= {word} {status} {}", short(&body));
}

/// The text with every long run of one character cut, so that a review is not made of them.
fn short(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = rest.chars().take_while(|&other| other == c).count();
        let length = run * c.len_utf8();
        if run > SHOWN {
            let _ = write!(out, "{c}{c}{c}..({run})");
        } else {
            out.push_str(&rest[..length]);
        }
        rest = &rest[length..];
    }
    out
}
