//! The arguments of the cases as words of a command line.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use reversals_cases::call::{Authorization, Call};
use reversals_cases::{Case, Judge, Suite};
use reversals_cli::API;
use reversals_command::Operation;
use serde_json::{Map, Value};

/// How parameters are given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Spelling {
    /// Each by its own option.
    Flags,
    /// All by `-d`.
    Data,
}

static SUITE: LazyLock<Suite> = LazyLock::new(|| {
    reversals_cases::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")).unwrap()
});

/// The cases of which a client sends the request, with a key in the way of the program, each call once.
pub(crate) fn calls() -> Vec<&'static Arc<Case>> {
    let mut seen: Vec<&Call> = Vec::new();
    let mut calls = Vec::new();
    for case in &SUITE.cases {
        let is_sent = matches!(&case.judge, Judge::Exchange { sides, .. } if sides.contains(&reversals_cases::Side::Client));
        // A key of what is no POST is refused.
        let caller = &case.call.caller;
        let is_ours = caller.authorization == Authorization::Bearer
            && (caller.idempotency_key.is_none() || case.request.method == "POST");
        if case.has_request && is_sent && is_ours && !seen.contains(&&case.call) {
            seen.push(&case.call);
            calls.push(case);
        }
    }
    calls
}

/// Whether the client says it and no server takes it: what the program may refuse.
pub(crate) fn is_unfit(case: &Case) -> bool {
    matches!(&case.judge, Judge::Exchange { sides, .. } if sides.len() == 1)
}

pub(crate) fn operation(id: &str) -> &'static Operation {
    API.operations.iter().find(|it| it.id == id).unwrap()
}

/// The words of a call.
pub(crate) fn words(call: &Call, spelling: Spelling) -> Vec<String> {
    let operation = operation(&call.operation);
    let mut words = vec![operation.resource.to_owned(), operation.verb.to_owned()];
    let none = Map::new();
    let body = call.arguments.body.as_ref().and_then(Value::as_object);
    for parameters in [&call.arguments.query, body.unwrap_or(&none)] {
        for (name, value) in parameters {
            match spelling {
                Spelling::Flags => {
                    flag(&format!("--{}", name.replace('_', "-")), value, &mut words);
                }
                Spelling::Data => data(name, value, &mut words),
            }
        }
    }
    let caller = &call.caller;
    for (option, value) in [
        ("--idempotency-key", &caller.idempotency_key),
        ("--stripe-account", &caller.account),
        ("--stripe-version", &caller.version),
    ] {
        words.extend(value.iter().map(|value| format!("{option}={value}")));
    }
    words.push("--".to_owned());
    for field in operation.path_params.fields {
        words.push(text(&call.arguments.path[field.name]));
    }
    words
}

fn flag(option: &str, value: &Value, words: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| flag(option, item, words)),
        Value::Object(members) => {
            for (key, value) in members {
                let key = key.replace('=', "\\=");
                words.push(format!("{option}={key}={}", text(value)));
            }
        }
        plain => words.push(format!("{option}={}", text(plain))),
    }
}

fn data(name: &str, value: &Value, words: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            let name = format!("{name}[]");
            for item in items {
                data(&name, item, words);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                data(&format!("{name}[{key}]"), value, words);
            }
        }
        plain => words.extend(["-d".to_owned(), format!("{name}={}", text(plain))]),
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
