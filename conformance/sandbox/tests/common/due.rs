//! Claims about credit reversals whose time has come, for what is kept beyond the process: the tests write there too.

use reversals_sandbox::{Config, Settle};
use serde_json::Value;
use sqlx::{AnyConnection, AssertSqlSafe};

use super::{Client, NOW, Running};

const PATH: &str = "/v1/treasury/credit_reversals";

/// More than are posted by one transaction, twice.
const MANY: usize = 2_500;

/// A sandbox in which it takes a minute until a credit reversal is posted.
pub(crate) fn in_a_minute(config: Config) -> Config {
    Config {
        settle: Settle::After(60),
        ..config
    }
}

async fn run(connection: &mut AnyConnection, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(connection).await.unwrap();
}

async fn written_as(connection: &mut AnyConnection, status: &str) -> usize {
    let sql = "SELECT COUNT(*) FROM credit_reversals WHERE status = $1";
    let count = sqlx::query_scalar(sql).bind(status).fetch_one(connection);
    let count: i64 = count.await.unwrap();
    usize::try_from(count).unwrap()
}

async fn send_back(client: &Client) -> String {
    let form = format!("received_credit={}", client.credit(5).await);
    client.post(PATH, &form).await.good().id()
}

fn is_posted(reversal: &Value) -> bool {
    reversal["status"] == "posted" && reversal["status_transitions"]["posted_at"] == NOW + 60
}

/// Nothing that reads waits for who writes, nor writes itself.
pub(crate) async fn is_told_as_posted_before_it_is_written(
    running: Running,
    mut connection: AnyConnection,
    lock: &str,
) {
    let client = running.client();
    let sent = [send_back(&client).await, send_back(&client).await];
    // As another process moves the clock.
    let moved = "INSERT INTO settings (name, value) VALUES ('clock_offset', 60)";
    run(&mut connection, moved).await;
    run(&mut connection, lock).await;
    for id in sent {
        let path = format!("{PATH}/{id}?expand[]=transaction");
        let shown = client.get(&path).await.good().body;
        assert!(
            is_posted(&shown) && is_posted(&shown["transaction"]),
            "{shown}"
        );
        assert_eq!(
            shown["transaction"]["balance_impact"]["outbound_pending"],
            0
        );
    }
    for (status, count) in [("", 2), ("&status=posted", 2), ("&status=processing", 0)] {
        let list = format!("{PATH}?financial_account=fa_1{status}&expand[]=data.transaction");
        let all = client.all(&list).await;
        assert_eq!(all.len(), count, "{list}");
        for shown in all {
            assert!(
                is_posted(&shown) && is_posted(&shown["transaction"]),
                "{shown}"
            );
        }
    }
    assert_eq!(written_as(&mut connection, "posted").await, 0);
    run(&mut connection, "ROLLBACK").await;
    // Whoever sends a credit back writes what is due.
    let third = send_back(&client).await;
    assert_eq!(written_as(&mut connection, "posted").await, 2);
    let shown = client.get(&format!("{PATH}/{third}")).await.good().body;
    assert_eq!(shown["status"], "processing");
    running.audit().await;
    running.end().await;
}

/// Of many that are due, what was posted before something failed stays, the rest follows, and no answer tells the two
/// apart.
pub(crate) async fn batches_that_were_posted_stay(
    running: Running,
    mut connection: AnyConnection,
    stop: &str,
    go: &str,
) {
    let client = running.client();
    let first = send_back(&client).await;
    copy(&mut connection, &first).await;
    let last = format!("{first}{MANY}");
    run(&mut connection, &stop.replace("LAST", &last)).await;
    let moved = client.post("/_sandbox/advance", "seconds=60").await;
    assert_eq!(moved.good().body["now"], NOW + 60);
    let posted = written_as(&mut connection, "posted").await;
    assert!(posted > 0 && posted < MANY, "{posted}");
    let list = format!("{PATH}?financial_account=fa_1");
    let all = client.all(&list).await;
    assert!(all.iter().all(is_posted));
    assert_eq!(all.len(), MANY + 1);
    let path = format!("{PATH}/{last}?expand[]=transaction");
    let shown = client.get(&path).await.good().body;
    assert!(
        is_posted(&shown) && is_posted(&shown["transaction"]),
        "{shown}"
    );
    running.audit().await;
    run(&mut connection, go).await;
    client.post("/_sandbox/advance", "seconds=1").await.good();
    assert_eq!(written_as(&mut connection, "posted").await, MANY + 1);
    assert_eq!(client.all(&list).await, all);
    let open = "SELECT COUNT(*) FROM treasury_transactions WHERE status = 'open'";
    let open: i64 = sqlx::query_scalar(open)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let out = "SELECT amount FROM balances WHERE pot = 'fa_1:outbound_pending'";
    let out: i64 = sqlx::query_scalar(out)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!((open, out), (0, 0));
    running.audit().await;
    running.end().await;
}

/// As many more of a credit reversal, with what they left in the books.
async fn copy(connection: &mut AnyConnection, id: &str) {
    let numbers = format!(
        "WITH RECURSIVE k(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE k < {MANY}) INSERT INTO"
    );
    for sql in [
        format!(
            "{numbers} treasury_transactions (account, id, amount, currency, created, description, \
             financial_account, flow, flow_type, status) SELECT account, id || k, amount, currency, created, \
             description, financial_account, flow || k, flow_type, status FROM treasury_transactions, k \
             WHERE flow = '{id}'"
        ),
        format!(
            "{numbers} entries (posting, account, pot, currency, amount, created) SELECT posting || k, account, pot, \
             currency, amount, created FROM entries, k WHERE posting = '{id}'"
        ),
        format!(
            "UPDATE balances SET amount = amount + {MANY} * CASE pot WHEN 'fa_1:cash' THEN -5 ELSE 5 END \
             WHERE pot IN ('fa_1:cash', 'fa_1:outbound_pending')"
        ),
        format!(
            "{numbers} credit_reversals (account, id, received_credit, financial_account, amount, currency, network, \
             status, created, settles_at, metadata, transaction_id) SELECT account, id || k, received_credit || k, \
             financial_account, amount, currency, network, status, created, settles_at, metadata, transaction_id || k \
             FROM credit_reversals, k WHERE id = '{id}'"
        ),
    ] {
        run(connection, &sql).await;
    }
}
