//! Transfers, their reversals, and what both leave in balances.

use sqlx::{AnyConnection, FromRow};

use super::Dialect;
use crate::page::{Cursor, Page};

/// A row of `transfers`.
#[derive(Clone, Debug, FromRow)]
#[allow(
    clippy::struct_field_names,
    reason = "the document's name is `transfer_group`"
)]
pub(crate) struct Transfer {
    pub(crate) id: String,
    pub(crate) destination: String,
    pub(crate) destination_account: Option<i64>,
    pub(crate) amount: i64,
    pub(crate) amount_reversed: i64,
    pub(crate) currency: String,
    pub(crate) created: i64,
    pub(crate) description: Option<String>,
    pub(crate) metadata: String,
    pub(crate) source_transaction: Option<String>,
    pub(crate) source_type: Option<String>,
    pub(crate) transfer_group: Option<String>,
    pub(crate) balance_transaction: String,
    pub(crate) destination_payment: Option<String>,
    pub(crate) charge_amount: Option<i64>,
    pub(crate) application_fee: Option<i64>,
    pub(crate) fee_reversed: i64,
    pub(crate) fee_refunded: i64,
}

macro_rules! transfer {
    ($rest:literal) => {
        concat!(
            "SELECT id, destination, destination_account, amount, amount_reversed, currency, created, description, \
             metadata, source_transaction, source_type, transfer_group, balance_transaction, destination_payment, \
             charge_amount, application_fee, fee_reversed, fee_refunded FROM transfers ",
            $rest
        )
    };
}

pub(crate) async fn find(
    connection: &mut AnyConnection,
    account: i64,
    id: &str,
) -> Result<Option<Transfer>, sqlx::Error> {
    sqlx::query_as(transfer!("WHERE account = $1 AND id = $2"))
        .bind(account)
        .bind(id)
        .fetch_optional(connection)
        .await
}

/// The transfer that became a payment on an account.
pub(crate) async fn of_payment(
    connection: &mut AnyConnection,
    destination: i64,
    payment: &str,
) -> Result<Option<Transfer>, sqlx::Error> {
    sqlx::query_as(transfer!(
        "WHERE destination_payment = $1 AND destination_account = $2"
    ))
    .bind(payment)
    .bind(destination)
    .fetch_optional(connection)
    .await
}

/// A transfer that nobody else changes before the transaction ends.
pub(crate) async fn locked(
    connection: &mut AnyConnection,
    dialect: Dialect,
    account: i64,
    id: &str,
) -> Result<Option<Transfer>, sqlx::Error> {
    let sql = match dialect {
        Dialect::Sqlite => transfer!("WHERE account = $1 AND id = $2"),
        Dialect::Postgres => transfer!("WHERE account = $1 AND id = $2 FOR UPDATE"),
    };
    sqlx::query_as(sql)
        .bind(account)
        .bind(id)
        .fetch_optional(connection)
        .await
}

pub(crate) async fn exists(
    connection: &mut AnyConnection,
    account: i64,
    id: &str,
) -> Result<bool, sqlx::Error> {
    let found: Option<(i64,)> =
        sqlx::query_as("SELECT n FROM transfers WHERE account = $1 AND id = $2")
            .bind(account)
            .bind(id)
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}

pub(crate) async fn insert(
    connection: &mut AnyConnection,
    account: i64,
    transfer: &Transfer,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO transfers (account, id, destination, destination_account, amount, amount_reversed, currency, \
         created, description, metadata, source_transaction, source_type, transfer_group, balance_transaction, \
         destination_payment, charge_amount, application_fee) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(account)
    .bind(&transfer.id)
    .bind(&transfer.destination)
    .bind(transfer.destination_account)
    .bind(transfer.amount)
    .bind(transfer.amount_reversed)
    .bind(&transfer.currency)
    .bind(transfer.created)
    .bind(&transfer.description)
    .bind(&transfer.metadata)
    .bind(&transfer.source_transaction)
    .bind(&transfer.source_type)
    .bind(&transfer.transfer_group)
    .bind(&transfer.balance_transaction)
    .bind(&transfer.destination_payment)
    .bind(transfer.charge_amount)
    .bind(transfer.application_fee)
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes on a transfer that more of it is reversed.
pub(crate) async fn take_back(
    connection: &mut AnyConnection,
    account: i64,
    transfer: &Transfer,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE transfers SET amount_reversed = $3, fee_reversed = $4, fee_refunded = $5 WHERE account = $1 AND id = $2",
    )
    .bind(account)
    .bind(&transfer.id)
    .bind(transfer.amount_reversed)
    .bind(transfer.fee_reversed)
    .bind(transfer.fee_refunded)
    .execute(connection)
    .await?;
    Ok(())
}

/// A row of `transfer_reversals`.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Reversal {
    pub(crate) id: String,
    pub(crate) transfer: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) created: i64,
    pub(crate) metadata: String,
    pub(crate) balance_transaction: String,
    pub(crate) destination_payment_refund: Option<String>,
    pub(crate) source_refund: Option<String>,
}

macro_rules! reversal {
    ($rest:literal) => {
        concat!(
            "SELECT id, transfer, amount, currency, created, metadata, balance_transaction, \
             destination_payment_refund, source_refund FROM transfer_reversals ",
            $rest
        )
    };
}

pub(crate) async fn reversal(
    connection: &mut AnyConnection,
    account: i64,
    id: &str,
) -> Result<Option<Reversal>, sqlx::Error> {
    sqlx::query_as(reversal!("WHERE account = $1 AND id = $2"))
        .bind(account)
        .bind(id)
        .fetch_optional(connection)
        .await
}

pub(crate) async fn locked_reversal(
    connection: &mut AnyConnection,
    dialect: Dialect,
    account: i64,
    id: &str,
) -> Result<Option<Reversal>, sqlx::Error> {
    let sql = match dialect {
        Dialect::Sqlite => reversal!("WHERE account = $1 AND id = $2"),
        Dialect::Postgres => reversal!("WHERE account = $1 AND id = $2 FOR UPDATE"),
    };
    sqlx::query_as(sql)
        .bind(account)
        .bind(id)
        .fetch_optional(connection)
        .await
}

/// One page of a transfer's reversals, and one row more where there is one; none where the cursor is no reversal of
/// it.
pub(crate) async fn reversals(
    connection: &mut AnyConnection,
    account: i64,
    transfer: &str,
    page: &Page<'_>,
) -> Result<Option<Vec<Reversal>>, sqlx::Error> {
    let cursor: i64 = match page.cursor {
        Cursor::Newest => i64::MAX,
        Cursor::After(id) | Cursor::Before(id) => {
            let found: Option<(i64,)> = sqlx::query_as(
                "SELECT n FROM transfer_reversals WHERE account = $1 AND id = $2 AND transfer = $3",
            )
            .bind(account)
            .bind(id)
            .bind(transfer)
            .fetch_optional(&mut *connection)
            .await?;
            match found {
                Some((n,)) => n,
                None => return Ok(None),
            }
        }
    };
    let sql = match page.cursor {
        Cursor::Newest | Cursor::After(_) => {
            reversal!("WHERE account = $1 AND transfer = $2 AND n < $3 ORDER BY n DESC LIMIT $4")
        }
        Cursor::Before(_) => {
            reversal!("WHERE account = $1 AND transfer = $2 AND n > $3 ORDER BY n ASC LIMIT $4")
        }
    };
    let rows = sqlx::query_as(sql)
        .bind(account)
        .bind(transfer)
        .bind(cursor)
        .bind(page.limit + 1)
        .fetch_all(connection)
        .await?;
    Ok(Some(rows))
}

pub(crate) async fn insert_reversal(
    connection: &mut AnyConnection,
    account: i64,
    reversal: &Reversal,
    description: Option<&str>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO transfer_reversals (account, id, transfer, amount, currency, created, description, metadata, \
         balance_transaction, destination_payment_refund, source_refund) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(account)
    .bind(&reversal.id)
    .bind(&reversal.transfer)
    .bind(reversal.amount)
    .bind(&reversal.currency)
    .bind(reversal.created)
    .bind(description)
    .bind(&reversal.metadata)
    .bind(&reversal.balance_transaction)
    .bind(&reversal.destination_payment_refund)
    .bind(&reversal.source_refund)
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn set_metadata(
    connection: &mut AnyConnection,
    account: i64,
    id: &str,
    metadata: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE transfer_reversals SET metadata = $3 WHERE account = $1 AND id = $2")
        .bind(account)
        .bind(id)
        .bind(metadata)
        .execute(connection)
        .await?;
    Ok(())
}
