//! Failures as they are written.

use serde_json::{Map, Value, json};

use super::super::document;
use super::{Bend, ServerBug, failure};
use reversals_cases::wire::Response;

pub(super) const BUGS: &[ServerBug] = &[
    ServerBug::new(
        "failure-is-400",
        "answers every failure with 400",
        Bend::Answer(|response, _, _| {
            if response.status >= 400 {
                response.status = 400;
            }
        }),
    ),
    ServerBug::new(
        "failure-is-500",
        "answers a wrong parameter with 500",
        Bend::Answer(|response, _, seen| {
            if response.status == 400 && seen.is_none() {
                response.status = 500;
            }
        }),
    ),
    ServerBug::new(
        "unknown-route-is-200",
        "answers `{}` for an address that it doesn't know",
        Bend::Answer(|response, _, seen| {
            if response.status == 404 && seen.is_none() {
                *response = Response::json(200, &json!({}));
            }
        }),
    ),
    ServerBug::new(
        "error-is-text",
        "writes the message alone in the envelope",
        Bend::Answer(|response, _, _| {
            failure(response, |body| {
                if let Some(error) = body.get_mut("error") {
                    *error = error.get("message").cloned().unwrap_or_default();
                }
            });
        }),
    ),
    ServerBug::new(
        "error-without-param",
        "doesn't say which parameter is wrong",
        Bend::Answer(|response, _, _| error(response, |error| drop(error.remove("param")))),
    ),
    ServerBug::new(
        "error-param-without-key",
        "names the outermost parameter alone",
        Bend::Answer(|response, _, _| {
            error(response, |error| {
                if let Some(Value::String(param)) = error.get_mut("param") {
                    let end = param.find('[').unwrap_or(param.len());
                    param.truncate(end);
                }
            });
        }),
    ),
    ServerBug::new(
        "error-without-code",
        "doesn't write the code",
        Bend::Answer(|response, _, _| error(response, |error| drop(error.remove("code")))),
    ),
    ServerBug::new(
        "error-code-generic",
        "writes one code for whatever is wrong",
        Bend::Answer(|response, _, _| {
            error(response, |error| {
                if let Some(code) = error.get_mut("code") {
                    *code = "bad_request".into();
                }
            });
        }),
    ),
    ServerBug::new(
        "error-without-message",
        "keeps the message to itself",
        Bend::Answer(|response, _, _| error(response, |error| drop(error.remove("message")))),
    ),
    ServerBug::new(
        "error-type-by-status",
        "makes up a type from the status instead of writing a documented one",
        Bend::Answer(|response, _, _| {
            let word = match response.status {
                401 => "authentication_error",
                404 => "not_found_error",
                429 => "rate_limit_error",
                _ => return,
            };
            error(response, |error| {
                drop(error.insert("type".to_owned(), word.into()));
            });
        }),
    ),
    ServerBug::new(
        "error-members-are-null",
        "writes null for the members that an error doesn't have",
        Bend::Answer(|response, _, _| {
            error(response, |error| {
                for name in document::error_members() {
                    error.entry(name.clone()).or_insert(Value::Null);
                }
            });
        }),
    ),
    ServerBug::new(
        "error-is-html",
        "lets the framework's page stand for an error",
        Bend::Answer(|response, _, seen| {
            if response.status >= 400 && seen.is_none() {
                response.body = format!("<html><h1>{}</h1></html>", response.status);
                response
                    .headers
                    .insert("content-type".to_owned(), "text/html".to_owned());
            }
        }),
    ),
];

/// Changes the error in its envelope.
fn error(response: &mut Response, change: impl FnOnce(&mut Map<String, Value>)) {
    failure(response, |body| {
        if let Some(Value::Object(error)) = body.get_mut("error") {
            change(error);
        }
    });
}
