//! The posting of credit reversals whose time has come, some at a time.
//!
//! No answer waits for it: whoever reads one sees what it is by now ([`super::treasury::CreditReversal::by`]).

use std::collections::BTreeMap;

use sqlx::{AnyConnection, FromRow};

use super::Dialect;
use super::ledger::{self, OUTSIDE};
use crate::treasury::outbound;

/// Gives what waits for the clock to be moved the time to which it has been.
pub(crate) async fn release(connection: &mut AnyConnection, now: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE credit_reversals SET settles_at = $1 WHERE status = 'processing' AND settles_at IS NULL";
    sqlx::query(sql).bind(now).execute(connection).await?;
    Ok(())
}

/// Whether anything is to be written as posted.
pub(crate) async fn is_due(connection: &mut AnyConnection, now: i64) -> Result<bool, sqlx::Error> {
    let due: Option<(i64,)> = sqlx::query_as(
        "SELECT n FROM credit_reversals WHERE status = 'processing' AND settles_at <= $1 LIMIT 1",
    )
    .bind(now)
    .fetch_optional(connection)
    .await?;
    Ok(due.is_some())
}

/// A credit reversal whose time has come.
#[derive(Debug, FromRow)]
struct Due {
    n: i64,
    account: i64,
    financial_account: String,
    amount: i64,
    currency: String,
}

/// Posts what is due by `now`, `most` at most: the objects and the money. Gives how many there were.
pub(crate) async fn settle(
    connection: &mut AnyConnection,
    dialect: Dialect,
    now: i64,
    most: i64,
) -> Result<usize, sqlx::Error> {
    let due = due(connection, dialect, now, most).await?;
    // A list as one parameter: the statements stay the same however many there are.
    let all: Vec<String> = due.iter().map(|due| due.n.to_string()).collect();
    let all = format!("[{}]", all.join(","));
    for sql in statements(dialect) {
        sqlx::query(sql)
            .bind(&all)
            .execute(&mut *connection)
            .await?;
    }
    let mut pots: BTreeMap<(i64, String, &str), i128> = BTreeMap::new();
    for due in &due {
        let currency = due.currency.as_str();
        let out = outbound(&due.financial_account);
        for (pot, amount) in [(out, -due.amount), (OUTSIDE.to_owned(), due.amount)] {
            *pots.entry((due.account, pot, currency)).or_default() += i128::from(amount);
        }
    }
    for ((account, pot, currency), amount) in pots {
        let amount = i64::try_from(amount)
            .map_err(|_| sqlx::Error::Protocol(format!("{pot} can't change by {amount}")))?;
        ledger::change(connection, account, &pot, currency, amount).await?;
    }
    Ok(due.len())
}

/// What is due, which nobody else posts before the transaction ends. What another posts just now is left to it.
async fn due(
    connection: &mut AnyConnection,
    dialect: Dialect,
    now: i64,
    most: i64,
) -> Result<Vec<Due>, sqlx::Error> {
    macro_rules! due {
        ($rest:literal) => {
            concat!(
                "SELECT n, account, financial_account, amount, currency FROM credit_reversals \
                 WHERE status = 'processing' AND settles_at <= $1 ORDER BY settles_at LIMIT $2",
                $rest
            )
        };
    }
    let sql = match dialect {
        Dialect::Sqlite => due!(""),
        Dialect::Postgres => due!(" FOR UPDATE SKIP LOCKED"),
    };
    sqlx::query_as(sql)
        .bind(now)
        .bind(most)
        .fetch_all(connection)
        .await
}

/// What posts the credit reversals whose numbers are given: they, their transactions, and both sides of each posting.
fn statements(dialect: Dialect) -> [&'static str; 3] {
    macro_rules! all {
        ($numbers:literal) => {
            [
                concat!(
                    "UPDATE credit_reversals SET status = 'posted', posted_at = settles_at WHERE n IN ",
                    $numbers
                ),
                concat!(
                    "UPDATE treasury_transactions SET status = 'posted', posted_at = r.posted_at \
                     FROM credit_reversals r WHERE treasury_transactions.account = r.account \
                     AND treasury_transactions.id = r.transaction_id AND r.n IN ",
                    $numbers
                ),
                concat!(
                    "INSERT INTO entries (posting, account, pot, currency, amount, created) \
                     SELECT r.id, r.account, CASE s.side WHEN 1 THEN 'outside' ELSE r.financial_account || \
                     ':outbound_pending' END, r.currency, s.side * r.amount, r.posted_at FROM credit_reversals r \
                     CROSS JOIN (SELECT 1 AS side UNION ALL SELECT -1 AS side) s WHERE r.n IN ",
                    $numbers
                ),
            ]
        };
    }
    match dialect {
        Dialect::Sqlite => all!("(SELECT value FROM json_each($1))"),
        Dialect::Postgres => all!("(SELECT value::BIGINT FROM json_array_elements_text($1::JSON))"),
    }
}
