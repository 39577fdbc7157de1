//! Secrets of apps. One whose end has come is not there, whether or not its row still is.

use sqlx::{AnyConnection, FromRow};

use crate::page::{Cursor, Page};
use crate::store::Dialect;

/// A row of `secrets`, without the hashes by which it is found.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Secret {
    pub(crate) id: String,
    pub(crate) scope_type: String,
    pub(crate) scope_user: Option<String>,
    pub(crate) name: String,
    pub(crate) payload: String,
    pub(crate) created: i64,
    pub(crate) expires_at: Option<i64>,
}

macro_rules! secret {
    ($rest:literal) => {
        concat!(
            "SELECT id, scope_type, scope_user, name, payload, created, expires_at FROM secrets WHERE ",
            $rest
        )
    };
}

pub(crate) async fn find(
    connection: &mut AnyConnection,
    account: i64,
    place: &str,
    now: i64,
) -> Result<Option<Secret>, sqlx::Error> {
    sqlx::query_as(secret!(
        "account = $1 AND place = $2 AND (expires_at IS NULL OR expires_at > $3)"
    ))
    .bind(account)
    .bind(place)
    .bind(now)
    .fetch_optional(connection)
    .await
}

/// Takes away one whose end has come, so that what is stored in its place is another.
pub(crate) async fn make_room(
    connection: &mut AnyConnection,
    account: i64,
    place: &str,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM secrets WHERE account = $1 AND place = $2 AND expires_at <= $3")
        .bind(account)
        .bind(place)
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps others from adding to a scope until the transaction ends. SQLite has one writer at a time as it is.
pub(crate) async fn alone(
    connection: &mut AnyConnection,
    dialect: Dialect,
    account: i64,
    scope: &str,
) -> Result<(), sqlx::Error> {
    if dialect == Dialect::Postgres {
        sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('secrets of ' || $1, $2))")
            .bind(scope)
            .bind(account)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// How many secrets a scope has in other places.
pub(crate) async fn others(
    connection: &mut AnyConnection,
    account: i64,
    (scope, place): (&str, &str),
    now: i64,
) -> Result<i64, sqlx::Error> {
    let (count,): (i64,) = sqlx::query_as(
        "SELECT COUNT(*) FROM secrets WHERE account = $1 AND scope = $2 AND place <> $3 \
         AND (expires_at IS NULL OR expires_at > $4)",
    )
    .bind(account)
    .bind(scope)
    .bind(place)
    .bind(now)
    .fetch_one(connection)
    .await?;
    Ok(count)
}

/// Stores a secret in its place. One that is there keeps its ID and the time at which it was made.
pub(crate) async fn set(
    connection: &mut AnyConnection,
    account: i64,
    (scope, place): (&str, &str),
    secret: &Secret,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO secrets (account, id, scope, place, scope_type, scope_user, name, payload, created, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (account, place) DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at",
    )
    .bind(account)
    .bind(&secret.id)
    .bind(scope)
    .bind(place)
    .bind(&secret.scope_type)
    .bind(&secret.scope_user)
    .bind(&secret.name)
    .bind(&secret.payload)
    .bind(secret.created)
    .bind(secret.expires_at)
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes a secret away. Gives whether it was there: of two who do so at once, it was for one.
pub(crate) async fn delete(
    connection: &mut AnyConnection,
    account: i64,
    place: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("DELETE FROM secrets WHERE account = $1 AND place = $2")
        .bind(account)
        .bind(place)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// One page of a scope's secrets, and one row more where there is one; none where the cursor is no secret.
pub(crate) async fn list(
    connection: &mut AnyConnection,
    account: i64,
    scope: &str,
    page: &Page<'_>,
    now: i64,
) -> Result<Option<Vec<Secret>>, sqlx::Error> {
    let cursor: i64 = match page.cursor {
        Cursor::Newest => i64::MAX,
        Cursor::After(id) | Cursor::Before(id) => {
            let found: Option<(i64,)> = sqlx::query_as(
                "SELECT n FROM secrets WHERE account = $1 AND scope = $2 AND id = $3",
            )
            .bind(account)
            .bind(scope)
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
        Cursor::Newest | Cursor::After(_) => secret!(
            "account = $1 AND scope = $2 AND (expires_at IS NULL OR expires_at > $3) AND n < $4 \
             ORDER BY n DESC LIMIT $5"
        ),
        Cursor::Before(_) => secret!(
            "account = $1 AND scope = $2 AND (expires_at IS NULL OR expires_at > $3) AND n > $4 \
             ORDER BY n ASC LIMIT $5"
        ),
    };
    let rows = sqlx::query_as(sql)
        .bind(account)
        .bind(scope)
        .bind(now)
        .bind(cursor)
        .bind(page.limit + 1)
        .fetch_all(connection)
        .await?;
    Ok(Some(rows))
}
