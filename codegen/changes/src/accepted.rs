//! Differences or findings that are meant: a file with the reason of each, and the last day of those that are not meant for ever.

use std::ops::Range;
use std::path::Path;

use reversals_codegen::select::Pattern;
use serde::Deserialize;
use toml::Spanned;
use toml::value::{Date, Datetime};

/// Differences or findings that are meant, by their keys.
///
/// ```
/// use reversals_changes::accepted::{Accepted, Of};
///
/// let accepted = Accepted::read(
///     Of::Differences,
///     "departures.toml",
///     r#"
///     [[accept]]
///     difference = "limit-loosened * query limit: *"
///     reason = "the text beside it says so"
///     until = 2027-01-31
///     "#,
///     toml::value::Date { year: 2026, month: 12, day: 31 },
/// );
/// assert!(accepted.is_ok());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Accepted {
    file: String,
    of: Of,
    entries: Vec<Entry>,
    /// Of the entries whose day is over.
    over: Vec<Wrong>,
}

/// What the entries of a file are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Of {
    /// What differs between two versions: `difference = "..."`.
    #[default]
    Differences,
    /// What a rule refuses: `finding = "..."`.
    Findings,
}

impl Of {
    /// What one is called, by the member of an entry too.
    fn name(self) -> &'static str {
        match self {
            Of::Differences => "difference",
            Of::Findings => "finding",
        }
    }
}

#[derive(Clone, Debug)]
struct Entry {
    line: usize,
    written: String,
    about: Pattern,
    reason: String,
}

/// What is wrong with an entry.
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
    /// It is no list of entries.
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
    accept: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// The key of a difference, or of several with `*` for any text.
    difference: Option<Spanned<String>>,
    /// The same of a finding.
    finding: Option<Spanned<String>>,
    reason: Spanned<String>,
    /// The last day on which it is meant.
    until: Option<Spanned<Datetime>>,
}

impl Accepted {
    /// Reads a file, as it is today.
    ///
    /// Errors: one that can't be read, and those of [`Accepted::read`].
    pub fn load(of: Of, file: &Path, today: Date) -> Result<Self, Refused> {
        let name = file.display().to_string();
        match std::fs::read_to_string(file) {
            Ok(text) => Self::read(of, &name, &text, today),
            Err(source) => Err(Refused::Io { file: name, source }),
        }
    }

    /// Reads the text of a file.
    ///
    /// Errors: what is no list of entries, and an entry without a pattern or without a reason, or until what is no day.
    pub fn read(of: Of, file: &str, text: &str, today: Date) -> Result<Self, Refused> {
        let malformed = |span: Option<Range<usize>>, what: &str| {
            let before = &text[..span.map_or(0, |span| span.start).min(text.len())];
            let line = before.rfind('\n').map_or(0, |at| at + 1);
            Refused::Malformed {
                file: file.to_owned(),
                line: before.matches('\n').count() + 1,
                column: before[line..].chars().count() + 1,
                what: what.to_owned(),
            }
        };
        let written: File =
            toml::from_str(text).map_err(|error| malformed(error.span(), error.message()))?;
        let mut read = Self {
            file: file.to_owned(),
            of,
            ..Self::default()
        };
        for entry in written.accept {
            let none = format!("no {}", of.name());
            let (own, other) = match of {
                Of::Differences => (entry.difference, entry.finding),
                Of::Findings => (entry.finding, entry.difference),
            };
            let (Some(written), None) = (own, &other) else {
                let span = other.map_or_else(|| entry.reason.span(), |other| other.span());
                return Err(malformed(Some(span), &none));
            };
            let span = written.span();
            let pattern = written.get_ref().parse::<Pattern>().ok();
            let pattern = pattern.filter(|pattern| !pattern.is_out());
            let about = pattern.ok_or_else(|| malformed(Some(span.clone()), &none))?;
            if entry.reason.get_ref().trim().is_empty() {
                return Err(malformed(Some(entry.reason.span()), "no reason"));
            }
            let line = text[..span.start].matches('\n').count() + 1;
            let written = written.into_inner();
            if let Some(until) = entry.until {
                let no_day = || malformed(Some(until.span()), "no day, such as 2026-12-31");
                let day = day(until.get_ref()).ok_or_else(no_day)?;
                if day < today {
                    let what = format!("`{written}` was meant until {day}, which is over");
                    read.over.push(read.wrong(line, what));
                    continue;
                }
            }
            read.entries.push(Entry {
                line,
                written,
                about,
                reason: entry.reason.into_inner(),
            });
        }
        Ok(read)
    }

    fn wrong(&self, line: usize, what: String) -> Wrong {
        Wrong {
            file: self.file.clone(),
            line,
            what,
        }
    }

    /// Why what has a key is meant, where it is.
    pub fn reason(&self, key: &str) -> Option<&str> {
        let mut entries = self.entries.iter();
        let entry = entries.find(|entry| entry.about.takes(key))?;
        Some(&entry.reason)
    }

    /// What is wrong with the entries: those whose day is over, and those that are about none of these keys.
    pub fn wrong_of(&self, keys: &[String]) -> Vec<Wrong> {
        let is_unused = |entry: &&Entry| !keys.iter().any(|key| entry.about.takes(key));
        let unused = self.entries.iter().filter(is_unused).map(|entry| {
            let what = format!("`{}` is no {} of these", entry.written, self.of.name());
            self.wrong(entry.line, what)
        });
        let mut wrong: Vec<_> = self.over.iter().cloned().chain(unused).collect();
        wrong.sort_by_key(|it| it.line);
        wrong
    }
}

/// None for a time of a day.
fn day(written: &Datetime) -> Option<Date> {
    let is_day = written.time.is_none() && written.offset.is_none();
    written.date.filter(|_| is_day)
}
