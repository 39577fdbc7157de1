//! A spinner for the stages of a run, on a terminal only.

use indicatif::{ProgressBar, ProgressStyle};
use reversals_codegen::Stage;

/// Shows the stage that a run is in, until it is dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new() -> Self {
        // indicatif draws to standard error, and nothing where that is no terminal.
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(std::time::Duration::from_millis(100));
        Self(bar)
    }

    pub(crate) fn stage(&self, stage: Stage) {
        self.say(match stage {
            Stage::Load => "reading the fragments",
            Stage::Check => "checking",
            Stage::Lower => "lowering",
            Stage::Generate => "running progenitor",
            Stage::Emit => "printing",
        });
    }

    pub(crate) fn say(&self, what: &'static str) {
        self.0.set_message(what);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
