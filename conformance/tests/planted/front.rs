//! The bugs of the bench, planted before the service with state.
//!
//! A bug of the bench bends one exchange of a server without state. Here the generated server reads the request, the bug
//! bends what it makes of it, and the service does what such a handler would be handed.

use std::sync::Mutex;

use reversals_bugs::server::{Bend, ServerBug, server};
use reversals_cases::wire::{Request, Response};
use reversals_judge::subject::{Call, Script, Served, Server};
use reversals_pair::GeneratedServer;
use serde_json::{Value, json};

use crate::stateful::{CONTRACT, service};

/// The status of a handler that was reached, of which nothing else is wanted.
const REACHED: u16 = 418;

/// Reads requests, and remembers the last that a handler got.
struct Reader<'a> {
    good: &'a GeneratedServer,
    service: &'a (dyn Fn(&Request) -> Response + Send + Sync),
    reached: Mutex<Option<(Request, Call)>>,
}

impl Server for Reader<'_> {
    fn serve(&self, request: &Request, script: &Script) -> Served {
        let mut served = self.good.serve(request, script);
        match &served.seen {
            Some(call) => *self.reached.lock().unwrap() = Some((request.clone(), call.clone())),
            // What no handler gets changes nothing.
            None => served.response = (self.service)(request),
        }
        served
    }
}

/// A new service with a bug before it.
pub(crate) fn planted(bug: &'static ServerBug) -> impl Fn(&Request) -> Response + Send + Sync {
    let (service, good) = (service(), GeneratedServer::new());
    move |request| {
        if !request.path.contains("reversals") {
            return service(request);
        }
        let reader = Reader {
            good: &good,
            service: &service,
            reached: Mutex::default(),
        };
        let script = Script::failure(REACHED, json!({}));
        let mut response = if let Bend::Answer(bend) = bug.bend {
            let seen = good.serve(request, &script).seen;
            let mut response = service(request);
            bend(&mut response, request, seen.as_ref());
            response
        } else {
            let served = server(bug, &reader).serve(request, &script);
            let reached = reader.reached.into_inner().unwrap();
            match (served.seen, reached) {
                (Some(seen), Some((sent, read))) => {
                    let answer = match bug.bend {
                        Bend::Seen(_) => handed(&service, &sent, &read, &seen),
                        _ => service(&sent),
                    };
                    match served.response.status {
                        REACHED => answer,
                        _ => served.response,
                    }
                }
                _ => served.response,
            }
        };
        // Whoever answers, the answer has the id of its request.
        let id = || "req_planted".to_owned();
        response
            .headers
            .entry("request-id".to_owned())
            .or_insert_with(id);
        response
    }
}

/// What the service answers to a call that was bent from `read` to `seen`.
///
/// What can't be handed to it, as it takes other types, shows as it would in a handler without types: that tells again
/// what it got, and a text is true to it.
fn handed(
    service: &(impl Fn(&Request) -> Response + ?Sized),
    sent: &Request,
    read: &Call,
    seen: &Call,
) -> Response {
    let mut request = sent.clone();
    let caller = [
        (
            "idempotency-key",
            &read.caller.idempotency_key,
            &seen.caller.idempotency_key,
        ),
        ("stripe-account", &read.caller.account, &seen.caller.account),
        ("stripe-version", &read.caller.version, &seen.caller.version),
    ];
    for (name, _, seen) in caller.into_iter().filter(|(_, read, seen)| read != seen) {
        request.headers.retain(|(other, _)| other != name);
        request
            .headers
            .extend(seen.clone().map(|value| (name.to_owned(), value)));
    }
    let (operation, read, seen) = (&seen.operation, &read.arguments, &seen.arguments);
    let (mut body, told) = (seen.body.clone(), read.body.clone().unwrap_or_default());
    for (name, value) in body.iter_mut().filter_map(Value::as_object_mut).flatten() {
        if told[name].is_boolean() && value.is_string() {
            *value = json!(true);
        }
    }
    if read.path != seen.path {
        let mut operations = CONTRACT.api.operations.iter();
        let path = &operations.find(|it| it.id == *operation).unwrap().path;
        let segments = path
            .split('/')
            .map(|segment| match segment.strip_prefix('{') {
                Some(name) => escaped(
                    seen.path[name.trim_end_matches('}')]
                        .as_str()
                        .unwrap_or_default(),
                ),
                None => segment.to_owned(),
            });
        request.path = segments.collect::<Vec<_>>().join("/");
    }
    if read.query != seen.query {
        request.query = Some(form(&Value::Object(seen.query.clone())));
    }
    if read.body != body {
        request.body = body.as_ref().map(form);
    }
    let mut response = service(&request);
    // The stub repeats what came.
    for (name, _, _) in caller {
        if let Some(value) = sent.header(name) {
            response.headers.insert(name.to_owned(), value.to_owned());
        }
    }
    if let (200, Ok(mut answer)) = (
        response.status,
        serde_json::from_str::<Value>(&response.body),
    ) {
        for (name, value) in body.iter().filter_map(Value::as_object).flatten() {
            if told[name] != *value && answer.get(name).is_some_and(|it| pairs(it) == pairs(value))
            {
                answer[name] = value.clone();
            }
        }
        response.body = answer.to_string();
    }
    response
}

/// The form of parameters.
fn form(parameters: &Value) -> String {
    let pairs = pairs(parameters).into_iter();
    let pairs = pairs.map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

/// The names in brackets and the texts of what is in a value, escaped; a null is not written.
fn pairs(value: &Value) -> Vec<(String, String)> {
    let inner = |name: String, value: &Value| {
        pairs(value)
            .into_iter()
            .map(move |(inner, text)| {
                let (first, rest) = inner.split_at(inner.find('[').unwrap_or(inner.len()));
                let first = if first.is_empty() {
                    String::new()
                } else {
                    format!("[{first}]")
                };
                (format!("{name}{first}{rest}"), text)
            })
            .collect::<Vec<_>>()
    };
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(at, item)| inner(at.to_string(), item))
            .collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| inner(escaped(name), member))
            .collect(),
        Value::String(text) => vec![(String::new(), escaped(text))],
        other => vec![(String::new(), other.to_string())],
    }
}

fn escaped(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
