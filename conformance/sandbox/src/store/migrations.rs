//! Brings the tables up to date. Of several processes that start on a new database, one makes them.

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, Connection as _};

const SQLITE: [&str; 2] = [
    include_str!("../../migrations/sqlite/0001_sandbox.sql"),
    include_str!("../../migrations/sqlite/0002_secrets.sql"),
];
const POSTGRES: [&str; 2] = [
    include_str!("../../migrations/postgres/0001_sandbox.sql"),
    include_str!("../../migrations/postgres/0002_secrets.sql"),
];

/// The migrator has no lock of its own here: who comes second waits for the transaction and finds the tables.
pub(super) async fn on_sqlite(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    let mut alone = connection.begin_with("BEGIN IMMEDIATE").await?;
    run(&mut alone, &SQLITE).await?;
    alone.commit().await
}

/// The migrator has an advisory lock of its own here.
pub(super) async fn on_postgres(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    run(connection, &POSTGRES).await
}

async fn run(
    connection: &mut AnyConnection,
    files: &'static [&'static str],
) -> Result<(), sqlx::Error> {
    // `sqlx::migrate!` would link its macros, which are there to connect to a database while compiling.
    let migrations = files.iter().zip(1..).map(|(&sql, version)| {
        Migration::new(
            version,
            "sandbox".into(),
            MigrationType::Simple,
            sqlx::SqlStr::from_static(sql),
            false,
        )
    });
    let migrator = Migrator::with_migrations(migrations.collect());
    migrator.run(connection).await.map_err(|error| match error {
        MigrateError::Execute(error) => error,
        other => sqlx::Error::Migrate(Box::new(other)),
    })
}
