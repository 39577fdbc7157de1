//! Tests of a client.

use serde_json::Value;

use super::compare::{requests, reversed, texts, values};
use super::{Contract, Finding, tolerance};
use crate::case::{Case, Judge};
use crate::subject::{Called, Client, Outcome};
use crate::wire::{Request, Response};

type Verdict = Result<(), Box<Finding>>;

/// The response that a case answers with; an empty object where it has none.
fn answer(case: &Case) -> Response {
    match &case.judge {
        Judge::Exchange { response, .. }
        | Judge::Refuses { response, .. }
        | Judge::Undocumented { response } => response.clone(),
        Judge::Refused(_) | Judge::Unrepresentable | Judge::Values(_) => {
            Response::json(200, &Value::Object(serde_json::Map::default()))
        }
    }
}

/// The one request that a call sends.
pub(super) fn only(called: &Called) -> Result<&Request, Box<Finding>> {
    match called.sent.as_slice() {
        [request] => Ok(request),
        [] => {
            let outcome = format!("none, but {}", shown(&called.outcome));
            Err(Finding::new("request", "one", outcome))
        }
        more => Err(
            Finding::new("request", "one", format!("{} requests", more.len()))
                .with_request(&more[1]),
        ),
    }
}

/// The client sends the request, byte for byte, once.
pub(super) fn encode(case: &Case, client: &dyn Client) -> Verdict {
    let called = client.call(&case.call, &answer(case));
    let sent = only(&called)?;
    requests(&case.request, sent, &case.uuids).map_err(|finding| finding.with_request(sent))?;
    for name in &case.absent {
        if has_parameter(sent, name) {
            let finding = Finding::new("request", format!("no parameter `{name}`"), "it is there");
            return Err(finding.with_request(sent));
        }
    }
    Ok(())
}

/// Whether a query or form has a parameter by that name, with or without brackets behind it.
fn has_parameter(request: &Request, name: &str) -> bool {
    let texts = [&request.query, &request.body];
    texts.into_iter().flatten().any(|text| {
        text.split('&').any(|pair| {
            let key = pair.split('=').next().unwrap_or_default();
            let key = key.split('[').next().unwrap_or_default();
            key.split("%5B").next() == Some(name)
        })
    })
}

/// Two calls of the same arguments are the same request; only a key that the client makes up is another.
pub(super) fn repeat(case: &Case, client: &dyn Client) -> Verdict {
    let answer = answer(case);
    let first = client.call(&case.call, &answer);
    let second = client.call(&case.call, &answer);
    let (first, second) = (only(&first)?, only(&second)?);
    let mut expected = first.clone();
    for name in &case.uuids {
        let (before, after) = (first.header(name), second.header(name));
        if before == after {
            let place = format!("request header {name} of a second call");
            let finding = Finding::new(place, "another UUID", after.unwrap_or("none"));
            return Err(finding.with_request(second));
        }
        for (_, value) in expected
            .headers
            .iter_mut()
            .filter(|(other, _)| other == name)
        {
            after.unwrap_or_default().clone_into(value);
        }
    }
    requests(&expected, second, &[]).map_err(|mut finding| {
        finding.place.push_str(" of a second call");
        finding.with_request(second)
    })
}

pub(super) fn decode(case: &Case, client: &dyn Client) -> Verdict {
    let Judge::Exchange { output, .. } = &case.judge else {
        return Ok(());
    };
    decodes(case, client, &answer(case), output)
}

pub(super) fn decode_reordered(case: &Case, client: &dyn Client) -> Verdict {
    let Judge::Exchange { body, output, .. } = &case.judge else {
        return Ok(());
    };
    let mut answer = answer(case);
    answer.body = reversed(body);
    decodes(case, client, &answer, output)
}

pub(super) fn decode_unknown_members(
    case: &Case,
    client: &dyn Client,
    contract: &Contract,
) -> Verdict {
    decode_of_tomorrow(case, client, contract, |of, body, output| {
        (of.with_unknown_members(body), output.clone())
    })
}

pub(super) fn decode_unknown_values(
    case: &Case,
    client: &dyn Client,
    contract: &Contract,
) -> Verdict {
    decode_of_tomorrow(case, client, contract, |of, body, output| {
        (of.with_unknown_values(body), of.with_unknown_values(output))
    })
}

/// The client reads an answer with what nobody knows yet. `change` makes body and output of the case's own.
fn decode_of_tomorrow(
    case: &Case,
    client: &dyn Client,
    contract: &Contract,
    change: impl FnOnce(&tolerance::Answer<'_>, &Value, &Value) -> (Value, Value),
) -> Verdict {
    let Judge::Exchange { body, output, .. } = &case.judge else {
        return Ok(());
    };
    let Some(of) = tolerance::Answer::of(case, &contract.api) else {
        let place = "document";
        return Err(Finding::new(place, "a type of the answer", "none"));
    };
    let (body, output) = change(&of, body, output);
    let mut answer = answer(case);
    answer.body = body.to_string();
    decodes(case, client, &answer, &output)
}

/// The client gives `output` for an answer: as a success, or as the documented failure of that status.
pub(super) fn decodes(
    case: &Case,
    client: &dyn Client,
    answer: &Response,
    output: &Value,
) -> Verdict {
    let called = client.call(&case.call, answer);
    // Nobody has asked for a second try.
    only(&called).map_err(|finding| finding.with_response(answer))?;
    let verdict = match (&called.outcome, answer.status) {
        (Outcome::Success(value), ..400) => values("client output", output, value),
        (Outcome::Failure { status, error }, 400..) if *status == answer.status => {
            values("client error", output, error)
        }
        (other, status) => {
            let expected = match status {
                ..400 => "the decoded value".to_owned(),
                _ => format!("the documented error with status {status}"),
            };
            Err(Finding::new("client outcome", expected, shown(other)))
        }
    };
    verdict.map_err(|finding| told(finding, &called, answer))
}

/// The client refuses the response at the place, for the reason that the case says.
pub(super) fn refuse(case: &Case, client: &dyn Client) -> Verdict {
    let Judge::Refuses { at, expected, .. } = &case.judge else {
        return Ok(());
    };
    let answer = answer(case);
    let called = client.call(&case.call, &answer);
    let wanted = serde_json::to_value(expected).unwrap_or_default();
    let wanted = wanted.as_str().unwrap_or_default();
    let verdict = match &called.outcome {
        Outcome::Refused {
            pointer,
            expected,
            text,
        } => texts("client refusal's place", Some(at), Some(pointer))
            .and_then(|()| texts("client refusal's reason", Some(wanted), Some(expected)))
            .map_err(|mut finding| {
                finding.found.push_str(&format!(" ({text})"));
                finding
            }),
        other => {
            let wanted = format!("a refusal at `{at}`, where it must be: {wanted}");
            Err(Finding::new("client outcome", wanted, shown(other)))
        }
    };
    verdict.map_err(|finding| told(finding, &called, &answer))
}

/// The client keeps status and body of what the document doesn't describe.
pub(super) fn undocumented(case: &Case, client: &dyn Client) -> Verdict {
    let answer = answer(case);
    let called = client.call(&case.call, &answer);
    let verdict = match &called.outcome {
        Outcome::Undocumented { status, body } if *status == answer.status => {
            texts("kept body", Some(&answer.body), Some(body))
        }
        other => {
            let wanted = format!(
                "the undocumented answer, as it came, with status {}",
                answer.status
            );
            Err(Finding::new("client outcome", wanted, shown(other)))
        }
    };
    verdict.map_err(|finding| told(finding, &called, &answer))
}

/// The client's types can't express the input, and nothing leaves.
pub(super) fn unrepresentable(case: &Case, client: &dyn Client) -> Verdict {
    let called = client.call(&case.call, &answer(case));
    match (&called.outcome, called.sent.as_slice()) {
        (Outcome::Unrepresentable(_), []) => Ok(()),
        (_, [sent, ..]) => {
            let finding = Finding::new(
                "request",
                "none: the input can't be expressed",
                "it was sent",
            );
            Err(finding.with_request(sent))
        }
        (other, []) => Err(Finding::new(
            "client outcome",
            "the input can't be expressed",
            shown(other),
        )),
    }
}

fn told(finding: Box<Finding>, called: &Called, answer: &Response) -> Box<Finding> {
    let finding = finding.with_response(answer);
    match called.sent.first() {
        Some(sent) => finding.with_request(sent),
        None => finding,
    }
}

/// An outcome in a few words.
pub(super) fn shown(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Success(value) => format!("success: {value}"),
        Outcome::Failure { status, error } => {
            format!("the documented error with status {status}: {error}")
        }
        Outcome::Unrepresentable(text) => format!("an input that can't be expressed: {text}"),
        Outcome::Refused { text, .. } => format!("a refusal: {text}"),
        Outcome::Undocumented { status, body } => {
            format!("an undocumented answer with status {status}: {body}")
        }
        Outcome::Other(text) => format!("a failure: {text}"),
    }
}
