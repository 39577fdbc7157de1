//! What the handlers share.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use crate::clock::{Clock, Source};
use crate::ids::Ids;
use crate::in_flight::InFlight;
use crate::principal::Principals;
use crate::refusal::Refusal;
use crate::store::{Database, Dialect, Store, ledger, settings};

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
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) settle: Settle,
    pub(crate) balances: BTreeMap<String, i64>,
    pub(crate) other_balance: i64,
    pub(crate) principals: Principals,
    pub(crate) in_flight: InFlight,
}

/// Why a sandbox can't be opened.
#[derive(Debug, thiserror::Error)]
#[error("the database can't be opened: {0}")]
pub struct OpenError(#[from] sqlx::Error);

impl Sandbox {
    /// Opens the database and brings its tables up to date.
    pub async fn open(config: Config) -> Result<Self, OpenError> {
        let store = Store::open(&config.database).await?;
        let mut work = store.write().await?;
        let offset = settings::get(&mut work, settings::CLOCK_OFFSET).await?;
        let opened = settings::add(&mut work, settings::OPENED, 1).await?;
        work.commit().await?;
        // The IDs of a seed are there already when a database is opened again.
        let seed = config
            .seed
            .map(|seed| seed.wrapping_add((opened - 1).unsigned_abs() << 32));
        Ok(Self {
            store,
            clock: Clock::new(config.clock, offset),
            ids: Ids::new(seed),
            settle: config.settle,
            balances: config.balances,
            other_balance: config.other_balance,
            principals: Principals::default(),
            in_flight: InFlight::default(),
        })
    }

    /// Whether the database answers.
    pub async fn is_well(&self) -> bool {
        let asked = async {
            let mut connection = self.store.read().await?;
            sqlx::query("SELECT 1").execute(&mut *connection).await
        };
        asked.await.is_ok()
    }

    /// Where the books don't balance; nothing, if the sandbox is right. It reads the whole ledger.
    pub async fn audit(&self) -> Result<Vec<String>, OpenError> {
        let mut connection = self.store.read().await?;
        Ok(ledger::faults(&mut connection).await?)
    }

    /// Ends the connections to the database.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// Takes over how far another process has moved the clock.
    pub(crate) async fn keep_time(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<(), sqlx::Error> {
        if self.store.dialect == Dialect::Postgres {
            let offset = settings::get(connection, settings::CLOCK_OFFSET).await?;
            self.clock.set_offset(offset);
        }
        Ok(())
    }

    /// Moves the clock, and posts the credit reversals that are due by then. Gives the new time.
    pub(crate) async fn advance(&self, seconds: u32) -> Result<i64, Refusal> {
        let mut work = self.store.write().await?;
        let connection: &mut AnyConnection = &mut work;
        let offset = settings::add(connection, settings::CLOCK_OFFSET, i64::from(seconds)).await?;
        let now = self.clock.moved(offset);
        self.settle(connection, now, true).await?;
        work.commit().await?;
        self.clock.set_offset(offset);
        Ok(now)
    }
}
