//! Claims about concurrent requests, for every kind of database.

use reversals_sandbox::Config;

use super::{Answer, Client, Running};

/// How many clients race.
const CLIENTS: usize = 64;

/// 64 clients reverse parts of one transfer, each until it is refused: what was acknowledged is there, once, and is
/// never more than the transfer.
pub(crate) async fn parts_never_exceed_the_transfer(config: Config) {
    let running = Running::start(config).await;
    let client = running.client();
    let (before, amount) = (client.dollars().await, 10_000);
    let transfer = client.transfer(amount).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    let racing: Vec<_> = (0..CLIENTS)
        .map(|racer| {
            let (client, path) = (running.client(), path.clone());
            tokio::spawn(async move {
                let mut won = Vec::new();
                for round in 0..4 {
                    // Spread as if by chance, and the same in each run: about twice what there is, in all.
                    let part = 1 + (racer * 7919 + round * 104_729) % 160;
                    let answer = client.post(&path, &format!("amount={part}")).await;
                    if answer.status == 200 {
                        assert_eq!(answer.body["amount"], part, "{}", answer.text);
                        won.push(answer.body);
                    } else {
                        let message = answer.refused(400)["message"].to_string();
                        assert!(
                            message.contains("greater than unreversed amount")
                                || message.contains("is already fully reversed"),
                            "{message}"
                        );
                    }
                }
                won
            })
        })
        .collect();
    let mut won = Vec::new();
    for racer in racing {
        won.extend(racer.await.unwrap());
    }
    let listed = client.all(&path).await;
    let shown = client
        .get(&format!("/v1/transfers/{transfer}"))
        .await
        .good();
    let sum = |all: &[serde_json::Value]| -> i64 {
        all.iter()
            .map(|reversal| reversal["amount"].as_i64().unwrap())
            .sum()
    };
    let reversed = sum(&won);
    println!(
        "{} of {} reversals were acknowledged, {reversed} of {amount}",
        won.len(),
        CLIENTS * 4
    );
    assert!(reversed <= amount, "{reversed} of {amount} were reversed");
    assert!(
        won.len() < CLIENTS * 4,
        "nobody was refused: no race for the rest"
    );
    assert_eq!(shown.body["amount_reversed"], reversed);
    assert_eq!(sum(&listed), reversed);
    let by_id = |left: &serde_json::Value, right: &serde_json::Value| {
        left["id"].as_str().cmp(&right["id"].as_str())
    };
    let mut listed = listed;
    listed.sort_by(by_id);
    won.sort_by(by_id);
    assert_eq!(listed, won, "what was acknowledged is what is there");
    assert_eq!(client.dollars().await, before - amount + reversed);
    running.audit().await;
    running.end().await;
}

/// 16 requests with one idempotency key at once do the thing once.
pub(crate) async fn one_key_does_it_once(config: Config) {
    let running = Running::start(config).await;
    let client = running.client();
    let transfer = client.transfer(1_000).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    for round in 0..8 {
        let key = format!("round-{round}");
        let racing: Vec<_> = (0..16)
            .map(|_| {
                let (client, path, key) = (client.clone(), path.clone(), key.clone());
                tokio::spawn(async move { client.once(&key, &path, "amount=10").await })
            })
            .collect();
        let mut answers = Vec::new();
        for racer in racing {
            answers.push(racer.await.unwrap());
        }
        let first: Vec<&Answer> = answers
            .iter()
            .filter(|answer| answer.status == 200 && answer.header("idempotent-replayed").is_none())
            .collect();
        assert_eq!(first.len(), 1, "{answers:?}");
        for answer in &answers {
            if answer.status == 200 {
                assert_eq!(answer.text, first[0].text);
                assert_eq!(
                    answer.header("original-request"),
                    first[0].header("request-id")
                );
            } else {
                assert_eq!(answer.refused(409)["code"], "idempotency_key_in_use");
                assert_eq!(answer.header("stripe-should-retry"), Some("true"));
            }
        }
        let again = client.once(&key, &path, "amount=10").await.good();
        assert_eq!(again.text, first[0].text);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
    }
    let shown = client.get(&format!("/v1/transfers/{transfer}")).await;
    assert_eq!(shown.good().body["amount_reversed"], 80);
    assert_eq!(client.all(&path).await.len(), 8);
    running.audit().await;
    running.end().await;
}

/// Transfers, reversals of transfers in a group, and credits run into each other without an answer of the 500s, such
/// as a deadlock would be.
pub(crate) async fn writers_do_not_wait_for_each_other_in_a_ring(config: Config) {
    let running = Running::start(config).await;
    let client = running.client();
    let destinations = ["acct_a", "acct_b", "acct_c"];
    let racing: Vec<_> = (0..24)
        .map(|racer| {
            let client: Client = client.clone();
            tokio::spawn(async move {
                for round in 0..6 {
                    let to = destinations[(racer + round) % 3];
                    let form = format!("amount=50&currency=usd&destination={to}&transfer_group=g");
                    let transfer = client.post("/v1/transfers", &form).await.good().id();
                    let path = format!("/v1/transfers/{transfer}/reversals");
                    client.post(&path, "amount=20").await.good();
                    client.post(&path, "").await.good();
                    if racer % 4 == 0 {
                        let credit = client.credit(10).await;
                        let form = format!("received_credit={credit}");
                        let path = "/v1/treasury/credit_reversals";
                        client.post(path, &form).await.good();
                        let list = format!("{path}?financial_account=fa_1");
                        client.get(&list).await.good();
                    }
                }
            })
        })
        .collect();
    for racer in racing {
        racer.await.unwrap();
    }
    running.audit().await;
    running.end().await;
}

/// Clients of one new platform all pay in a currency that it has never had: it is given that once, and is spent once.
pub(crate) async fn a_currency_is_given_once(config: Config) {
    let running = Running::start(Config {
        other_balance: 1_000,
        ..config
    })
    .await;
    // So that the race is about the currency, not about the account.
    let client = running.client();
    client.transfer(1).await;
    let racing: Vec<_> = (0..CLIENTS)
        .map(|racer| {
            let client = running.client();
            tokio::spawn(async move {
                let form = format!("amount=100&currency=jpy&destination=acct_{racer}");
                client.post("/v1/transfers", &form).await
            })
        })
        .collect();
    let mut paid = 0;
    for racer in racing {
        let answer = racer.await.unwrap();
        if answer.status == 200 {
            paid += 100;
        } else {
            assert_eq!(answer.refused(400)["code"], "balance_insufficient");
        }
    }
    assert_eq!(paid, 1_000);
    running.audit().await;
    running.end().await;
}

/// Clients set secrets of other names in one scope: it takes ten, and no more.
pub(crate) async fn a_scope_has_ten_secrets(config: Config) {
    let running = Running::start(config).await;
    let client = running.client();
    client.transfer(1).await;
    let scope = "scope[type]=user&scope[user]=usr_1";
    let racing: Vec<_> = (0..CLIENTS)
        .map(|racer| {
            let client = client.clone();
            tokio::spawn(async move {
                let form = format!("name=name_{racer}&payload=x&{scope}");
                client.post("/v1/apps/secrets", &form).await
            })
        })
        .collect();
    let mut kept = 0;
    for racer in racing {
        let answer = racer.await.unwrap();
        if answer.status == 200 {
            kept += 1;
        } else {
            assert_eq!(answer.refused(400)["param"], "scope");
        }
    }
    assert_eq!(kept, 10);
    let list = format!("/v1/apps/secrets?{scope}");
    assert_eq!(client.all(&list).await.len(), 10);
    running.end().await;
}
