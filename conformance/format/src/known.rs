//! What a service is known to get wrong: a file of whoever has the service.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use chrono::NaiveDate;
use reversals_codegen::select::Pattern;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

/// What no test is called, and only a pattern for all takes.
const ANY: &str = "resource/operation/case::of-a-test";

/// Known failures, each with its reason and the last day on which it is taken for one.
///
/// ```
/// # use std::path::Path;
/// use reversals_cases::known::Known;
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

/// What came of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// Nobody can say.
    NotJudged,
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

    /// The reasons of the failures that are known, by the places of the tests, and what is wrong with the entries: those that
    /// are past their day excuse nothing, those of which no test fails are to go. `came` has what came of each test by its
    /// name; `planned` are all tests there are, so that an entry of a test that was not asked is left alone.
    pub fn of(
        &self,
        came: &[(&str, Came)],
        planned: &[&str],
        today: NaiveDate,
    ) -> (BTreeMap<usize, String>, Vec<Wrong>) {
        let (mut known, mut wrong) = (BTreeMap::new(), Vec::new());
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
            if !planned.iter().any(|name| test.takes(name)) {
                say(format!("no test is called `{test}`"));
                continue;
            }
            if planned.iter().all(|name| test.takes(name)) && test.takes(ANY) {
                say(format!(
                    "`{test}` would take every test: name those that fail"
                ));
                continue;
            }
            let mine = came.iter().enumerate();
            let mine: Vec<_> = mine.filter(|(_, (name, _))| test.takes(name)).collect();
            let places_of = |wanted| {
                let those = mine.iter().filter(move |(_, (_, came))| *came == wanted);
                those.map(|(place, _)| *place)
            };
            for place in places_of(Came::Failed) {
                known.entry(place).or_insert_with(|| reason.clone());
            }
            if places_of(Came::Failed).next().is_some() || mine.is_empty() {
                continue;
            }
            let found = match places_of(Came::Passed).next() {
                Some(_) => "passes",
                None => "was not judged",
            };
            say(format!(
                "`{test}` is known to fail, and {found}: take the entry out ({reason})"
            ));
        }
        (known, wrong)
    }
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

/// The day of today, as [`Known::of`] wants it.
pub fn today() -> NaiveDate {
    chrono::Utc::now().date_naive()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
