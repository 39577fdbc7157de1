//! The database: SQLite in memory or in a file, or PostgreSQL, through the same statements.

pub(crate) mod accounts;
pub(crate) mod balance;
pub(crate) mod credits;
pub(crate) mod idempotency;
pub(crate) mod ledger;
pub(crate) mod settings;
pub(crate) mod transfers;
pub(crate) mod treasury;

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, ConnectOptions as _, Transaction};

/// Connections for reading a file database, and to PostgreSQL.
const CONNECTIONS: u32 = 8;

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where the sandbox keeps what it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// SQLite in this process's memory, gone with it.
    Memory,
    /// SQLite in a file.
    File(PathBuf),
    /// PostgreSQL, which several processes may share. The address has a password in it, so it is not shown.
    Postgres(Secret),
}

/// A text that is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub(crate) String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[hidden]")
    }
}

/// Why an address of a database is none.
#[derive(Debug, thiserror::Error)]
#[error("a database is `sqlite::memory:`, `sqlite:FILE` or `postgres://USER@HOST/NAME`")]
pub struct NoDatabase;

impl FromStr for Database {
    type Err = NoDatabase;

    fn from_str(text: &str) -> Result<Self, NoDatabase> {
        if text == "sqlite::memory:" {
            return Ok(Self::Memory);
        }
        if let Some(file) = text.strip_prefix("sqlite:") {
            let file = file.strip_prefix("//").unwrap_or(file);
            return if file.is_empty() {
                Err(NoDatabase)
            } else {
                Ok(Self::File(file.into()))
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(Secret(text.to_owned())));
        }
        Err(NoDatabase)
    }
}

/// Which statements differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// How a transaction that will write begins. One that only turns out to write could find that another has
    /// written since it began.
    fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }
}

/// The open database.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    writers: AnyPool,
    readers: AnyPool,
    pub(crate) dialect: Dialect,
    in_memory: bool,
}

impl Store {
    /// Opens a database and brings its tables up to date.
    pub(crate) async fn open(database: &Database) -> Result<Self, sqlx::Error> {
        sqlx::any::install_default_drivers();
        let (dialect, writers, readers) = match database {
            // Each connection would have a memory of its own.
            Database::Memory => {
                let pool = pool("sqlite::memory:", 1).await?;
                (Dialect::Sqlite, pool.clone(), pool)
            }
            Database::File(path) => {
                let address = format!("sqlite:{}?mode=rwc", path.display());
                let writers = pool(&address, 1).await?;
                migrate(&writers, Dialect::Sqlite).await?;
                let readers = pool(&address, CONNECTIONS).await?;
                return Ok(Self {
                    writers,
                    readers,
                    dialect: Dialect::Sqlite,
                    in_memory: false,
                });
            }
            Database::Postgres(address) => {
                let pool = pool(&address.0, CONNECTIONS).await?;
                (Dialect::Postgres, pool.clone(), pool)
            }
        };
        migrate(&writers, dialect).await?;
        Ok(Self {
            writers,
            readers,
            dialect,
            in_memory: *database == Database::Memory,
        })
    }

    /// A connection for statements that change nothing.
    pub(crate) async fn read(&self) -> Result<PoolConnection<Any>, sqlx::Error> {
        self.readers.acquire().await
    }

    /// A transaction for statements that change something. It is undone unless it is committed.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        match self.writers.begin_with(self.dialect.begin()).await {
            // A failed write, as of a full disk, ends SQLite's transaction, and with nothing left to undo the connection
            // counts itself as within one for ever. A new one is as good, but where it has all the data.
            Err(sqlx::Error::InvalidSavePointStatement) if !self.in_memory => {
                self.writers.acquire().await?.close().await?;
                self.writers.begin_with(self.dialect.begin()).await
            }
            begun => begun,
        }
    }

    /// Ends every connection, after what they are doing.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}

async fn migrate(pool: &AnyPool, dialect: Dialect) -> Result<(), sqlx::Error> {
    // `sqlx::migrate!` would link its macros, which are there to connect to a database while compiling.
    let files: &[(i64, &str)] = match dialect {
        Dialect::Sqlite => &[(1, include_str!("../../migrations/sqlite/0001_sandbox.sql"))],
        Dialect::Postgres => &[(
            1,
            include_str!("../../migrations/postgres/0001_sandbox.sql"),
        )],
    };
    let migrations = files.iter().map(|&(version, sql)| {
        sqlx::migrate::Migration::new(
            version,
            "sandbox".into(),
            sqlx::migrate::MigrationType::Simple,
            sqlx::SqlStr::from_static(sql),
            false,
        )
    });
    let migrator = sqlx::migrate::Migrator::with_migrations(migrations.collect());
    migrator.run(pool).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::Execute(error) => error,
        other => sqlx::Error::Migrate(Box::new(other)),
    })
}

async fn pool(address: &str, connections: u32) -> Result<AnyPool, sqlx::Error> {
    let options = AnyConnectOptions::from_str(address)?.disable_statement_logging();
    let sqlite = address.starts_with("sqlite:");
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        // A database in memory ends with its connection.
        .idle_timeout(None)
        .max_lifetime(None)
        // Asking each time whether a connection lives would double the cost of most requests.
        .test_before_acquire(!sqlite)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if sqlite {
                    // With a write-ahead log, readers and the writer don't wait for each other. `NORMAL` keeps all that
                    // was acknowledged when the process dies; a power cut may cost the last moments.
                    for pragma in [
                        "PRAGMA journal_mode = WAL",
                        "PRAGMA synchronous = NORMAL",
                        "PRAGMA busy_timeout = 10000",
                        "PRAGMA foreign_keys = ON",
                        "PRAGMA temp_store = MEMORY",
                    ] {
                        sqlx::query(pragma).execute(&mut *connection).await?;
                    }
                }
                Ok(())
            })
        })
        .connect_with(options)
        .await
}
