//! Answers that no good service gives: what the client makes of them, and that it never takes one for another.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use reversals_client::{Client, Error, Mismatch, ResponseValue, Session};
use reversals_judge::recorder::Recorder;
use reversals_models as models;
use serde_json::{Value, json};

const KEY: &str = "sk_test_123";

fn reversal() -> Value {
    json!({ "id": "trr_1", "object": "transfer_reversal", "amount": 400, "created": 1, "currency": "usd", "transfer": "tr_1" })
}

/// What creating a reversal gives when it is answered with this.
async fn created(
    status: u16,
    body: impl Into<Vec<u8>>,
) -> Result<models::TransferReversal, Error<models::Error>> {
    let session = Session::bearer(KEY)
        .with_retries(0)
        .with_transport(Arc::new(Recorder::new(status, body)));
    let client = Client::connect("https://api.stripe.com", session).unwrap();
    let call = client.transfer_reversals().create("tr_1");
    call.send().await.map(ResponseValue::into_inner)
}

#[tokio::test]
async fn a_200_that_is_no_whole_object_is_refused_with_its_bytes() {
    let good = reversal().to_string();
    let envelope = json!({ "error": { "type": "api_error", "message": "m" } }).to_string();
    let twice = good.replacen('{', r#"{"amount":1,"#, 1);
    let cases: [(&str, Vec<u8>); 12] = [
        ("empty", vec![]),
        ("white space", b" \n".to_vec()),
        ("an error envelope", envelope.into()),
        ("null", b"null".to_vec()),
        ("a list", format!("[{good}]").into()),
        ("a text", json!(good).to_string().into()),
        ("text after it", format!("{good}x").into()),
        ("a second object after it", format!("{good}{good}").into()),
        ("a member twice", twice.into()),
        ("a byte order mark", format!("\u{feff}{good}").into()),
        (
            "no UTF-8",
            good.replace("usd", "us\u{1}")
                .into_bytes()
                .into_iter()
                .map(|byte| if byte == 1 { 0xff } else { byte })
                .collect(),
        ),
        ("cut short", good.as_bytes()[..good.len() - 1].to_vec()),
    ];
    for (case, body) in cases {
        match created(200, body.clone()).await {
            Err(Error::Undecodable(answer)) => assert_eq!(answer.body, body, "{case}"),
            other => panic!("{case}: {other:?}"),
        }
    }
    assert!(created(200, format!("\r\n{good}\n")).await.is_ok());
}

#[tokio::test]
async fn an_amount_is_a_whole_number_of_64_bits_or_nothing() {
    let with = |amount: &str| reversal().to_string().replace("400", amount);
    for amount in [
        "400.5",
        "4e-1",
        "9223372036854775808",
        "-9223372036854775809",
        "9223372036854775808.0",
        "1e19",
        "true",
        "false",
        "\"400\"",
        "null",
        "[400]",
        "{}",
        "0400",
        "+400",
        "0x190",
        "4_00",
        "NaN",
        "1e999",
        "",
    ] {
        let outcome = created(200, with(amount)).await;
        assert!(
            matches!(outcome, Err(Error::Undecodable(_))),
            "{amount}: {outcome:?}"
        );
    }
    for (text, amount) in [
        ("0", 0),
        ("-1", -1),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
        // However it is written, to the last digit.
        ("400.0", 400),
        ("4e2", 400),
        ("-0", 0),
        ("9007199254740993.0", 9_007_199_254_740_993),
        ("-9.223372036854775808e18", i64::MIN),
    ] {
        let answer = created(200, with(text)).await.unwrap();
        assert_eq!(answer.amount, amount, "{text}");
    }
}

#[tokio::test]
async fn only_200_is_a_success() {
    for status in [100, 201, 202, 204, 206, 226, 301, 304, 307, 308] {
        let outcome = created(status, reversal().to_string()).await;
        let Err(Error::Undecodable(answer)) = outcome else {
            panic!("{status}: {outcome:?}")
        };
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.mismatch, Mismatch::Status);
        assert_eq!(answer.body, reversal().to_string().as_bytes());
    }
    for status in [400, 402, 409, 429, 500, 503] {
        let outcome = created(status, reversal().to_string()).await;
        assert!(
            matches!(outcome, Err(Error::Undecodable(_))),
            "{status}: {outcome:?}"
        );
    }
}

/// Transfers in reversals in transfers, as deep as JSON goes, on a stack as small as a worker's.
#[test]
fn nesting_is_refused_before_the_stack_ends() {
    let mut nested = json!("tr_1").to_string();
    for _ in 0..200 {
        let mut inner = reversal();
        inner["transfer"] = json!("TRANSFER");
        let reversal = inner.to_string().replace("\"TRANSFER\"", &nested);
        nested = json!({
            "id": "tr_1", "object": "transfer", "amount": 1100, "amount_reversed": 400, "created": 1, "currency": "usd",
            "livemode": false, "metadata": {}, "reversed": false,
            "reversals": { "object": "list", "data": ["REVERSAL"], "has_more": false, "url": "/v1/transfers/tr_1/reversals" },
        }).to_string().replace("\"REVERSAL\"", &reversal);
    }
    let body = reversal().to_string().replace("\"tr_1\"", &nested);
    let lists = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let objects = reversal()
        .to_string()
        .replace("\"tr_1\"", &"{\"a\":".repeat(100_000));
    let worker = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap();
            runtime.block_on(async {
                for body in [body, lists, objects] {
                    let outcome = created(200, body.clone()).await;
                    assert!(matches!(outcome, Err(Error::Undecodable(_))));
                    let outcome = created(400, body).await;
                    assert!(matches!(outcome, Err(Error::Undecodable(_))));
                }
            });
        });
    worker.unwrap().join().unwrap();
}

#[tokio::test]
async fn fractions_are_exact() {
    for rate in [
        "1.1354270000000001",
        "0.1",
        "1.8011670033376514",
        "2.638344616030823",
        "1e-7",
        "122.416294033786585",
    ] {
        let mut payload = reversal();
        payload["balance_transaction"] = json!({
            "id": "txn_1", "object": "balance_transaction", "amount": 1, "available_on": 1, "created": 1, "currency": "usd",
            "exchange_rate": "RATE", "fee": 0, "fee_details": [], "net": 1, "reporting_category": "x", "status": "available", "type": "transfer",
        });
        let body = payload.to_string().replace("\"RATE\"", rate);
        let reversal = created(200, body).await.unwrap();
        let transaction = reversal.balance_transaction.into_value().unwrap();
        let found = *transaction.object().unwrap().exchange_rate.value().unwrap();
        assert_eq!(
            found.to_bits(),
            rate.parse::<f64>().unwrap().to_bits(),
            "{rate}"
        );
    }
}

#[tokio::test]
async fn a_list_is_never_taken_for_the_object_that_belongs_there() {
    let by_position = json!([
        400,
        null,
        1,
        "usd",
        null,
        "trr_1",
        null,
        "transfer_reversal",
        null,
        "tr_1"
    ]);
    let outcome = created(200, by_position.to_string()).await;
    assert!(matches!(outcome, Err(Error::Undecodable(_))), "{outcome:?}");
    let mut inner = reversal();
    inner["transfer"] = by_position;
    let outcome = created(200, inner.to_string()).await;
    assert!(matches!(outcome, Err(Error::Undecodable(_))), "{outcome:?}");
    let error = json!({ "error": [null, null, null, null, "m", null, null, null, "card_error"] });
    let outcome = created(402, error.to_string()).await;
    assert!(matches!(outcome, Err(Error::Undecodable(_))), "{outcome:?}");
}
