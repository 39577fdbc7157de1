//! What each kind of failure tells, hides and allows.

use reqwest::Response;
use serde_json::json;

use super::super::{Arrived, Session};
use super::*;
use crate::ErrorEnvelope;
use crate::client::{Mismatch, decode_error, decode_success, undocumented};

const KEY: &str = "sk_test_123";

type Failure = Error<ErrorEnvelope>;

/// An answer as a session hands it on.
fn response(status: u16, headers: &[(&str, &str)], body: impl Into<reqwest::Body>) -> Arrived {
    let mut builder = http::Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    Arrived {
        session: Some(Session::bearer(KEY)),
        ..Response::from(builder.body(body).unwrap()).into()
    }
}

async fn refused(status: u16, headers: &[(&str, &str)], body: serde_json::Value) -> Failure {
    decode_error(response(status, headers, body.to_string())).await
}

/// A success that is no list of numbers.
async fn misread(body: &'static str) -> Failure {
    let answer = response(200, &[("request-id", "req_1")], body);
    let read = decode_success::<Vec<i64>, _>(answer).await;
    read.expect_err("it is none")
}

#[tokio::test]
async fn a_refusal_is_one_line_for_a_person() {
    let id = [("request-id", "req_1")];
    let error = |error: serde_json::Value| json!({ "error": error });
    let whole = json!({ "type": "invalid_request_error", "code": "resource_missing", "param": "id", "message": "m" });
    let plain =
        json!({ "type": "invalid_request_error", "param": "amount", "message": "too much" });
    let lines = json!({ "type": "a\nb", "message": "c\r\nd\u{0}e\u{2028}f\u{202e}g" });
    for (status, headers, body, expected) in [
        (
            400,
            &id[..],
            plain,
            "400 invalid_request_error, param amount: too much (request req_1)",
        ),
        (
            404,
            &id[..],
            whole,
            "404 invalid_request_error, code resource_missing, param id: m (request req_1)",
        ),
        (500, &[], json!({ "type": "api_error" }), "500 api_error"),
        (402, &[], lines, "402 a b: c  d e f g"),
    ] {
        let refused = refused(status, headers, error(body)).await;
        assert_eq!(refused.to_string(), expected);
        assert_eq!(format!("{refused:#}"), expected);
    }
    let long = json!({ "type": "t", "message": "m".repeat(40_000) });
    let told = refused(400, &[], error(long)).await.to_string();
    assert_eq!(told.chars().count(), "400 t: ".len() + 501);
}

#[tokio::test]
async fn a_refusal_keeps_all_of_the_answer() {
    let body = json!({ "error": { "type": "card_error", "code": "c", "param": "p", "message": "m", "more": 1 } });
    let headers = [("request-id", "req_1"), ("x", "y")];
    let Error::Refused(kept) = refused(402, &headers, body).await else {
        panic!("it is documented")
    };
    let members = [&kept.type_, &kept.code, &kept.param, &kept.message];
    assert_eq!(
        members.map(Option::as_deref),
        ["card_error", "c", "p", "m"].map(Some)
    );
    assert_eq!(
        (kept.status.as_u16(), kept.request_id()),
        (402, Some("req_1"))
    );
    assert_eq!(
        (&kept.headers["x"], kept.body.error.rest["more"].as_i64()),
        (&"y".parse().unwrap(), Some(1))
    );
}

#[tokio::test]
async fn errors_of_another_form_than_the_envelope_are_refusals_too() {
    let answer = response(422, &[], r#"{"reason":"secret"}"#);
    let refused: Error<std::collections::BTreeMap<String, String>> = decode_error(answer).await;
    assert_eq!(refused.to_string(), "422");
    assert!(matches!(refused, Error::Refused(kept) if kept.body["reason"] == "secret"));
}

#[tokio::test]
async fn what_can_not_be_decoded_keeps_all_of_the_answer_and_says_where() {
    let headers = [("request-id", "req_1"), ("x", "y")];
    let page = "<html>Bad Gateway</html>";
    let by_proxy: Failure = decode_error(response(502, &headers, page)).await;
    let unknown: Failure = undocumented(response(302, &headers, page)).await;
    let misread = decode_success::<Vec<i64>, ()>(response(200, &headers, r#"[1,"secret"]"#)).await;
    let short = decode_success::<Vec<i64>, ()>(response(200, &headers, "[1,")).await;
    let told = [
        by_proxy.to_string(),
        unknown.to_string(),
        misread.as_ref().unwrap_err().to_string(),
        short.as_ref().unwrap_err().to_string(),
    ];
    assert_eq!(
        told,
        [
            "502, but the body is not what the document says: expected value at line 1 column 1: 24 bytes, <html> (request req_1)",
            "302, but the document describes no such answer: 24 bytes, <html> (request req_1)",
            "200, but the body is not what the document says: at /1: invalid type: string, expected i64 at line 1 column 11: [integer,string of length 6] (request req_1)",
            "200, but the body ends before its JSON does: [integer… (request req_1)",
        ]
    );
    let Error::Undecodable(kept) = by_proxy else {
        panic!("it is no JSON")
    };
    assert_eq!(
        (
            kept.status.as_u16(),
            kept.request_id(),
            kept.body.as_slice()
        ),
        (502, Some("req_1"), page.as_bytes())
    );
    assert_eq!(kept.headers["x"], "y");
    let Err(Error::Undecodable(kept)) = misread else {
        panic!("a text is no number")
    };
    let place = Mismatch::Body {
        place: "/1".to_owned(),
        reason: "invalid type: string, expected i64 at line 1 column 11".to_owned(),
    };
    assert_eq!((kept.status.as_u16(), &kept.mismatch), (200, &place));
}

#[tokio::test]
async fn no_value_of_a_payload_is_told() {
    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        Posted,
    }
    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Closed {
        #[allow(dead_code, reason = "only its place matters")]
        state: Word,
    }
    for body in [
        r#""secret""#,
        r#""secret, expected x""#,
        r#""a\"secret""#,
        r#"{"state":"secret"}"#,
        r#"{"state":"secret`, expected `posted"}"#,
        r#"{"state":{"secret":1}}"#,
        r#"{"state" secret"#,
    ] {
        let read = decode_success::<Closed, ()>(response(200, &[], body)).await;
        let error = read.unwrap_err();
        let told = format!("{error} {error:#} {error:?} {error:#?}");
        assert!(!told.contains("secret"), "{body}: {told}");
    }
    for (said, told) in [
        (
            r#"invalid type: string "secret", expected i64"#,
            "invalid type: string, expected i64",
        ),
        (
            "invalid value: integer `7`, expected u8",
            "invalid value: integer, expected u8",
        ),
        (
            "invalid type: floating point `1.5`, expected i64",
            "invalid type: floating point, expected i64",
        ),
        (
            "invalid type: null, expected a string",
            "invalid type: null, expected a string",
        ),
        (
            "unknown variant `secret`, expected `a` or `b`",
            "unknown variant, expected `a` or `b`",
        ),
        ("missing field `amount`", "missing field `amount`"),
        ("secret", "it is something else"),
    ] {
        assert_eq!(super::super::undecodable::reason(said), told);
    }
    let names = decode_success::<std::collections::BTreeMap<String, i64>, ()>(response(
        200,
        &[],
        "{\"a\\nb\":null}",
    ))
    .await;
    let told = names.unwrap_err().to_string();
    assert_eq!(
        told,
        "200, but the body is not what the document says: at /a b: invalid type: null, expected i64 at line 1 column 12: {…:null}"
    );
}

#[tokio::test]
async fn a_key_that_an_answer_tells_back_is_not_told_on() {
    let echo = json!({ "error": { "type": KEY, "code": KEY, "param": KEY, "message": format!("Invalid API Key: {KEY}") } });
    let refused = refused(401, &[], echo).await;
    assert_eq!(
        refused.to_string(),
        "401 [key], code [key], param [key]: Invalid API Key: [key]"
    );
    let body = format!("{{\"{KEY}\":null}}");
    let named = decode_success::<std::collections::BTreeMap<String, i64>, ErrorEnvelope>(response(
        200,
        &[],
        body,
    ))
    .await;
    for error in [refused, named.unwrap_err()] {
        let told = format!("{error} {error:#} {error:?} {error:#?}");
        assert!(!told.contains("sk_test"), "{told}");
    }
}

#[tokio::test]
async fn no_debug_shows_a_body() {
    let envelope = json!({ "error": { "type": "t", "payment_method": "secret" } });
    let page: Failure = undocumented(response(
        502,
        &[("set-cookie", "secret")],
        "<html>secret</html>",
    ))
    .await;
    for error in [
        refused(400, &[("set-cookie", "secret")], envelope).await,
        page,
    ] {
        let told = format!("{error:?} {error:#?}");
        assert!(!told.contains("secret"), "{told}");
        assert!(
            std::error::Error::source(&error).is_none(),
            "all is told once"
        );
    }
}

#[tokio::test]
async fn the_other_kinds_say_what_happened() {
    let io = |kind| Fault::from(std::io::Error::from(kind));
    let broken: Failure = io(std::io::ErrorKind::ConnectionReset).into();
    let late: Failure = io(std::io::ErrorKind::TimedOut).into();
    let wrong: Failure = Error::InvalidRequest("an id\nis missing".to_owned());
    assert!(matches!(
        (&broken, &late),
        (Error::Transport(_), Error::Timeout(_))
    ));
    let told = [broken, late, wrong].map(|error| error.to_string());
    assert_eq!(
        told,
        [
            "the connection failed: connection reset",
            "no answer in time: timed out",
            "the request was not sent: an id is missing",
        ]
    );
}

#[tokio::test]
async fn what_may_be_sent_again_depends_on_the_kind_and_the_status() {
    for (error, may) in [
        (Error::InvalidRequest("x".to_owned()), false),
        (MissingTls::BackEnd.into(), false),
        (MissingTls::Provider.into(), false),
        (Fault::broken("x").into(), true),
        (Fault::timeout("x").into(), true),
        (misread("{}").await, false),
        (misread("[1] 2").await, false),
        (misread("[1,").await, true),
        (misread("").await, true),
        // The request did it wrong, whatever became of the text that says how.
        (decode_error(response(400, &[], "")).await, false),
    ] as [(Failure, bool); 10]
    {
        assert_eq!(error.is_retryable(), may, "{error}");
    }
    for status in 100..=599 {
        let may = matches!(status, 408 | 409 | 500..);
        let envelope = json!({ "error": { "type": "t" } });
        let page: Failure = decode_error(response(status, &[], "<html>")).await;
        let unknown: Failure = undocumented(response(status, &[], "{}")).await;
        for error in [refused(status, &[], envelope).await, page, unknown] {
            assert_eq!(error.is_retryable(), may, "{error:?}");
            let happened = !(400..500).contains(&status) || matches!(status, 408 | 409);
            assert_eq!(error.may_have_happened(), happened, "{error:?}");
            // Whoever matched on it has the same of what is within.
            let within = match &error {
                Error::Refused(refused) => (refused.is_retryable(), refused.may_have_happened()),
                Error::Undecodable(answer) => (answer.is_retryable(), answer.may_have_happened()),
                other => panic!("{other:?}"),
            };
            assert_eq!(within, (may, happened), "{error:?}");
        }
    }
}

#[tokio::test]
async fn what_the_service_says_of_sending_again_goes_before_all_else() {
    let envelope = || json!({ "error": { "type": "t" } }).to_string();
    for status in [200, 302, 400, 402, 408, 409, 429, 500, 503] {
        for (said, may) in [
            ("true", Some(true)),
            ("false", Some(false)),
            ("maybe", None),
            ("", None),
        ] {
            let may = may.unwrap_or(matches!(status, 408 | 409 | 500..));
            let headers = [("stripe-should-retry", said)];
            for error in [
                decode_error::<ErrorEnvelope>(response(status, &headers, envelope())).await,
                decode_error(response(status, &headers, "<html>")).await,
                undocumented(response(status, &headers, "{}")).await,
            ] {
                assert_eq!(error.is_retryable(), may, "{said}: {error:?}");
            }
        }
        let head = response(status, &[("stripe-should-retry", "false")], "");
        let broken = Fault::broken("x").in_body(head.status(), head.headers().clone());
        assert!(!Failure::from(broken).is_retryable());
    }
}

#[tokio::test]
async fn a_url_that_is_none_is_the_requests_fault() {
    let built = reqwest::Client::new().get("secret").build();
    let error = Failure::from(built.unwrap_err());
    assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
    assert!(!error.to_string().contains("secret"), "{error}");
}
