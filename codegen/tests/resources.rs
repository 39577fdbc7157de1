//! What the operations of a document are called: their resources and verbs.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use reversals_codegen::bundle::bundle;
use reversals_codegen::load;
use reversals_codegen::resources::{self, Resources};
use serde_json::{Value, json};

fn of(document: &Value) -> Resources {
    let fragments = load::value("api.json", document).unwrap();
    resources::of(&bundle(&fragments).unwrap())
}

/// An object of the idiom: `order` has `object: order`.
fn object(name: &str) -> Value {
    json!({ "type": "object", "properties": { "object": { "type": "string", "enum": [name] } } })
}

fn list(of: &Value) -> Value {
    json!({ "type": "object", "properties": {
        "object": { "type": "string", "enum": ["list"] },
        "data": { "type": "array", "items": of },
    } })
}

fn gone(name: &str) -> Value {
    json!({ "type": "object", "properties": {
        "object": { "type": "string", "enum": [name] },
        "deleted": { "type": "boolean", "enum": [true] },
    } })
}

/// A document with operations: a method, a path and the schema of what it answers.
fn document(operations: &[(&str, &str, Value)]) -> Value {
    let mut paths = json!({});
    for (method, path, schema) in operations {
        paths[*path][*method] = json!({ "responses": { "200": {
            "description": "", "content": { "application/json": { "schema": schema } },
        } } });
    }
    json!({ "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": paths })
}

/// How each operation is called, in the order of path and method.
fn calls(document: &Value) -> Vec<String> {
    let found = of(document);
    let calls = found.calls.iter();
    calls
        .map(|call| format!("{}().{}", found.names[&call.resource], call.verb))
        .collect()
}

#[test]
fn the_resource_is_what_is_answered_and_the_verb_follows_from_method_and_path() {
    let order = object("order");
    let found = calls(&document(&[
        ("get", "/v1/orders", list(&order)),
        ("post", "/v1/orders", order.clone()),
        ("get", "/v1/orders/search", list(&order)),
        ("get", "/v1/orders/{id}", order.clone()),
        ("post", "/v1/orders/{order}", order.clone()),
        ("delete", "/v1/orders/{order}", gone("order")),
        ("post", "/v1/orders/{order}/cancel", order.clone()),
        (
            "get",
            "/v1/orders/{order}/returns",
            list(&object("order_return")),
        ),
        ("post", "/v1/orders/{order}/returns", object("order_return")),
        ("get", "/v1/shop", object("shop")),
        ("post", "/v1/shop", object("shop")),
        ("get", "/v1/vault/secrets/find", object("vault.secret")),
    ]));
    assert_eq!(
        found,
        [
            "orders().list",
            "orders().create",
            "orders().search",
            "orders().retrieve",
            "orders().update",
            "orders().delete",
            "orders().cancel",
            "order_returns().list",
            "order_returns().create",
            "shop().retrieve",
            "shop().update",
            "secrets().find",
        ]
    );
}

#[test]
fn without_a_word_in_the_answer_the_last_collection_of_the_path_tells() {
    let any = json!({ "type": "object" });
    let many = json!({ "type": "array", "items": { "type": "object" } });
    let found = calls(&document(&[
        ("get", "/disks", many.clone()),
        ("get", "/disks/{disk}", any.clone()),
        ("post", "/disks/{disk}/attach", any.clone()),
        ("get", "/disks/{disk}/snapshots", many),
        ("post", "/disks/{disk}/snapshots", any.clone()),
        ("post", "/disks/{disk}:wipe", any.clone()),
        ("get", "/{anything}", any),
    ]));
    assert_eq!(
        found,
        [
            "disks().list",
            "disks().retrieve",
            "disks().attach",
            "snapshots().list",
            "snapshots().create",
            "disks().wipe",
            "roots().retrieve",
        ]
    );
}

#[test]
fn what_is_deleted_is_told_by_what_is_read_at_its_path() {
    let either = json!({ "anyOf": [object("card"), gone("card")] });
    let unknown = json!({ "type": "object", "properties": { "id": { "type": "string" } } });
    let both = json!({ "anyOf": [gone("card"), gone("account")] });
    let found = calls(&document(&[
        ("get", "/cards/{id}", either),
        ("delete", "/cards/{id}", unknown),
        ("get", "/sources/{id}", object("account")),
        ("delete", "/sources/{id}", both),
    ]));
    assert_eq!(
        found,
        [
            "cards().retrieve",
            "cards().delete",
            "accounts().retrieve",
            "accounts().delete",
        ]
    );
}

#[test]
fn one_verb_of_one_resource_is_told_apart_by_where_it_is() {
    let refund = object("refund");
    let found = calls(&document(&[
        ("get", "/v1/account", object("account")),
        ("get", "/v1/accounts/{account}", object("account")),
        ("get", "/v1/charges/{charge}/refunds", list(&refund)),
        ("get", "/v1/history", list(&refund)),
        ("get", "/v1/history/{refund}", refund.clone()),
        ("get", "/v1/refunds", list(&refund)),
        ("get", "/v1/refunds/{id}", refund.clone()),
        ("put", "/v1/refunds/{id}", refund.clone()),
        ("patch", "/v1/refunds/{id}", refund),
    ]));
    assert_eq!(
        found,
        [
            "accounts().retrieve_current",
            "accounts().retrieve",
            "refunds().list_for_charge",
            "refunds().list_via_history",
            "refunds().retrieve_via_history",
            "refunds().list",
            "refunds().retrieve",
            "refunds().replace",
            "refunds().update",
        ]
    );
}

#[test]
fn equals_are_all_told_by_where_they_are() {
    let found = calls(&document(&[
        ("get", "/carts/{cart}/lines", list(&object("item"))),
        ("get", "/orders/{order}/lines", list(&object("item"))),
    ]));
    assert_eq!(found, ["items().list_for_cart", "items().list_for_order"]);
}

#[test]
fn a_resource_shows_its_namespace_where_two_would_have_one_name() {
    let found = of(&document(&[
        ("get", "/v1/sessions", list(&object("session"))),
        (
            "get",
            "/v1/billing/sessions",
            list(&object("billing.session")),
        ),
        ("get", "/v1/billing/meters", list(&object("billing.meter"))),
    ]));
    let names: Vec<&str> = found.names.values().map(String::as_str).collect();
    assert_eq!(names, ["meters", "billing_sessions", "sessions"]);
}

#[test]
fn the_author_has_the_last_word_and_others_make_room() {
    let mut document = document(&[
        ("delete", "/subscriptions/{id}", object("subscription")),
        ("get", "/subscriptions", list(&object("subscription"))),
        ("get", "/people/{id}/stars", list(&object("subscription"))),
    ]);
    document["paths"]["/subscriptions/{id}"]["delete"]["x-verb"] = json!("cancel");
    let stars = &mut document["paths"]["/people/{id}/stars"]["get"];
    stars["x-verb"] = json!("list");
    assert_eq!(
        calls(&document),
        [
            "subscriptions().list",
            "subscriptions().list_via_subscriptions",
            "subscriptions().cancel",
        ]
    );
    document["paths"]["/people/{id}/stars"]["get"]["x-resource"] = json!("sky.star");
    assert_eq!(
        calls(&document),
        [
            "stars().list",
            "subscriptions().list",
            "subscriptions().cancel"
        ]
    );
}

#[test]
fn no_order_of_keys_shows_and_no_two_calls_are_one() {
    let texts = [
        "/a/{a}/things",
        "/b/{b}/things",
        "/a/{a}/b/{b}/things",
        "/things",
        "/x/things",
        "/x/{x}/y",
    ];
    let methods = ["get", "post", "put", "patch", "delete"];
    let mut operations = Vec::new();
    for path in texts {
        for method in methods {
            operations.push((method, path.to_owned(), object("thing")));
            operations.push((method, format!("{path}/{{id}}"), object("thing")));
        }
    }
    let turned = |by: usize| {
        let mut operations: Vec<_> = operations.iter().collect();
        let length = operations.len();
        operations.rotate_left(by % length);
        if by % 2 == 1 {
            operations.reverse();
        }
        let all: Vec<_> = operations
            .iter()
            .map(|(method, path, schema)| (*method, path.as_str(), schema.clone()))
            .collect();
        of(&document(&all))
    };
    let want = turned(0);
    let unique: BTreeSet<_> = want
        .calls
        .iter()
        .map(|call| (&call.resource, &call.verb))
        .collect();
    assert_eq!(unique.len(), operations.len());
    for by in 1..operations.len() {
        let got = turned(by);
        assert_eq!((&got.calls, &got.names), (&want.calls, &want.names));
    }
}
