//! What a schema says beside its kind: bounds, its format, its default.

use std::cmp::Ordering;

use reversals_codegen::check::{KEYWORDS, Role};
use reversals_codegen::schema::{Schema, Stated};
use serde_json::Value;

use super::{At, Comparison};
use crate::difference::{Direction, Kind};

pub(super) fn compare(comparison: &mut Comparison<'_>, at: &At, base: &Schema, revision: &Schema) {
    // No answer is held to a bound when it is read.
    let at = &at.expecting(at.direction == Direction::Answer);
    for row in KEYWORDS.iter().filter(|row| row.value.is_none()) {
        let keyword = row.keyword;
        let differ = match keyword {
            "format" => |_: &str, _: Option<&Value>, _: Option<&Value>| Kind::FormatChanged,
            "default" => |_: &str, _: Option<&Value>, _: Option<&Value>| Kind::DefaultChanged,
            // Those have differences of their own, of objects and of their members.
            "required" | "properties" | "additionalProperties" => continue,
            _ if row.role == Role::Bound => kind,
            "deprecated" => {
                deprecation(comparison, at, base, revision);
                continue;
            }
            _ => continue,
        };
        let (own, other) = (stated(base, keyword), stated(revision, keyword));
        let values = (own.map(|it| &it.value), other.map(|it| &it.value));
        if same(values.0, values.1) {
            continue;
        }
        let place = |schema: &'_ Schema, stated: Option<&'_ Stated>| {
            stated.map_or(&schema.place, |stated| &stated.place).clone()
        };
        let (base_place, revision_place) = (place(base, own), place(revision, other));
        let text = |value: Option<&Value>| value.map(ToString::to_string);
        let said = (
            (&base_place, text(values.0)),
            (&revision_place, text(values.1)),
        );
        comparison.find(differ(keyword, values.0, values.1), at, keyword, said);
    }
}

fn deprecation(comparison: &mut Comparison<'_>, at: &At, base: &Schema, revision: &Schema) {
    let kind = match (base.is_true("deprecated"), revision.is_true("deprecated")) {
        (false, true) => Kind::DeprecationAdded,
        (true, false) => Kind::DeprecationRemoved,
        _ => return,
    };
    comparison.find(kind, at, "", ((&base.place, None), (&revision.place, None)));
}

/// What a schema says under a keyword; what says only what holds without it is not said.
fn stated<'a>(schema: &'a Schema, keyword: &str) -> Option<&'a Stated> {
    let says_nothing = |value: &Value| match keyword {
        "minLength" | "minItems" | "minProperties" => value == 0,
        "uniqueItems" | "exclusiveMinimum" | "exclusiveMaximum" => value == false,
        _ => false,
    };
    schema
        .get(keyword)
        .filter(|stated| !says_nothing(&stated.value))
}

fn same(base: Option<&Value>, revision: Option<&Value>) -> bool {
    match (base, revision) {
        (Some(Value::Number(own)), Some(Value::Number(other))) => {
            own == other || own.as_f64() == other.as_f64() && own.is_f64() != other.is_f64()
        }
        (own, other) => own == other,
    }
}

/// Whether a bound admits more values, fewer or others.
fn kind(keyword: &str, base: Option<&Value>, revision: Option<&Value>) -> Kind {
    let (own, other) = match (base, revision) {
        (None, _) => return Kind::LimitTightened,
        (_, None) => return Kind::LimitLoosened,
        (Some(own), Some(other)) => (own, other),
    };
    let order = own.as_f64().partial_cmp(&other.as_f64());
    match (keyword.get(..3), order) {
        (Some("max"), Some(Ordering::Less)) | (Some("min"), Some(Ordering::Greater)) => {
            Kind::LimitLoosened
        }
        (Some("max" | "min"), Some(_)) => Kind::LimitTightened,
        _ => Kind::LimitChanged,
    }
}
