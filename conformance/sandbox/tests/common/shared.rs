//! Claims about what several processes share, and about what is kept of idempotency keys.

use reversals_sandbox::Config;
use sqlx::AnyConnection;

use super::{NOW, Running, due};

/// As long as the answer to a key is kept.
const DAY: i64 = 24 * 60 * 60;

/// Who moves the clock moves it for all: what is posted, what is made, and which keys are too old.
pub(crate) async fn a_clock_that_one_moves_is_moved_for_the_other(config: Config) {
    let config = due::in_a_minute(config);
    let one = Running::start(config.clone()).await;
    let two = Running::start(config).await;
    let client = two.client();
    let credit = client.credit(500).await;
    let form = format!("received_credit={credit}");
    let path = "/v1/treasury/credit_reversals";
    let made = client.post(path, &form).await.good();
    assert_eq!(made.body["status"], "processing");
    let transfer = client.transfer(10).await;
    let reversals = format!("/v1/transfers/{transfer}/reversals");
    client.once("before", &reversals, "amount=1").await.good();

    let form = format!("seconds={DAY}");
    let advance = one.client().post("/_sandbox/advance", &form).await;
    assert_eq!(advance.good().body["now"], NOW + DAY);
    let read = client.get(&format!("{path}/{}", made.id())).await.good();
    assert_eq!(read.body["status"], "posted");
    let transfer = client.transfer(1).await;
    let transfer = client
        .get(&format!("/v1/transfers/{transfer}"))
        .await
        .good();
    assert_eq!(transfer.body["created"], NOW + DAY);
    // A key does its thing once, whichever is asked first.
    for (first, then, key) in [(&two, &one, "k"), (&one, &two, "l")] {
        let made = first.client().once(key, &reversals, "amount=1").await;
        let made = made.good();
        assert_eq!(made.header("idempotent-replayed"), None);
        let again = then.client().once(key, &reversals, "amount=1").await;
        let again = again.good();
        assert_eq!(again.header("idempotent-replayed"), Some("true"), "{key}");
        assert_eq!(again.text, made.text);
    }
    // One of the time before is too old for both.
    let anew = client.once("before", &reversals, "amount=1").await.good();
    assert_eq!(anew.header("idempotent-replayed"), None);
    assert_eq!(client.all(&reversals).await.len(), 4);
    one.audit().await;
}

/// Answers that are too old are not given again, and go some at a time.
pub(crate) async fn old_answers_go_some_at_a_time(running: Running, mut connection: AnyConnection) {
    let client = running.client();
    let transfer = client.transfer(1_000).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    let first = client.once("old", &path, "amount=1").await.good();
    let form = format!("seconds={DAY}");
    client.post("/_sandbox/advance", &form).await.good();
    let more = "WITH RECURSIVE k(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE k < 250) \
                INSERT INTO idempotency_keys (account, key, path, parameters, status, body, request, created) \
                SELECT account, key || k, path, parameters, status, body, request, created \
                FROM idempotency_keys, k";
    sqlx::raw_sql(more).execute(&mut connection).await.unwrap();
    let mut left: Vec<i64> = Vec::new();
    for key in ["old250", "new", "newer"] {
        let made = client.once(key, &path, "amount=1").await.good();
        assert_eq!(made.header("idempotent-replayed"), None, "{key}");
        assert_ne!(made.id(), first.id(), "{key}");
        let again = client.once(key, &path, "amount=1").await.good();
        assert_eq!(again.header("idempotent-replayed"), Some("true"), "{key}");
        let old = "SELECT COUNT(*) FROM idempotency_keys WHERE created < $1";
        let old = sqlx::query_scalar(old).bind(NOW + DAY);
        left.push(old.fetch_one(&mut connection).await.unwrap());
    }
    // Of 251, each takes a hundred at most, and the first puts its own in place of one.
    assert_eq!(left, [150, 50, 0]);
    running.audit().await;
    running.end().await;
}
