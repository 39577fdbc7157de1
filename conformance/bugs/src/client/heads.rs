//! Methods, paths and headers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::super::form;
use super::{Bend, ClientBug};
use reversals_cases::wire::{Request, Response};
use reversals_judge::subject::{Call, Called, Client, KEY};

pub(super) const BUGS: &[ClientBug] = &[
    ClientBug::new(
        "path-not-escaped",
        "puts ids into the path as they are, slashes and question marks too",
        Bend::Sent(|request, _| request.path = form::unescaped_path(&request.path)),
    ),
    ClientBug::new(
        "path-slash-not-escaped",
        "escapes the path as a whole, so that slashes in ids stay",
        Bend::Sent(|request, _| request.path = request.path.replace("%2F", "/")),
    ),
    ClientBug::new(
        "path-escaped-twice",
        "escapes ids that the URL type escapes again",
        Bend::Sent(|request, _| request.path = request.path.replace('%', "%25")),
    ),
    ClientBug::new(
        "path-parameters-swapped",
        "takes the path's parameters in the order of the document's list instead of by name",
        Bend::Call(|call| {
            let values: Vec<Value> = call.arguments.path.values().cloned().collect();
            for (value, other) in call.arguments.path.values_mut().zip(values.iter().rev()) {
                value.clone_from(other);
            }
        }),
    ),
    ClientBug::new(
        "path-with-trailing-slash",
        "ends the path of a collection with a slash",
        Bend::Sent(|request, call| {
            if !is_item(request, call) {
                request.path.push('/');
            }
        }),
    ),
    ClientBug::new(
        "post-of-item-as-patch",
        "updates by PATCH, as other services have it",
        Bend::Sent(|request, call| {
            if request.method == "POST" && is_item(request, call) {
                "PATCH".clone_into(&mut request.method);
            }
        }),
    ),
    ClientBug::new(
        "query-of-get-in-body",
        "sends the parameters of a GET in its body",
        Bend::Sent(|request, _| {
            if request.method == "GET" && request.query.is_some() {
                request.body = request.query.take();
                form::set_header(request, "content-type", "application/x-www-form-urlencoded");
            }
        }),
    ),
    ClientBug::new(
        "body-of-post-in-query",
        "sends the parameters of a POST in its query",
        Bend::Sent(|request, _| {
            if request.method == "POST"
                && request.body.as_ref().is_some_and(|body| !body.is_empty())
            {
                request.query = request.body.take();
            }
        }),
    ),
    ClientBug::new(
        "body-as-json",
        "sends JSON where the service reads forms",
        Bend::Sent(|request, call| {
            if let Some(body) = call
                .arguments
                .body
                .as_ref()
                .filter(|_| request.method == "POST")
            {
                request.body = Some(body.to_string());
                form::set_header(request, "content-type", "application/json");
            }
        }),
    ),
    ClientBug::new(
        "content-type-missing",
        "doesn't say that its body is a form",
        Bend::Sent(|request, _| form::remove_header(request, "content-type")),
    ),
    ClientBug::new(
        "idempotency-key-missing",
        "sends a POST without an idempotency key",
        Bend::Sent(|request, _| form::remove_header(request, "idempotency-key")),
    ),
    ClientBug::new(
        "idempotency-key-renewed",
        "makes up an idempotency key although the caller gave one",
        Bend::Call(|call| call.caller.idempotency_key = None),
    ),
    ClientBug::new(
        "authorization-missing",
        "sends no key",
        Bend::Sent(|request, _| form::remove_header(request, "authorization")),
    ),
    ClientBug::new(
        "key-without-scheme",
        "sends the key without a scheme",
        Bend::Sent(|request, _| {
            let bare = request
                .header("authorization")
                .and_then(|value| value.strip_prefix("Bearer "));
            if let Some(key) = bare.map(str::to_owned) {
                form::set_header(request, "authorization", &key);
            }
        }),
    ),
    ClientBug::new(
        "basic-without-colon",
        "leaves out the colon behind the user name of Basic",
        Bend::Sent(|request, _| {
            if request
                .header("authorization")
                .is_some_and(|value| value.starts_with("Basic "))
            {
                let basic = format!("Basic {}", STANDARD.encode(KEY));
                form::set_header(request, "authorization", &basic);
            }
        }),
    ),
    ClientBug::new(
        "account-dropped",
        "acts for the platform although a connected account is named",
        Bend::Call(|call| call.caller.account = None),
    ),
    ClientBug::new(
        "version-ignored",
        "asks for its own API version although the caller names another",
        Bend::Call(|call| call.caller.version = None),
    ),
    ClientBug::new(
        "version-missing",
        "asks for an API version only where the caller names one, so that the account's own decides the shape of answers",
        Bend::Sent(|request, call| {
            if call.caller.version.is_none() {
                form::remove_header(request, "stripe-version");
            }
        }),
    ),
    ClientBug::new(
        "retried-under-a-new-key",
        "sends a POST again when the service fails, under another idempotency key",
        Bend::Whole(|inner, call, answer| {
            let mut called = inner.call(call, answer);
            again(inner, call, answer, &mut called);
            for request in called.sent.iter_mut().skip(1) {
                form::set_header(request, "idempotency-key", "another");
            }
            called
        }),
    ),
];

/// Whether the path ends in an id.
fn is_item(request: &Request, call: &Call) -> bool {
    let last = request.path.rsplit('/').next().map(form::unescaped_path);
    let mut ids = call.arguments.path.values();
    ids.any(|id| id.as_str() == last.as_deref())
}

fn again(inner: &dyn Client, call: &Call, answer: &Response, called: &mut Called) {
    if answer.status >= 500 {
        let second = inner.call(call, answer);
        called.sent.extend(second.sent);
    }
}
