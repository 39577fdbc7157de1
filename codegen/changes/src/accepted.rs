//! Differences or findings that are meant: a file with the reason of each.

use std::ops::Range;
use std::path::Path;

use reversals_codegen::select::Pattern;
use serde::Deserialize;
use toml::Spanned;

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
///     "#,
/// );
/// assert!(accepted.is_ok());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Accepted {
    file: String,
    of: Of,
    entries: Vec<Entry>,
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

/// An entry that is about nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: `{written}` is no {} of these", .of.name())]
pub struct Unused {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What the entry is about.
    pub written: String,
    /// What the file is about.
    of: Of,
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
}

impl Accepted {
    /// Reads a file.
    ///
    /// Errors: one that can't be read, and those of [`Accepted::read`].
    pub fn load(of: Of, file: &Path) -> Result<Self, Refused> {
        let name = file.display().to_string();
        match std::fs::read_to_string(file) {
            Ok(text) => Self::read(of, &name, &text),
            Err(source) => Err(Refused::Io { file: name, source }),
        }
    }

    /// Reads the text of a file.
    ///
    /// Errors: what is no list of entries, and an entry without a pattern or without a reason.
    pub fn read(of: Of, file: &str, text: &str) -> Result<Self, Refused> {
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
            let none = format!("no {}", of.name());
            let (own, other) = match of {
                Of::Differences => (entry.difference, entry.finding),
                Of::Findings => (entry.finding, entry.difference),
            };
            let (Some(about), None) = (own, &other) else {
                let span = other.map_or_else(|| entry.reason.span(), |other| other.span());
                return Err(malformed(Some(span), &none));
            };
            let span = about.span();
            let pattern = about.get_ref().parse::<Pattern>().ok();
            let pattern = pattern.filter(|pattern| !pattern.is_out());
            let pattern = pattern.ok_or_else(|| malformed(Some(span.clone()), &none))?;
            if entry.reason.get_ref().trim().is_empty() {
                return Err(malformed(Some(entry.reason.span()), "no reason"));
            }
            Ok(Entry {
                line: text[..span.start].matches('\n').count() + 1,
                written: about.into_inner(),
                about: pattern,
                reason: entry.reason.into_inner(),
            })
        });
        Ok(Self {
            file: file.to_owned(),
            of,
            entries: entries.collect::<Result<_, _>>()?,
        })
    }

    /// Why what has a key is meant, where it is.
    pub fn reason(&self, key: &str) -> Option<&str> {
        let mut entries = self.entries.iter();
        let entry = entries.find(|entry| entry.about.takes(key))?;
        Some(&entry.reason)
    }

    /// The entries that are about none of these keys.
    pub fn unused(&self, keys: &[String]) -> Vec<Unused> {
        let unused = |entry: &&Entry| !keys.iter().any(|key| entry.about.takes(key));
        let entries = self.entries.iter().filter(unused);
        entries
            .map(|entry| Unused {
                file: self.file.clone(),
                line: entry.line,
                written: entry.written.clone(),
                of: self.of,
            })
            .collect()
    }
}
