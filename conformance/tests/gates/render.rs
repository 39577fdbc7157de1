//! Exchanges as text for a reviewer.

use std::fmt::Write as _;

use serde_json::Value;

use reversals_cases::wire::{Request, Response};
use reversals_cases::{Case, Judge, Side};
use reversals_judge::subject::{Client, Outcome, Script, Served, Server};

/// The longest repetition that is shown whole, in characters.
const SHOWN: usize = 120;

/// A text in the making, in which nothing long is shown twice.
#[derive(Default)]
struct Page {
    text: String,
    bodies: Vec<String>,
    heads: Vec<(String, String)>,
}

/// What the client makes of the cases: each request as it is sent, and what it gives for the answer.
pub(crate) fn client(cases: &[&Case], client: &dyn Client) -> String {
    let mut out = Page::default();
    for case in cases {
        let (response, said) = match &case.judge {
            Judge::Exchange { sides, .. } if !sides.contains(&Side::Client) => continue,
            Judge::Exchange { response, .. }
            | Judge::Refuses { response, .. }
            | Judge::Undocumented { response } => (response.clone(), true),
            Judge::Unrepresentable => (Response::json(200, &Value::Null), false),
            Judge::Refused(_) | Judge::Values(_) => continue,
        };
        let called = client.call(&case.call, &response);
        out.heading(case);
        for sent in &called.sent {
            out.request(sent, &case.uuids);
        }
        if said {
            out.answer("answered", response.status, &response.body);
        }
        let gives = match &called.outcome {
            Outcome::Success(value) => format!("gives {}", out.body(value)),
            Outcome::Failure { status, error } => {
                format!("fails with {status} {}", out.body(error))
            }
            Outcome::Unrepresentable(_) => "can't be expressed; nothing is sent".to_owned(),
            Outcome::Refused {
                pointer, expected, ..
            } => {
                format!("refuses the answer at `{pointer}`, expected: {expected}")
            }
            Outcome::Undocumented { status, .. } => format!("keeps the answer {status} as it came"),
            Outcome::Other(text) => format!("fails otherwise: {text}"),
        };
        let _ = writeln!(out.text, "=> {gives}\n");
    }
    out.text
}

/// What the server makes of the cases: what its handler sees, or the refusal. Spellings that come to the same stand
/// above one arrow.
pub(crate) fn server(cases: &[&Case], server: &dyn Server) -> String {
    let mut out = Page::default();
    for case in cases {
        let script = match &case.judge {
            Judge::Exchange { sides, .. } if !sides.contains(&Side::Server) => continue,
            Judge::Exchange { response, body, .. } if response.status >= 400 => Script::Failure {
                status: response.status,
                headers: response.headers.clone(),
                body: body.clone(),
            },
            Judge::Exchange { output, .. } => Script::Success(output.clone()),
            Judge::Refused(_) => Script::Success(Value::Null),
            Judge::Refuses { .. }
            | Judge::Undocumented { .. }
            | Judge::Unrepresentable
            | Judge::Values(_) => continue,
        };
        out.heading(case);
        let mut before: Option<Served> = None;
        for spelling in std::iter::once(&case.request).chain(&case.same_as) {
            let answered = server.serve(&sendable(spelling), &script);
            if let Some(before) = before.filter(|before| before.seen != answered.seen) {
                out.served(&before);
            }
            out.request(spelling, &case.uuids);
            before = Some(answered);
        }
        if let Some(answered) = before {
            out.served(&answered);
        }
        out.text.push('\n');
    }
    out.text
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

impl Page {
    fn heading(&mut self, case: &Case) {
        let folder = format!("{}/", case.folder);
        let name = case.id.strip_prefix(&folder).unwrap_or(&case.id);
        let _ = writeln!(self.text, "## {name}");
    }

    /// A request, with the headers in which it differs from the first one.
    fn request(&mut self, sent: &Request, uuids: &[String]) {
        let _ = writeln!(self.text, "{} {}", sent.method, short(&sent.target()));
        let shown = |(name, value): &(String, String)| {
            let value = if uuids.contains(name) {
                "<uuid>"
            } else {
                value
            };
            (name.clone(), short(value))
        };
        let heads: Vec<_> = sent.headers.iter().map(shown).collect();
        if self.heads.is_empty() {
            self.heads.clone_from(&heads);
            for (name, value) in &heads {
                let _ = writeln!(self.text, "   {name}: {value}");
            }
        } else {
            for (name, value) in heads.iter().filter(|head| !self.heads.contains(head)) {
                let _ = writeln!(self.text, "   {name}: {value}");
            }
            let known = |name: &String| heads.iter().any(|(other, _)| other == name);
            for (name, _) in self.heads.iter().filter(|(name, _)| !known(name)) {
                let _ = writeln!(self.text, "   no {name}");
            }
        }
        if let Some(body) = sent.body.as_ref().filter(|body| !body.is_empty()) {
            let _ = writeln!(self.text, "   | {}", short(body));
        }
    }

    /// What the handler saw, and the answer.
    fn served(&mut self, served: &Served) {
        let _ = match &served.seen {
            None => writeln!(self.text, "=> refused before the handler"),
            Some(seen) => {
                let arguments = serde_json::to_value(&seen.arguments).unwrap_or_default();
                let arguments = short(&arguments.to_string());
                writeln!(
                    self.text,
                    "=> the handler sees {} {arguments}",
                    seen.operation
                )
            }
        };
        self.answer("answers", served.response.status, &served.response.body);
    }

    fn answer(&mut self, word: &str, status: u16, body: &str) {
        // The order of members says nothing.
        let body = match serde_json::from_str::<Value>(body) {
            Ok(body) => self.body(&body),
            Err(_) => short(body),
        };
        let _ = writeln!(self.text, "<= {word} {status} {body}");
    }

    /// A body, whole where it is new and by its number where it was there before.
    fn body(&mut self, body: &Value) -> String {
        let text = short(&body.to_string());
        if let Some(number) = self.bodies.iter().position(|known| *known == text) {
            return format!("[{}]", number + 1);
        }
        self.bodies.push(text.clone());
        format!("[{}] {text}", self.bodies.len())
    }
}

/// The text with every long repetition cut, so that a review is not made of them.
fn short(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    'text: while at < chars.len() {
        // One character, or the escapes of one.
        for period in [1, 3, 6, 12] {
            let Some(unit) = chars.get(at..at + period) else {
                break;
            };
            let count = chars[at..]
                .chunks_exact(period)
                .take_while(|chunk| *chunk == unit)
                .count();
            if count * period > SHOWN && count > 1 {
                let unit: String = unit.iter().collect();
                let _ = write!(out, "{unit}..({count})");
                at += count * period;
                continue 'text;
            }
        }
        out.push(chars[at]);
        at += 1;
    }
    out
}
