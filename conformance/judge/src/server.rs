//! Tests of a server.

use serde_json::{Value, json};

use super::compare::{equal, texts, values};
use super::{Answered, Finding, Verdict, World};
use crate::subject::{Call, Script, Served, Server};
use reversals_cases::wire::{Request, Response};
use reversals_cases::{Case, Refusal};

impl Answered {
    /// What the handler is told to answer.
    pub(super) fn script(&self) -> Script {
        if self.response.status < 400 {
            return Script::Success(self.output.clone());
        }
        Script::Failure {
            status: self.response.status,
            headers: self.response.headers.clone(),
            body: self.body.clone(),
        }
    }

    /// The answer with another body.
    pub(super) fn with_body(&self, body: String) -> Response {
        Response {
            body,
            ..self.response.clone()
        }
    }
}

/// A UUID stands in where a case leaves it open.
pub(super) fn request(case: &Case, request: &Request) -> Request {
    let mut request = request.clone();
    for (name, value) in &mut request.headers {
        if case.uuids.contains(name) && value == "<uuid>" {
            "133d33ad-aacd-4b6e-94f9-4fb75ea62325".clone_into(value);
        }
    }
    request
}

/// The handler sees the arguments and the caller.
pub(super) fn decode(
    case: &Case,
    answered: &Answered,
    spelling: &Request,
    server: &dyn Server,
) -> Verdict {
    let request = request(case, spelling);
    let served = server.serve(&request, &answered.script());
    seen(&expected_call(case, &request), &served)
        .map_err(|finding| told(finding, &request, &served))
}

/// What the handler of a request sees: the case's call, with what the client adds by itself.
pub(super) fn expected_call(case: &Case, request: &Request) -> Call {
    let mut call = case.call.clone();
    let header = |name: &str| request.header(name).map(str::to_owned);
    call.caller.idempotency_key = header("idempotency-key");
    call.caller.version = header("stripe-version");
    call
}

pub(super) fn seen(expected: &Call, served: &Served) -> Verdict {
    let Some(seen) = &served.seen else {
        let found = format!(
            "a refusal before it, with status {}: {}",
            served.response.status, served.response.body
        );
        return Err(Finding::new("server handler", "the call", found));
    };
    equal("operation", &expected.operation, &seen.operation)?;
    let arguments = |call: &Call| serde_json::to_value(&call.arguments).unwrap_or_default();
    values("server arguments", &arguments(expected), &arguments(seen))?;
    let caller = |call: &Call| format!("{:?}", call.caller);
    equal("caller", &caller(expected), &caller(seen))
}

/// The server writes the response: status, headers and JSON body.
pub(super) fn encode(case: &Case, answered: &Answered, world: World<'_>) -> Verdict {
    let Answered {
        response,
        body,
        output,
    } = answered;
    let request = request(case, &case.request);
    let served = world.server.serve(&request, &answered.script());
    let body = if response.status >= 400 { body } else { output };
    let verdict = status(response.status, &served.response)
        .and_then(|()| {
            response.headers.iter().try_for_each(|(name, value)| {
                let found = served.response.headers.get(name).map(String::as_str);
                texts(format!("response header {name}"), Some(value), found)
            })
        })
        .and_then(|()| json_body(body, &served));
    verdict.map_err(|finding| told(finding, &request, &served))
}

fn status(expected: u16, found: &Response) -> Verdict {
    let (expected, found) = (expected.to_string(), found.status.to_string());
    equal("response status", &expected, &found)
}

fn json_body(expected: &Value, served: &Served) -> Verdict {
    match serde_json::from_str::<Value>(&served.response.body) {
        Ok(found) => values("response body", expected, &found),
        Err(error) => Err(Finding::new(
            "response body",
            "JSON",
            format!("{error}: {}", served.response.body),
        )),
    }
}

/// The server refuses before its handler, with the documented envelope.
pub(super) fn refuse(case: &Case, refusal: &Refusal, world: World<'_>) -> Verdict {
    let request = request(case, &case.request);
    // What must be refused before the handler has none to answer it.
    let error = json!({ "type": "api_error", "message": "the handler was reached" });
    let reached = Script::failure(500, json!({ "error": error }));
    let served = world.server.serve(&request, &reached);
    let verdict = refused(refusal, &served);
    verdict.map_err(|finding| told(finding, &request, &served))
}

fn refused(refusal: &Refusal, served: &Served) -> Verdict {
    if let Some(seen) = &served.seen {
        let found = format!("it was reached, with {}", json!(seen.arguments));
        return Err(Finding::new("server handler", "not reached", found));
    }
    let response = &served.response;
    status(refusal.status, response)?;
    texts(
        "response header content-type",
        Some("application/json"),
        response.headers.get("content-type").map(String::as_str),
    )?;
    let envelope: Value = serde_json::from_str(&response.body).unwrap_or_default();
    let member = |name: &str| {
        envelope["error"]
            .get(name)
            .map(|value| value.as_str().unwrap_or("no text"))
    };
    texts("error.type", Some(&refusal.type_), member("type"))?;
    texts("error.code", refusal.code.as_deref(), member("code"))?;
    texts("error.param", refusal.param.as_deref(), member("param"))?;
    if member("message").is_none_or(str::is_empty) {
        return Err(Finding::new("error.message", "a text", "none"));
    }
    match &refusal.message {
        Some(message) => texts("error.message", Some(message), member("message")),
        None => Ok(()),
    }
}

fn told(finding: Box<Finding>, request: &Request, served: &Served) -> Box<Finding> {
    finding
        .with_request(request)
        .with_response(&served.response)
}
