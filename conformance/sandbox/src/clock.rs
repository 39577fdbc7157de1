//! The sandbox's time: the machine's or a fixed one, and how far it was moved. The latter is in the database, for every
//! process that shares it.

use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::AnyConnection;

use crate::store::settings;

/// Where time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The machine's clock.
    System,
    /// A time in seconds since the Unix epoch that only `POST /_sandbox/advance` moves.
    Fixed(i64),
}

impl Source {
    /// Seconds since the Unix epoch, as the clock is moved for all who share the database.
    pub(crate) async fn now(self, connection: &mut AnyConnection) -> Result<i64, sqlx::Error> {
        let moved = settings::get(connection, settings::CLOCK_OFFSET).await?;
        Ok(self.moved(moved))
    }

    /// Moves the clock for everybody who sees this transaction. Gives the new time.
    pub(crate) async fn advance(
        self,
        connection: &mut AnyConnection,
        seconds: u32,
    ) -> Result<i64, sqlx::Error> {
        let moved = settings::add(connection, settings::CLOCK_OFFSET, seconds.into()).await?;
        Ok(self.moved(moved))
    }

    fn moved(self, seconds: i64) -> i64 {
        let base = match self {
            Self::Fixed(time) => time,
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| {
                    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
                }),
        };
        base.saturating_add(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_still_until_it_is_moved() {
        let clock = Source::Fixed(1_700_000_000);
        assert_eq!(clock.moved(0), 1_700_000_000);
        assert_eq!(clock.moved(60), 1_700_000_060);
        assert_eq!(clock.moved(i64::MAX), i64::MAX);
    }
}
