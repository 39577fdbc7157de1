//! Schemas: what values of them may be, on both sides.

use std::collections::BTreeMap;

use reversals_codegen::schema::{Kind as Shape, Leaf, Listed, Schema, SchemaId, Schemas};
use reversals_codegen::tree::{Node, Place};
use serde_json::Value;

use super::{At, Comparison, Words, bounds, objects, unions};
use crate::difference::{Direction, Kind};
use crate::route::Step;

/// The schema of a parameter, be it that of a text or of JSON in one.
pub(super) fn of_parameter(parameter: &Node) -> Option<&Node> {
    let json = || {
        let media = parameter.get("content")?.members().first()?;
        media.value.get("schema")
    };
    parameter.get("schema").or_else(json)
}

/// Compares the schemas that two nodes are.
pub(super) fn nodes(comparison: &mut Comparison<'_>, at: &At, base: &Node, revision: &Node) {
    let base = comparison.base().at(base);
    let revision = comparison.revision().at(revision);
    if let (Some(base), Some(revision)) = (base, revision) {
        schemas(comparison, at, base, revision);
    }
}

/// Compares two schemas and what they lead to.
pub(super) fn schemas(
    comparison: &mut Comparison<'_>,
    at: &At,
    base: SchemaId,
    revision: SchemaId,
) {
    if comparison.is_over() {
        return;
    }
    let (bases, revisions) = (comparison.base(), comparison.revision());
    let kind = match (is_null(bases, base), is_null(revisions, revision)) {
        (false, true) => Some(Kind::NullAdded),
        (true, false) => Some(Kind::NullRemoved),
        _ => None,
    };
    if let Some(kind) = kind {
        let places = (&bases[base].place, &revisions[revision].place);
        let said = ((places.0, None), (places.1, None));
        comparison.find(kind, &named(comparison, at, base, revision), "", said);
    }
    but_null(comparison, at, base, revision);
}

/// Where two schemas are: what has a name on both sides is told by that, once, wherever it is reached from. What says more
/// than to refer to one has none.
fn named(comparison: &Comparison<'_>, at: &At, base: SchemaId, revision: SchemaId) -> At {
    match (
        comparison.base().name(base),
        comparison.revision().name(revision),
    ) {
        (Some(name), Some(_)) => at.named(name),
        _ => at.clone(),
    }
}

/// Compares two schemas and what they lead to, but for null.
pub(super) fn but_null(
    comparison: &mut Comparison<'_>,
    at: &At,
    base: SchemaId,
    revision: SchemaId,
) {
    let (bases, revisions) = (comparison.base(), comparison.revision());
    let at = named(comparison, at, base, revision);
    if bases.name(base).is_some() && revisions.name(revision).is_some() {
        let ends = (bases.end(base), revisions.end(revision));
        if !comparison.seen.insert((ends.0, ends.1, at.direction)) {
            return;
        }
    }
    expansions(comparison, &at, base, revision);
    let (own_leaves, other_leaves) = (bases.leaves(base), revisions.leaves(revision));
    bounds::notes(comparison, &at, base, revision);
    if let ([own], [other]) = (&own_leaves[..], &other_leaves[..]) {
        leaves(comparison, &at, *own, *other);
    } else {
        unions::compare(
            comparison,
            &at,
            (base, &own_leaves),
            (revision, &other_leaves),
        );
    }
}

/// Whether null is admitted, by whatever spelling, and whichever branch of a union does.
fn is_null(schemas: &Schemas, id: SchemaId) -> bool {
    let says = |id: SchemaId| schemas[id].nullable || schemas.resolved(id).nullable;
    let leaves = schemas.leaves(id);
    let mut leaves = leaves.iter();
    says(id) || leaves.any(|leaf| says(leaf.listed) || says(leaf.schema))
}

/// Compares what ids expand to: by name, and where one has another name on the other side, by what it is.
fn expansions(comparison: &mut Comparison<'_>, at: &At, base: SchemaId, revision: SchemaId) {
    fn targets(schemas: &Schemas, id: SchemaId) -> (&Place, BTreeMap<String, SchemaId>) {
        let own = &schemas[id];
        let schema = if own.expansions.is_empty() {
            schemas.resolved(id)
        } else {
            own
        };
        let all = schema.expansions.iter().flat_map(|id| schemas.leaves(*id));
        let named = all.map(|leaf| {
            let name = schemas.name(leaf.schema).unwrap_or("object").to_owned();
            (name, leaf.schema)
        });
        (&schema.place, named.collect())
    }
    let (base_place, mut own) = targets(comparison.base(), base);
    let (revision_place, mut others) = targets(comparison.revision(), revision);
    let named: Vec<String> = own
        .keys()
        .filter(|it| others.contains_key(*it))
        .cloned()
        .collect();
    for name in named {
        own.remove(&name);
        others.remove(&name);
    }
    own.retain(|_, target| {
        let same = others
            .iter()
            .find(|(_, other)| comparison.is_same(at, *target, **other))
            .map(|(name, _)| name.clone());
        same.and_then(|name| others.remove(&name)).is_none()
    });
    let words = |at, names: BTreeMap<String, SchemaId>| Words {
        at,
        of: names.into_keys().map(|name| (name, at)).collect(),
    };
    let words = (words(base_place, own), words(revision_place, others));
    comparison.one_sided([Kind::ExpansionAdded, Kind::ExpansionRemoved], at, words);
}

/// What a kind of value is called.
pub(super) fn kind(schema: &Schema) -> &'static str {
    schema.kind.type_name().unwrap_or("any value")
}

/// Compares two schemas that are no unions.
pub(super) fn leaves(comparison: &mut Comparison<'_>, at: &At, base: Leaf, revision: Leaf) {
    let (bases, revisions) = (comparison.base(), comparison.revision());
    let (own, other) = (&bases[base.schema], &revisions[revision.schema]);
    // A circle of which one side goes through what has no name is one all the same.
    let is_component = own.component.is_some() || other.component.is_some();
    let pair = (base.schema, revision.schema, at.direction);
    if is_component && !comparison.opened.insert(pair) {
        return;
    }
    let places = (&own.place, &other.place);
    if kind(own) != kind(other) {
        let found = if takes_all_of(other, own) {
            Kind::TypeWidened
        } else if takes_all_of(own, other) {
            Kind::TypeNarrowed
        } else {
            Kind::TypeChanged
        };
        let texts = (Some(kind(own).to_owned()), Some(kind(other).to_owned()));
        let said = ((places.0, texts.0), (places.1, texts.1));
        return comparison.find(found, at, "", said);
    }
    if listed_values(own).or(listed_values(other)).is_some() {
        values(comparison, at, own, other);
    } else {
        known(comparison, at, own, other);
        bounds::compare(comparison, at, own, other);
    }
    match (&own.kind, &other.kind) {
        (Shape::List(own), Shape::List(other)) => {
            if let (Some(own), Some(other)) = (own, other) {
                schemas(comparison, &at.below(Step::Items), *own, *other);
            }
        }
        (Shape::Object(base), Shape::Object(revision)) => {
            objects::compare(comparison, at, (own, base), (other, revision));
        }
        _ => {}
    }
}

/// Whether a schema of one kind takes whatever one of another kind may be.
pub(super) fn takes_all_of(schema: &Schema, other: &Schema) -> bool {
    let is_wider = match schema.kind {
        Shape::Any => true,
        Shape::Number => other.kind == Shape::Integer && bounds::spans(schema, other),
        _ => false,
    };
    is_wider && schema.values.is_none()
}

/// Compares what `enum` lists; null is told apart. What is listed is within the bounds beside it, which say nothing then.
fn values(comparison: &mut Comparison<'_>, at: &At, base: &Schema, revision: &Schema) {
    let (base_values, revision_values) = match (listed_values(base), listed_values(revision)) {
        (Some(own), Some(other)) => (own, other),
        (own, other) => {
            let kind = if own.is_none() {
                Kind::ValuesClosed
            } else {
                Kind::ValuesOpened
            };
            let text = |values: Option<&[Listed]>| {
                let values = values?;
                let listed: Vec<_> = values.iter().map(|it| it.value.to_string()).collect();
                Some(listed.join(", "))
            };
            let said = ((&base.place, text(own)), (&revision.place, text(other)));
            let at = at.expecting(kind == Kind::ValuesOpened && is_open(at, base));
            return comparison.find(kind, &at, "", said);
        }
    };
    let words = (listed(base, base_values), listed(revision, revision_values));
    let at = at.expecting(is_open(at, base));
    comparison.one_sided([Kind::ValueAdded, Kind::ValueRemoved], &at, words);
}

/// What `enum` lists, unless that is all that there is.
fn listed_values(schema: &Schema) -> Option<&[Listed]> {
    let values = schema.values.as_deref()?;
    let has = |truth: bool| values.iter().any(|it| it.value == truth);
    (schema.kind != Shape::Boolean || !has(true) || !has(false)).then_some(values)
}

/// Whether a list of values is kept with those that it does not have, as types are made: one of several values in answers.
fn is_open(at: &At, schema: &Schema) -> bool {
    let values = schema.values.iter().flatten();
    at.direction == Direction::Answer
        && matches!(schema.kind, Shape::Text | Shape::Integer | Shape::Number)
        && values.filter(|it| it.value != Value::Null).count() > 1
}

/// Compares what a text is known to say, though it may say more.
fn known(comparison: &mut Comparison<'_>, at: &At, base: &Schema, revision: &Schema) {
    fn words(schema: &Schema) -> Words<'_, String> {
        let at = &schema.place;
        let known = schema.known_texts().map(|text| (text.to_string(), at));
        Words {
            at,
            of: known.collect(),
        }
    }
    let words = (words(base), words(revision));
    comparison.one_sided([Kind::KnownAdded, Kind::KnownRemoved], at, words);
}

fn listed<'a>(schema: &'a Schema, values: &'a [Listed]) -> Words<'a, String> {
    let values = values.iter().filter(|it| it.value != Value::Null);
    Words {
        at: &schema.place,
        of: values.map(|it| (it.value.to_string(), &it.place)).collect(),
    }
}
