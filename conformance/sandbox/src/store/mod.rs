//! The database: SQLite in memory or in a file, or PostgreSQL, through the same statements.

pub(crate) mod accounts;
mod address;
pub(crate) mod balance;
mod connection;
pub(crate) mod credits;
pub(crate) mod idempotency;
mod kept;
pub(crate) mod ledger;
mod migrations;
pub(crate) mod secrets;
pub(crate) mod settings;
pub(crate) mod settling;
pub(crate) mod transfers;
pub(crate) mod treasury;
mod why;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, Connection as _};

use tokio::sync::RwLock;

pub(crate) use address::Secret;
pub use address::{Database, NoDatabase};
use address::{file_options, options};
pub(crate) use connection::Connection;
use connection::Lent;
use kept::{Kept, Turn};
pub(crate) use why::why;

/// Connections for reading from SQLite, and to PostgreSQL.
const CONNECTIONS: u32 = 4;

/// How many sandboxes in memory there have been.
static MEMORIES: AtomicU64 = AtomicU64::new(0);

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

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
                let options = file_options(path)?;
                let writers = Kept::open(&options, 1, None).await?;
                let readers = Kept::open(&options, CONNECTIONS, None).await?;
                (Dialect::Sqlite, Pool::Sqlite { writers, readers })
            }
            Database::Postgres(address) => {
                let options = options(&address.0)?;
                // The pool would try again and again where the server is not there, and then not say so.
                let first = AnyConnection::connect_with(&options);
                let first = tokio::time::timeout(PATIENCE, first).await;
                first
                    .map_err(|_| sqlx::Error::PoolTimedOut)??
                    .close()
                    .await?;
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
                    .connect_lazy_with(options);
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
