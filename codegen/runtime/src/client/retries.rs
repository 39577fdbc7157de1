//! When what failed is sent again, and after how long.

use std::time::Duration;

use uuid::Uuid;

/// How often a call is sent again that failed for a reason that may pass, and after how long.
///
/// Two times are the default, as in Stripe's own libraries. The first wait is between [`first`](Self::with_times) and
/// twice that, each later one twice as long, none above the longest; where a service says how long to wait
/// (`Retry-After`, in seconds), not less than that, but never above the longest either.
///
/// A number is a policy with the default times: `with_retries(0)` turns them off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retries {
    most: u32,
    first: Duration,
    longest: Duration,
}

impl Retries {
    /// So many times at most, after 0.5 to 1 second, 1 to 2, 2 to 4, and 2.5 to 5 from there on.
    pub const fn up_to(most: u32) -> Self {
        Self {
            most,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(5),
        }
    }

    /// Never.
    pub const fn none() -> Self {
        Self::up_to(0)
    }

    /// Other times: the least that is waited before the first, and the most that is waited before any. Zeros are for
    /// tests.
    #[must_use]
    pub const fn with_times(self, first: Duration, longest: Duration) -> Self {
        Self {
            most: self.most,
            first,
            longest,
        }
    }

    /// How often a call is sent again at most.
    pub const fn most(&self) -> u32 {
        self.most
    }

    /// The wait before the attempt that follows `failed` failed ones, where the service asked for `asked`.
    pub(super) fn wait(&self, failed: u32, asked: Option<Duration>) -> Duration {
        self.wait_by(failed, asked, jitter())
    }

    /// The same where chance falls on `jitter`: half of the most at 0, all of it at 255.
    fn wait_by(&self, failed: u32, asked: Option<Duration>, jitter: u8) -> Duration {
        let doubled = 1u32.checked_shl(failed).unwrap_or(u32::MAX);
        let half = self.first.saturating_mul(doubled).min(self.longest) / 2;
        let own = half + half / 255 * u32::from(jitter);
        own.max(asked.unwrap_or_default()).min(self.longest)
    }
}

impl Default for Retries {
    fn default() -> Self {
        Self::up_to(2)
    }
}

impl From<u32> for Retries {
    fn from(most: u32) -> Self {
        Self::up_to(most)
    }
}

/// Bits of a random UUID that are random.
fn jitter() -> u8 {
    let [.., byte] = *Uuid::new_v4().as_bytes();
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[test]
    fn waits_double_from_half_a_second_to_five() {
        let policy = Retries::default();
        // A part in 255 leaves some nanoseconds over.
        let whole = |time: Duration| (time + Duration::from_micros(1)).as_millis();
        let bounds = |failed| [0, 255].map(|jitter| whole(policy.wait_by(failed, None, jitter)));
        assert_eq!(bounds(1), [500, 1000]);
        assert_eq!(bounds(2), [1000, 2000]);
        assert_eq!(bounds(3), [2000, 4000]);
        for failed in [4, 5, 31, 32, 33, u32::MAX] {
            assert_eq!(bounds(failed), [2500, 5000], "{failed}");
        }
        for failed in 1..40 {
            let wait = whole(policy.wait(failed, None));
            let [least, most] = bounds(failed);
            assert!(least <= wait && wait <= most, "{failed}: {wait:?}");
        }
    }

    #[test]
    fn a_service_that_asks_for_more_time_gets_it_up_to_the_longest() {
        let wait = |asked| Retries::default().wait_by(1, asked, 0);
        assert_eq!(wait(Some(MS(0))), MS(500));
        assert_eq!(wait(Some(MS(3000))), MS(3000));
        assert_eq!(wait(Some(Duration::from_hours(1))), MS(5000));
        assert_eq!(wait(Some(Duration::MAX)), MS(5000));
    }

    #[test]
    fn times_are_the_callers_and_none_is_none() {
        let policy = Retries::up_to(7).with_times(Duration::ZERO, Duration::ZERO);
        assert_eq!(policy.most(), 7);
        assert_eq!(policy.wait(3, Some(MS(1000))), Duration::ZERO);
        let huge = Retries::up_to(1).with_times(Duration::MAX, Duration::MAX);
        assert!(huge.wait_by(9, None, 0) > Duration::from_secs(1 << 40));
        assert_eq!(Retries::none(), 0.into());
        assert_eq!(Retries::default(), 2.into());
    }
}
