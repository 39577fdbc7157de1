//! Numbers that outlive the process.

use sqlx::AnyConnection;

/// How far the clock has been moved, in seconds.
pub(crate) const CLOCK_OFFSET: &str = "clock_offset";

pub(crate) async fn get(connection: &mut AnyConnection, name: &str) -> Result<i64, sqlx::Error> {
    let found = sqlx::query_scalar("SELECT value FROM settings WHERE name = $1").bind(name);
    Ok(found.fetch_optional(connection).await?.unwrap_or_default())
}

pub(crate) async fn set(
    connection: &mut AnyConnection,
    name: &str,
    value: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(connection)
    .await?;
    Ok(())
}
