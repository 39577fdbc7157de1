//! A bar for the tests of a run, on a terminal only.

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far a run is.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar for this many steps.
    pub(super) fn new(steps: usize, what: &'static str) -> Self {
        // indicatif draws to standard error, and nothing where that is no terminal.
        let bar = ProgressBar::new(steps as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        bar.set_message(what);
        Self(bar)
    }

    /// This many are done.
    pub(super) fn at(&self, done: usize) {
        self.0.set_position(done as u64);
    }

    /// This many of that many are done.
    pub(super) fn of(&self, done: usize, of: usize) {
        self.0.set_length(of as u64);
        self.at(done);
    }

    /// Prints something while the bar is away.
    #[cfg(feature = "strength")]
    pub(super) fn aside<R>(&self, print: impl FnOnce() -> R) -> R {
        self.0.suspend(print)
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
