//! What is kept on PostgreSQL: answers of one moment, connections that are given back clean, what is due.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use reversals_sandbox::{Config, Fixtures, Sandbox};
use sqlx::{AnyConnection, Connection as _, PgConnection};

use crate::common::raw::Raw;
use crate::common::{Running, config, due, shared, states};
use crate::{SERVER, database, on};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_answer_is_of_one_moment() {
    let _up = SERVER.read().await;
    states::each_answer_is_of_one_moment(on("moments").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_that_start_on_a_new_database_at_once_all_open_it() {
    let _up = SERVER.read().await;
    for round in 0..4 {
        let config = on(&format!("new{round}")).await;
        let open = async || Sandbox::open(config.clone()).await.unwrap();
        let (one, two, three, four, five, six) =
            tokio::join!(open(), open(), open(), open(), open(), open());
        for sandbox in [one, two, three, four, five, six] {
            sandbox.close().await;
        }
    }
}

/// Panics where a connection to the database stays within a transaction though nobody asks for anything.
async fn nobody_is_within_a_transaction(connection: &mut PgConnection) {
    let mut left = Vec::new();
    let mut clean = 0;
    // What was cut off may be under way still, and is undone in the background: what counts is what stays.
    for _ in 0..500 {
        left = sqlx::query_as::<_, (String, String)>(
            "SELECT state, query FROM pg_stat_activity WHERE datname = current_database() \
             AND pid <> pg_backend_pid() AND state <> 'idle'",
        )
        .fetch_all(&mut *connection)
        .await
        .unwrap();
        clean = if left.is_empty() { clean + 1 } else { 0 };
        if clean == 5 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{left:?}");
}

/// Lets something go on until it has waited so often, and drops it; whether it was done by then.
async fn for_steps(work: impl Future, steps: usize) -> bool {
    let (mut work, mut waited) = (pin!(work), 0);
    poll_fn(|context| {
        if work.as_mut().poll(context).is_ready() {
            return Poll::Ready(true);
        }
        waited += 1;
        if waited < steps {
            Poll::Pending
        } else {
            Poll::Ready(false)
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_is_cut_off_at_any_step_is_not_left_open() {
    let _up = SERVER.read().await;
    let address = database("cut").await;
    let config = Config {
        database: address.parse().unwrap(),
        ..config()
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("none.yaml");
    std::fs::write(&file, "platforms: []").unwrap();
    let fixtures = Fixtures::read(&file).unwrap();
    let sandbox = Sandbox::open(config).await.unwrap();
    let mut connection = PgConnection::connect(&address).await.unwrap();
    let mut steps = 0;
    loop {
        steps += 1;
        let done = for_steps(sandbox.load(&fixtures), steps).await;
        nobody_is_within_a_transaction(&mut connection).await;
        if done {
            break;
        }
    }
    assert!(steps > 2, "it was never within a transaction");
    sandbox.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_who_hangs_up_leaves_no_transaction_open() {
    let _up = SERVER.read().await;
    let address = database("hangup").await;
    let running = Running::start(Config {
        database: address.parse().unwrap(),
        ..config()
    })
    .await;
    let transfer = running.client().transfer(1_000_000).await;
    let mut connection = PgConnection::connect(&address).await.unwrap();
    let form = "amount=1";
    let request = format!(
        "POST /v1/transfers/{transfer}/reversals HTTP/1.1\r\nhost: a\r\nauthorization: Bearer sk_test_123\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    for round in 0..40 {
        let callers: Vec<_> = (0..8)
            .map(|caller| {
                let (address, request) = (running.address, request.clone());
                tokio::spawn(async move {
                    let mut raw = Raw::connect(address).await;
                    raw.send(request).await;
                    tokio::time::sleep(Duration::from_micros(50 * (round + 40 * caller))).await;
                })
            })
            .collect();
        for caller in callers {
            caller.await.unwrap();
        }
        nobody_is_within_a_transaction(&mut connection).await;
    }
    running.audit().await;
}

/// A sandbox in which it takes a minute until a credit reversal is posted, and a connection to its database.
async fn in_a_minute(name: &str) -> (Running, AnyConnection) {
    let address = database(name).await;
    let config = Config {
        database: address.parse().unwrap(),
        ..config()
    };
    let running = Running::start(due::in_a_minute(config)).await;
    (running, AnyConnection::connect(&address).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_told_as_posted_before_it_is_written() {
    let _up = SERVER.read().await;
    let (running, connection) = in_a_minute("due").await;
    let lock = "BEGIN; LOCK TABLE credit_reversals IN EXCLUSIVE MODE";
    due::is_told_as_posted_before_it_is_written(running, connection, lock).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn batches_that_were_posted_stay() {
    let _up = SERVER.read().await;
    let (running, connection) = in_a_minute("batches").await;
    let stop = "ALTER TABLE credit_reversals ADD CONSTRAINT stop CHECK (id <> 'LAST' OR status <> 'posted')";
    let go = "ALTER TABLE credit_reversals DROP CONSTRAINT stop";
    due::batches_that_were_posted_stay(running, connection, stop, go).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_answers_go_some_at_a_time() {
    let _up = SERVER.read().await;
    let (running, connection) = in_a_minute("old").await;
    shared::old_answers_go_some_at_a_time(running, connection).await;
}
