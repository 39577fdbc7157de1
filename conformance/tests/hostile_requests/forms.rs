//! Bodies, and queries in their place.

use super::*;

#[tokio::test]
async fn an_amount_that_is_not_plain_is_never_read_as_the_whole_transfer() {
    for form in [
        "amount",
        "amount=",
        "=",
        "=400",
        "&=&",
        "amount=4e2",
        "amount=400.0",
        "amount=+400",
        "amount=%2B400",
        "amount=400%20",
        "amount=4_00",
        "amount=4,00",
        "amount=0x190",
        "amount=9223372036854775808",
        "amount=-9223372036854775809",
        "amount=--1",
        "amount=-",
        "amount=true",
        "amount=null",
        "amount=%00400",
        "amount=400%00",
        "amount=400%0a",
        "amount=400\r\n",
        "amount=400;",
        "amount=%D9%A4%D9%A0%D9%A0",
        "amount[]=400",
        "amount[0]=400",
        "amount[value]=400",
        "amount[",
        "amount]=1",
        "[amount]=400",
        "[]=400",
        "Amount=400",
        "AMOUNT=400",
        "amount%00=400",
        "amount%20=400",
        "+amount=400",
        "amount.=400",
        "\u{feff}amount=400",
        "amount;=400",
        "amount=%",
        "amount=%4",
        "amount=%zz",
        "amount=%ff",
        "%ff=400",
        "__proto__=1",
        "__proto__[amount]=400",
        "constructor[prototype][amount]=400",
        "metadata=x",
        "metadata[]=x",
        "metadata[a]=1&metadata[a][b]=2",
        "expand=a",
        "expand[a]=b",
        "expand[01]=b",
        "expand[1000]=b",
        "expand[]=a&expand[0]=b",
        "refund_application_fee=1",
        "refund_application_fee=0",
        "refund_application_fee=True",
        "refund_application_fee=",
        "refund_application_fee=yes",
        "{\"amount\":400}",
        "<amount>400</amount>",
        " ",
        "\0",
        "\n",
        "a=1;amount=400",
    ] {
        refused(form, &sent(post(CREATE, form)).await);
    }
}

#[tokio::test]
async fn two_values_for_one_parameter_are_refused_wherever_they_stand() {
    for (target, form) in [
        ("", "amount=1&amount=2"),
        ("", "amount=2&amount=1&amount=2"),
        ("", "amount=&amount=2"),
        ("", "amount=1&amount="),
        ("", "amount=1&%61mount=2"),
        ("?amount=1", "amount=2"),
        ("?amount=", "amount=2"),
        (
            "?refund_application_fee=true",
            "refund_application_fee=false",
        ),
        ("?description=a", "description=b"),
        ("", "metadata=&metadata=x"),
        ("", "metadata=x&metadata="),
        ("", "metadata=&metadata[a]=b"),
        ("?metadata=", "metadata[a]=b"),
        ("", "metadata[a]=b&metadata[a]=c"),
        ("", "expand[0]=a&expand[0]=b"),
        ("?expand[0]=a", "expand[0]=b"),
    ] {
        refused(
            &format!("{target} {form}"),
            &sent(post(&format!("{CREATE}{target}"), form)).await,
        );
    }
    for list in ["limit=1&limit=2", "starting_after=a&starting_after=b"] {
        let request = with(http::Request::get(format!("{CREATE}?{list}")), FORM)
            .body(Body::empty())
            .unwrap();
        refused(list, &sent(request).await);
    }
    let outcome = sent(post(
        "/v1/treasury/credit_reversals",
        "received_credit=rc_1&received_credit=rc_2",
    ))
    .await;
    refused("two credits", &outcome);
    assert_eq!(outcome.body["error"]["param"], "received_credit");
}

#[tokio::test]
async fn the_same_value_twice_is_one_value() {
    let outcome = sent(post(
        &format!("{CREATE}?amount=1&expand[]=a"),
        "amount=1&expand[]=a&amount=1",
    ))
    .await;
    assert_eq!(
        outcome.arguments.unwrap()["body"],
        json!({ "amount": 1, "expand": ["a", "a"] })
    );
}

#[tokio::test]
async fn a_body_of_another_kind_is_refused_and_not_read_as_an_empty_form() {
    let amount = r#"{"amount":400}"#;
    for media in [
        "application/json",
        "APPLICATION/JSON; charset=utf-8",
        "multipart/form-data; boundary=x",
        "text/plain",
        "",
        "*/*",
        ";",
        "application/x-www-form-urlencoded, application/json",
        "application/x-www-form-urlencoded+json",
        "form",
        "\u{e9}",
    ] {
        for body in [amount, "amount=400"] {
            let builder = http::Request::post(CREATE).header("authorization", "Bearer sk_test_123");
            let media = http::HeaderValue::from_bytes(media.as_bytes()).unwrap();
            let request = builder
                .header("content-type", media.clone())
                .body(Body::from(body))
                .unwrap();
            refused(&format!("{media:?} {body}"), &sent(request).await);
        }
    }
    let none = http::Request::post(CREATE).header("authorization", "Bearer sk_test_123");
    refused(
        "no type",
        &sent(none.body(Body::from("amount=400")).unwrap()).await,
    );
    let two = with(http::Request::post(CREATE), FORM).header("content-type", "application/json");
    refused(
        "two types",
        &sent(two.body(Body::from("amount=400")).unwrap()).await,
    );
    // Said to be a form, and still no form.
    refused("JSON", &sent(post(CREATE, amount)).await);
    let packed = with(http::Request::post(CREATE), FORM).header("content-encoding", "gzip");
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03KL".to_vec();
    refused("gzip", &sent(packed.body(Body::from(gzip)).unwrap()).await);
    // No body, and a type all the same: clients send it.
    for media in [
        FORM,
        "Application/X-Www-Form-UrlEncoded ; charset=UTF-8",
        "application/json",
    ] {
        let request = with(http::Request::post(CREATE), media)
            .body(Body::empty())
            .unwrap();
        assert_eq!(
            sent(request).await.arguments.unwrap()["body"],
            json!({}),
            "{media}"
        );
    }
}

#[tokio::test]
async fn nothing_but_separators_is_an_empty_form() {
    for form in ["", "&", "&&&"] {
        assert_eq!(
            sent(post(CREATE, form)).await.arguments.unwrap()["body"],
            json!({}),
            "{form}"
        );
    }
}

#[tokio::test]
async fn sizes_and_depths_are_bounded() {
    let many = |count: usize| {
        let pairs: Vec<_> = (0..count).map(|n| format!("metadata[k{n}]=v")).collect();
        pairs.join("&")
    };
    assert!(sent(post(CREATE, many(1000))).await.arguments.is_some());
    refused("1001 pairs", &sent(post(CREATE, many(1001))).await);
    refused(
        "pairs on both sides",
        &sent(post(&format!("{CREATE}?amount=1"), many(1000))).await,
    );
    refused(
        "17 brackets",
        &sent(post(CREATE, format!("metadata{}=v", "[a]".repeat(17)))).await,
    );
    refused(
        "100000 brackets",
        &sent(post(CREATE, format!("metadata{}=v", "[a]".repeat(100_000)))).await,
    );
    let long = sent(post(CREATE, format!("description={}", "x".repeat(5001)))).await;
    refused("a long text", &long);
    assert!(long.body.to_string().len() < 1000);
    let long = sent(post(
        CREATE,
        format!("metadata[{}][x]=1", "k".repeat(1 << 19)),
    ))
    .await;
    refused("a long key", &long);
    assert!(
        long.body.to_string().len() < 2000,
        "{}",
        long.body.to_string().len()
    );
    let over = post(CREATE, "&".repeat((2 << 20) + 1));
    let outcome = sent(over).await;
    assert_eq!((outcome.status, outcome.arguments), (413, None));
}

#[tokio::test]
async fn odd_keys_of_metadata_arrive_as_they_are() {
    for (form, key) in [
        ("metadata[__proto__]=v", "__proto__"),
        ("metadata[constructor]=v", "constructor"),
        ("metadata[%00]=v", "\0"),
        ("metadata[+]=v", " "),
        ("metadata[k%5B0%5D]=v", "k[0]"),
        (
            "metadata[$serde_json::private::Number]=v",
            "$serde_json::private::Number",
        ),
        ("metadata[0]=v", "0"),
        ("metadata[%2e%2e]=v", ".."),
    ] {
        assert_eq!(
            sent(post(CREATE, form)).await.arguments.unwrap()["body"],
            json!({ "metadata": { key: "v" } }),
            "{form}"
        );
    }
}
