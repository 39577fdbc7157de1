//! Addresses and heads of requests to the servers.

use reversals_cases::wire::Request;
use reversals_judge::subject::Script;

use super::{Both, EXCHANGES};

#[test]
fn both_servers_find_the_same_operation_at_every_address() {
    let both = Both::default();
    for exchange in EXCHANGES.iter() {
        let script = Script::Success(exchange.payload.clone());
        let path = &exchange.request.path;
        let segments: Vec<&str> = path.split('/').collect();
        let mut paths = vec![
            format!("{path}/"),
            format!("{path}/x"),
            format!("/{path}"),
            "/".to_owned(),
            "*".to_owned(),
            String::new(),
        ];
        for index in 1..segments.len() {
            for other in [
                "",
                ".",
                "..",
                "%2e%2e",
                "%2F",
                "a%2Fb",
                "%ff",
                "%",
                "é",
                "a b",
                "{p0}",
                ":id",
                "v1",
                "V1",
                "a%20b",
                &"x".repeat(5001),
            ] {
                let mut segments = segments.clone();
                segments[index] = other;
                paths.push(segments.join("/"));
            }
        }
        for path in paths {
            both.serve(
                &Request {
                    path,
                    ..exchange.request.clone()
                },
                &script,
            );
        }
        for method in [
            "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get",
            "BREW", "B W", "",
        ] {
            let method = method.to_owned();
            both.serve(
                &Request {
                    method,
                    ..exchange.request.clone()
                },
                &script,
            );
        }
    }
    both.compared_at_least(580);
}

#[test]
fn both_servers_read_every_head_alike() {
    let both = Both::default();
    let names = [
        "authorization",
        "content-type",
        "idempotency-key",
        "stripe-account",
        "stripe-version",
        "Stripe-Version",
        "accept",
        "content-length",
        "bad name",
    ];
    let values = [
        "",
        " ",
        "x",
        "é",
        "a\nb",
        "Bearer sk_test_123",
        "bearer sk_test_123",
        "Bearer  sk_test_123",
        "Bearer",
        "Bearer a:b",
        "Bearer another",
        "Basic",
        "Basic c2tfdGVzdF8xMjM6",
        "Basic c2tfdGVzdF8xMjM=",
        "Basic ???",
        "Digest x",
        "application/json",
        "application/x-www-form-urlencoded",
        "Application/X-WWW-Form-Urlencoded; charset=utf-8",
        "multipart/form-data",
        "2019-01-01",
        &"k".repeat(255),
        &"k".repeat(256),
    ];
    for exchange in EXCHANGES.iter() {
        let script = Script::Success(exchange.payload.clone());
        for name in names {
            let mut bare = exchange.request.clone();
            bare.headers.retain(|(other, _)| other != name);
            both.serve(&bare, &script);
            for value in values {
                let header = (name.to_owned(), value.to_owned());
                // A key of nobody's is a matter of its own.
                for mut request in [bare.clone(), exchange.request.clone()] {
                    request.headers.push(header.clone());
                    both.serve(&request, &script);
                }
            }
        }
    }
    both.compared_at_least(2_900);
}
