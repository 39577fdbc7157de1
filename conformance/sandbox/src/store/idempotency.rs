//! The first answer to each idempotency key.

use sqlx::{AnyConnection, FromRow};

use super::Dialect;

/// How long an answer is kept, in seconds.
pub(crate) const KEPT: i64 = 24 * 60 * 60;

/// How many answers that are too old a request forgets, so that none pays for all; it adds one.
const FORGOTTEN: i64 = 100;

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

/// The answer to a key, unless it is too old.
pub(crate) async fn find(
    connection: &mut AnyConnection,
    account: i64,
    key: &str,
    now: i64,
) -> Result<Option<Saved>, sqlx::Error> {
    sqlx::query_as(
        "SELECT path, parameters, status, body, request, created FROM idempotency_keys \
         WHERE account = $1 AND key = $2 AND created > $3",
    )
    .bind(account)
    .bind(key)
    .bind(now.saturating_sub(KEPT))
    .fetch_optional(connection)
    .await
}

/// Saves an answer, in place of one that is too old.
pub(crate) async fn save(
    connection: &mut AnyConnection,
    account: i64,
    key: &str,
    saved: &Saved,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO idempotency_keys (account, key, path, parameters, status, body, request, created) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (account, key) DO UPDATE SET path = excluded.path, \
         parameters = excluded.parameters, status = excluded.status, body = excluded.body, \
         request = excluded.request, created = excluded.created",
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

/// Forgets some of the answers that are too old to be given again.
///
/// Those that somebody else forgets or replaces just now are passed over, so that no two wait for each other.
pub(crate) async fn forget(
    connection: &mut AnyConnection,
    dialect: Dialect,
    now: i64,
) -> Result<(), sqlx::Error> {
    macro_rules! forget {
        ($rest:literal) => {
            concat!(
                "DELETE FROM idempotency_keys WHERE (account, key) IN (SELECT account, key FROM idempotency_keys \
                 WHERE created <= $1 ORDER BY created LIMIT $2",
                $rest
            )
        };
    }
    let sql = match dialect {
        Dialect::Sqlite => forget!(")"),
        Dialect::Postgres => forget!(" FOR UPDATE SKIP LOCKED)"),
    };
    sqlx::query(sql)
        .bind(now.saturating_sub(KEPT))
        .bind(FORGOTTEN)
        .execute(connection)
        .await?;
    Ok(())
}
