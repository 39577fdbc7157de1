//! The one run that all tests share.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use libtest_mimic::{Completion, Failed};

use super::Boxed;
use crate::report::{Format, Report, shown};
use reversals_cases::Suite;
use reversals_judge as judge;
use reversals_remote::{Floor, Judged, Known, Options, Outcome, Planned};

/// One run, which the first of the tests makes.
pub(super) struct Run {
    pub(super) options: OnceLock<Options>,
    pub(super) suite: Suite,
    pub(super) contract: judge::Contract,
    pub(super) key: String,
    pub(super) known: Option<Known>,
    /// All tests there are.
    pub(super) planned: Vec<Planned>,
    pub(super) reports: Vec<PathBuf>,
    pub(super) done: OnceLock<Result<Done, String>>,
}

/// What came of it.
pub(super) struct Done {
    tests: BTreeMap<String, Judged>,
    /// What is found, with the messages that show it.
    found: BTreeMap<String, String>,
    floor: Floor,
    wrong: Vec<String>,
}

impl Run {
    fn done(&self) -> Result<&Done, Failed> {
        let done = self.done.get_or_init(|| self.judge());
        done.as_ref().map_err(Failed::from)
    }

    fn judge(&self) -> Result<Done, String> {
        let options = self.options.get().ok_or("nobody said who is asked")?;
        let judged = reversals_remote::judge(options, &self.suite, &self.contract, &|_, _| ());
        let judged = judged.map_err(|error| error.to_string())?;
        let names: Vec<_> = self.planned.iter().map(|it| it.test.as_str()).collect();
        let report = Report::of_remote(&options.target.to_string(), &judged);
        let report = report
            .knowing(self.known.as_ref(), &names)
            .counted(&self.suite, &options.tally);
        let report = report.redacted(&[&self.key]);
        let report = report.map_err(|error| error.to_string())?;
        for file in &self.reports {
            written(&report, &self.suite, file)
                .map_err(|error| format!("{}: {error}", file.display()))?;
        }
        let found = report
            .findings()
            .map(|it| (it.name.clone(), shown::finding(it)));
        let found = found.collect();
        let wrong = report.faults.iter().filter(|fault| fault.id == "known");
        let wrong = wrong.map(|it| format!("{}:{}: {}", it.file, it.line, it.message));
        let wrong = wrong.collect();
        let floor = Floor::of(&judged);
        let tests = judged.into_iter().map(|test| (test.test.clone(), test));
        Ok(Done {
            tests: tests.collect(),
            found,
            floor,
            wrong,
        })
    }

    pub(super) fn test(&self, name: &str) -> Result<Completion, Failed> {
        let done = self.done()?;
        let Some(judged) = done.tests.get(name) else {
            return Ok(Completion::ignored_with("it was not asked"));
        };
        match (&judged.outcome, done.found.get(name)) {
            (Outcome::NotJudged(reason), _) => Ok(Completion::ignored_with(reason)),
            (_, Some(found)) => Err(found.into()),
            (_, None) => Ok(Completion::Completed),
        }
    }

    pub(super) fn floor(&self) -> Result<(), Failed> {
        none(&self.done()?.floor.missed())
    }

    pub(super) fn wrong(&self) -> Result<(), Failed> {
        none(&self.done()?.wrong)
    }
}

fn none(wrong: &[impl ToString]) -> Result<(), Failed> {
    let lines: Vec<_> = wrong.iter().map(ToString::to_string).collect();
    if lines.is_empty() {
        return Ok(());
    }
    Err(lines.join("\n").into())
}

fn written(report: &Report, suite: &Suite, file: &Path) -> Result<(), Boxed> {
    let text = Format::of(file).tell(report, suite)?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(file, text)?)
}
