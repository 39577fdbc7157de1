//! What was found, and where.

use std::fmt;

use reversals_codegen::diagnostic::{self, Diagnostic};
use reversals_codegen::tree::Place;

use crate::rule::Rule;

/// Something that a rule refuses.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The id of the rule: one of [`Rule`], or one of those by which documents are refused wherever they are read.
    pub rule: &'static str,
    /// Where it is.
    pub place: Place,
    /// What it is about, in words that depend on no place: `transfer_reversal.amount`, or `GET /v1/things query limit`.
    pub at: String,
    /// What of it, where that says more.
    pub detail: String,
    /// The fact, in lower case, without a full stop.
    pub what: String,
    /// What to change.
    pub help: String,
}

impl Finding {
    /// What tells it from every other, whatever the words and places of the documents: `unit-stated thing.amount`.
    pub fn key(&self) -> String {
        let mut key = format!("{} {}", self.rule, self.at);
        if !self.detail.is_empty() {
            key.push_str(": ");
            key.push_str(&self.detail);
        }
        key
    }

    /// One of a rule of fragments.
    pub(crate) fn new(rule: Rule, place: &Place, at: &str, what: String, help: &str) -> Self {
        Self {
            rule: rule.id(),
            place: place.clone(),
            at: at.to_owned(),
            detail: String::new(),
            what,
            help: help.to_owned(),
        }
    }

    /// What documents are refused for wherever they are read.
    pub(crate) fn refusal(diagnostic: &Diagnostic) -> Self {
        Self {
            rule: diagnostic.rule.name(),
            place: diagnostic.place.clone(),
            at: diagnostic.place.pointer.to_string(),
            detail: String::new(),
            what: diagnostic.what.clone(),
            help: diagnostic.help.clone(),
        }
    }

    /// By which findings are sorted and told apart.
    pub(crate) fn order(&self) -> (&str, usize, usize, &str, &str, &str) {
        let place = &self.place;
        (
            &place.source.shown,
            place.line,
            place.column,
            self.rule,
            &self.what,
            // Of what is held in memory every place is in line 1.
            &self.at,
        )
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        diagnostic::located(
            f,
            &self.place,
            ("error", self.rule),
            (&self.what, &self.help),
        )
    }
}
