//! What a service is known to get wrong: a file of whoever has the service.

use std::ops::Range;
use std::path::Path;

use chrono::NaiveDate;
use reversals_codegen::select::Pattern;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::plan::Planned;
use super::{Judged, Outcome};

/// Known failures, each with its reason and the last day on which it is taken for one.
///
/// ```
/// # use std::path::Path;
/// use crate::Known;
///
/// let known = Known::read(
///     Path::new("known.toml"),
///     r#"
///     [[known]]
///     test = "transfer_reversals/create/amount/*"
///     reason = "PAY-12: amounts are rounded"
///     until = 2026-12-31
///     "#,
/// );
/// assert!(known.is_ok());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Known {
    file: String,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    line: usize,
    test: Pattern,
    reason: String,
    until: NaiveDate,
}

/// What is wrong with an entry, which fails the run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct Wrong {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What it is.
    pub what: String,
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It can't be read.
    #[error("{file}: {source}")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is no list of known failures.
    #[error("{file}:{line}:{column}: {what}")]
    Malformed {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in characters.
        column: usize,
        /// What is wrong there.
        what: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    known: Vec<Spanned<Written>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// The name of a test, or several with `*` for any text.
    test: Spanned<String>,
    reason: Spanned<String>,
    until: Spanned<Datetime>,
}

impl Known {
    /// Reads a file.
    ///
    /// Errors: one that can't be read, and those of [`Known::read`].
    pub fn load(file: &Path) -> Result<Self, Refused> {
        let text = std::fs::read_to_string(file).map_err(|source| Refused::Io {
            file: file.display().to_string(),
            source,
        })?;
        Self::read(file, &text)
    }

    /// Reads the text of a file: TOML, a table `[[known]]` for each failure, with `test`, `reason` and `until`.
    ///
    /// Errors: text that is no such list, with the place.
    pub fn read(file: &Path, text: &str) -> Result<Self, Refused> {
        let file = file.display().to_string();
        let refused = |at: usize, what: String| {
            let (line, column) = place(text, at);
            Refused::Malformed {
                file: file.clone(),
                line,
                column,
                what,
            }
        };
        let start = |span: Range<usize>| span.start;
        let read: File = toml::from_str(text).map_err(|error| {
            let what = error.message().lines().next().unwrap_or_default();
            refused(error.span().map_or(0, start), what.to_owned())
        })?;
        let mut entries: Vec<Entry> = Vec::new();
        for written in read.known {
            let line = place(text, written.span().start).0;
            let Written {
                test,
                reason,
                until,
            } = written.into_inner();
            let at = test.span().start;
            let pattern = test.get_ref().parse::<Pattern>();
            let pattern = pattern.ok().filter(|pattern| !pattern.is_out());
            let Some(pattern) = pattern else {
                let what = "`test` is the name of a test, in which `*` stands for any text";
                return Err(refused(at, what.to_owned()));
            };
            if let Some(first) = entries.iter().find(|it| it.test == pattern) {
                let what = format!("`{pattern}` is known already, from line {}", first.line);
                return Err(refused(at, what));
            }
            if reason.get_ref().trim().is_empty() {
                let what = "`reason` says why the test fails";
                return Err(refused(reason.span().start, what.to_owned()));
            }
            let at = until.span().start;
            let until = day(until.get_ref())
                .ok_or_else(|| refused(at, "`until` is a day, such as 2026-12-31".to_owned()))?;
            entries.push(Entry {
                line,
                test: pattern,
                reason: reason.into_inner(),
                until,
            });
        }
        Ok(Self { file, entries })
    }

    /// Takes the failures that are known for such, and says what is wrong with the entries: those that are past their day
    /// excuse nothing, those of which no test fails are to go. `planned` are all tests there are, so that an entry of a test
    /// that was not asked in this run is left alone.
    pub fn apply(
        &self,
        judged: &mut [Judged],
        planned: &[Planned],
        today: NaiveDate,
    ) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        for entry in &self.entries {
            let Entry {
                test,
                reason,
                until,
                ..
            } = entry;
            let mut say = |what: String| {
                wrong.push(Wrong {
                    file: self.file.clone(),
                    line: entry.line,
                    what,
                });
            };
            if *until < today {
                say(format!(
                    "`{test}` was known to fail until {until}, which is over: {reason}"
                ));
                continue;
            }
            if !planned.iter().any(|it| test.takes(&it.test)) {
                say(format!("no test is called `{test}`"));
                continue;
            }
            let mine = judged.iter_mut().filter(|it| test.takes(&it.test));
            let (mut asked, mut passed, mut failed) = (false, false, false);
            for test in mine {
                asked = true;
                match std::mem::replace(&mut test.outcome, Outcome::Passed) {
                    Outcome::Failed(finding) => {
                        failed = true;
                        let reason = reason.clone();
                        test.outcome = Outcome::Known { reason, finding };
                    }
                    other => {
                        passed |= matches!(other, Outcome::Passed);
                        failed |= matches!(other, Outcome::Known { .. });
                        test.outcome = other;
                    }
                }
            }
            if passed && !failed {
                say(format!(
                    "`{test}` is known to fail, and passes: take the entry out ({reason})"
                ));
            } else if asked && !failed {
                say(format!(
                    "`{test}` is known to fail, and was not judged: take the entry out ({reason})"
                ));
            }
        }
        wrong
    }
}

/// The day of today, as [`Known::apply`] wants it.
pub fn today() -> NaiveDate {
    chrono::Utc::now().date_naive()
}

/// None for a time of a day.
fn day(written: &Datetime) -> Option<NaiveDate> {
    let date = written
        .date
        .filter(|_| written.time.is_none() && written.offset.is_none())?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

/// Line and column of a byte.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (
        before.matches('\n').count() + 1,
        before[start..].chars().count() + 1,
    )
}

#[cfg(test)]
mod tests;
