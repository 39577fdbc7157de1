//! What the handlers share.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::clock::Source;
use crate::health::Health;
use crate::ids::Ids;
use crate::in_flight::InFlight;
use crate::principal::Principals;
use crate::refusal::Refusal;
use crate::store::{Database, Store, ledger, settings, settling, why};

/// How long an advance of the clock posts what is due. What is then left is told as posted all the same.
const SETTLING: Duration = Duration::from_secs(10);

/// How a sandbox behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it keeps what it knows.
    pub database: Database,
    /// What each new platform has, by currency, in minor units.
    pub balances: BTreeMap<String, i64>,
    /// What it has of any other currency, from when it first pays in it.
    pub other_balance: i64,
    /// When a credit reversal is posted.
    pub settle: Settle,
    /// Makes IDs reproducible.
    pub seed: Option<u64>,
    /// Where time comes from.
    pub clock: Source,
}

/// When a credit reversal turns from `processing` to `posted`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settle {
    /// So many seconds after it was made.
    After(u32),
    /// When the clock is moved by hand.
    Manual,
}

/// A sandbox: the state, and the operations on it.
#[derive(Debug)]
pub struct Sandbox {
    pub(crate) store: Store,
    pub(crate) clock: Source,
    pub(crate) ids: Ids,
    pub(crate) settle: Settle,
    pub(crate) balances: BTreeMap<String, i64>,
    pub(crate) other_balance: i64,
    pub(crate) principals: Principals,
    pub(crate) in_flight: InFlight,
    pub(crate) health: Health,
}

/// Why a sandbox can't be opened: the database, and what is wrong with it. Of its address, user and password are left out.
#[derive(Debug, thiserror::Error)]
#[error("the database {database} can't be opened: {why}")]
pub struct OpenError {
    database: String,
    why: String,
}

/// Why a database that is open can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the database fails: {0}")]
pub struct DatabaseError(String);

impl From<sqlx::Error> for DatabaseError {
    fn from(error: sqlx::Error) -> Self {
        Self(why(&error))
    }
}

/// The largest amount of money that an account can begin with, in minor units. Far below what a balance can hold, so that
/// it can grow.
pub const MAX_BALANCE: i64 = 10_000_000_000_000_000;

impl Sandbox {
    /// Opens the database and brings its tables up to date.
    pub async fn open(config: Config) -> Result<Self, OpenError> {
        let database = config.database.shown();
        let opened = Self::opened(config).await;
        opened.map_err(|error| OpenError {
            database,
            why: why(&error),
        })
    }

    async fn opened(config: Config) -> Result<Self, sqlx::Error> {
        let store = Store::open(&config.database).await?;
        let mut work = store.write().await?;
        let opened = settings::add(&mut work, settings::OPENED, 1).await?;
        work.commit().await?;
        // The IDs of a seed are there already when a database is opened again.
        let seed = config
            .seed
            .map(|seed| seed.wrapping_add((opened - 1).unsigned_abs() << 32));
        Ok(Self {
            store,
            clock: config.clock,
            ids: Ids::new(seed),
            settle: config.settle,
            balances: config.balances,
            other_balance: config.other_balance,
            principals: Principals::default(),
            in_flight: InFlight::default(),
            health: Health::new(&config.database),
        })
    }

    /// Where the books don't balance; nothing, if the sandbox is right. It reads the whole ledger.
    pub async fn audit(&self) -> Result<Vec<String>, DatabaseError> {
        let mut connection = self.store.snapshot().await?;
        Ok(ledger::faults(&mut connection).await?)
    }

    /// Ends the connections to the database.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// Moves the clock, and posts the credit reversals that are due by then. Gives the new time.
    pub(crate) async fn advance(&self, seconds: u32) -> Result<i64, Refusal> {
        let mut work = self.store.write().await?;
        let now = self.clock.advance(&mut work, seconds).await?;
        settling::release(&mut work, now).await?;
        work.commit().await?;
        let started = Instant::now();
        while self.settle_some().await && started.elapsed() < SETTLING {}
        Ok(now)
    }
}
