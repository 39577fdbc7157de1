//! Answers to the clients.

use reversals_cases::wire::Response;
use reversals_codegen::ir::Type;
use serde_json::json;

use super::values::{changed, full};
use super::{Both, EXCHANGES, MODEL};

#[test]
fn both_clients_read_every_change_of_a_documented_payload_alike() {
    let both = Both::default();
    for exchange in EXCHANGES.iter() {
        both.call(&exchange.call, &Response::json(200, &exchange.payload));
        both.answers(&exchange.call, 200, &changed(&exchange.payload));
    }
    both.compared_at_least(2_200);
}

#[test]
fn both_clients_read_every_change_of_a_payload_with_all_members_alike() {
    let both = Both::default();
    for exchange in EXCHANGES.iter() {
        // What a page holds, others answer by itself.
        let ty = match exchange.operation.success_type().unwrap() {
            Type::Page(_) => continue,
            ty => ty,
        };
        let payload = full(&MODEL, ty, 1);
        both.call(&exchange.call, &Response::json(200, &payload));
        both.answers(&exchange.call, 200, &changed(&payload));
    }
    both.compared_at_least(9_000);
}

#[test]
fn both_clients_read_every_status_and_every_error_alike() {
    let both = Both::default();
    for exchange in EXCHANGES.iter() {
        let error = exchange.operation.error_type().unwrap();
        let error = full(&MODEL, error, 1);
        for status in 100..=599 {
            both.call(&exchange.call, &Response::json(status, &error));
            both.call(&exchange.call, &Response::json(status, &exchange.payload));
        }
        let errors = changed(&error);
        both.answers(&exchange.call, 402, &errors);
        both.answers(&exchange.call, 500, &errors);
    }
    both.compared_at_least(10_000);
}

#[test]
fn both_clients_read_broken_text_alike() {
    let both = Both::default();
    for exchange in EXCHANGES.iter() {
        let good = exchange.payload.to_string();
        let mut texts = vec![
            String::new(),
            " \n".to_owned(),
            format!("\u{feff}{good}"),
            format!("{good}x"),
            format!(" {good} {good}"),
            "[".repeat(200),
            "<html></html>".to_owned(),
        ];
        texts.extend((0..good.len()).step_by(3).map(|end| good[..end].to_owned()));
        for (old, new) in [
            (":400", ":400.0"),
            (":1000", ":1e3"),
            (":1", ":01"),
            (":1", ":-0"),
            (":1", ": "),
            (":1", ":99999999999999999999"),
            (":null", ":nul"),
            (":false", ":\"\\ud800\""),
            ("{", "{\"amount\":1,\"amount\":1,"),
            ("{", "{\"id\":\"a\","),
            ("{", "{\"object\":{\"list\":null},"),
            ("{", "{\"unknown\":1,\"unknown\":2,"),
            ("{", "{1:2,"),
            (
                "\"object\":",
                "\"object\":{\"transfer_reversal\":null},\"o\":",
            ),
            ("\"object\":", "\"object\":{\"transfer_reversal\":1},\"o\":"),
            (
                "\"object\":",
                "\"object\":{\"transfer_reversal\":null,\"x\":null},\"o\":",
            ),
            ("\"metadata\":{", "\"metadata\":{\"k\":\"1\",\"k\":\"2\","),
            ("\"metadata\":{", "\"metadata\":{\": missing field `a`\":1,"),
        ] {
            texts.push(good.replace(old, new));
            texts.push(good.replacen(old, new, 1));
        }
        for text in texts {
            for status in [200, 400] {
                let mut answer = Response::json(status, &json!(null));
                answer.body.clone_from(&text);
                both.call(&exchange.call, &answer);
            }
        }
    }
    both.compared_at_least(2_700);
}
