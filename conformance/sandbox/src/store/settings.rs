//! Numbers that outlive the process.

use sqlx::AnyConnection;

/// How far the clock has been moved, in seconds.
pub(crate) const CLOCK_OFFSET: &str = "clock_offset";

/// How often the sandbox was opened.
pub(crate) const OPENED: &str = "opened";

/// How often it was tried whether the database takes a write.
pub(crate) const LOOKED_AT: &str = "looked_at";

pub(crate) async fn get(connection: &mut AnyConnection, name: &str) -> Result<i64, sqlx::Error> {
    let found = sqlx::query_scalar("SELECT value FROM settings WHERE name = $1").bind(name);
    Ok(found.fetch_optional(connection).await?.unwrap_or_default())
}

/// Adds to a number, and gives what it is then. Nobody else changes it before the transaction ends.
pub(crate) async fn add(
    connection: &mut AnyConnection,
    name: &str,
    more: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "INSERT INTO settings (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = settings.value + excluded.value RETURNING value",
    )
    .bind(name)
    .bind(more)
    .fetch_one(connection)
    .await
}
