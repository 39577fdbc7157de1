//! For each bug of a client an exchange that it bends.

use serde_json::json;

use super::exchanges::*;
use crate::{credit, expanded, merged, page, reversal, without};

/// The bugs by name.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn bent() -> Vec<(&'static str, Exchange)> {
    let odd = json!({ "error": { "type": "future_error" } });
    let amount = |amount: i64| create(json!({ "amount": amount }));
    let described = |text: &str| create(json!({ "description": text }));
    let expanding = || create(json!({ "expand": ["transfer", "source_refund"] }));
    let metadata = || create(json!({ "metadata": { "order_id": "6735" } }));
    vec![
        ("path-not-escaped", create_for("tr/1", json!({}))),
        ("path-slash-not-escaped", create_for("tr/1", json!({}))),
        ("path-escaped-twice", create_for("tr/1", json!({}))),
        ("path-parameters-swapped", update()),
        ("path-with-trailing-slash", pages()),
        ("post-of-item-as-patch", update()),
        ("query-of-get-in-body", listed(json!({ "limit": 3 }), &[])),
        ("body-of-post-in-query", amount(400)),
        ("body-as-json", amount(400)),
        ("content-type-missing", amount(400)),
        ("idempotency-key-missing", amount(400)),
        ("idempotency-key-renewed", amount(400).key("k-1")),
        ("authorization-missing", amount(400)),
        ("key-without-scheme", amount(400)),
        ("basic-without-colon", amount(400).basic()),
        ("account-dropped", amount(400).account("acct_1")),
        ("version-ignored", amount(400).version("2022-11-15")),
        ("version-missing", amount(400)),
        ("retried-under-a-new-key", failed(500)),
        ("list-as-json", expanding()),
        ("list-first-item-only", expanding()),
        ("list-reversed", expanding()),
        ("map-without-name", metadata()),
        (
            "map-keys-not-escaped",
            create(json!({ "metadata": { "a&b": "c" } })),
        ),
        ("brackets-escaped-twice", metadata()),
        ("values-escaped-twice", described("a&b")),
        ("values-not-escaped", described("a&b")),
        ("plus-not-escaped", described("a+b")),
        ("latin-1-on-the-wire", described("\u{e9}")),
        ("integer-through-float", amount(9_007_199_254_740_993)),
        ("integer-in-32-bits", amount(4_294_967_696)),
        ("integer-with-fraction", amount(400)),
        ("integer-in-major-unit", amount(400)),
        ("zero-dropped", amount(0)),
        (
            "false-dropped",
            create(json!({ "refund_application_fee": false })),
        ),
        (
            "boolean-as-python",
            create(json!({ "refund_application_fee": true })),
        ),
        ("texts-trimmed", described(" a ")),
        ("texts-quoted", described("a")),
        ("absent-integer-defaulted", listed(json!({}), &[])),
        ("absent-boolean-defaulted", amount(400)),
        ("empty-text-dropped", described("")),
        ("clear-of-map-omitted", create(json!({ "metadata": "" }))),
        (
            "clear-of-one-key-omitted",
            create(json!({ "metadata": { "a": "" } })),
        ),
        ("empty-map-clears", create(json!({ "metadata": {} }))),
        ("empty-list-sent", create(json!({ "expand": [] }))),
        ("absent-sent-empty", amount(400)),
        (
            "null-taken-for-absent",
            answered(json!({ "source_refund": null })),
        ),
        (
            "absent-taken-for-null",
            create(json!({})).answer(200, &without("source_refund")),
        ),
        (
            "expanded-read-as-id",
            create(json!({})).answer(200, &expanded()),
        ),
        ("id-read-as-object", create(json!({}))),
        (
            "answered-integers-lose-digits",
            answered(json!({ "amount": 9_007_199_254_740_993_i64 })),
        ),
        (
            "answered-integers-in-32-bits",
            answered(json!({ "created": 4_294_967_696_i64 })),
        ),
        (
            "map-values-guessed",
            answered(json!({ "metadata": { "order_id": "6735" } })),
        ),
        (
            "empty-map-taken-for-absent",
            answered(json!({ "metadata": {} })),
        ),
        ("times-in-milliseconds", create(json!({}))),
        ("has-more-ignored", pages()),
        ("page-cut-to-first-item", pages()),
        ("list-reordered", pages()),
        ("list-url-lost", pages()),
        ("text-read-as-integer", answered(json!({ "amount": "400" }))),
        (
            "fraction-read-as-integer",
            answered(json!({ "amount": 400.5 })),
        ),
        ("number-read-as-text", answered(json!({ "currency": 1 }))),
        (
            "boolean-read-by-truthiness",
            credited(&credit(json!({ "livemode": 1 }))),
        ),
        ("null-read-as-zero", answered(json!({ "amount": null }))),
        (
            "single-item-read-as-list",
            listed(json!({}), &[]).answer(
                200,
                &merged(page(&[], false), json!({ "data": reversal() })),
            ),
        ),
        (
            "missing-member-defaulted",
            create(json!({})).answer(200, &without("amount")),
        ),
        (
            "wrong-object-accepted",
            answered(json!({ "object": "charge" })),
        ),
        ("error-envelope-taken-for-success", failed(200)),
        (
            "empty-answer-taken-for-success",
            create(json!({})).text(200, ""),
        ),
        (
            "anything-taken-for-success",
            answered(json!({ "amount": "x" })),
        ),
        (
            "other-2xx-taken-for-success",
            create(json!({})).answer(201, &reversal()),
        ),
        (
            "unknown-enum-value-refused",
            credited(&credit(json!({ "status": "returned" }))),
        ),
        ("unknown-member-refused", answered(json!({ "future": 1 }))),
        (
            "absent-refused",
            create(json!({})).answer(200, &without("source_refund")),
        ),
        (
            "negative-integer-refused",
            answered(json!({ "amount": -1 })),
        ),
        ("empty-list-refused", listed(json!({}), &[])),
        (
            "order-of-members-matters",
            create(json!({})).text(
                200,
                &format!(
                    "{{\"transfer\":\"tr_1\",{}",
                    &without("transfer").to_string()[1..]
                ),
            ),
        ),
        ("server-failure-swallowed", failed(500)),
        ("failure-status-lost", failed(404)),
        ("error-param-lost", failed(400)),
        ("error-code-lost", failed(400)),
        ("error-message-lost", failed(400)),
        (
            "unknown-error-type-refused",
            create(json!({})).answer(400, &odd),
        ),
        (
            "unreadable-failure-taken-for-documented",
            create(json!({})).text(502, "<html>"),
        ),
        (
            "undocumented-body-lost",
            create(json!({})).text(502, "<html>"),
        ),
        (
            "error-without-envelope-accepted",
            create(json!({})).text(400, r#"{"message":"m"}"#),
        ),
    ]
}
