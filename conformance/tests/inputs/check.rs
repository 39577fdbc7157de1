//! Whether a pair keeps a law.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use reversals_codegen::ir::{Media, Operation, Type};
use serde_json::{Map, Value};

use super::input::Input;
use super::law::Law;
use super::{parse, strings};
use reversals_cases::Case;
use reversals_cases::wire::Request;
use reversals_judge::subject::{Call, Called};
use reversals_judge::{self as judge, Finding, Kind, Verdict, World, difference};

/// Holds a pair to a law with one input.
pub(super) fn check(
    world: World<'_>,
    operation: &Operation,
    law: Law,
    input: &Input,
    reason: &str,
) -> Verdict {
    let contract = world.contract;
    let case = input.case(&contract.api, operation, law, reason);
    let checked = catch_unwind(AssertUnwindSafe(|| holds(world, operation, law, case)));
    checked.unwrap_or_else(|_| Err(Finding::new("the pair", "an answer", "a panic")))
}

fn holds(world: World<'_>, operation: &Operation, law: Law, mut case: Case) -> Verdict {
    let kinds: &[Kind] = match law {
        Law::ClientWrites => return writes(world, operation, &case),
        Law::ServerReads => {
            let called = call(world, &case);
            case.request = only(&called)?.clone();
            &[Kind::ServerDecode]
        }
        Law::ServerReadsRespelt => &[Kind::ServerDecodeSpelling(0)],
        Law::ServerWrites | Law::ServerFails => &[Kind::ServerEncode, Kind::Schema],
        Law::ClientReads | Law::ClientReadsFailure => &[Kind::ClientDecode, Kind::Schema],
    };
    let tests = judge::of_case(&Arc::new(case), &world.contract.api);
    kinds.iter().try_for_each(|kind| {
        let test = tests.iter().find(|test| test.kind == *kind);
        let none = || Finding::new("the law", kind, "a case that has no such test");
        test.ok_or_else(none)?.run(world)
    })
}

fn call(world: World<'_>, case: &Case) -> Called {
    // What is answered does not matter, only what is sent.
    world
        .client
        .call(&case.call, &reversals_cases::wire::Response::default())
}

fn only(called: &Called) -> Result<&Request, Box<Finding>> {
    match called.sent.as_slice() {
        [request] => Ok(request),
        other => {
            let found = format!("{} requests, and {:?}", other.len(), called.outcome);
            Err(Finding::new("request", "one", found))
        }
    }
}

/// The client's request says its arguments.
fn writes(world: World<'_>, operation: &Operation, case: &Case) -> Verdict {
    let called = call(world, case);
    let sent = only(&called)?;
    let verdict = said(operation, &case.call, sent).and_then(|()| heads(case, sent));
    verdict.map_err(|finding| finding.with_request(sent))
}

fn said(operation: &Operation, call: &Call, sent: &Request) -> Verdict {
    let arguments = &call.arguments;
    same(
        "request method",
        &Value::from(operation.method.to_uppercase()),
        &Value::from(sent.method.as_str()),
    )?;
    path(operation, &arguments.path, &sent.path)?;
    let mut query = strings::members(&arguments.query);
    for param in operation
        .query
        .iter()
        .filter(|param| !param.is_deep() && matches!(param.ty, Type::List { .. }))
    {
        // One text without brackets is no list to a reader that knows no types.
        if let Some(Value::Array(items)) = query.get(&param.name)
            && let [only] = items.as_slice()
        {
            query.insert(param.name.clone(), only.clone());
        }
    }
    form(
        "request query",
        &query,
        sent.query.as_deref().unwrap_or_default(),
    )?;
    let body = sent.body.as_deref().unwrap_or_default();
    let media = operation.body.as_ref().map(|body| body.media);
    if media == Some(Media::Json) {
        let read = serde_json::from_str(body).unwrap_or_default();
        let given = arguments.body.as_ref().unwrap_or(&Value::Null);
        return same("request body", given, &read);
    }
    let members = arguments.body.as_ref().and_then(Value::as_object);
    let members = members.map(strings::members).unwrap_or_default();
    form("request body", &members, body)
}

fn form(place: &str, expected: &Map<String, Value>, text: &str) -> Verdict {
    match parse::form(text, expected) {
        Ok(read) => same(place, &Value::Object(expected.clone()), &read),
        Err(error) => Err(Finding::new(place, "a form", format!("{error}: {text}"))),
    }
}

fn path(operation: &Operation, arguments: &Map<String, Value>, path: &str) -> Verdict {
    let expected: Vec<_> = operation
        .path
        .split('/')
        .map(|segment| {
            let name = segment
                .strip_prefix('{')
                .and_then(|name| name.strip_suffix('}'));
            let value = name.and_then(|name| strings::of(arguments.get(name)?));
            value.unwrap_or_else(|| Value::from(segment))
        })
        .collect();
    let found: Vec<_> = path
        .split('/')
        .map(|segment| Value::from(percent_decode_str(segment).decode_utf8_lossy().into_owned()))
        .collect();
    same(
        "request path",
        &Value::Array(expected),
        &Value::Array(found),
    )
}

/// The headers are those of the canonical request; a key that the client makes up is any.
fn heads(case: &Case, sent: &Request) -> Verdict {
    let shown = |request: &Request| -> Value {
        let headers = request.headers.iter().map(|(name, value)| {
            let value = if case.uuids.contains(name) {
                "<uuid>"
            } else {
                value
            };
            Value::from(vec![name.as_str(), value])
        });
        headers.collect()
    };
    same("request headers", &shown(&case.request), &shown(sent))
}

fn same(place: &str, expected: &Value, found: &Value) -> Verdict {
    match difference(expected, found) {
        None => Ok(()),
        Some((pointer, expected, found)) => {
            Err(Finding::new(format!("{place} {pointer}"), expected, found))
        }
    }
}
