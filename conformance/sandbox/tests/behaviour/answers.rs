//! Who may ask, and what every answer has.

use std::collections::BTreeMap;

use reversals_sandbox::Config;

use crate::common::{Client, Running, config, in_file};

#[tokio::test]
async fn two_keys_do_not_see_each_others_objects() {
    let running = Running::start(config()).await;
    let (one, two) = (running.client(), running.client().with_key("sk_test_two"));
    let transfer = one.transfer(500).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    let reversal = one.post(&path, "amount=1").await.good().id();
    let credit = one.credit(5).await;
    for path in [
        format!("/v1/transfers/{transfer}"),
        format!("{path}/{reversal}"),
        path.clone(),
        format!("/v1/treasury/received_credits/{credit}"),
    ] {
        one.get(&path).await.good();
        assert_eq!(
            two.get(&path).await.refused(404)["code"],
            "resource_missing"
        );
    }
    two.post(&path, "").await.refused(404);
    let form = format!("received_credit={credit}");
    two.post("/v1/treasury/credit_reversals", &form)
        .await
        .refused(400);
}

#[tokio::test]
async fn a_platform_acts_as_its_connected_account() {
    let running = Running::start(config()).await;
    let client = running.client();
    let connected = client.acting_for("acct_connected");
    let credit = connected.credit(5).await;
    let path = format!("/v1/treasury/received_credits/{credit}");
    connected.get(&path).await.good();
    client.get(&path).await.refused(404);
    client
        .with_key("sk_test_two")
        .acting_for("acct_connected")
        .get(&path)
        .await
        .refused(404);
    let refused = client.acting_for("ba_1").get("/v1/balance").await;
    assert_eq!(refused.refused(403)["code"], "account_invalid");
}

#[tokio::test]
async fn a_key_of_live_mode_is_refused_and_not_told_back() {
    let running = Running::start(config()).await;
    // Put together here, so that nobody takes it for a leaked one.
    let key = ["sk", "live", "NotToBeToldBack"].join("_");
    for client in [
        running.client().with_key(&key),
        running.client().with_key("NotToBeToldBack"),
    ] {
        for answer in [
            client.get("/v1/balance").await,
            client.once("k", "/v1/transfers/tr_1/reversals", "").await,
        ] {
            assert_eq!(answer.refused(401)["type"], "invalid_request_error");
            let all = format!("{}{:?}", answer.text, answer.headers);
            assert!(!all.contains("NotToBeToldBack"), "{all}");
        }
    }
}

#[tokio::test]
async fn each_refusal_says_whether_to_try_again() {
    let running = Running::start(config()).await;
    let client = running.client();
    for answer in [
        client.get("/v1/transfers/tr_none").await,
        client.get("/v1/elsewhere").await,
        client.post("/v1/transfers", "").await,
        client.with_key("secret").get("/v1/balance").await,
        client.get("/_sandbox/advance").await,
        client.post("/_sandbox/advance", "seconds=-1").await,
    ] {
        assert!((400..500).contains(&answer.status), "{}", answer.text);
        assert_eq!(answer.header("stripe-should-retry"), Some("false"));
        assert!(
            answer.body["error"]["type"].is_string(),
            "{} {}",
            answer.status,
            answer.text
        );
    }
    assert_eq!(
        client
            .get("/v1/balance")
            .await
            .good()
            .header("stripe-should-retry"),
        None
    );
    // True on a 409 is in `races`, true on a 500 in `lost`.
}

#[tokio::test]
async fn the_same_seed_and_clock_give_the_same_answers() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let running = Running::start(config()).await;
        let client = running.client();
        let transfer = client.transfer(500).await;
        let path = format!("/v1/transfers/{transfer}/reversals");
        let credit = client.credit(5).await;
        let mut run = Vec::new();
        for answer in [
            client.once("k", &path, "amount=1&metadata[a]=b").await,
            client.post(&path, "").await,
            client.post(&path, "").await,
            client
                .post(
                    "/v1/treasury/credit_reversals",
                    &format!("received_credit={credit}"),
                )
                .await,
            client.get(&path).await,
            client.get(&format!("/v1/transfers/{transfer}")).await,
            client.get("/v1/balance").await,
        ] {
            run.push((
                answer.status,
                answer.header("request-id").unwrap().to_owned(),
                answer.text,
            ));
        }
        runs.push(run);
    }
    assert_eq!(runs[0], runs[1]);
}

#[tokio::test]
async fn a_platform_begins_with_what_it_was_given_and_can_spend_no_more() {
    let balances = BTreeMap::from([("usd".to_owned(), 100)]);
    let running = Running::start(Config {
        balances,
        ..config()
    })
    .await;
    let client = running.client();
    assert_eq!(client.dollars().await, 100);
    client.transfer(60).await;
    let form = "amount=41&currency=usd&destination=acct_1";
    let refused = client.post("/v1/transfers", form).await;
    assert_eq!(refused.refused(400)["code"], "balance_insufficient");
    let form = "amount=1&currency=eur&destination=acct_1";
    client.post("/v1/transfers", form).await.refused(400);
    client.transfer(40).await;
    running.audit().await;
}

#[tokio::test]
async fn a_platform_is_ample_in_every_currency_that_it_pays_in_and_its_accounts_are_not() {
    let balances = BTreeMap::from([("usd".to_owned(), 100), ("eur".to_owned(), 0)]);
    let running = Running::start(Config {
        balances,
        other_balance: 1_000_000,
        ..config()
    })
    .await;
    let client = running.client();
    let pay = async |client: &Client, amount: i64, currency: &str| {
        let form = format!("amount={amount}&currency={currency}&destination=acct_1");
        client.post("/v1/transfers", &form).await
    };
    for (amount, currency, held) in [
        (100, "usd", true),
        (1, "usd", false),
        (1, "eur", false),
        (1_000_001, "jpy", false),
        (1_000_000, "jpy", true),
        (1, "jpy", false),
        (400_000, "KWD", true),
        (600_000, "kwd", true),
        (1, "kwd", false),
    ] {
        let answer = pay(&client, amount, currency).await;
        if held {
            answer.good();
        } else {
            let code = &answer.refused(400)["code"];
            assert_eq!(code, "balance_insufficient", "{amount} {currency}");
        }
    }
    pay(&client.acting_for("acct_2"), 1, "chf")
        .await
        .refused(400);
    for (client, has) in [
        (
            client.clone(),
            &[("eur", 0), ("jpy", 0), ("kwd", 0), ("usd", 0)][..],
        ),
        (
            client.acting_for("acct_1"),
            &[("jpy", 1_000_000), ("kwd", 1_000_000), ("usd", 100)],
        ),
        (client.acting_for("acct_2"), &[]),
    ] {
        let balance = client.get("/v1/balance").await.good();
        let pots = balance.body["available"].as_array().unwrap().iter();
        let there: Vec<_> = pots
            .map(|pot| {
                (
                    pot["currency"].as_str().unwrap(),
                    pot["amount"].as_i64().unwrap(),
                )
            })
            .collect();
        assert_eq!(there, has);
    }
    running.audit().await;
}

#[tokio::test]
async fn money_is_told_in_the_digits_of_its_currency() {
    let running = Running::start(Config {
        other_balance: 100_000_000,
        ..config()
    })
    .await;
    let client = running.client();
    for (currency, more, left) in [
        ("jpy", "¥1,234,568", "¥1,234,567"),
        ("usd", "$12,345.68", "$12,345.67"),
        ("chf", "12,345.68 CHF", "12,345.67 CHF"),
        ("kwd", "1,234.568 KWD", "1,234.567 KWD"),
    ] {
        let form = format!("amount=1234567&currency={currency}&destination=acct_1");
        let transfer = client.post("/v1/transfers", &form).await.good().id();
        let path = format!("/v1/transfers/{transfer}/reversals");
        let refused = client.post(&path, "amount=1234568").await;
        assert_eq!(refused.refused(400)["param"], "amount");
        assert_eq!(
            refused.message(),
            format!(
                "Reversal amount ({more}) is greater than unreversed amount on transfer ({left})"
            )
        );
    }
}

#[tokio::test]
async fn a_seed_makes_new_ids_when_its_database_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..4 {
        let running = Running::start(Config {
            seed: Some(1),
            ..in_file(&folder.path().join("a.db"))
        })
        .await;
        let client = running.client();
        for _ in 0..3 {
            assert!(seen.insert(client.transfer(1).await));
        }
        running.end().await;
    }
}
