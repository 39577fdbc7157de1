//! What was noted of a document that passes, for a person: a large document has hundreds of notes of a few kinds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use reversals_codegen::diagnostic::{Diagnostic, Report, Rule};

use crate::exit;

/// How many of a rule are printed whole.
const FIRST: usize = 3;

/// Prints all of them in the order of the document, or the first of each rule; and how many there are of each.
pub(crate) fn tell(notes: &Report, all: bool) {
    let notes = notes.diagnostics();
    let mut rules: BTreeMap<Rule, Vec<&Diagnostic>> = BTreeMap::new();
    for note in &notes {
        rules.entry(note.rule).or_default().push(note);
    }
    if all {
        each(&notes);
    } else {
        for of in rules.values() {
            each(&of[..of.len().min(FIRST)]);
        }
    }
    if !notes.is_empty() {
        anstream::eprint!("{}", summary(&rules, all));
    }
}

fn each(notes: &[&Diagnostic]) {
    for note in notes {
        exit::note(&note.to_string());
    }
}

/// How many there are of each rule, and how to see those that were not printed.
fn summary(rules: &BTreeMap<Rule, Vec<&Diagnostic>>, all: bool) -> String {
    let count: usize = rules.values().map(Vec::len).sum();
    let kept = rules.values().any(|of| of.len() > FIRST) && !all;
    let mut text = match count {
        1 => "1 note".to_owned(),
        _ => format!("{count} notes"),
    };
    if kept {
        let _ = write!(
            text,
            ", of each rule the first {FIRST}; `--notes` prints all"
        );
    }
    text.push('\n');
    for (rule, of) in rules {
        let _ = writeln!(
            text,
            "{:>6} {:<22} {}",
            of.len(),
            rule.name(),
            rule.describe()
        );
    }
    text
}
