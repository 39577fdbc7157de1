//! How large answers may be, and how much all of them may hold until they are read.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::format_collect, reason = "short texts, and easier to read")]

mod common;

use std::time::Instant;

use common::raw::{PATIENCE, Raw};
use common::{Client, Running, config, in_file};
use reversals_sandbox::Limits;
use serde_json::json;

/// All metadata that an object can have, of one character as it is in a form.
fn full(character: &str) -> String {
    let value = character.repeat(500);
    let pairs = (0..50).map(|number| format!("&metadata[{number}]={value}"));
    pairs.collect()
}

/// A transfer with so many reversals that have that metadata.
async fn reversed(client: &Client, count: usize, metadata: &str) -> String {
    let path = format!(
        "/v1/transfers/{}/reversals",
        client.transfer(1_000_000).await
    );
    for _ in 0..count {
        client
            .post(&path, &format!("amount=1{metadata}"))
            .await
            .good();
    }
    path
}

fn too_large(bytes: usize) -> String {
    format!(
        "The answer would be larger than {bytes} bytes. Nothing was changed. Ask for fewer objects by `limit`, or for \
         less of them by `expand`."
    )
}

#[tokio::test]
async fn a_page_that_would_be_too_large_is_refused_and_a_smaller_one_is_not() {
    let limits = Limits {
        answer: 6000,
        ..Limits::default()
    };
    let running = Running::within(config(), limits).await;
    let client = running.client();
    let path = reversed(&client, 20, "").await;
    let list = format!("{path}?expand[]=data.transfer.reversals");
    let answer = client.get(&format!("{list}&limit=10")).await;
    let error = json!({"type": "invalid_request_error", "message": too_large(6000)});
    assert_eq!(*answer.refused(400), error);
    assert_eq!(answer.header("stripe-should-retry"), Some("false"));
    client.get(&format!("{list}&limit=1")).await.good();
    let page = client.get(&format!("{path}?limit=5")).await.good();
    assert!(page.text.len() <= 6000 && page.body["data"].as_array().unwrap().len() == 5);
}

#[tokio::test]
async fn each_kind_of_answer_is_as_large_as_it_may_be_and_not_a_byte_larger() {
    let folder = tempfile::tempdir().unwrap();
    let config = in_file(&folder.path().join("a.db"));
    let running = Running::start(config.clone()).await;
    let client = running.client();
    let reversals = reversed(&client, 12, "&metadata[a]=b").await;
    let newest = client.get(&reversals).await.good().body["data"][0].clone();
    let text = |name: &str| newest[name].as_str().unwrap().to_owned();
    let credit = client.credit(1_000).await;
    let form = format!("received_credit={credit}");
    let credits = "/v1/treasury/credit_reversals";
    let sent_back = client.post(credits, &form).await.good().id();
    let inner = "&expand[]=data.transfer&expand[]=data.balance_transaction.source.transfer\
                 &expand[]=data.destination_payment_refund.transfer_reversal";
    let paths = [
        format!("{reversals}?limit=12{inner}"),
        format!("{reversals}/{}?expand[]=transfer", text("id")),
        format!(
            "/v1/transfers/{}?expand[]=reversals.data.transfer",
            text("transfer")
        ),
        format!(
            "/v1/balance_transactions/{}?expand[]=source",
            text("balance_transaction")
        ),
        "/v1/balance".to_owned(),
        format!("{credits}?financial_account=fa_1&expand[]=data.transaction"),
        format!("{credits}/{sent_back}"),
        format!("/v1/treasury/received_credits/{credit}?expand[]=transaction"),
    ];
    let mut exact = Vec::new();
    for path in &paths {
        exact.push(client.get(path).await.good().text.len());
    }
    running.end().await;
    for (path, exact) in paths.iter().zip(exact) {
        for (answer, status) in [(exact, 200), (exact - 1, 400)] {
            let limits = Limits {
                answer,
                ..Limits::default()
            };
            let running = Running::within(config.clone(), limits).await;
            let answered = running.client().get(path).await;
            assert_eq!(answered.status, status, "{path}: {}", answered.text);
            running.end().await;
        }
    }
}

#[tokio::test]
async fn a_page_of_a_hundred_with_all_metadata_that_can_be_is_given() {
    let running = Running::start(config()).await;
    let client = running.client();
    // In JSON, this character takes six bytes.
    let path = reversed(&client, 100, &full("%01")).await;
    let page = client.get(&format!("{path}?limit=100")).await.good();
    assert!(page.text.len() > 15_000_000, "{}", page.text.len());
}

#[tokio::test]
async fn what_is_refused_for_its_answer_has_not_been_done() {
    let limits = Limits {
        answer: 3000,
        ..Limits::default()
    };
    let running = Running::within(config(), limits).await;
    let client = running.client();
    let transfer = client.transfer(1000).await;
    let (there, path) = (
        format!("/v1/transfers/{transfer}"),
        format!("/v1/transfers/{transfer}/reversals"),
    );
    let before = (client.dollars().await, client.get(&there).await.good().text);
    let metadata = format!("&metadata[a]={}", "b".repeat(500));
    let wide = format!(
        "amount=400{metadata}&expand[]=transfer.reversals&expand[]=balance_transaction.source.transfer"
    );
    for key in [None, Some("k")] {
        let answer = client.try_post(&path, &wide, key).await.unwrap();
        assert_eq!(answer.refused(400)["message"], too_large(3000));
        assert_eq!(answer.header("original-request"), None);
    }
    let after = (client.dollars().await, client.get(&there).await.good().text);
    assert_eq!(after, before);
    assert!(client.all(&path).await.is_empty());
    running.audit().await;
    // The key stands for nothing yet.
    let done = client
        .once("k", &path, &format!("amount=400{metadata}"))
        .await
        .good();
    assert_eq!(done.header("idempotent-replayed"), None);
    assert_eq!(client.dollars().await, before.0 + 400);
    // Nor is an update.
    let one = format!("{path}/{}", done.id());
    let update = client
        .post(
            &one,
            &format!("metadata[c]=d&{wide}").replace("amount=400&", ""),
        )
        .await;
    assert_eq!(update.refused(400)["message"], too_large(3000));
    assert_eq!(client.get(&one).await.good().body, done.body);
}

#[tokio::test]
async fn what_was_answered_once_is_answered_again_though_less_may_be_answered_now() {
    let folder = tempfile::tempdir().unwrap();
    let config = in_file(&folder.path().join("a.db"));
    let running = Running::start(config.clone()).await;
    let client = running.client();
    let path = reversed(&client, 5, "").await;
    let form = "amount=1&expand[]=transfer.reversals";
    let first = client.once("k", &path, form).await.good();
    running.end().await;
    let limits = Limits {
        answer: first.text.len() - 1,
        ..Limits::default()
    };
    let running = Running::within(config, limits).await;
    let client = running.client();
    let again = client.once("k", &path, form).await.good();
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.body, first.body);
    let other = client.once("k2", &path, form).await;
    assert_eq!(
        other.refused(400)["message"],
        too_large(first.text.len() - 1)
    );
    assert_eq!(client.all(&path).await.len(), 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_nobody_reads_leave_no_room_for_large_ones_and_all_for_small_ones() {
    let limits = Limits {
        connections: 64,
        // Two that are made, and not a third while it is made.
        answers: 45_000_000,
        ..Limits::default()
    };
    let running = Running::within(config(), limits).await;
    let client = running.client();
    let path = reversed(&client, 100, &full("%f0%90%8d%88")).await;
    let list = format!("{path}?limit=100");
    let all = client.get(&list).await.good().text;
    assert!(
        (10_000_000..11_000_000).contains(&all.len()),
        "{}",
        all.len()
    );

    let mut slow = Vec::new();
    for _ in 0..2 {
        let mut raw = Raw::narrow(running.address).await;
        let head = format!(
            "GET {list} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer sk_test_123\r\n\r\n"
        );
        raw.send(head).await;
        // Once its first line is here, the answer is made, and what does not fit between us is held.
        assert_eq!(raw.status().await, 200);
        slow.push(raw);
    }
    let refused = client.get(&list).await;
    let message = "The sandbox holds as many answers as it has room for until they are read. This request has changed \
                   nothing; try it again.";
    assert_eq!(
        *refused.refused(503),
        json!({"type": "api_error", "message": message})
    );
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(refused.header("stripe-should-retry"), Some("true"));
    // Others are served, and what they do is done.
    client.get(&format!("{path}?limit=1")).await.good();
    client.post(&path, "amount=1").await.good();

    // Whoever reads on gets all of it, and whoever hangs up gives the room back.
    let (_, read) = slow.pop().unwrap().after_status().await;
    assert!(read == all, "{} bytes were read", read.len());
    drop(slow);
    let asked = Instant::now();
    while client.get(&list).await.status == 503 {
        assert!(asked.elapsed() < PATIENCE, "the room is never given back");
    }
}
