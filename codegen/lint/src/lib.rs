//! Rules that a maintainer wants fragments to keep, beyond what OpenAPI demands: each [`rule::Rule`] says what and why.
//!
//! [`lint`] holds documents to all of them. No rule knows a resource; what is meant otherwise in one place is for the
//! caller to say, by the [`Finding::key`] of what was found.
#![forbid(unsafe_code)]

mod finding;
mod refused;
pub mod rule;
mod rules;
mod shown;
mod walk;

use std::collections::BTreeSet;

use reversals_codegen::bundle::Document;
use reversals_codegen::load::{Fragments, Input};
use reversals_codegen::schema::Schemas;
use reversals_codegen::tree::Place;
use reversals_codegen::{Error, Read};

pub use finding::Finding;
pub use shown::Shown;

use rule::Rule;

/// Everything that the rules refuse in these documents, in the order of the files. Each file is held to them in the document
/// whose fragment it is; a component is used where one of the documents uses it.
///
/// `shown` is what the cases show, where there are some.
///
/// Errors: a document that can't be read, whose references do not hold, or that is not one of OpenAPI.
pub fn lint(inputs: &[Input], shown: Option<&Shown>) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    let mut used = BTreeSet::new();
    for input in inputs {
        let document =
            reversals_codegen::read(input, |fragments, read| one(fragments, read, shown))??;
        found.extend(document.found);
        used.extend(document.used);
    }
    let unused = [Rule::ComponentUsed, Rule::ExampleUsed].map(Rule::id);
    found.retain(|finding| !unused.contains(&finding.rule) || !used.contains(&key(&finding.place)));
    found.sort_by(|a, b| a.order().cmp(&b.order()));
    found.dedup_by(|a, b| a.order() == b.order());
    Ok(found)
}

/// What is known of one document.
struct Linted {
    found: Vec<Finding>,
    /// The components that it uses, by where they are.
    used: BTreeSet<Key>,
}

/// A place by its file and its pointer: what refers to a component knows no more.
type Key = (String, String);

fn key(place: &Place) -> Key {
    (place.source.shown.clone(), place.pointer.to_string())
}

fn one(fragments: &Fragments, read: &Read, shown: Option<&Shown>) -> Result<Linted, Error> {
    refused::no_document(read)?;
    let mut lint = Lint {
        document: &read.document,
        schemas: &read.schemas,
        files: fragments
            .roots
            .iter()
            .map(|root| root.place.source.name.as_str())
            .collect(),
        found: refused::others(read),
    };
    let items = walk::items(&read.document);
    rules::described::check(&mut lint, &items);
    rules::units::check(&mut lint, &items);
    rules::examples::fit(&mut lint, &items);
    rules::examples::used(&mut lint, &items, shown);
    rules::ids::check(&mut lint, &read.report);
    rules::enums::check(&mut lint, &items);
    let used = rules::components::check(&mut lint, fragments);
    Ok(Linted {
        found: lint.found,
        used,
    })
}

/// A document, and what was found in it so far.
struct Lint<'a> {
    document: &'a Document,
    schemas: &'a Schemas,
    /// The fragments themselves. What they refer to elsewhere is held to rules where it is a fragment.
    files: BTreeSet<&'a str>,
    found: Vec<Finding>,
}

impl Lint<'_> {
    fn find(&mut self, rule: Rule, place: &Place, at: &str, what: impl Into<String>, help: &str) {
        self.find_of(rule, (place, at), "", what, help);
    }

    /// Finds something of which there may be several in one place.
    fn find_of(
        &mut self,
        rule: Rule,
        (place, at): (&Place, &str),
        detail: &str,
        what: impl Into<String>,
        help: &str,
    ) {
        if self.files.contains(place.source.name.as_str()) {
            let finding = Finding::new(rule, place, at, what.into(), help);
            let detail = detail.to_owned();
            self.found.push(Finding { detail, ..finding });
        }
    }
}
