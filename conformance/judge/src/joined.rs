//! Tests of both sides together. Alone they prove little, since twin mistakes cancel; beside the others they show
//! that what one side writes is what the other reads.

use super::compare::values;
use super::{Answered, Finding, Verdict, World, client, server};
use crate::subject::Outcome;
use reversals_cases::Case;
use reversals_cases::wire::Response;

/// What the client sends reaches the handler, and what the handler answers reaches the caller.
pub(super) fn round(case: &Case, answered: &Answered, world: World<'_>) -> Verdict {
    // What is answered to the first call does not matter, only what it sends.
    let first = world.client.call(&case.call, &Response::default());
    let sent = client::only(&first)?;
    let served = world.server.serve(sent, &answered.script());
    server::seen(&server::expected_call(case, sent), &served)
        .and_then(|()| client::decodes(case, world.client, &served.response, &answered.output))
        .map_err(|finding| finding.with_request(sent).with_response(&served.response))
}

/// What the client gives, written by the server and read again, is the same.
pub(super) fn re_encode(case: &Case, answered: &Answered, world: World<'_>) -> Verdict {
    let response = &answered.response;
    let first = world.client.call(&case.call, response);
    let script = match first.outcome {
        Outcome::Success(value) => crate::subject::Script::Success(value),
        Outcome::Failure { status, error } => crate::subject::Script::failure(status, error),
        other => {
            let finding = Finding::new("client outcome", "a value", client::shown(&other));
            return Err(finding.with_response(response));
        }
    };
    let request = server::request(case, &case.request);
    let served = world.server.serve(&request, &script);
    let written = serde_json::from_str(&served.response.body).unwrap_or_default();
    values("the body written again", &answered.output, &written)
        .and_then(|()| client::decodes(case, world.client, &served.response, &answered.output))
        .map_err(|finding| {
            finding
                .with_request(&request)
                .with_response(&served.response)
        })
}
