//! Tests of a client.

use serde_json::Value;

use super::compare::{requests, reversed, texts, values};
use super::{Answered, Finding, Verdict, World, tolerance};
use crate::subject::{Called, Client, Outcome};
use reversals_cases::wire::{Request, Response};
use reversals_cases::{Case, Expected};

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
pub(super) fn encode(case: &Case, answered: &Answered, world: World<'_>) -> Verdict {
    let called = world.client.call(&case.call, &answered.response);
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
pub(super) fn repeat(case: &Case, answered: &Answered, world: World<'_>) -> Verdict {
    let call = || world.client.call(&case.call, &answered.response);
    let (first, second) = (call(), call());
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

pub(super) fn decode(case: &Case, answered: &Answered, world: World<'_>) -> Verdict {
    decodes(case, world.client, &answered.response, &answered.output)
}

pub(super) fn reordered(case: &Case, answered: &Answered, world: World<'_>) -> Verdict {
    let answer = answered.with_body(reversed(&answered.body));
    decodes(case, world.client, &answer, &answered.output)
}

pub(super) fn unknown_members(case: &Case, answered: &Answered, world: World<'_>) -> Verdict {
    let of = answer_of_tomorrow(case, answered, world)?;
    let body = of.with_unknown_members(&answered.body);
    let answer = answered.with_body(body.to_string());
    decodes(case, world.client, &answer, &answered.output)
}

pub(super) fn unknown_values(case: &Case, answered: &Answered, world: World<'_>) -> Verdict {
    let of = answer_of_tomorrow(case, answered, world)?;
    let body = of.with_unknown_values(&answered.body);
    let output = of.with_unknown_values(&answered.output);
    let answer = answered.with_body(body.to_string());
    decodes(case, world.client, &answer, &output)
}

/// What the answer may hold that nobody knows yet.
fn answer_of_tomorrow<'a>(
    case: &Case,
    answered: &Answered,
    world: World<'a>,
) -> Result<tolerance::Answer<'a>, Box<Finding>> {
    tolerance::Answer::of(case, answered.response.status, &world.contract.api)
        .ok_or_else(|| Finding::new("document", "a type of the answer", "none"))
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
pub(super) fn refuse(
    case: &Case,
    (answer, at, expected): &(Response, String, Expected),
    world: World<'_>,
) -> Verdict {
    let called = world.client.call(&case.call, answer);
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
    verdict.map_err(|finding| told(finding, &called, answer))
}

/// The client keeps status and body of what the document doesn't describe.
pub(super) fn undocumented(case: &Case, answer: &Response, world: World<'_>) -> Verdict {
    let called = world.client.call(&case.call, answer);
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
    verdict.map_err(|finding| told(finding, &called, answer))
}

/// The client's types can't express the input, and nothing leaves.
pub(super) fn unrepresentable(case: &Case, client: &dyn Client) -> Verdict {
    let answer = Response::json(200, &Value::Object(serde_json::Map::default()));
    let called = client.call(&case.call, &answer);
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
