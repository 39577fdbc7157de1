//! Refusals as the client words them, and payloads that try to look like one.

use std::collections::BTreeMap;
use std::sync::Arc;

use reversals_client::{Client, Error, Mismatch, Session};
use serde_json::{Value, json};

use super::read;
use crate::recorder::Recorder;

fn is((place, reason): (&str, &str), pointer: &str, expected: &str) {
    let found = read(place, reason);
    assert_eq!(
        (found.pointer.as_str(), found.expected.as_str()),
        (pointer, expected),
        "{reason}"
    );
}

#[test]
fn each_word_of_serde_is_a_word_of_the_suite() {
    for (said, word) in [
        ("i64", "integer"),
        ("f64", "number"),
        ("a string", "string"),
        ("a boolean", "boolean"),
        ("struct TransferReversal", "object"),
        ("a map", "object"),
        ("a sequence", "array"),
        ("an id or an expanded object", "id or object"),
    ] {
        let reason = format!("invalid type: null, expected {said} at line 1 column 13");
        is(("/a/0", &reason), "/a/0", word);
    }
    let big = "invalid value: integer, expected i64 at line 1 column 9";
    is(("/amount", big), "/amount", "integer");
    let variant = "unknown variant, expected `list` at line 1 column 9";
    is(("/object", variant), "/object", "one of");
    let variants = "unknown variant, expected one of `a`, `b`, `c`";
    is(("", variants), "", "one of");
}

#[test]
fn a_missing_member_is_at_its_own_place() {
    let missing = "missing field `amount` at line 1 column 9";
    is(("/data/1", missing), "/data/1/amount", "present");
    let missing = "missing field `a/b` at line 1 column 9";
    is(("", missing), "/a~1b", "present");
    is(("/a", "duplicate field `b`"), "/a/b", "once");
}

#[test]
fn text_that_is_no_json_is_at_no_place() {
    let cut = "EOF while parsing a value at line 1 column 0";
    is(("", cut), "", "json");
    let odd = "expected `,` or `}` at line 1 column 9";
    is(("/amount", odd), "", "json");
    is(("", "trailing characters at line 1 column 9"), "", "json");
}

#[test]
fn what_is_not_known_is_shown() {
    let long = "the body is longer than 33554432 bytes";
    is(("", long), "", long);
    let moon = "invalid type: null, expected a moon";
    is(("/a", moon), "/a", "a moon");
}

/// What the generated client says of a reversal with this in place of its own.
fn refused(pointer: &str, value: Value) -> (String, String) {
    let mut payload = json!({ "data": [{ "id": "trr_1", "object": "transfer_reversal", "amount": 400, "created": 1,
        "currency": "usd", "metadata": {}, "transfer": "tr_1" }], "has_more": false, "object": "list", "url": "/v1" });
    *payload.pointer_mut(pointer).unwrap() = value;
    let recorder = Arc::new(Recorder::new(200, payload.to_string()));
    let client = Client::connect(
        "http://localhost",
        Session::anonymous().with_transport(recorder),
    );
    let client = client.unwrap();
    let outcome = pollster::block_on(client.transfer_reversals().list("tr_1").send());
    let Err(Error::Undecodable(answer)) = outcome else {
        panic!("{pointer}: {outcome:?}")
    };
    let Mismatch::Body { place, reason } = answer.mismatch else {
        panic!("{pointer}: {answer:?}")
    };
    let found = read(&place, &reason);
    (found.pointer, found.expected)
}

#[test]
fn what_the_client_says_of_each_kind_of_member_is_understood() {
    let wrong: BTreeMap<&str, (Value, &str)> = BTreeMap::from([
        ("/data/0/amount", (json!(1.5), "integer")),
        ("/data/0/id", (json!({ "a": 1 }), "string")),
        ("/has_more", (json!("true"), "boolean")),
        ("/data", (json!({}), "array")),
        ("/data/0", (json!(["trr_1"]), "object")),
        ("/data/0/metadata", (json!([]), "object")),
        ("/data/0/transfer", (json!(1), "id or object")),
        ("/object", (json!("search_result"), "one of")),
        ("/data/0/object", (json!(1), "string")),
    ]);
    for (pointer, (value, word)) in wrong {
        assert_eq!(
            refused(pointer, value),
            (pointer.to_owned(), word.to_owned())
        );
    }
    // An enum of one value is no key of an object.
    let inside_out = json!({ "transfer_reversal": null });
    let wanted = ("/data/0/object".to_owned(), "string".to_owned());
    assert_eq!(refused("/data/0/object", inside_out), wanted);
    let name = "x: missing field `y`";
    let pointer = format!("/data/0/metadata/{name}");
    let wanted = (pointer, "string".to_owned());
    assert_eq!(refused("/data/0/metadata", json!({ name: 1 })), wanted);
}
