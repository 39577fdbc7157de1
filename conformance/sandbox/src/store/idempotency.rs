//! The first answer to each idempotency key.

use sqlx::{AnyConnection, FromRow};

use super::Dialect;

/// How long an answer is kept, in seconds.
pub(crate) const KEPT: i64 = 24 * 60 * 60;

/// An answer that was given.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Saved {
    pub(crate) path: String,
    pub(crate) parameters: String,
    pub(crate) status: i64,
    pub(crate) body: String,
    pub(crate) request: String,
    pub(crate) created: i64,
}

pub(crate) async fn find(
    connection: &mut AnyConnection,
    account: i64,
    key: &str,
) -> Result<Option<Saved>, sqlx::Error> {
    sqlx::query_as(
        "SELECT path, parameters, status, body, request, created FROM idempotency_keys \
         WHERE account = $1 AND key = $2",
    )
    .bind(account)
    .bind(key)
    .fetch_optional(connection)
    .await
}

pub(crate) async fn save(
    connection: &mut AnyConnection,
    account: i64,
    key: &str,
    saved: &Saved,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO idempotency_keys (account, key, path, parameters, status, body, request, created) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(account)
    .bind(key)
    .bind(&saved.path)
    .bind(&saved.parameters)
    .bind(saved.status)
    .bind(&saved.body)
    .bind(&saved.request)
    .bind(saved.created)
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets the answers that are too old to be given again.
///
/// Whoever forgets at the same time takes the rows in the same order, so that no two wait for each other.
pub(crate) async fn forget(
    connection: &mut AnyConnection,
    dialect: Dialect,
    now: i64,
) -> Result<(), sqlx::Error> {
    let sql = match dialect {
        Dialect::Sqlite => "DELETE FROM idempotency_keys WHERE created <= $1",
        Dialect::Postgres => {
            "DELETE FROM idempotency_keys WHERE (account, key) IN (SELECT account, key FROM idempotency_keys \
             WHERE created <= $1 ORDER BY account, key FOR UPDATE)"
        }
    };
    sqlx::query(sql)
        .bind(now.saturating_sub(KEPT))
        .execute(connection)
        .await?;
    Ok(())
}
