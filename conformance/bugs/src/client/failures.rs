//! Failures as they are read.

use serde_json::{Map, Value, json};

use super::super::document;
use super::{Bend, ClientBug};
use reversals_judge::subject::Outcome;

pub(super) const BUGS: &[ClientBug] = &[
    ClientBug::new(
        "server-failure-swallowed",
        "doesn't read the body of a failure of the service",
        Bend::Outcome(|outcome, _| {
            if let Outcome::Failure { status, .. } = *outcome
                && status >= 500
            {
                *outcome = Outcome::Undocumented {
                    status,
                    body: String::new(),
                };
            }
        }),
    ),
    ClientBug::new(
        "failure-status-lost",
        "says 400 whatever the status was",
        Bend::Outcome(|outcome, _| {
            if let Outcome::Failure { status, .. } = outcome {
                *status = 400;
            }
        }),
    ),
    ClientBug::new(
        "error-param-lost",
        "doesn't tell its caller which parameter is wrong",
        Bend::Outcome(|outcome, _| error(outcome, |error| drop(error.remove("param")))),
    ),
    ClientBug::new(
        "error-code-lost",
        "doesn't tell its caller the code",
        Bend::Outcome(|outcome, _| error(outcome, |error| drop(error.remove("code")))),
    ),
    ClientBug::new(
        "error-message-lost",
        "puts a text of its own in place of the message",
        Bend::Outcome(|outcome, _| {
            error(outcome, |error| {
                drop(error.insert("message".to_owned(), "request failed".into()));
            });
        }),
    ),
    ClientBug::new(
        "unknown-error-type-refused",
        "can't read an error of a kind that was added later",
        Bend::Outcome(|outcome, answer| {
            if let Outcome::Failure { status, error } = outcome
                && !document::error_types().any(|word| *word == error["error"]["type"])
            {
                *outcome = Outcome::Undocumented {
                    status: *status,
                    body: answer.body.clone(),
                };
            }
        }),
    ),
    ClientBug::new(
        "unreadable-failure-taken-for-documented",
        "makes up an error of a proxy's page",
        Bend::Outcome(|outcome, _| {
            if let Outcome::Undocumented { status, body } = outcome
                && *status >= 400
            {
                let error = json!({ "error": { "message": body, "type": "api_error" } });
                *outcome = Outcome::Failure {
                    status: *status,
                    error,
                };
            }
        }),
    ),
    ClientBug::new(
        "undocumented-body-lost",
        "throws away the body of an answer that it can't read",
        Bend::Outcome(|outcome, _| {
            if let Outcome::Undocumented { body, .. } = outcome {
                body.clear();
            }
        }),
    ),
    ClientBug::new(
        "error-without-envelope-accepted",
        "takes any JSON object that comes with a failing status for an error",
        Bend::Outcome(|outcome, _| {
            if let Outcome::Undocumented { status, body } = outcome
                && *status >= 400
                && let Ok(error @ Value::Object(_)) = serde_json::from_str(body)
            {
                *outcome = Outcome::Failure {
                    status: *status,
                    error,
                };
            }
        }),
    ),
];

/// Changes the error in its envelope.
fn error(outcome: &mut Outcome, change: impl FnOnce(&mut Map<String, Value>)) {
    if let Outcome::Failure { error, .. } = outcome
        && let Some(Value::Object(error)) = error.get_mut("error")
    {
        change(error);
    }
}
