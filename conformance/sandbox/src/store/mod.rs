//! The database: SQLite in memory or in a file, or PostgreSQL, through the same statements.

pub(crate) mod accounts;
pub(crate) mod balance;
mod connection;
pub(crate) mod credits;
pub(crate) mod idempotency;
mod kept;
pub(crate) mod ledger;
mod migrations;
pub(crate) mod settings;
pub(crate) mod settling;
pub(crate) mod transfers;
pub(crate) mod treasury;

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyPool, ConnectOptions as _};

use tokio::sync::RwLock;

pub(crate) use connection::Connection;
use connection::Lent;
use kept::{Kept, Turn};

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
                    .after_connect(|connection, _| {
                        Box::pin(async move {
                            // The server would wait long for a machine that is gone, and keep what it had locked.
                            let limit = "SET idle_in_transaction_session_timeout = '60s'";
                            sqlx::raw_sql(limit).execute(connection).await?;
                            Ok(())
                        })
                    })
                    .connect_with(options(&address.0)?)
                    .await?;
                (Dialect::Postgres, Pool::Postgres(pool))
            }
        };
        match &pool {
            Pool::Sqlite { writers, .. } => {
                migrations::on_sqlite(&mut *writers.take(Turn::write).await?).await?;
            }
            Pool::Postgres(pool) => migrations::on_postgres(&mut *pool.acquire().await?).await?,
        }
        Ok(Self { pool, dialect })
    }

    /// A connection for a statement that changes nothing.
    pub(crate) async fn read(&self) -> Result<Connection, sqlx::Error> {
        Ok(Connection::of(match &self.pool {
            Pool::Sqlite { readers, .. } => Lent::Sqlite(readers.take(Turn::read).await?),
            Pool::Postgres(pool) => Lent::Postgres(pool.acquire().await?),
        }))
    }

    /// A connection for statements that change nothing, which all see one state.
    pub(crate) async fn snapshot(&self) -> Result<Connection, sqlx::Error> {
        match &self.pool {
            Pool::Sqlite { readers, .. } if readers.keeps_away() => self.read().await,
            Pool::Sqlite { readers, .. } => {
                Connection::begin(Lent::Sqlite(readers.take(Turn::read).await?), "BEGIN").await
            }
            Pool::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                Connection::begin(Lent::Postgres(pool.acquire().await?), begin).await
            }
        }
    }

    /// A transaction for statements that change something. It is undone unless it is committed.
    pub(crate) async fn write(&self) -> Result<Connection, sqlx::Error> {
        match &self.pool {
            Pool::Sqlite { writers, .. } => {
                let taken = writers.take(Turn::write).await?;
                // One that only turns out to write could find that another has written since it began.
                Connection::begin(Lent::Sqlite(taken), "BEGIN IMMEDIATE").await
            }
            Pool::Postgres(pool) => {
                Connection::begin(Lent::Postgres(pool.acquire().await?), "BEGIN").await
            }
        }
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
