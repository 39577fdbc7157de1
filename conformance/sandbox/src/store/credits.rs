//! Money that has come to financial accounts.

use sqlx::{AnyConnection, FromRow};

use super::Dialect;

/// A row of `received_credits`.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct ReceivedCredit {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) created: i64,
    pub(crate) description: String,
    pub(crate) financial_account: String,
    pub(crate) network: String,
    pub(crate) status: String,
    pub(crate) source_flow_type: Option<String>,
    pub(crate) deadline: Option<i64>,
    pub(crate) restricted: Option<String>,
    pub(crate) credit_reversal: Option<String>,
    pub(crate) transaction_id: String,
    pub(crate) holder: Option<String>,
    pub(crate) last4: Option<String>,
    pub(crate) routing_number: Option<String>,
}

macro_rules! credit {
    ($rest:literal) => {
        concat!(
            "SELECT id, amount, currency, created, description, financial_account, network, status, \
             source_flow_type, deadline, restricted, credit_reversal, transaction_id, holder, last4, routing_number \
             FROM received_credits WHERE account = $1 AND id = $2",
            $rest
        )
    };
}

pub(crate) async fn find(
    connection: &mut AnyConnection,
    account: i64,
    id: &str,
) -> Result<Option<ReceivedCredit>, sqlx::Error> {
    sqlx::query_as(credit!(""))
        .bind(account)
        .bind(id)
        .fetch_optional(connection)
        .await
}

/// A credit that nobody else changes before the transaction ends.
pub(crate) async fn locked(
    connection: &mut AnyConnection,
    dialect: Dialect,
    account: i64,
    id: &str,
) -> Result<Option<ReceivedCredit>, sqlx::Error> {
    let sql = match dialect {
        Dialect::Sqlite => credit!(""),
        Dialect::Postgres => credit!(" FOR UPDATE"),
    };
    sqlx::query_as(sql)
        .bind(account)
        .bind(id)
        .fetch_optional(connection)
        .await
}

pub(crate) async fn insert(
    connection: &mut AnyConnection,
    account: i64,
    credit: &ReceivedCredit,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO received_credits (account, id, amount, currency, created, description, financial_account, \
         network, status, source_flow_type, deadline, restricted, transaction_id, holder, last4, routing_number) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(account)
    .bind(&credit.id)
    .bind(credit.amount)
    .bind(&credit.currency)
    .bind(credit.created)
    .bind(&credit.description)
    .bind(&credit.financial_account)
    .bind(&credit.network)
    .bind(&credit.status)
    .bind(&credit.source_flow_type)
    .bind(credit.deadline)
    .bind(&credit.restricted)
    .bind(&credit.transaction_id)
    .bind(&credit.holder)
    .bind(&credit.last4)
    .bind(&credit.routing_number)
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes on a credit that it is reversed.
pub(crate) async fn link(
    connection: &mut AnyConnection,
    account: i64,
    credit: &str,
    reversal: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE received_credits SET credit_reversal = $3 WHERE account = $1 AND id = $2")
        .bind(account)
        .bind(credit)
        .bind(reversal)
        .execute(connection)
        .await?;
    Ok(())
}
