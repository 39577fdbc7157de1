//! For each bug of a server an exchange that it bends.

use serde_json::json;

use super::exchanges::*;
use crate::{credit, expanded, page, reversal, with, without};

/// The bugs by name.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn bent() -> Vec<(&'static str, Exchange)> {
    let long = |length: usize| create(&format!("description={}", "a".repeat(length)));
    vec![
        (
            "path-id-not-unescaped",
            post("/v1/transfers/tr%2F1/reversals", ""),
        ),
        (
            "path-id-unescaped-twice",
            post("/v1/transfers/tr%252F1/reversals", ""),
        ),
        (
            "path-unescaped-before-routing",
            post("/v1/transfers/tr%2F1/reversals", ""),
        ),
        (
            "path-plus-read-as-space",
            post("/v1/transfers/tr+1/reversals", ""),
        ),
        (
            "path-in-lower-case",
            post("/v1/transfers/tr_A/reversals", ""),
        ),
        ("path-parameters-swapped", get(ITEM)),
        (
            "trailing-slash-accepted",
            get(&format!("{CREATE}/")).answers(page(&[], false)),
        ),
        ("unknown-method-taken-for-get", get(ITEM).method("PUT")),
        (
            "method-override-obeyed",
            get(CREATE).header("x-http-method-override", "POST"),
        ),
        (
            "query-of-post-ignored",
            post(&format!("{CREATE}?amount=400"), ""),
        ),
        (
            "body-of-get-accepted",
            create("amount=400").method("GET").answers(page(&[], false)),
        ),
        (
            "any-media-type-accepted",
            create("amount=400").header("content-type", "text/plain"),
        ),
        (
            "media-type-with-charset-refused",
            create("amount=400").header(
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8",
            ),
        ),
        (
            "media-type-in-other-case-refused",
            create("amount=400").header("content-type", "Application/X-WWW-Form-Urlencoded"),
        ),
        (
            "basic-not-understood",
            create("").header("authorization", "Basic c2tfdGVzdF8xMjM6"),
        ),
        ("bearer-not-understood", create("")),
        (
            "scheme-by-case",
            create("").header("authorization", "bearer sk_test_123"),
        ),
        (
            "any-scheme-accepted",
            create("").header("authorization", "Token sk_test_123"),
        ),
        (
            "password-accepted",
            create("").header("authorization", "Basic c2tfdGVzdF8xMjM6cHc="),
        ),
        ("missing-key-accepted", create("").without("authorization")),
        ("missing-key-is-403", create("").without("authorization")),
        (
            "idempotency-key-lost",
            create("").header("idempotency-key", "k-1"),
        ),
        (
            "idempotency-key-in-lower-case",
            create("").header("idempotency-key", "K-1"),
        ),
        (
            "account-lost",
            create("").header("stripe-account", "acct_1"),
        ),
        (
            "version-lost",
            create("").header("stripe-version", "2022-11-15"),
        ),
        ("plus-not-read-as-space", create("description=a+b")),
        ("values-unescaped-twice", create("description=%2541")),
        ("escaped-plus-read-as-space", create("description=a%2Bb")),
        ("texts-end-at-nul", create("description=a%00b")),
        ("keys-trimmed", create("metadata[%20a]=b")),
        ("values-not-unescaped", create("description=%41")),
        ("utf8-read-as-latin-1", create("description=%C3%A9")),
        (
            "escaped-brackets-not-understood",
            create("metadata%5Ba%5D=b"),
        ),
        ("names-not-unescaped", create("metadata[a%20b]=c")),
        ("key-cut-at-bracket", create("metadata[a%5Bb%5D]=c")),
        ("key-split-at-dots", create("metadata[a.b]=c")),
        ("keys-in-lower-case", create("metadata[A]=b")),
        ("map-keeps-one-entry", create("metadata[a]=1&metadata[b]=2")),
        ("names-in-any-case", create("Amount=400")),
        ("indexed-list-not-understood", create("expand[0]=transfer")),
        ("pushed-list-not-understood", create("expand[]=transfer")),
        ("indices-ignored", create("expand[1]=b&expand[0]=a")),
        ("list-reversed", create("expand[]=a&expand[]=b")),
        ("list-keeps-last-item", create("expand[]=a&expand[]=b")),
        ("list-without-repeats", create("expand[]=a&expand[]=a")),
        ("list-items-split-at-commas", create("expand[]=a,b")),
        ("list-of-one-unwrapped", create("expand[]=a")),
        ("scalar-for-list-accepted", create("expand=a")),
        ("last-of-repeated-wins", create("amount=1&amount=2")),
        ("first-of-repeated-wins", create("amount=1&amount=2")),
        ("integer-through-float", create("amount=9007199254740993")),
        ("integer-in-32-bits", create("amount=4294967696")),
        ("integer-stays-text", create("amount=400")),
        ("false-read-as-true", create("refund_application_fee=false")),
        ("boolean-stays-text", create("refund_application_fee=true")),
        ("map-values-guessed", create("metadata[order_id]=6735")),
        ("texts-guessed", create("description=6735")),
        ("texts-trimmed", create("description=%20a")),
        ("longest-text-refused", long(5000)),
        (
            "length-counted-in-bytes",
            create(&format!("description={}", "%C3%A9".repeat(2501))),
        ),
        ("number-below-minimum-accepted", create("amount=0")),
        (
            "number-above-maximum-accepted",
            get(&format!("{CREATE}?limit=101")).answers(page(&[], false)),
        ),
        ("minimum-refused", create("amount=1")),
        (
            "maximum-refused",
            get(&format!("{CREATE}?limit=100")).answers(page(&[], false)),
        ),
        (
            "both-of-exclusive-accepted",
            credits("&ending_before=a&starting_after=b"),
        ),
        ("empty-text-dropped", create("description=")),
        ("empty-text-read-as-null", create("description=")),
        ("clear-of-map-read-as-empty-map", create("metadata=")),
        ("clear-of-map-dropped", create("metadata=")),
        ("clear-of-one-key-dropped", create("metadata[a]=")),
        ("clear-of-one-key-read-as-null", create("metadata[a]=")),
        ("empty-scalar-read-as-absent", create("amount=")),
        ("empty-integer-read-as-zero", create("amount=")),
        (
            "empty-required-text-accepted",
            post(CREDITS, "received_credit=").answers(credit(json!({}))),
        ),
        ("unknown-parameter-ignored", create("amonut=400")),
        (
            "required-parameter-defaulted",
            post(CREDITS, "").answers(credit(json!({}))),
        ),
        ("integer-with-fraction-accepted", create("amount=400.0")),
        ("integer-with-exponent-accepted", create("amount=4e2")),
        ("integer-with-plus-accepted", create("amount=%2B400")),
        ("integer-with-spaces-accepted", create("amount=400%20")),
        ("integer-prefix-accepted", create("amount=400x")),
        (
            "integer-too-large-clamped",
            create("amount=9223372036854775808"),
        ),
        ("boolean-by-truthiness", create("refund_application_fee=1")),
        ("enum-in-any-case", credits("&status=Posted")),
        ("unknown-enum-value-accepted", credits("&status=returned")),
        ("text-one-too-long-accepted", long(5001)),
        ("refused-after-the-handler", create("amount=x")),
        (
            "null-members-dropped",
            create("").answers(with(json!({ "source_refund": null }))),
        ),
        (
            "absent-members-are-null",
            create("").answers(without("source_refund")),
        ),
        (
            "zero-values-dropped",
            create("").answers(with(json!({ "amount": 0 }))),
        ),
        (
            "empty-maps-dropped",
            create("").answers(with(json!({ "metadata": {} }))),
        ),
        ("empty-list-is-null", listed(&[])),
        ("integers-as-text", create("")),
        ("integers-as-floats", create("")),
        (
            "answered-integers-lose-digits",
            create("").answers(with(json!({ "amount": 9_007_199_254_740_993_i64 }))),
        ),
        ("times-in-milliseconds", create("")),
        ("times-as-dates", create("")),
        (
            "unknown-enum-values-dropped",
            get(&format!("{CREDITS}/x")).answers(credit(json!({ "status": "returned" }))),
        ),
        (
            "digits-answered-as-numbers",
            create("").answers(with(json!({ "metadata": { "a": "1" } }))),
        ),
        (
            "answer-loses-non-ascii",
            create("").answers(with(json!({ "metadata": { "a": "\u{e9}" } }))),
        ),
        ("expanded-answered-as-id", create("").answers(expanded())),
        ("has-more-always-false", listed(&[])),
        ("list-without-envelope", listed(&[])),
        (
            "list-reordered",
            listed(&[reversal(), with(json!({ "id": "trr_2" }))]),
        ),
        ("list-url-with-query", credits("&limit=3")),
        ("success-wrapped", create("")),
        ("created-status-for-post", create("")),
        ("wrong-content-type", create("")),
        ("failure-is-400", error(404)),
        ("failure-is-500", create("amount=x")),
        ("unknown-route-is-200", get("/v1/x")),
        ("error-is-text", error(400)),
        ("error-without-param", error(400)),
        ("error-param-without-key", error(400)),
        ("error-without-code", error(400)),
        ("error-code-generic", error(400)),
        ("error-without-message", error(400)),
        ("error-type-by-status", error(404)),
        ("error-members-are-null", error(400)),
        ("error-is-html", create("amount=x")),
    ]
}
