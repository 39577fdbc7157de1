//! Unions, branch by branch: first those of one name, then those of one kind.

use std::collections::{BTreeMap, BTreeSet};

use reversals_codegen::schema::{Kind as Shape, Leaf, Listed, SchemaId, Schemas};

use super::{At, Comparison, Words, schemas};
use crate::difference::{Direction, Effect, Kind};
use crate::route::Step;

/// By what two branches are one.
enum Tell {
    Same,
    Word(fn(&Schemas, Leaf) -> Option<String>),
}

const TELLS: [Tell; 4] = [
    Tell::Word(name),
    Tell::Same,
    Tell::Word(constant),
    Tell::Word(kind),
];

pub(super) fn compare(
    comparison: &mut Comparison<'_>,
    at: &At,
    (base, own): (SchemaId, &[Leaf]),
    (revision, others): (SchemaId, &[Leaf]),
) {
    let (bases, revisions) = (comparison.base(), comparison.revision());
    // An answer of no branch is kept as it came.
    let is_open = at.direction == Direction::Answer && bases.leaves(base).len() > 1;
    let takes_all = |schemas: &Schemas, leaves: &[Leaf]| {
        let mut leaves = leaves.iter().map(|leaf| &schemas[leaf.schema]);
        leaves.any(|leaf| leaf.kind == Shape::Any && leaf.values.is_none())
    };
    let found = match (takes_all(bases, own), takes_all(revisions, others)) {
        (false, true) => Some(Kind::TypeWidened),
        (true, false) => Some(Kind::TypeNarrowed),
        _ => None,
    };
    if let Some(found) = found {
        let places = (&bases[base].place, &revisions[revision].place);
        let said = ((places.0, None), (places.1, None));
        return comparison.find(found, &at.expecting(is_open), "", said);
    }
    let numbered = |leaves: &[Leaf]| leaves.iter().copied().enumerate().collect::<Vec<_>>();
    let (mut own, mut others) = (numbered(own), numbered(others));
    // A branch that is one but for its name goes before those that are only of a kind.
    for tell in TELLS {
        let mut left = Vec::new();
        for (number, leaf) in own {
            let found = others.iter().position(|(_, other)| match tell {
                Tell::Same => comparison.is_same(at, leaf.listed, other.listed),
                Tell::Word(word) => {
                    let told = word(bases, leaf);
                    told.is_some() && told == word(revisions, *other)
                }
            });
            let Some(found) = found else {
                left.push((number, leaf));
                continue;
            };
            let (other_number, other) = others.remove(found);
            let at = match kind(bases, leaf) {
                Some(kind) => at.below(Step::Branch(kind, [number, other_number])),
                None => at.clone(),
            };
            tags(comparison, &at, (base, leaf), (revision, other));
            schemas::but_null(comparison, &at, leaf.listed, other.listed);
        }
        own = left;
    }
    let leaves = |numbered: Vec<(usize, Leaf)>| numbered.into_iter().map(|(_, leaf)| leaf);
    let (mut own, mut others): (Vec<_>, Vec<_>) = (leaves(own).collect(), leaves(others).collect());
    let (base_place, revision_place) = (&bases[base].place, &revisions[revision].place);
    // What the other side takes as well is taken, as something else.
    let mut meant = Vec::new();
    let is_taken = |schemas: &Schemas, leaf: &Leaf, others: &Schemas, other: SchemaId| {
        let values = schemas[leaf.schema].values.as_deref().unwrap_or_default();
        let takes = |value: &Listed| others.fits(other, &value.value).is_ok();
        !values.is_empty() && values.iter().all(takes)
    };
    let (all, all_others) = (bases.leaves(base), revisions.leaves(revision));
    own.retain(|leaf| {
        let lost = |other: &Leaf| differ(comparison, at, (*leaf, *other), Effect::Fewer);
        let is_taken = is_taken(bases, leaf, revisions, revision) || !all_others.iter().all(lost);
        meant.extend(is_taken.then(|| values(bases, *leaf)));
        !is_taken
    });
    others.retain(|leaf| {
        let gained = |other: &Leaf| differ(comparison, at, (*other, *leaf), Effect::More);
        let is_taken = is_taken(revisions, leaf, bases, base) || !all.iter().all(gained);
        meant.extend(is_taken.then(|| values(revisions, *leaf)));
        !is_taken
    });
    for value in meant {
        let said = ((base_place, None), (revision_place, None));
        comparison.find(Kind::MeaningChanged, at, value, said);
    }
    let words = (
        Words {
            at: base_place,
            of: told(bases, &own),
        },
        Words {
            at: revision_place,
            of: told(revisions, &others),
        },
    );
    let open = at.expecting(is_open);
    comparison.one_sided([Kind::BranchAdded, Kind::BranchRemoved], &open, words);
}

/// Whether one branch loses, or gains, values by becoming another. Of what has parts that is a long question, and it is taken
/// to.
fn differ(
    comparison: &Comparison<'_>,
    at: &At,
    (own, other): (Leaf, Leaf),
    effect: Effect,
) -> bool {
    let schema = &comparison.base()[own.schema];
    if !matches!(
        schema.kind,
        Shape::Text | Shape::Integer | Shape::Number | Shape::Boolean
    ) {
        return true;
    }
    let mut alone = Comparison::new(comparison.base, comparison.revision, false);
    schemas::leaves(&mut alone, at, own, other);
    let mut found = alone
        .found
        .values()
        .flat_map(|difference| &difference.found);
    found.any(|found| found.effect == effect || found.effect == Effect::Other)
}

/// Compares what tells that a value is of a branch, beside what that branch says itself.
fn tags(
    comparison: &mut Comparison<'_>,
    at: &At,
    (base, own): (SchemaId, Leaf),
    (revision, other): (SchemaId, Leaf),
) {
    let (bases, revisions) = (comparison.base(), comparison.revision());
    let places = (&bases[base].place, &revisions[revision].place);
    let (own, other) = (tag(bases, base, own), tag(revisions, revision, other));
    let (own, other) = match (own, other) {
        (None, None) => return,
        (Some(own), Some(other)) if own == other => return,
        (Some(own), Some(other)) if own.0 == other.0 && at.direction == Direction::Request => {
            (own, other)
        }
        (own, other) => {
            let text = |tag: Option<(&str, BTreeSet<&str>)>| {
                let (name, values) = tag?;
                let values: Vec<&str> = values.into_iter().collect();
                Some(format!("{name}: {}", values.join(", ")))
            };
            let said = ((places.0, text(own)), (places.1, text(other)));
            return comparison.find(Kind::TagChanged, at, "", said);
        }
    };
    let at = at.below(Step::Member(own.0.to_owned()));
    let words = |place, values: BTreeSet<&str>| Words {
        at: place,
        of: values
            .into_iter()
            .map(|value| (value.to_owned(), place))
            .collect(),
    };
    let words = (words(places.0, own.1), words(places.1, other.1));
    comparison.one_sided([Kind::ValueAdded, Kind::ValueRemoved], &at, words);
}

/// The branches by what people call them.
fn told<'a>(
    schemas: &'a Schemas,
    leaves: &[Leaf],
) -> BTreeMap<String, &'a reversals_codegen::tree::Place> {
    let leaves = leaves.iter().map(|leaf| {
        let called = name(schemas, *leaf)
            .or_else(|| constant(schemas, *leaf))
            .or_else(|| kind(schemas, *leaf));
        (
            called.unwrap_or_else(|| "any value".to_owned()),
            &schemas[leaf.listed].place,
        )
    });
    leaves.collect()
}

fn name(schemas: &Schemas, leaf: Leaf) -> Option<String> {
    schemas.name(leaf.listed).map(str::to_owned)
}

fn values(schemas: &Schemas, leaf: Leaf) -> String {
    let schema = &schemas[leaf.schema];
    let Some(values) = &schema.values else {
        return schemas::kind(schema).to_owned();
    };
    let values: Vec<String> = values.iter().map(|it| it.value.to_string()).collect();
    values.join(", ")
}

/// The one value that it may be, such as the empty text that unsets.
fn constant(schemas: &Schemas, leaf: Leaf) -> Option<String> {
    match schemas[leaf.schema].values.as_deref()? {
        [only] => Some(only.value.to_string()),
        _ => None,
    }
}

fn kind(schemas: &Schemas, leaf: Leaf) -> Option<String> {
    schemas[leaf.schema].kind.type_name().map(str::to_owned)
}

fn tag(schemas: &Schemas, union: SchemaId, branch: Leaf) -> Option<(&str, BTreeSet<&str>)> {
    match &schemas.resolved(union).kind {
        Shape::Union(union) => schemas.tagged(union, branch.listed),
        _ => None,
    }
}
