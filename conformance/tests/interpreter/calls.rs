//! Calls of the clients.

use std::time::{Duration, Instant};

use reversals_cases::wire::Response;
use reversals_codegen::ir::{Api, Operation, Type, TypeShape};
use reversals_judge::subject::{Authorization, Caller, Client as _, Script, Server as _};
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use serde_json::{Map, Value, json};

use super::values::{any, changed};
use super::{Both, EXCHANGES, Exchange, MODEL};

/// The names of an operation's arguments, place by place.
fn names(api: &Api, operation: &Operation) -> [Vec<String>; 3] {
    let params = |params: &[reversals_codegen::ir::Param]| {
        params.iter().map(|param| param.name.clone()).collect()
    };
    let body = match operation.body.as_ref().map(|body| &body.ty) {
        Some(Type::Named(name)) => match &api.types[name].shape {
            TypeShape::Struct { fields, .. } => {
                fields.iter().map(|field| field.name.clone()).collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    [
        params(&operation.path_params),
        params(&operation.query),
        body,
    ]
}

fn place(exchange: &mut Exchange, index: usize) -> Option<&mut Map<String, Value>> {
    let arguments = &mut exchange.call.arguments;
    match index {
        0 => Some(&mut arguments.path),
        1 => Some(&mut arguments.query),
        _ => arguments.body.as_mut().and_then(Value::as_object_mut),
    }
}

#[test]
fn both_clients_send_the_same_of_every_change_of_the_arguments() {
    let both = Both::default();
    for mut exchange in EXCHANGES.clone() {
        let answer = Response::json(200, &exchange.payload);
        let names = names(&MODEL, &exchange.operation);
        for (index, mut names) in names.into_iter().enumerate() {
            names.push("unknown".to_owned());
            let Some(given) = place(&mut exchange, index).cloned() else {
                continue;
            };
            for changed in changed(&Value::Object(given.clone())) {
                if let (Value::Object(changed), Some(place)) =
                    (changed, place(&mut exchange, index))
                {
                    *place = changed;
                    both.call(&exchange.call, &answer);
                }
            }
            for name in names {
                for value in any()
                    .into_iter()
                    .chain([json!("posted"), json!({ "a": "", "b": "2" })])
                {
                    let place = place(&mut exchange, index).unwrap();
                    place.clone_from(&given);
                    place.insert(name.clone(), value);
                    both.call(&exchange.call, &answer);
                }
            }
            *place(&mut exchange, index).unwrap() = given;
        }
    }
    both.compared_at_least(1_400);
}

#[test]
fn both_clients_send_the_same_headers_of_every_caller() {
    let both = Both::default();
    let texts = [
        "acct_1",
        "",
        "a b",
        "é",
        "2019-01-01",
        &"k".repeat(255),
        &"k".repeat(256),
    ];
    for mut exchange in EXCHANGES.clone() {
        let answer = Response::json(200, &exchange.payload);
        for authorization in [
            Authorization::Bearer,
            Authorization::Basic,
            Authorization::None,
        ] {
            for text in texts {
                for which in 0..3 {
                    let text = Some(text.to_owned());
                    let mut caller = Caller {
                        authorization,
                        ..exchange.call.caller.clone()
                    };
                    match which {
                        0 => caller.idempotency_key = text,
                        1 => caller.account = text,
                        _ => caller.version = text,
                    }
                    exchange.call.caller = caller;
                    both.call(&exchange.call, &answer);
                }
            }
            exchange.call.caller = Caller {
                idempotency_key: Some("one".to_owned()),
                ..Caller::default()
            };
        }
    }
    both.compared_at_least(440);
}

#[test]
fn a_post_without_a_key_gets_a_fresh_one_and_an_unknown_operation_sends_nothing() {
    let client = InterpretedClient::new(&MODEL);
    for mut exchange in EXCHANGES.clone() {
        exchange.call.caller.idempotency_key = None;
        let answer = Response::json(200, &exchange.payload);
        let key = |client: &InterpretedClient| {
            let called = client.call(&exchange.call, &answer);
            called.sent[0].header("idempotency-key").map(str::to_owned)
        };
        let keys = [key(&client), key(&client)];
        assert_eq!(keys[0].is_some(), exchange.request.method == "POST");
        assert!(keys[0].is_none() || keys[0] != keys[1]);
        exchange.call.operation = "Nobodys".to_owned();
        assert!(client.call(&exchange.call, &answer).sent.is_empty());
    }
}

#[test]
fn to_interpret_costs_milliseconds_for_a_document_and_less_for_a_call() {
    let per = |started: Instant, count: u32| started.elapsed() / count;

    let started = Instant::now();
    let servers: Vec<_> = (0..20).map(|_| InterpretedServer::new(&MODEL)).collect();
    let server = per(started, 20);
    let started = Instant::now();
    let clients: Vec<_> = (0..20).map(|_| InterpretedClient::new(&MODEL)).collect();
    let client = per(started, 20);

    let count = u32::try_from(20 * EXCHANGES.len()).unwrap();
    let started = Instant::now();
    for (client, exchange) in clients
        .iter()
        .flat_map(|one| EXCHANGES.iter().map(move |it| (one, it)))
    {
        client.call(&exchange.call, &Response::json(200, &exchange.payload));
    }
    let call = per(started, count);
    let started = Instant::now();
    for (server, exchange) in servers
        .iter()
        .flat_map(|one| EXCHANGES.iter().map(move |it| (one, it)))
    {
        server.serve(
            &exchange.request,
            &Script::Success(exchange.payload.clone()),
        );
    }
    let serve = per(started, count);

    println!("server {server:?}, client {client:?}, call {call:?}, request {serve:?}");
    // Far above what it takes, as other programs run beside a test.
    assert!(server + client < Duration::from_millis(100));
    assert!(call + serve < Duration::from_millis(30));
}
