//! Unions, branch by branch: first those of one name, then those of one kind.

use std::collections::BTreeMap;

use reversals_codegen::schema::{Kind as Shape, Leaf, Listed, SchemaId, Schemas, Union};

use super::{At, Comparison, Words, schemas};
use crate::difference::{Direction, Kind};
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
    let (mut own, mut others) = (own.to_vec(), others.to_vec());
    // A branch that is one but for its name goes before those that are only of a kind.
    for tell in TELLS {
        let mut left = Vec::new();
        for leaf in own {
            let found = others.iter().position(|other| match tell {
                Tell::Same => comparison.is_same(at, leaf.listed, other.listed),
                Tell::Word(word) => {
                    let told = word(bases, leaf);
                    told.is_some() && told == word(revisions, *other)
                }
            });
            let Some(found) = found else {
                left.push(leaf);
                continue;
            };
            let other = others.remove(found);
            let at = match kind(bases, leaf) {
                Some(kind) => at.below(Step::Branch(kind)),
                None => at.clone(),
            };
            schemas::schemas(comparison, &at, leaf.listed, other.listed);
        }
        own = left;
    }
    let (base_place, revision_place) = (&bases[base].place, &revisions[revision].place);
    // What the other side takes as well is taken, as something else.
    let mut meant = Vec::new();
    let is_taken = |schemas: &Schemas, leaf: &Leaf, others: &Schemas, other: SchemaId| {
        let values = schemas[leaf.schema].values.as_deref().unwrap_or_default();
        let takes = |value: &Listed| others.fits(other, &value.value).is_ok();
        !values.is_empty() && values.iter().all(takes)
    };
    own.retain(|leaf| {
        let is_taken = is_taken(bases, leaf, revisions, revision);
        meant.extend(is_taken.then(|| values(bases, *leaf)));
        !is_taken
    });
    others.retain(|leaf| {
        let is_taken = is_taken(revisions, leaf, bases, base);
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
    // An answer of no branch is kept as it came.
    let is_open = at.direction == Direction::Answer && bases.leaves(base).len() > 1;
    let open = at.expecting(is_open);
    comparison.one_sided([Kind::BranchAdded, Kind::BranchRemoved], &open, words);
    let tags = (tag(bases, base), tag(revisions, revision));
    if tags.0 != tags.1 {
        let said = ((base_place, tags.0), (revision_place, tags.1));
        comparison.find(Kind::TagChanged, at, "", said);
    }
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
    let values = schemas[leaf.schema].values.iter().flatten();
    let values: Vec<String> = values.map(|it| it.value.to_string()).collect();
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

fn tag(schemas: &Schemas, id: SchemaId) -> Option<String> {
    match &schemas.resolved(id).kind {
        Shape::Union(Union {
            discriminator: Some(discriminator),
            ..
        }) => Some(discriminator.property.clone()),
        _ => None,
    }
}
