//! Balance transactions, and refunds of the payments that transfers became.

use sqlx::{AnyConnection, FromRow};

/// A row of `balance_transactions`.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct BalanceTransaction {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) fee: i64,
    pub(crate) currency: String,
    #[sqlx(rename = "type")]
    pub(crate) kind: String,
    pub(crate) reporting_category: String,
    pub(crate) description: Option<String>,
    pub(crate) source: String,
    pub(crate) created: i64,
}

pub(crate) async fn find(
    connection: &mut AnyConnection,
    account: i64,
    id: &str,
) -> Result<Option<BalanceTransaction>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, amount, fee, currency, type, reporting_category, description, source, created \
         FROM balance_transactions WHERE account = $1 AND id = $2",
    )
    .bind(account)
    .bind(id)
    .fetch_optional(connection)
    .await
}

pub(crate) async fn insert(
    connection: &mut AnyConnection,
    account: i64,
    entry: &BalanceTransaction,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO balance_transactions (account, id, amount, fee, currency, type, reporting_category, \
         description, source, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(account)
    .bind(&entry.id)
    .bind(entry.amount)
    .bind(entry.fee)
    .bind(&entry.currency)
    .bind(&entry.kind)
    .bind(&entry.reporting_category)
    .bind(&entry.description)
    .bind(&entry.source)
    .bind(entry.created)
    .execute(connection)
    .await?;
    Ok(())
}

/// A row of `refunds`.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Refund {
    pub(crate) account: i64,
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) charge: Option<String>,
    pub(crate) balance_transaction: String,
    pub(crate) transfer_reversal: String,
    pub(crate) created: i64,
}

pub(crate) async fn refund(
    connection: &mut AnyConnection,
    id: &str,
) -> Result<Option<Refund>, sqlx::Error> {
    sqlx::query_as(
        "SELECT account, id, amount, currency, charge, balance_transaction, transfer_reversal, created \
         FROM refunds WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await
}

pub(crate) async fn insert_refund(
    connection: &mut AnyConnection,
    refund: &Refund,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO refunds (account, id, amount, currency, charge, balance_transaction, transfer_reversal, \
         created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(refund.account)
    .bind(&refund.id)
    .bind(refund.amount)
    .bind(&refund.currency)
    .bind(&refund.charge)
    .bind(&refund.balance_transaction)
    .bind(&refund.transfer_reversal)
    .bind(refund.created)
    .execute(connection)
    .await?;
    Ok(())
}
