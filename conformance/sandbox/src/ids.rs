//! Object IDs in the form that the documented samples have.

use std::sync::{Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Makes IDs: a prefix and 24 characters, of which six tell the time, ten the account, and eight are random.
#[derive(Debug)]
pub(crate) struct Ids(Mutex<StdRng>);

impl Ids {
    /// IDs that nobody can foresee, or the same ones in each run with the same seed.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(Mutex::new(match seed {
            Some(seed) => StdRng::seed_from_u64(seed),
            None => rand::make_rng(),
        }))
    }

    /// The ID of an object that comes to be at `now` on the account with the ID `account`.
    pub(crate) fn object(&self, prefix: &str, account: &str, now: i64) -> String {
        let mut id = String::with_capacity(prefix.len() + 25);
        id.push_str(prefix);
        id.push('_');
        let mut rest = now.unsigned_abs();
        let mut time = [b'0'; 6];
        for digit in time.iter_mut().rev() {
            *digit = DIGITS[usize::try_from(rest % 62).unwrap_or_default()];
            rest /= 62;
        }
        id.extend(time.map(char::from));
        let tail = account.strip_prefix("acct_").unwrap_or(account);
        let tail: Vec<char> = tail.chars().filter(char::is_ascii_alphanumeric).collect();
        let tail = &tail[tail.len().saturating_sub(10)..];
        id.extend(std::iter::repeat_n('0', 10 - tail.len()).chain(tail.iter().copied()));
        self.random(&mut id, 8);
        id
    }

    /// An ID that tells nothing, such as an account's or a request's.
    pub(crate) fn plain(&self, prefix: &str, length: usize) -> String {
        let mut id = format!("{prefix}_");
        self.random(&mut id, length);
        id
    }

    fn random(&self, id: &mut String, length: usize) {
        let mut source = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        id.extend((0..length).map(|_| char::from(DIGITS[source.random_range(0..DIGITS.len())])));
    }
}

/// Whether a text has the form of an ID with that prefix.
pub(crate) fn is_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        (1..=64).contains(&rest.len())
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_the_form_of_the_samples_and_tells_time_and_account() {
        let ids = Ids::new(Some(1));
        let id = ids.object("trr", "acct_1Mio2cLkdIwHu7ix", 1_678_147_568);
        assert!(id.starts_with("trr_1pZKqGLkdIwHu7ix"), "{id}");
        assert_eq!(id.len(), "trr_".len() + 24);
        assert!(
            ids.object("trr", "acct_1", 0)
                .starts_with("trr_0000000000000001")
        );
    }

    #[test]
    fn the_same_seed_gives_the_same_ids_and_no_two_are_alike() {
        let of = |seed| {
            let ids = Ids::new(seed);
            std::iter::repeat_with(move || ids.plain("req", 14))
                .take(100)
                .collect::<Vec<_>>()
        };
        let mut first = of(Some(7));
        assert_eq!(first, of(Some(7)));
        assert_ne!(first, of(Some(8)));
        assert_ne!(of(None), of(None));
        first.sort();
        first.dedup();
        assert_eq!(first.len(), 100);
    }
}
