//! Objects, member by member.

use std::collections::BTreeMap;

use reversals_codegen::schema::{Kind as Shape, Member, Object, Rest, Schema, SchemaId, Schemas};
use reversals_codegen::tree::Place;

use super::{At, Comparison, bounds, must, schemas};
use crate::difference::{Direction, Kind};
use crate::route::Step;

/// What there may be beside the members that have a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    None,
    Any,
    Of(SchemaId),
}

/// An object as a message of one direction has it.
struct View<'a> {
    place: &'a Place,
    members: BTreeMap<&'a str, &'a Member>,
    others: Others,
}

impl<'a> View<'a> {
    fn new(
        schemas: &'a Schemas,
        (place, object): (&'a Place, &'a Object),
        direction: Direction,
    ) -> Self {
        // No request has a member of answers alone, and the other way round.
        let foreign = match direction {
            Direction::Request => "readOnly",
            Direction::Answer => "writeOnly",
        };
        let is_foreign =
            |id: SchemaId| schemas[id].is_true(foreign) || schemas.resolved(id).is_true(foreign);
        let members = object.members.iter().map(|(name, it)| (name.as_str(), it));
        let members: BTreeMap<_, _> = members.filter(|(_, it)| !is_foreign(it.schema)).collect();
        // A server refuses what it does not know; whoever reads an answer passes over it.
        let is_closed = match direction {
            Direction::Request => object.is_closed_in_requests(),
            Direction::Answer => object.rest == Rest::Closed,
        };
        let others = match object.rest {
            _ if is_closed => Others::None,
            Rest::Of(rest) if !is_any(schemas, rest) => Others::Of(rest),
            _ => Others::Any,
        };
        Self {
            place,
            members,
            others,
        }
    }

    /// Whether nothing is said of an object but that it is one, and what members it may have.
    fn is_any(&self, schemas: &Schemas) -> bool {
        let mut members = self.members.values();
        self.others == Others::Any && members.all(|it| !it.required && is_any(schemas, it.schema))
    }
}

fn is_any(schemas: &Schemas, id: SchemaId) -> bool {
    let leaves = schemas.leaves(id);
    let mut leaves = leaves.iter().map(|leaf| &schemas[leaf.schema]);
    leaves.any(|leaf| leaf.kind == Shape::Any && leaf.values.is_none())
}

pub(super) fn compare(
    comparison: &mut Comparison<'_>,
    at: &At,
    (own, base): (&Schema, &Object),
    (other, revision): (&Schema, &Object),
) {
    let places = (&own.place, &other.place);
    let base = View::new(comparison.base(), (places.0, base), at.direction);
    let revision = View::new(comparison.revision(), (places.1, revision), at.direction);
    counts(comparison, at, (own, &base), (other, &revision));
    let nothing = ((places.0, None), (places.1, None));
    let (bases, revisions) = (comparison.base(), comparison.revision());
    match (base.is_any(bases), revision.is_any(revisions)) {
        (true, false) => return comparison.find(Kind::MembersDescribed, at, "", nothing),
        (false, true) => return comparison.find(Kind::MembersUndescribed, at, "", nothing),
        _ => {}
    }
    for (name, own) in &base.members {
        let at = at.below(Step::Member((*name).to_owned()));
        match (revision.members.get(name), revision.others) {
            (Some(other), _) => pair(comparison, &at, own, other),
            (None, Others::Of(rest)) => {
                if own.required {
                    let said = ((&own.place, None), (places.1, None));
                    comparison.find(Kind::MemberOptional, &at, "", said);
                }
                schemas::schemas(comparison, &at, own.schema, rest);
            }
            (None, others) => {
                let said = ((&own.place, must(own.required)), (places.1, None));
                let at = at.expecting(others == Others::Any);
                comparison.find(Kind::MemberRemoved, &at, "", said);
            }
        }
    }
    for (name, other) in &revision.members {
        let at = at.below(Step::Member((*name).to_owned()));
        match (base.members.get(name), base.others) {
            (Some(_), _) => {}
            (None, Others::Of(rest)) => {
                if other.required {
                    let said = ((places.0, None), (&other.place, None));
                    comparison.find(Kind::MemberRequired, &at, "", said);
                }
                schemas::schemas(comparison, &at, rest, other.schema);
            }
            (None, others) => {
                let said = ((places.0, None), (&other.place, must(other.required)));
                let at = at.expecting(others == Others::Any);
                comparison.find(Kind::MemberAdded, &at, "", said);
            }
        }
    }
    rest(comparison, at, &base, &revision);
}

/// Compares how many members there may be, as far as the members themselves do not say it.
fn counts(
    comparison: &mut Comparison<'_>,
    at: &At,
    (own, base): (&Schema, &View<'_>),
    (other, revision): (&Schema, &View<'_>),
) {
    let required = |view: &View<'_>| view.members.values().filter(|it| it.required).count() as u64;
    let all = |view: &View<'_>| match view.others {
        Others::None => view.members.len() as u64,
        _ => u64::MAX,
    };
    let least = required(base).min(required(revision));
    let most = all(base).max(all(revision));
    let at = &at.expecting(at.direction == Direction::Answer);
    bounds::count(comparison, at, "minProperties", (own, other), |it| {
        it.unwrap_or(0).max(least)
    });
    bounds::count(comparison, at, "maxProperties", (own, other), |it| {
        it.unwrap_or(u64::MAX).min(most)
    });
}

/// Compares what members without a name here may be.
fn rest(comparison: &mut Comparison<'_>, at: &At, base: &View<'_>, revision: &View<'_>) {
    let nothing = ((base.place, None), (revision.place, None));
    let values = at.below(Step::Values);
    match (base.others, revision.others) {
        (Others::None, Others::None) | (Others::Any, Others::Any) => {}
        (_, Others::None) => comparison.find(Kind::MembersClosed, at, "", nothing),
        (Others::None, _) => comparison.find(Kind::MembersOpened, at, "", nothing),
        (Others::Of(own), Others::Of(other)) => {
            schemas::schemas(comparison, &values, own, other);
        }
        (Others::Any, Others::Of(_)) => {
            comparison.find(Kind::TypeNarrowed, &values, "", nothing);
        }
        (Others::Of(_), Others::Any) => {
            comparison.find(Kind::TypeWidened, &values, "", nothing);
        }
    }
}

fn pair(comparison: &mut Comparison<'_>, at: &At, base: &Member, revision: &Member) {
    let places = (&base.place, &revision.place);
    let kind = match (base.required, revision.required) {
        (false, true) => Some(Kind::MemberRequired),
        (true, false) => Some(Kind::MemberOptional),
        _ => None,
    };
    if let Some(kind) = kind {
        comparison.find(kind, at, "", ((places.0, None), (places.1, None)));
    }
    schemas::schemas(comparison, at, base.schema, revision.schema);
}
