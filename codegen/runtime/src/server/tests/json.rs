//! JSON bodies that say one thing twice, or null.

use super::refuses::invalid;
use super::*;

static PARTS: Shape = Shape::Object {
    fields: &[
        field("amount", true, &WHOLE),
        field("metadata", false, &WORDS),
        field("any", false, &Shape::Any),
        field(
            "counts",
            false,
            &Shape::Array {
                items: &Shape::OrNull(&Shape::Integer {
                    min: Some(1),
                    max: None,
                }),
                min: None,
                max: None,
            },
        ),
    ],
    rest: None,
};

static PUT_PARTS: Operation = Operation {
    body: Body::Json {
        required: true,
        shape: &PARTS,
    },
    ..PUT
};

async fn put(body: &str) -> Response {
    let handler = |request: Request| {
        dispatch(
            &PUT_PARTS,
            request,
            |_, _: Value, _: Value, body: Value| async move { Ok(Reply::from(body)) },
        )
    };
    let router = Router::new().route(PUT.path, axum::routing::put(handler));
    let request = with(
        request("PUT", PUT.path, body.to_owned()),
        "content-type",
        "application/json",
    );
    router.oneshot(request).await.unwrap()
}

async fn refusal(body: &str) -> (u16, Value) {
    let (status, _, answer) = parts(put(body).await).await;
    (status.as_u16(), answer["error"].clone())
}

#[tokio::test]
async fn a_member_that_stands_twice_is_refused_by_name_at_any_depth() {
    for (body, name) in [
        (r#"{"amount":1,"amount":2}"#, "amount"),
        // Equal values too: no reader of JSON is asked to compare them.
        (r#"{"amount":1,"amount":1}"#, "amount"),
        // The same name, spelt otherwise.
        (r#"{"amount":1,"\u0061mount":900}"#, "amount"),
        (
            r#"{"amount":1,"metadata":{"k":"a","l":"","k":"b"}}"#,
            "metadata[k]",
        ),
        (
            r#"{"amount":1,"any":[0,{"x":[{"y":null,"y":null}]}]}"#,
            "any[1][x][0][y]",
        ),
        // Told before what does not fit.
        (r#"{"amount":"x","foo":1,"foo":1.5e3}"#, "foo"),
    ] {
        let message = format!("You passed '{name}' more than once.");
        let error = json!({"type": "invalid_request_error", "message": message, "param": name});
        assert_eq!(refusal(body).await, (400, error), "{body}");
    }
    let fine = r#"{"amount":1,"metadata":{"amount":"a"},"any":[{"a":1},{"a":-1.5},"",true]}"#;
    assert_eq!(put(fine).await.status(), 201);
}

#[tokio::test]
async fn a_repeated_member_does_not_reach_the_handler_and_bad_json_keeps_its_place() {
    let twice = with(
        request("PUT", PUT.path, r#"{"amount":1,"amount":2}"#.to_owned()),
        "content-type",
        "application/json",
    );
    let message = "You passed 'amount' more than once.";
    invalid(twice, Some("amount"), None, message).await;
    let (status, error) = refusal(r#"{"amount":1,"amount":}"#).await;
    let message = "Invalid JSON: at /amount: expected value at line 1 column 22";
    assert_eq!((status, &error["message"]), (400, &json!(message)));
}

#[tokio::test]
async fn null_among_bounded_values_passes_and_the_others_are_held_to_their_bounds() {
    assert_eq!(put(r#"{"amount":1,"counts":[1,null]}"#).await.status(), 201);
    for (body, message) in [
        (
            r#"{"amount":1,"counts":[null,0]}"#,
            "This value must be greater than or equal to 1.",
        ),
        (
            r#"{"amount":1,"counts":[null,"1"]}"#,
            "Invalid integer: \"1\"",
        ),
    ] {
        let (status, error) = refusal(body).await;
        assert_eq!((status, &error["message"]), (400, &json!(message)));
        assert_eq!(error["param"], "counts[1]");
    }
}
