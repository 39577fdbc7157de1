//! The database: SQLite in memory or in a file, or PostgreSQL, through the same statements.

pub(crate) mod accounts;
mod address;
pub(crate) mod balance;
pub(crate) mod credits;
pub(crate) mod idempotency;
mod kept;
pub(crate) mod ledger;
pub(crate) mod settings;
pub(crate) mod transfers;
pub(crate) mod treasury;
mod why;
mod writing;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, Connection as _};

use tokio::sync::RwLock;

pub(crate) use address::Secret;
pub use address::{Database, NoDatabase};
use address::{file_options, options};
use kept::{Kept, Turn};
pub(crate) use why::why;
pub(crate) use writing::{Reading, Writing};

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
                    .connect_lazy_with(options);
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
