//! Requests to the servers.

use std::collections::BTreeSet;

use reversals_cases::wire::Request;
use reversals_codegen::ir::{Api, Type, TypeShape};
use reversals_judge::subject::Script;
use serde_json::json;

use super::values::changed;
use super::{Both, EXCHANGES, Exchange, MODEL};

/// Spellings of a parameter's place, with `NAME` for its name.
const PLACES: [&str; 12] = [
    "NAME=VALUE",
    "NAME[]=VALUE",
    "NAME%5B%5D=VALUE",
    "NAME[0]=VALUE",
    "NAME[1]=VALUE",
    "NAME[1000]=VALUE",
    "NAME[k]=VALUE",
    "NAME[k][l]=VALUE",
    "NAME[k]=1&NAME[k]=VALUE",
    "NAME=VALUE&NAME=2",
    "NAME[]=a&NAME[]=VALUE",
    "NAME[k]=1&NAME=VALUE",
];

const VALUES: [&str; 14] = [
    "",
    "x",
    "1",
    "-1",
    "1.5",
    "1e3",
    "true",
    "null",
    "%00",
    "%zz",
    "%ff",
    "a+b%26",
    "9223372036854775808",
    "posted",
];

/// Every name of a parameter in the document, and one that is none.
fn names(api: &Api) -> BTreeSet<String> {
    let mut names = BTreeSet::from(["unknown".to_owned(), String::new()]);
    for operation in &api.operations {
        names.extend(operation.query.iter().map(|param| param.name.clone()));
        if let Some(Type::Named(name)) = operation.body.as_ref().map(|body| &body.ty)
            && let TypeShape::Struct { fields, .. } = &api.types[name].shape
        {
            names.extend(fields.iter().map(|field| field.name.clone()));
        }
    }
    names
}

fn joined(parts: [Option<&str>; 2]) -> Option<String> {
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("&"))
}

fn success(exchange: &Exchange) -> Script {
    Script::Success(exchange.payload.clone())
}

#[test]
fn both_servers_read_every_spelling_of_every_parameter_alike() {
    let names = names(&MODEL);
    let long = "x".repeat(5001);
    let both = Both::default();
    for exchange in EXCHANGES.iter() {
        let script = success(exchange);
        both.serve(&exchange.request, &script);
        for name in &names {
            for place in PLACES {
                for value in VALUES.iter().copied().chain([long.as_str()]) {
                    let pair = place.replace("NAME", name).replace("VALUE", value);
                    let (query, body) = (
                        exchange.request.query.as_deref(),
                        exchange.request.body.as_deref(),
                    );
                    let request = Request {
                        query: joined([query, Some(&pair)]),
                        ..exchange.request.clone()
                    };
                    both.serve(&request, &script);
                    if exchange.request.method == "POST" {
                        let mut request = Request {
                            body: joined([body, Some(&pair)]),
                            ..exchange.request.clone()
                        };
                        if body.is_none() {
                            request.headers.push((
                                "content-type".to_owned(),
                                "application/x-www-form-urlencoded".to_owned(),
                            ));
                        }
                        both.serve(&request, &script);
                    }
                }
            }
        }
    }
    both.compared_at_least(23_000);
}

#[test]
fn both_servers_read_every_body_alike() {
    let both = Both::default();
    let long = "a=".to_owned() + &"x".repeat(1 << 20);
    let bodies = [
        "{}",
        "[]",
        "\"\"",
        "null",
        "amount=1&amount=1",
        "&&",
        "=",
        "=1",
        "a",
        "a=1;b=2",
        "[]=1",
        "[a]=1",
        "metadata[]=1",
        "metadata[a",
        "metadata]a[=1",
        "metadata[][a]=1",
        "expand[0]=a&expand[2]=b",
        "expand[]=a&expand[0]=b",
        "metadata[a][b]=1",
        "metadata=&metadata[a]=1",
        &long,
    ];
    for exchange in EXCHANGES.iter() {
        let script = success(exchange);
        for body in bodies {
            for media in ["application/json", "application/x-www-form-urlencoded"] {
                let mut request = Request {
                    body: Some(body.to_owned()),
                    ..exchange.request.clone()
                };
                request.headers.retain(|(name, _)| name != "content-type");
                request
                    .headers
                    .push(("content-type".to_owned(), media.to_owned()));
                both.serve(&request, &script);
            }
            if body.len() < 100 {
                let request = Request {
                    query: Some(body.to_owned()),
                    ..exchange.request.clone()
                };
                both.serve(&request, &script);
            }
        }
    }
    both.compared_at_least(430);
}

#[test]
fn both_servers_write_every_answer_alike() {
    let both = Both::default();
    for exchange in EXCHANGES.iter() {
        for value in changed(&exchange.payload) {
            both.serve(&exchange.request, &Script::Success(value));
        }
        for status in [
            0, 99, 100, 200, 204, 302, 304, 400, 402, 404, 409, 500, 599, 999, 1000,
        ] {
            for body in [
                json!({ "error": { "type": "card_error", "k": [1.0] } }),
                json!(null),
                json!("x"),
            ] {
                both.serve(&exchange.request, &Script::failure(status, body));
            }
        }
    }
    both.compared_at_least(2_500);
}
