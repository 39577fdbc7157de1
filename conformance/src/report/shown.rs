//! Messages and cases as text for people.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Entry, Request, Response};
use reversals_cases::wire;
use reversals_cases::{Case, Judge, Origin, Refusal};

/// A request, a line for each header and each pair of its body.
pub(crate) fn request(request: &Request) -> String {
    let mut text = format!("{} {}", request.method, request.target);
    for (name, value) in &request.headers {
        let _ = write!(text, "\n{name}: {value}");
    }
    if let Some(body) = request.body.as_ref().filter(|body| !body.is_empty()) {
        // A line for each pair reads better than one of thousands of characters.
        let _ = write!(text, "\n\n{}", body.replace('&', "\n&"));
    }
    text
}

/// A response, its body with a line for each member.
pub(crate) fn response(response: &Response) -> String {
    let mut text = format!("HTTP {}", response.status);
    for (name, value) in &response.headers {
        let _ = write!(text, "\n{name}: {value}");
    }
    let body = match serde_json::from_str::<Value>(&response.body) {
        Ok(body) => pretty(&body),
        Err(_) => response.body.clone(),
    };
    if !body.is_empty() {
        let _ = write!(text, "\n\n{body}");
    }
    text
}

/// What is found, with the messages that show it and the commands that show it again.
pub(crate) fn finding(entry: &Entry) -> String {
    let mut text = format!("{}:{}\n{}", entry.file, entry.line, entry.message());
    let Some(finding) = &entry.finding else {
        return text;
    };
    let messages = [
        finding.request.as_ref().map(request),
        finding.response.as_ref().map(response),
    ];
    let reproduce = finding.reproduce.join("\n");
    for part in messages.into_iter().flatten().chain([reproduce]) {
        let _ = write!(text, "\n\n{part}");
    }
    text
}

/// What the caller of a case gives.
pub(crate) fn input(case: &Case) -> String {
    serde_json::to_value(&case.call.arguments)
        .map(|arguments| pretty(&arguments))
        .unwrap_or_default()
}

/// What a case rests on; an address is on a line of its own.
pub(crate) fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Documented(documented) => format!(
            "Documented: {}\n{}\nSHA-256 of the payload: {}",
            documented.title, documented.page, documented.sha256
        ),
        Origin::Derived { rule } => format!("Derived from the document: {rule}"),
        Origin::Authored { reason } => format!("Made for the suite: {reason}"),
    }
}

/// What must come of a case.
pub(crate) fn judged(case: &Case) -> String {
    let answer = |it: &wire::Response| response(&Response::from(it));
    match &case.judge {
        Judge::Exchange {
            response,
            body,
            output,
            folding,
            ..
        } => {
            let mut text = answer(response);
            if output != body {
                let folding = folding.as_deref().unwrap_or_default();
                let _ = write!(
                    text,
                    "\n\nThe client gives ({folding}):\n{}",
                    pretty(output)
                );
            }
            text
        }
        Judge::Refuses {
            response,
            at,
            expected,
            ..
        } => {
            let expected = serde_json::to_value(expected).unwrap_or_default();
            let expected = expected.as_str().unwrap_or_default();
            let answer = answer(response);
            format!("{answer}\n\nThe client refuses it at `{at}`, where it must be: {expected}")
        }
        Judge::Values(values) => {
            let values = pretty(&serde_json::to_value(values).unwrap_or_default());
            format!("The published schemas list these values and no others:\n{values}")
        }
        Judge::Undocumented { response } => {
            format!("{}\n\nThe client keeps it as it came.", answer(response))
        }
        Judge::Refused(it) => refusal(it),
        Judge::Unrepresentable => "Nothing is sent.".to_owned(),
    }
}

fn refusal(refusal: &Refusal) -> String {
    let mut text = format!(
        "HTTP {}, before its handler\nerror.type: {}",
        refusal.status, refusal.type_
    );
    for (name, value) in [
        ("code", &refusal.code),
        ("param", &refusal.param),
        ("message", &refusal.message),
    ] {
        if let Some(value) = value {
            let _ = write!(text, "\nerror.{name}: {value}");
        }
    }
    text
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
