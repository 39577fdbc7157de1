//! Patterns of texts, matched in time linear in the text.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// How much memory a pattern may take once it is compiled, in bytes: a hundred letters of any language are half of it.
const MOST: usize = 10 << 20;

/// A pattern of the document, and what says the same in the words of the `regex` crate. A text has it where any part of
/// it matches.
#[derive(Debug)]
pub struct Pattern {
    written: &'static str,
    regex: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern as it is written (ECMA 262), and as the `regex` crate takes it.
    pub const fn new(written: &'static str, regex: &'static str) -> Self {
        Self {
            written,
            regex,
            compiled: OnceLock::new(),
        }
    }

    /// Compiles an expression of the `regex` crate within the bounds that are kept here.
    ///
    /// Errors: what is no expression, and what takes more than 10 MiB.
    pub fn compile(regex: &str) -> Result<Regex, regex::Error> {
        RegexBuilder::new(regex).size_limit(MOST).build()
    }

    pub(super) fn written(&self) -> &'static str {
        self.written
    }

    /// Whether a text matches. The generator has compiled the expression; one that it has not admits nothing.
    pub(super) fn admits(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Self::compile(self.regex).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}
