//! The database: SQLite in memory or in a file, or PostgreSQL, through the same statements.

pub(crate) mod accounts;
pub(crate) mod balance;
pub(crate) mod credits;
pub(crate) mod idempotency;
mod kept;
pub(crate) mod ledger;
pub(crate) mod settings;
pub(crate) mod transfers;
pub(crate) mod treasury;
mod writing;

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, ConnectOptions as _};

use tokio::sync::RwLock;

use kept::{Kept, Turn};
pub(crate) use writing::{Reading, Writing};

/// Connections for reading from SQLite, and to PostgreSQL.
const CONNECTIONS: u32 = 4;

/// How many sandboxes in memory there have been.
static MEMORIES: AtomicU64 = AtomicU64::new(0);

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

/// The open database.
#[derive(Debug)]
pub(crate) struct Store {
    pool: Pool,
    pub(crate) dialect: Dialect,
}

#[derive(Debug)]
enum Pool {
    Sqlite {
        /// SQLite has one writer at a time: who waits for it here waits in order.
        writers: Arc<Kept>,
        readers: Arc<Kept>,
    },
    Postgres(AnyPool),
}

impl Store {
    /// Opens a database and brings its tables up to date.
    pub(crate) async fn open(database: &Database) -> Result<Self, sqlx::Error> {
        sqlx::any::install_default_drivers();
        let (dialect, pool) = match database {
            Database::Memory => {
                // Of this name, which no other sandbox of the process has, and with the slash that makes several
                // connections see one memory.
                let name = MEMORIES.fetch_add(1, Ordering::Relaxed);
                let options = options(&format!("sqlite:/sandbox{name}?vfs=memdb&mode=rwc"))?;
                let gate = Some(Arc::new(RwLock::new(())));
                let writers = Kept::open(&options, 1, gate.clone()).await?;
                let readers = Kept::open(&options, CONNECTIONS, gate).await?;
                (Dialect::Sqlite, Pool::Sqlite { writers, readers })
            }
            Database::File(path) => {
                let options = options(&format!("sqlite:{}?mode=rwc", path.display()))?;
                let writers = Kept::open(&options, 1, None).await?;
                let readers = Kept::open(&options, CONNECTIONS, None).await?;
                (Dialect::Sqlite, Pool::Sqlite { writers, readers })
            }
            Database::Postgres(address) => {
                let pool = AnyPoolOptions::new()
                    .max_connections(CONNECTIONS)
                    .acquire_timeout(PATIENCE)
                    .connect_with(options(&address.0)?)
                    .await?;
                (Dialect::Postgres, Pool::Postgres(pool))
            }
        };
        match &pool {
            Pool::Sqlite { writers, .. } => {
                migrate(&mut *writers.take(Turn::write).await?, dialect).await?;
            }
            Pool::Postgres(pool) => {
                migrate(&mut *pool.acquire().await?, dialect).await?;
            }
        }
        Ok(Self { pool, dialect })
    }

    /// A connection for statements that change nothing.
    pub(crate) async fn read(&self) -> Result<Reading, sqlx::Error> {
        Ok(match &self.pool {
            Pool::Sqlite { readers, .. } => Reading::Sqlite(readers.take(Turn::read).await?),
            Pool::Postgres(pool) => Reading::Postgres(pool.acquire().await?),
        })
    }

    /// A transaction for statements that change something. It is undone unless it is committed.
    pub(crate) async fn write(&self) -> Result<Writing, sqlx::Error> {
        Ok(match &self.pool {
            Pool::Sqlite { writers, .. } => {
                let mut taken = writers.take(Turn::write).await?;
                taken.begin().await?;
                Writing::Sqlite(taken)
            }
            Pool::Postgres(pool) => Writing::Postgres(pool.begin().await?),
        })
    }

    /// Ends every connection, after what they are doing.
    pub(crate) async fn close(&self) {
        match &self.pool {
            Pool::Sqlite { writers, readers } => {
                readers.close().await;
                writers.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

fn options(address: &str) -> Result<AnyConnectOptions, sqlx::Error> {
    Ok(AnyConnectOptions::from_str(address)?.disable_statement_logging())
}

async fn migrate(connection: &mut AnyConnection, dialect: Dialect) -> Result<(), sqlx::Error> {
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
    migrator.run(connection).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::Execute(error) => error,
        other => sqlx::Error::Migrate(Box::new(other)),
    })
}
