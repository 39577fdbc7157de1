//! The claims about concurrent requests on PostgreSQL, and what a lost server does. `cargo xtask test-postgres` runs
//! them: it sets `REVERSALS_TEST_POSTGRES` to the address of a server, and `REVERSALS_TEST_POSTGRES_CONTROL` to the
//! command that starts and stops it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "common/contract.rs"]
mod contract;
#[path = "postgres/storage.rs"]
mod storage;

use std::process::Command;
use std::time::Duration;

use common::{Running, config, full, races, shared, texts};
use reversals_sandbox::Config;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tokio::sync::RwLock;

/// Written to by the one test that stops the server.
static SERVER: RwLock<()> = RwLock::const_new(());

/// The address of the server, with the database that is always there.
fn address() -> String {
    std::env::var("REVERSALS_TEST_POSTGRES")
        .expect("`cargo xtask test-postgres` sets REVERSALS_TEST_POSTGRES")
}

/// The address of a new database of that name.
async fn database(name: &str) -> String {
    let address = address();
    let mut connection = PgConnection::connect(&address).await.unwrap();
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    connection.execute(create).await.unwrap();
    connection.close().await.unwrap();
    let (server, options) = address.split_once("/postgres?").unwrap();
    format!("{server}/{name}?{options}")
}

/// A sandbox on a new database of that name.
async fn on(name: &str) -> Config {
    Config {
        database: database(name).await.parse().unwrap(),
        seed: None,
        ..config()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_wrong_under_the_contract() {
    let _up = SERVER.read().await;
    contract::nothing_is_wrong(on("contract").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_of_64_clients_never_exceed_the_transfer() {
    let _up = SERVER.read().await;
    races::parts_never_exceed_the_transfer(on("parts").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_idempotency_key_does_it_once() {
    let _up = SERVER.read().await;
    races::one_key_does_it_once(on("keys").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_currency_is_given_once() {
    let _up = SERVER.read().await;
    races::a_currency_is_given_once(on("given").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_do_not_wait_for_each_other_in_a_ring() {
    let _up = SERVER.read().await;
    races::writers_do_not_wait_for_each_other_in_a_ring(on("ring").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scope_has_ten_secrets() {
    let _up = SERVER.read().await;
    races::a_scope_has_ten_secrets(on("secrets").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sandboxes_share_a_database_and_its_idempotency_keys() {
    let _up = SERVER.read().await;
    let config = on("two").await;
    let one = Running::start(config.clone()).await;
    let two = Running::start(config).await;
    let transfer = one.client().transfer(1_000).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    let racing: Vec<_> = [&one, &two]
        .into_iter()
        .cycle()
        .take(16)
        .map(|running| {
            let (client, path) = (running.client(), path.clone());
            tokio::spawn(async move { client.once("shared", &path, "amount=10").await })
        })
        .collect();
    for racer in racing {
        let answer = racer.await.unwrap();
        if answer.status != 200 {
            assert_eq!(answer.refused(409)["code"], "idempotency_key_in_use");
        }
    }
    let again = two.client().once("shared", &path, "amount=10").await.good();
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(one.client().all(&path).await.len(), 1);
    one.audit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_one_sandbox_moves_is_moved_for_the_other() {
    let _up = SERVER.read().await;
    shared::a_clock_that_one_moves_is_moved_for_the_other(on("clock").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_filters_and_expansion_are_answered() {
    let _up = SERVER.read().await;
    let running = Running::start(on("life").await).await;
    let client = running.client();
    let credit = client.credit(500).await;
    let path = "/v1/treasury/credit_reversals";
    let form = format!("received_credit={credit}&expand[]=transaction");
    let made = client.post(path, &form).await.good();
    assert_eq!(made.body["transaction"]["status"], "open");
    for filter in [
        String::new(),
        format!("&received_credit={credit}"),
        "&status=posted".to_owned(),
    ] {
        let list = format!("{path}?financial_account=fa_1{filter}");
        assert_eq!(client.all(&list).await.len(), 1, "{list}");
    }
    let none = format!("{path}?financial_account=fa_1&status=canceled");
    assert_eq!(client.all(&none).await.len(), 0);
    let mut all = vec![made.id()];
    for _ in 0..4 {
        let form = format!("received_credit={}", client.credit(1).await);
        all.insert(0, client.post(path, &form).await.good().id());
    }
    let page = async |cursor: &str| -> (Vec<String>, bool) {
        let list = format!("{path}?financial_account=fa_1&limit=2{cursor}");
        let page = client.get(&list).await.good().body;
        let ids = page["data"].as_array().unwrap().iter();
        let ids = ids.map(|it| it["id"].as_str().unwrap().to_owned());
        (ids.collect(), page["has_more"] == true)
    };
    assert_eq!(page("").await, (all[..2].to_vec(), true));
    for (cursor, ids, more) in [
        (format!("&starting_after={}", all[1]), &all[2..4], true),
        (format!("&starting_after={}", all[3]), &all[4..], false),
        (format!("&ending_before={}", all[4]), &all[2..4], true),
        (format!("&ending_before={}", all[2]), &all[..2], false),
    ] {
        assert_eq!(page(&cursor).await, (ids.to_vec(), more), "{cursor}");
    }
    let transfer = client.transfer(100).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    let expand = "expand[]=transfer&expand[]=balance_transaction.source\
                  &expand[]=destination_payment_refund.balance_transaction&description=why&metadata[a]=b";
    let made = client.once("k", &path, expand).await.good();
    assert_eq!(made.body["transfer"]["amount_reversed"], 100);
    assert_eq!(
        made.body["balance_transaction"]["source"]["id"],
        made.body["id"]
    );
    let refused = client.once("l", &path, "").await;
    refused.refused(400);
    let again = client.once("l", &path, "").await;
    assert_eq!((again.status, &again.text), (400, &refused.text));
    // Beyond what keys are kept for.
    client
        .post("/_sandbox/advance", "seconds=86400")
        .await
        .good();
    let anew = client.once("l", &path, "").await;
    assert_eq!(anew.header("idempotent-replayed"), None);
    running.audit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_text_and_number_of_every_operation_has_the_answer_that_it_has_in_memory() {
    let _up = SERVER.read().await;
    let here = texts::walk(on("texts").await).await;
    let memory = texts::walk(config()).await;
    assert_eq!(here.len(), memory.len());
    let different: Vec<_> = here
        .iter()
        .zip(&memory)
        .filter(|(here, memory)| here != memory)
        .collect();
    println!("{} of {} differ", different.len(), here.len());
    assert!(different.is_empty(), "{different:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_balance_that_would_overflow_is_a_400_and_stays() {
    let _up = SERVER.read().await;
    full::a_balance_that_would_overflow_is_a_400_and_stays(on("overflow").await).await;
}

#[tokio::test]
async fn a_database_that_is_not_there_is_said_so_without_the_password() {
    let _up = SERVER.read().await;
    let address = std::env::var("REVERSALS_TEST_POSTGRES").unwrap();
    let address = address.replace("/postgres?", "/nowhere?password=hunter2&");
    let database = address.parse().unwrap();
    let opened = reversals_sandbox::Sandbox::open(Config {
        database,
        ..config()
    });
    let said = opened.await.unwrap_err().to_string();
    assert!(
        said.starts_with("the database nowhere of PostgreSQL at /"),
        "{said}"
    );
    assert!(
        said.ends_with(" can't be opened: the server has no database of that name"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_server_is_a_500_and_the_sandbox_recovers_when_it_is_back() {
    let _alone = SERVER.write().await;
    let running = Running::start(on("lost").await).await;
    let client = running.client();
    let transfer = client.transfer(1_000).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    client.once("before", &path, "amount=10").await.good();
    control("stop --mode=immediate");
    let lost = client.once("during", &path, "amount=10").await;
    assert_eq!(lost.refused(500)["type"], "api_error");
    assert_eq!(lost.header("stripe-should-retry"), Some("true"));
    let lost = client.get(&path).await;
    assert_eq!(lost.refused(500)["type"], "api_error");
    let unwell = client.get("/healthz").await;
    assert_eq!((unwell.status, &unwell.body["ok"]), (503, &false.into()));
    let reason = unwell.body["reason"].as_str().unwrap();
    assert!(reason.starts_with("the database "), "{reason}");
    control("start");
    let mut back = client.once("during", &path, "amount=10").await;
    for _ in 0..20 {
        if back.status != 500 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        back = client.once("during", &path, "amount=10").await;
    }
    assert_eq!(back.good().header("idempotent-replayed"), None);
    let again = client.once("before", &path, "amount=10").await.good();
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(client.all(&path).await.len(), 2);
    // What was seen while the server was gone may stand for a moment more.
    let mut well = client.get("/healthz").await;
    for _ in 0..20 {
        if well.status == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        well = client.get("/healthz").await;
    }
    well.good();
    running.audit().await;
}

fn control(what: &str) {
    let command = std::env::var("REVERSALS_TEST_POSTGRES_CONTROL")
        .expect("`cargo xtask test-postgres` sets REVERSALS_TEST_POSTGRES_CONTROL");
    let status = Command::new("sh")
        .args(["-c", &format!("{command} {what}")])
        .status()
        .unwrap();
    assert!(status.success(), "{command} {what}");
}
