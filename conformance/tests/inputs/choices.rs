//! Free choices among equal spellings, as numbers that can be shrunk.

use std::cell::Cell;

use super::hash;

/// Choices one after the other. Without any left, each is the first: the plain spelling.
#[derive(Debug)]
pub(super) struct Choices<'a> {
    numbers: &'a [u16],
    at: Cell<usize>,
}

impl<'a> Choices<'a> {
    /// The choices that these numbers make.
    pub(super) fn new(numbers: &'a [u16]) -> Self {
        Self {
            numbers,
            at: Cell::new(0),
        }
    }

    /// The choices about one thing, by its name: what is chosen of others, or that there are any, moves none of them,
    /// so that an input can lose its parts one by one.
    pub(super) fn about(&self, name: &str) -> Self {
        let start = usize::try_from(hash::of(name) % 0xffff).unwrap_or(0);
        Self {
            numbers: self.numbers,
            at: Cell::new(start),
        }
    }

    /// One of so many, from 0; 0 where there is none.
    pub(super) fn of(&self, count: usize) -> usize {
        usize::from(self.number()).checked_rem(count).unwrap_or(0)
    }

    /// Whether to leave the plain spelling, about once in so many times.
    pub(super) fn once_in(&self, times: u16) -> bool {
        let number = self.number();
        number > 0 && number.is_multiple_of(times)
    }

    /// The next number.
    pub(super) fn number(&self) -> u16 {
        let at = self.at.replace(self.at.get() + 1);
        // Long messages use the numbers again.
        match self.numbers.len() {
            0 => 0,
            length => self.numbers[at % length],
        }
    }
}
