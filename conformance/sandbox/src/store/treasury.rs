//! Reversals of received credits, and the Treasury transactions of both.

use sqlx::{AnyConnection, FromRow};

use super::Dialect;
use crate::page::{Cursor, Page};

/// A row of `credit_reversals`.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct CreditReversal {
    pub(crate) account: i64,
    pub(crate) id: String,
    pub(crate) received_credit: String,
    pub(crate) financial_account: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) network: String,
    pub(crate) status: String,
    pub(crate) created: i64,
    pub(crate) settles_at: Option<i64>,
    pub(crate) posted_at: Option<i64>,
    pub(crate) metadata: String,
    pub(crate) transaction_id: String,
}

macro_rules! reversal {
    ($rest:literal) => {
        concat!(
            "SELECT account, id, received_credit, financial_account, amount, currency, network, status, created, \
             settles_at, posted_at, metadata, transaction_id FROM credit_reversals WHERE ",
            $rest
        )
    };
}

pub(crate) async fn reversal(
    connection: &mut AnyConnection,
    account: i64,
    id: &str,
) -> Result<Option<CreditReversal>, sqlx::Error> {
    sqlx::query_as(reversal!("account = $1 AND id = $2"))
        .bind(account)
        .bind(id)
        .fetch_optional(connection)
        .await
}

pub(crate) async fn insert_reversal(
    connection: &mut AnyConnection,
    reversal: &CreditReversal,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO credit_reversals (account, id, received_credit, financial_account, amount, currency, network, \
         status, created, settles_at, posted_at, metadata, transaction_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(reversal.account)
    .bind(&reversal.id)
    .bind(&reversal.received_credit)
    .bind(&reversal.financial_account)
    .bind(reversal.amount)
    .bind(&reversal.currency)
    .bind(&reversal.network)
    .bind(&reversal.status)
    .bind(reversal.created)
    .bind(reversal.settles_at)
    .bind(reversal.posted_at)
    .bind(&reversal.metadata)
    .bind(&reversal.transaction_id)
    .execute(connection)
    .await?;
    Ok(())
}

/// What a list of credit reversals is narrowed to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter<'a> {
    pub(crate) financial_account: &'a str,
    pub(crate) received_credit: Option<&'a str>,
    pub(crate) status: Option<&'a str>,
}

/// One page of a financial account's credit reversals, and one row more where there is one; none where the cursor is
/// no credit reversal.
pub(crate) async fn reversals(
    connection: &mut AnyConnection,
    account: i64,
    filter: Filter<'_>,
    page: &Page<'_>,
) -> Result<Option<Vec<CreditReversal>>, sqlx::Error> {
    let cursor: i64 = match page.cursor {
        Cursor::Newest => i64::MAX,
        Cursor::After(id) | Cursor::Before(id) => {
            let found: Option<(i64,)> =
                sqlx::query_as("SELECT n FROM credit_reversals WHERE account = $1 AND id = $2")
                    .bind(account)
                    .bind(id)
                    .fetch_optional(&mut *connection)
                    .await?;
            match found {
                Some((n,)) => n,
                None => return Ok(None),
            }
        }
    };
    let sql = match page.cursor {
        Cursor::Newest | Cursor::After(_) => reversal!(
            "account = $1 AND financial_account = $2 AND ($3 = '' OR received_credit = $3) \
             AND ($4 = '' OR status = $4) AND n < $5 ORDER BY n DESC LIMIT $6"
        ),
        Cursor::Before(_) => reversal!(
            "account = $1 AND financial_account = $2 AND ($3 = '' OR received_credit = $3) \
             AND ($4 = '' OR status = $4) AND n > $5 ORDER BY n ASC LIMIT $6"
        ),
    };
    let rows = sqlx::query_as(sql)
        .bind(account)
        .bind(filter.financial_account)
        .bind(filter.received_credit.unwrap_or_default())
        .bind(filter.status.unwrap_or_default())
        .bind(cursor)
        .bind(page.limit + 1)
        .fetch_all(connection)
        .await?;
    Ok(Some(rows))
}

/// Whether anything is to be posted by now.
pub(crate) async fn is_due(connection: &mut AnyConnection, now: i64) -> Result<bool, sqlx::Error> {
    let due: Option<(i64,)> = sqlx::query_as(
        "SELECT n FROM credit_reversals WHERE status = 'processing' AND settles_at <= $1 LIMIT 1",
    )
    .bind(now)
    .fetch_optional(connection)
    .await?;
    Ok(due.is_some())
}

/// What is to be posted by now, which nobody else posts before the transaction ends; with `waiting`, what has no
/// time of its own too.
pub(crate) async fn due(
    connection: &mut AnyConnection,
    dialect: Dialect,
    now: i64,
    waiting: bool,
) -> Result<Vec<CreditReversal>, sqlx::Error> {
    let sql = match (dialect, waiting) {
        (Dialect::Sqlite, false) => {
            reversal!("status = 'processing' AND settles_at <= $1 ORDER BY n")
        }
        (Dialect::Sqlite, true) => {
            reversal!(
                "status = 'processing' AND (settles_at <= $1 OR settles_at IS NULL) ORDER BY n"
            )
        }
        (Dialect::Postgres, false) => {
            reversal!("status = 'processing' AND settles_at <= $1 ORDER BY n FOR UPDATE")
        }
        (Dialect::Postgres, true) => {
            reversal!(
                "status = 'processing' AND (settles_at <= $1 OR settles_at IS NULL) ORDER BY n FOR UPDATE"
            )
        }
    };
    sqlx::query_as(sql).bind(now).fetch_all(connection).await
}

/// Posts a credit reversal and its transaction.
pub(crate) async fn posted(
    connection: &mut AnyConnection,
    reversal: &CreditReversal,
    at: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE credit_reversals SET status = 'posted', posted_at = $3 WHERE account = $1 AND id = $2")
        .bind(reversal.account)
        .bind(&reversal.id)
        .bind(at)
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE treasury_transactions SET status = 'posted', posted_at = $3 WHERE account = $1 AND id = $2")
        .bind(reversal.account)
        .bind(&reversal.transaction_id)
        .bind(at)
        .execute(connection)
        .await?;
    Ok(())
}

/// A row of `treasury_transactions`.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Transaction {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) created: i64,
    pub(crate) description: String,
    pub(crate) financial_account: String,
    pub(crate) flow: String,
    pub(crate) flow_type: String,
    pub(crate) status: String,
    pub(crate) posted_at: Option<i64>,
}

pub(crate) async fn transaction(
    connection: &mut AnyConnection,
    account: i64,
    id: &str,
) -> Result<Option<Transaction>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, amount, currency, created, description, financial_account, flow, flow_type, status, posted_at \
         FROM treasury_transactions WHERE account = $1 AND id = $2",
    )
    .bind(account)
    .bind(id)
    .fetch_optional(connection)
    .await
}

pub(crate) async fn insert_transaction(
    connection: &mut AnyConnection,
    account: i64,
    transaction: &Transaction,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO treasury_transactions (account, id, amount, currency, created, description, \
         financial_account, flow, flow_type, status, posted_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(account)
    .bind(&transaction.id)
    .bind(transaction.amount)
    .bind(&transaction.currency)
    .bind(transaction.created)
    .bind(&transaction.description)
    .bind(&transaction.financial_account)
    .bind(&transaction.flow)
    .bind(&transaction.flow_type)
    .bind(&transaction.status)
    .bind(transaction.posted_at)
    .execute(connection)
    .await?;
    Ok(())
}
