//! Where two versions differ, walked operation by operation.
//!
//! References are followed and `allOf` is merged on both sides, so that only what a value may be counts: a component of
//! another name, an inlined reference, a default of OpenAPI that is said, and either spelling of null are no difference. What is
//! reached from several operations is told once.

mod answers;
mod bodies;
mod bounds;
mod objects;
mod operations;
mod parameters;
mod schemas;
mod unions;

pub use operations::template;

use std::collections::{BTreeMap, BTreeSet};

use reversals_codegen::Model;
use reversals_codegen::schema::{SchemaId, Schemas};
use reversals_codegen::tree::{Node, Place};

use crate::difference::{Difference, Direction, Found, Kind, REQUIRED, Said};
use crate::levels;
use crate::route::{Route, Step};

/// Where two versions differ, in the order of what it is about.
pub fn compare(base: &Model, revision: &Model) -> Vec<Difference> {
    deep(|| {
        let mut comparison = Comparison::new(base, revision, false);
        operations::compare(&mut comparison);
        comparison.found.into_values().collect()
    })
}

/// Walks on a stack of its own: components lead into each other as deep as a document likes.
fn deep<T: Send>(walk: impl Fn() -> T + Send + Sync) -> T {
    // Where there is no room for one, whatever fits is compared.
    reversals_codegen::deep(|| Ok(walk())).unwrap_or_else(|_| walk())
}

/// Where a component of the base differs from the revision's of that name, be it asked or answered.
pub(crate) fn components(base: &Model, revision: &Model, name: &str) -> Option<Vec<Difference>> {
    let own = base.checked.schemas().component(name)?;
    let other = revision.checked.schemas().component(name)?;
    Some(deep(|| {
        let mut comparison = Comparison::new(base, revision, false);
        for direction in [Direction::Request, Direction::Answer] {
            schemas::schemas(&mut comparison, &At::new(direction, name), own, other);
        }
        comparison.found.into_values().collect()
    }))
}

/// Where the schema of a parameter of the base differs from that of one of the revision; `at` is what both are called.
pub(crate) fn parameters(
    (base, own): (&Model, &Node),
    (revision, other): (&Model, &Node),
    at: &str,
) -> Option<Vec<Difference>> {
    let own = schemas::of_parameter(own)?;
    let other = schemas::of_parameter(other)?;
    Some(deep(|| {
        let mut comparison = Comparison::new(base, revision, false);
        let at = At::new(Direction::Request, at);
        schemas::nodes(&mut comparison, &at, own, other);
        comparison.found.into_values().collect()
    }))
}

/// Two versions, and what was found so far.
struct Comparison<'a> {
    base: &'a Model,
    revision: &'a Model,
    /// Pairs of schemas that were compared, or are being compared further out, as they are referred to.
    seen: BTreeSet<(SchemaId, SchemaId, Direction)>,
    /// The same of what they come down to.
    opened: BTreeSet<(SchemaId, SchemaId, Direction)>,
    /// Those that are one but for names.
    alike: Pairs,
    /// Those that are not.
    unlike: BTreeSet<(SchemaId, SchemaId, Direction)>,
    found: BTreeMap<(String, Kind, String), Difference>,
    /// Whether one difference is as good as all.
    only_whether: bool,
}

/// Pairs of schemas, as they are referred to and as what they come down to.
#[derive(Clone, Default)]
struct Pairs {
    seen: BTreeSet<(SchemaId, SchemaId, Direction)>,
    opened: BTreeSet<(SchemaId, SchemaId, Direction)>,
}

/// What one side says: where, and in which words.
type Word<'a> = (&'a Place, Option<String>);

impl<'a> Comparison<'a> {
    fn new(base: &'a Model, revision: &'a Model, only_whether: bool) -> Self {
        Self {
            base,
            revision,
            seen: BTreeSet::new(),
            opened: BTreeSet::new(),
            alike: Pairs::default(),
            unlike: BTreeSet::new(),
            found: BTreeMap::new(),
            only_whether,
        }
    }

    /// Whether nothing more is to be found.
    fn is_over(&self) -> bool {
        self.only_whether && !self.found.is_empty()
    }

    /// Whether two schemas are one but for names. What is found so is not looked at again, and a circle of such questions ends:
    /// what is asked for further out is no difference as long as nothing else is.
    fn is_same(&mut self, at: &At, base: SchemaId, revision: SchemaId) -> bool {
        let pair = (base, revision, at.direction);
        if self.unlike.contains(&pair) {
            return false;
        }
        // One that tells differences has seen pairs that are not the same.
        let known = if self.only_whether {
            Pairs {
                seen: self.seen.clone(),
                opened: self.opened.clone(),
            }
        } else {
            self.alike.clone()
        };
        let mut comparison = Comparison {
            seen: known.seen,
            opened: known.opened,
            unlike: std::mem::take(&mut self.unlike),
            ..Comparison::new(self.base, self.revision, true)
        };
        schemas::schemas(&mut comparison, at, base, revision);
        self.unlike = std::mem::take(&mut comparison.unlike);
        if !comparison.found.is_empty() {
            self.unlike.insert(pair);
            return false;
        }
        let Comparison { seen, opened, .. } = comparison;
        if self.only_whether {
            (self.seen, self.opened) = (seen, opened);
        } else {
            self.alike = Pairs { seen, opened };
        }
        true
    }

    fn base(&self) -> &'a Schemas {
        self.base.checked.schemas()
    }

    fn revision(&self) -> &'a Schemas {
        self.revision.checked.schemas()
    }

    fn find(
        &mut self,
        kind: Kind,
        at: &At,
        detail: impl Into<String>,
        (base, revision): (Word<'_>, Word<'_>),
    ) {
        let words = levels::Words {
            direction: at.direction,
            expected: at.expected,
            base: base.1.as_deref(),
            revision: revision.1.as_deref(),
        };
        let (effect, expected) = levels::effect(kind, words);
        let said = |(place, text): Word<'_>| Said {
            place: place.clone(),
            text,
        };
        let detail = detail.into();
        let key = (at.text.clone(), kind, detail.clone());
        let difference = self.found.entry(key).or_insert_with(|| Difference {
            kind,
            at: at.text.clone(),
            detail,
            found: Vec::new(),
            base: said(base),
            revision: said(revision),
        });
        let found = Found {
            direction: at.direction,
            effect,
            expected,
            route: at.route.clone(),
        };
        // The same thing found again says nothing new.
        let of = |found: &Found| (found.direction, found.effect, found.expected);
        if !difference.found.iter().any(|other| of(other) == of(&found)) {
            difference.found.push(found);
            difference.found.sort_by_key(|found| found.direction);
        }
    }

    /// Finds what only one of the two has.
    fn one_sided<T>(
        &mut self,
        [added, removed]: [Kind; 2],
        at: &At,
        (base, revision): (Words<'_, T>, Words<'_, T>),
    ) where
        T: Ord + ToString,
    {
        for (name, place) in &revision.of {
            if !base.of.contains_key(name) {
                let text = Some(name.to_string());
                self.find(
                    added,
                    at,
                    name.to_string(),
                    ((base.at, None), (place, text)),
                );
            }
        }
        for (name, place) in &base.of {
            if !revision.of.contains_key(name) {
                let text = Some(name.to_string());
                let silent = (revision.at, None);
                self.find(removed, at, name.to_string(), ((place, text), silent));
            }
        }
    }
}

/// What is said of what must be there.
fn must(required: bool) -> Option<String> {
    required.then(|| REQUIRED.to_owned())
}

/// Things of one kind that a version has, each with its place.
struct Words<'a, T> {
    /// Where they would be.
    at: &'a Place,
    of: BTreeMap<T, &'a Place>,
}

/// What is being compared.
#[derive(Clone)]
struct At {
    text: String,
    route: Route,
    direction: Direction,
    /// Whether whoever receives it is to expect what the base does not have.
    expected: bool,
}

impl At {
    fn new(direction: Direction, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            route: Route {
                operation: text.clone(),
                steps: Vec::new(),
            },
            text,
            direction,
            expected: false,
        }
    }

    fn below(&self, step: Step) -> Self {
        let mut below = self.named(format!("{}{step}", self.text));
        below.route.steps.push(step);
        below
    }

    fn named(&self, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            expected: false,
            ..self.clone()
        }
    }

    fn answered(&self) -> Self {
        Self {
            direction: Direction::Answer,
            expected: false,
            ..self.clone()
        }
    }

    fn expecting(&self, expected: bool) -> Self {
        Self {
            expected,
            ..self.clone()
        }
    }
}
