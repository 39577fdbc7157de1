//! Differences that are meant: a file with the reason of each.

use std::ops::Range;
use std::path::Path;

use reversals_codegen::select::Pattern;
use serde::Deserialize;
use toml::Spanned;

use crate::difference::Difference;

/// Differences that are meant.
///
/// ```
/// use reversals_changes::accepted::Accepted;
///
/// let accepted = Accepted::read(
///     "departures.toml",
///     r#"
///     [[accept]]
///     difference = "limit-loosened * query limit: *"
///     reason = "the text beside it says so"
///     "#,
/// );
/// assert!(accepted.is_ok());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Accepted {
    file: String,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    line: usize,
    written: String,
    difference: Pattern,
    reason: String,
}

/// An entry that is about no difference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: `{written}` is no difference of these")]
pub struct Unused {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What the entry is about.
    pub written: String,
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
    /// It is no list of differences.
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
    /// The key of a difference, or several with `*` for any text.
    difference: Spanned<String>,
    reason: Spanned<String>,
}

impl Accepted {
    /// Reads a file.
    ///
    /// Errors: one that can't be read, and those of [`Accepted::read`].
    pub fn load(file: &Path) -> Result<Self, Refused> {
        let name = file.display().to_string();
        match std::fs::read_to_string(file) {
            Ok(text) => Self::read(&name, &text),
            Err(source) => Err(Refused::Io { file: name, source }),
        }
    }

    /// Reads the text of a file.
    ///
    /// Errors: what is no list of entries, and an entry without a pattern or without a reason.
    pub fn read(file: &str, text: &str) -> Result<Self, Refused> {
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
        let entries = written.accept.into_iter().map(|entry| {
            let span = entry.difference.span();
            let pattern = entry.difference.get_ref().parse::<Pattern>().ok();
            let difference = pattern.filter(|pattern| !pattern.is_out());
            let difference =
                difference.ok_or_else(|| malformed(Some(span.clone()), "no difference"))?;
            if entry.reason.get_ref().trim().is_empty() {
                return Err(malformed(Some(entry.reason.span()), "no reason"));
            }
            Ok(Entry {
                line: text[..span.start].matches('\n').count() + 1,
                written: entry.difference.into_inner(),
                difference,
                reason: entry.reason.into_inner(),
            })
        });
        Ok(Self {
            file: file.to_owned(),
            entries: entries.collect::<Result<_, _>>()?,
        })
    }

    /// Why a difference is meant, where it is.
    pub fn reason(&self, difference: &Difference) -> Option<&str> {
        let key = difference.key();
        let mut entries = self.entries.iter();
        let entry = entries.find(|entry| entry.difference.takes(&key))?;
        Some(&entry.reason)
    }

    /// The entries that are about none of these differences.
    pub fn unused(&self, differences: &[Difference]) -> Vec<Unused> {
        let keys: Vec<String> = differences.iter().map(Difference::key).collect();
        let unused = |entry: &&Entry| !keys.iter().any(|key| entry.difference.takes(key));
        let entries = self.entries.iter().filter(unused);
        entries
            .map(|entry| Unused {
                file: self.file.clone(),
                line: entry.line,
                written: entry.written.clone(),
            })
            .collect()
    }
}
