//! Connections to SQLite.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, Connection as _};
use tokio::sync::{
    OwnedRwLockReadGuard, OwnedRwLockWriteGuard, OwnedSemaphorePermit, RwLock, Semaphore,
};

use super::PATIENCE;

/// A few open connections. sqlx's own pool asks each connection that comes back whether it lives, which is another
/// message to SQLite's thread and costs as much as most requests; and SQLite's connections don't die.
#[derive(Debug)]
pub(super) struct Kept {
    count: u32,
    free: Mutex<Vec<AnyConnection>>,
    places: Arc<Semaphore>,
    /// Keeps readers from the writer where there is no write-ahead log: in memory, SQLite would let one poll for the
    /// other's end.
    gate: Gate,
}

type Gate = Option<Arc<RwLock<()>>>;

/// A connection for as long as it is needed.
#[derive(Debug)]
pub(crate) struct Taken {
    /// There until this is dropped.
    connection: Option<AnyConnection>,
    home: Arc<Kept>,
    _leave: Leave,
}

/// The right to use a connection.
#[derive(Debug)]
struct Leave {
    _turn: Turn,
    _place: OwnedSemaphorePermit,
}

/// Who may read and write at a time.
#[derive(Debug)]
pub(super) enum Turn {
    Free,
    Read { _guard: OwnedRwLockReadGuard<()> },
    Write { _guard: OwnedRwLockWriteGuard<()> },
}

impl Turn {
    pub(super) async fn read(gate: Gate) -> Self {
        match gate {
            Some(gate) => Self::Read {
                _guard: gate.read_owned().await,
            },
            None => Self::Free,
        }
    }

    pub(super) async fn write(gate: Gate) -> Self {
        match gate {
            Some(gate) => Self::Write {
                _guard: gate.write_owned().await,
            },
            None => Self::Free,
        }
    }
}

impl Kept {
    pub(super) async fn open(
        options: &AnyConnectOptions,
        count: u32,
        gate: Gate,
    ) -> Result<Arc<Self>, sqlx::Error> {
        let mut free = Vec::new();
        for _ in 0..count {
            free.push(connect(options).await?);
        }
        let places = Arc::new(Semaphore::new(free.len()));
        Ok(Arc::new(Self {
            count,
            free: Mutex::new(free),
            places,
            gate,
        }))
    }

    /// Waits for a connection.
    pub(super) async fn take(
        self: &Arc<Self>,
        turn: impl AsyncFnOnce(Gate) -> Turn,
    ) -> Result<Taken, sqlx::Error> {
        let waiting = async {
            let place = Arc::clone(&self.places).acquire_owned().await;
            let place = place.map_err(|_| sqlx::Error::PoolClosed)?;
            let turn = turn(self.gate.clone()).await;
            Ok(Leave {
                _turn: turn,
                _place: place,
            })
        };
        let leave = tokio::time::timeout(PATIENCE, waiting).await;
        let leave = leave.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
        Ok(Taken {
            // There are as many as places.
            connection: Some(self.free().pop().ok_or(sqlx::Error::PoolClosed)?),
            home: Arc::clone(self),
            _leave: leave,
        })
    }

    /// Ends every connection, after what they are doing.
    pub(super) async fn close(&self) {
        // It fails only where this has been called before, and then there is nothing left to do.
        let all = self.places.acquire_many(self.count).await;
        self.places.close();
        drop(all);
        let free = std::mem::take(&mut *self.free());
        for connection in free {
            // Nobody is left to tell of a failure.
            let _ = connection.close().await;
        }
    }

    /// Whether who has a connection keeps the writer away.
    pub(super) fn keeps_away(&self) -> bool {
        self.gate.is_some()
    }

    fn free(&self) -> MutexGuard<'_, Vec<AnyConnection>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens a connection. Who sets up a new file keeps others from it for a moment, and SQLite does not wait for that
/// whatever its timeout.
async fn connect(options: &AnyConnectOptions) -> Result<AnyConnection, sqlx::Error> {
    let started = Instant::now();
    loop {
        match try_connect(options).await {
            Err(error) if is_busy(&error) && started.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            outcome => return outcome,
        }
    }
}

async fn try_connect(options: &AnyConnectOptions) -> Result<AnyConnection, sqlx::Error> {
    let mut connection = AnyConnection::connect_with(options).await?;
    // With a write-ahead log, readers and the writer don't wait for each other. `NORMAL` keeps all that was acknowledged
    // when the process dies; a power cut may cost the last moments.
    for pragma in [
        "PRAGMA busy_timeout = 10000",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = NORMAL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA temp_store = MEMORY",
    ] {
        sqlx::query(pragma).execute(&mut connection).await?;
    }
    Ok(connection)
}

/// Whether another process has the file to itself: `SQLITE_BUSY`, or one of its kinds in the upper bytes.
fn is_busy(error: &sqlx::Error) -> bool {
    let error = error.as_database_error();
    let code = error.and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse().ok())
        .is_some_and(|code: u32| code & 0xff == 5)
}

impl Deref for Taken {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        self.connection.as_ref().expect("only `drop` takes it")
    }
}

impl DerefMut for Taken {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        self.connection.as_mut().expect("only `drop` takes it")
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        // Before the right is given back, so that who gets it finds the connection.
        if let Some(connection) = self.connection.take() {
            self.home.free().push(connection);
        }
    }
}
