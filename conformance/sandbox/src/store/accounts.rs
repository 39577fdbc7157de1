//! Accounts: platforms by their keys, connected accounts by their platforms.

use sqlx::{AnyConnection, FromRow};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub(crate) struct Account {
    pub(crate) n: i64,
    pub(crate) id: String,
}

/// The account of a key, by the key's hash.
pub(crate) async fn of_key(
    connection: &mut AnyConnection,
    key_hash: &str,
) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as("SELECT n, id FROM accounts WHERE key_hash = $1")
        .bind(key_hash)
        .fetch_optional(connection)
        .await
}

/// A platform's connected account, by its ID.
pub(crate) async fn connected(
    connection: &mut AnyConnection,
    platform: i64,
    id: &str,
) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as("SELECT n, id FROM accounts WHERE platform = $1 AND id = $2")
        .bind(platform)
        .bind(id)
        .fetch_optional(connection)
        .await
}

/// Makes an account, unless another request has just done so.
pub(crate) async fn make(
    connection: &mut AnyConnection,
    id: &str,
    platform: Option<i64>,
    key_hash: Option<&str>,
    now: i64,
) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as(
        "INSERT INTO accounts (id, platform, key_hash, created) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING RETURNING n, id",
    )
    .bind(id)
    .bind(platform)
    .bind(key_hash)
    .bind(now)
    .fetch_optional(connection)
    .await
}
