//! Reversals of received credits, and the Treasury transactions of both.

use sqlx::{AnyConnection, FromRow};

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

impl CreditReversal {
    /// What it is by a time: one whose own has come is posted, whether or not that has been written yet.
    fn by(mut self, now: i64) -> Self {
        if self.status == "processing" && self.settles_at.is_some_and(|at| at <= now) {
            "posted".clone_into(&mut self.status);
            self.posted_at = self.settles_at;
        }
        self
    }
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
    now: i64,
) -> Result<Option<CreditReversal>, sqlx::Error> {
    let found: Option<CreditReversal> = sqlx::query_as(reversal!("account = $1 AND id = $2"))
        .bind(account)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    Ok(found.map(|found| found.by(now)))
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
    now: i64,
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
             AND ($4 = '' OR $4 = CASE WHEN status = 'processing' AND settles_at <= $7 THEN 'posted' ELSE status END) \
             AND n < $5 ORDER BY n DESC LIMIT $6"
        ),
        Cursor::Before(_) => reversal!(
            "account = $1 AND financial_account = $2 AND ($3 = '' OR received_credit = $3) \
             AND ($4 = '' OR $4 = CASE WHEN status = 'processing' AND settles_at <= $7 THEN 'posted' ELSE status END) \
             AND n > $5 ORDER BY n ASC LIMIT $6"
        ),
    };
    let rows: Vec<CreditReversal> = sqlx::query_as(sql)
        .bind(account)
        .bind(filter.financial_account)
        .bind(filter.received_credit.unwrap_or_default())
        .bind(filter.status.unwrap_or_default())
        .bind(cursor)
        .bind(page.limit + 1)
        .bind(now)
        .fetch_all(connection)
        .await?;
    Ok(Some(rows.into_iter().map(|row| row.by(now)).collect()))
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

/// The transaction of a credit reversal, which is posted when that is.
pub(crate) async fn transaction_of(
    connection: &mut AnyConnection,
    reversal: &CreditReversal,
) -> Result<Option<Transaction>, sqlx::Error> {
    let found = transaction(connection, reversal.account, &reversal.transaction_id).await?;
    Ok(found.map(|mut found| {
        if reversal.status == "posted" {
            found.status.clone_from(&reversal.status);
            found.posted_at = reversal.posted_at;
        }
        found
    }))
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
