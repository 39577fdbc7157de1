//! The sandbox's time: the machine's or a fixed one, and how far it was moved.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The machine's clock.
    System,
    /// A time in seconds since the Unix epoch that only `POST /_sandbox/advance` moves.
    Fixed(i64),
}

/// What time it is in the sandbox.
#[derive(Debug)]
pub(crate) struct Clock {
    source: Source,
    offset: AtomicI64,
}

impl Clock {
    /// A clock that has been moved by `offset` seconds.
    pub(crate) fn new(source: Source, offset: i64) -> Self {
        Self {
            source,
            offset: AtomicI64::new(offset),
        }
    }

    /// Seconds since the Unix epoch.
    pub(crate) fn now(&self) -> i64 {
        self.moved(self.offset.load(Ordering::Relaxed))
    }

    /// What time it would be, had the clock been moved by `offset` seconds in all.
    pub(crate) fn moved(&self, offset: i64) -> i64 {
        let base = match self.source {
            Source::Fixed(time) => time,
            Source::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| {
                    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
                }),
        };
        base.saturating_add(offset)
    }

    /// Sets how far the clock has been moved, in seconds.
    pub(crate) fn set_offset(&self, seconds: i64) {
        self.offset.store(seconds, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_still_until_it_is_moved() {
        let clock = Clock::new(Source::Fixed(1_700_000_000), 0);
        assert_eq!(clock.now(), 1_700_000_000);
        clock.set_offset(60);
        assert_eq!(clock.now(), 1_700_000_060);
        clock.set_offset(i64::MAX);
        assert_eq!(clock.now(), i64::MAX);
    }
}
