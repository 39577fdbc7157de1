//! Objects, member by member.

use reversals_codegen::schema::{Member, Object, Rest, SchemaId, Schemas};
use reversals_codegen::tree::Place;

use super::{At, Comparison, must, schemas};
use crate::difference::{Direction, Kind};
use crate::route::Step;

pub(super) fn compare(
    comparison: &mut Comparison<'_>,
    at: &At,
    places: (&Place, &Place),
    (base, revision): (&Object, &Object),
) {
    let kind = match (base.members.is_empty(), revision.members.is_empty()) {
        (true, false) => Some(Kind::MembersDescribed),
        (false, true) => Some(Kind::MembersUndescribed),
        _ => None,
    };
    if let Some(kind) = kind.filter(|_| is_any(base) || is_any(revision)) {
        return comparison.find(kind, at, "", ((places.0, None), (places.1, None)));
    }
    let request = at.direction == Direction::Request;
    // A server refuses what it does not know; whoever reads an answer passes over it.
    let is_open = |object: &Object| {
        if request {
            !object.is_closed_in_requests()
        } else {
            object.rest != Rest::Closed
        }
    };
    for (name, own) in &base.members {
        let at = at.below(Step::Member(name.clone()));
        if let Some(other) = revision.members.get(name) {
            pair(comparison, &at, own, other);
        } else {
            let said = ((&own.place, must(own.required)), (places.1, None));
            comparison.find(
                Kind::MemberRemoved,
                &at.expecting(is_open(revision)),
                "",
                said,
            );
        }
    }
    for (name, other) in &revision.members {
        if !base.members.contains_key(name) {
            let at = at.below(Step::Member(name.clone()));
            let said = ((places.0, None), (&other.place, must(other.required)));
            comparison.find(Kind::MemberAdded, &at.expecting(is_open(base)), "", said);
        }
    }
    let kind = match (is_open(base), is_open(revision)) {
        (true, false) => Kind::MembersClosed,
        (false, true) => Kind::MembersOpened,
        _ => return,
    };
    comparison.find(kind, at, "", ((places.0, None), (places.1, None)));
}

/// Whether nothing is said of an object but that it is one.
fn is_any(object: &Object) -> bool {
    object.members.is_empty() && object.rest != Rest::Closed
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
    sides(comparison, at, base, revision);
    schemas::schemas(comparison, at, base.schema, revision.schema);
}

/// Compares whether a member is one of requests alone, or of answers alone.
fn sides(comparison: &mut Comparison<'_>, at: &At, base: &Member, revision: &Member) {
    fn said(schemas: &Schemas, id: SchemaId, keyword: &str) -> bool {
        schemas[id].is_true(keyword) || schemas.resolved(id).is_true(keyword)
    }
    for keyword in ["readOnly", "writeOnly"] {
        let own = said(comparison.base(), base.schema, keyword);
        let other = said(comparison.revision(), revision.schema, keyword);
        if own != other {
            let text = |is: bool| Some(is.to_string());
            let said = ((&base.place, text(own)), (&revision.place, text(other)));
            comparison.find(Kind::SideChanged, at, keyword, said);
        }
    }
}
