//! What a schema says beside its kind: bounds, its format, its default.

use std::cmp::Ordering;

use reversals_codegen::check::{KEYWORDS, Role, width};
use reversals_codegen::schema::{Kind as Shape, Schema, SchemaId, Schemas, Stated};
use serde_json::Value;

use super::{At, Comparison};
use crate::difference::{Direction, Kind};

/// Compares bounds, and what nobody is held to.
pub(super) fn compare(comparison: &mut Comparison<'_>, at: &At, base: &Schema, revision: &Schema) {
    // No answer is held to a bound when it is read.
    let at = &at.expecting(at.direction == Direction::Answer);
    for row in KEYWORDS.iter().filter(|row| row.value.is_none()) {
        let keyword = row.keyword;
        match keyword {
            "minimum" | "maximum" => edges(comparison, at, keyword, base, revision),
            // Those have differences of their own, of objects, of their members and of edges.
            "required"
            | "properties"
            | "additionalProperties"
            | "minProperties"
            | "maxProperties"
            | "exclusiveMinimum"
            | "exclusiveMaximum" => {}
            "format" => {
                one(comparison, at, keyword, (base, revision), |_, _| {
                    Kind::FormatChanged
                });
            }
            _ if row.role == Role::Bound => {
                one(comparison, at, keyword, (base, revision), |own, other| {
                    kind(keyword, own, other)
                });
            }
            _ => {}
        }
    }
}

/// Compares what nobody is held to, be it said of a schema or where that is referred to.
pub(super) fn notes(comparison: &mut Comparison<'_>, at: &At, base: SchemaId, revision: SchemaId) {
    fn said<'a>(schemas: &'a Schemas, id: SchemaId, keyword: &str) -> Option<&'a Stated> {
        schemas[id]
            .get(keyword)
            .or_else(|| schemas.resolved(id).get(keyword))
    }
    let (bases, revisions) = (comparison.base(), comparison.revision());
    let places = (&bases[base].place, &revisions[revision].place);
    let of = |keyword| {
        (
            said(bases, base, keyword),
            said(revisions, revision, keyword),
        )
    };
    let (own, other) = of("default");
    if !same(own.map(|it| &it.value), other.map(|it| &it.value)) {
        let text = |stated: Option<&Stated>| stated.map(|it| it.value.to_string());
        let said = ((places.0, text(own)), (places.1, text(other)));
        comparison.find(Kind::DefaultChanged, at, "default", said);
    }
    let (own, other) = of("deprecated");
    let is = |stated: Option<&Stated>| stated.is_some_and(|it| it.value == true);
    let kind = match (is(own), is(other)) {
        (false, true) => Kind::DeprecationAdded,
        (true, false) => Kind::DeprecationRemoved,
        _ => return,
    };
    comparison.find(kind, at, "", ((places.0, None), (places.1, None)));
}

/// Whether a number takes whatever an integer may be.
pub(super) fn spans(number: &Schema, integer: &Schema) -> bool {
    #[allow(
        clippy::cast_precision_loss,
        reason = "bounds of 64 bits stand for any that is beyond"
    )]
    let beyond = |is_least| match (edge(number, is_least), edge(integer, is_least)) {
        (None, _) => true,
        (Some(Edge::Real(bound, is_in)), Some(Edge::Whole(whole))) if is_least => {
            Edge::Real(bound, is_in) <= Edge::Real(whole as f64, false)
        }
        (Some(Edge::Real(bound, is_in)), Some(Edge::Whole(whole))) => {
            Edge::Real(bound, is_in) >= Edge::Real(whole as f64, true)
        }
        _ => false,
    };
    let step = number
        .number("multipleOf")
        .and_then(serde_json::Number::as_f64);
    beyond(true) && beyond(false) && step.is_none_or(|step| (1.0 / step).fract() == 0.0)
}

/// Compares what is said under one keyword.
fn one(
    comparison: &mut Comparison<'_>,
    at: &At,
    keyword: &str,
    (base, revision): (&Schema, &Schema),
    kind: impl Fn(Option<&Value>, Option<&Value>) -> Kind,
) {
    let (own, other) = (stated(base, keyword), stated(revision, keyword));
    let values = (own.map(|it| &it.value), other.map(|it| &it.value));
    // Of one item none is there twice.
    let lone = |schema: &Schema, stated: Option<&Stated>| {
        let is_one = schema.count("maxItems").is_some_and(|most| most < 2);
        keyword == "uniqueItems" && stated.is_none() && is_one
    };
    if !same(values.0, values.1) && !lone(base, own) && !lone(revision, other) {
        tell(
            comparison,
            kind(values.0, values.1),
            at,
            keyword,
            (base, revision),
        );
    }
}

/// Compares a bound of how many there are, as far as it says more than is known anyway.
pub(super) fn count(
    comparison: &mut Comparison<'_>,
    at: &At,
    keyword: &str,
    (base, revision): (&Schema, &Schema),
    effective: impl Fn(Option<u64>) -> u64,
) {
    let [own, other] = [base, revision].map(|schema| effective(schema.count(keyword)));
    let kind = match (own.cmp(&other), keyword.starts_with("min")) {
        (Ordering::Equal, _) => return,
        (Ordering::Less, true) | (Ordering::Greater, false) => Kind::LimitTightened,
        _ => Kind::LimitLoosened,
    };
    tell(comparison, kind, at, keyword, (base, revision));
}

fn tell(
    comparison: &mut Comparison<'_>,
    kind: Kind,
    at: &At,
    keyword: &str,
    (base, revision): (&Schema, &Schema),
) {
    let (own, other) = (base.get(keyword), revision.get(keyword));
    let place = |schema: &Schema, stated: Option<&Stated>| {
        stated.map_or(&schema.place, |stated| &stated.place).clone()
    };
    let text = |stated: Option<&Stated>| stated.map(|it| it.value.to_string());
    let (base_place, revision_place) = (place(base, own), place(revision, other));
    let said = ((&base_place, text(own)), (&revision_place, text(other)));
    comparison.find(kind, at, keyword, said);
}

/// Compares the least, or the greatest number that there may be, whichever keywords say so.
fn edges(
    comparison: &mut Comparison<'_>,
    at: &At,
    keyword: &'static str,
    base: &Schema,
    revision: &Schema,
) {
    let is_least = keyword == "minimum";
    let (own, other) = (edge(base, is_least), edge(revision, is_least));
    let order = match (own, other) {
        (None, None) => Some(Ordering::Equal),
        (None, Some(_)) => Some(Ordering::Less),
        (Some(_), None) => Some(Ordering::Greater),
        // Whether the revision's bound is further in.
        (Some(own), Some(other)) if is_least => own.partial_cmp(&other),
        (Some(own), Some(other)) => other.partial_cmp(&own),
    };
    let kind = match order {
        Some(Ordering::Equal) | None => return,
        Some(Ordering::Less) => Kind::LimitTightened,
        Some(Ordering::Greater) => Kind::LimitLoosened,
    };
    let exclusive = if is_least {
        "exclusiveMinimum"
    } else {
        "exclusiveMaximum"
    };
    let differs = |keyword: &&str| {
        let values = [base, revision].map(|schema| schema.get(keyword).map(|it| &it.value));
        !same(values[0], values[1])
    };
    let said = [keyword, exclusive, "multipleOf", "format"];
    let keyword = said.into_iter().find(differs).unwrap_or(keyword);
    let is_format = keyword == "format" && at.direction == Direction::Answer;
    let kind = if is_format { Kind::FormatChanged } else { kind };
    tell(comparison, kind, at, keyword, (base, revision));
}

/// The number that a value is not beyond, with what orders those that are in and those that are not.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
enum Edge {
    Whole(i64),
    Real(f64, bool),
}

fn edge(schema: &Schema, is_least: bool) -> Option<Edge> {
    let (keyword, exclusive) = if is_least {
        ("minimum", "exclusiveMinimum")
    } else {
        ("maximum", "exclusiveMaximum")
    };
    let bound = schema.number(keyword).and_then(serde_json::Number::as_f64);
    if schema.kind != Shape::Integer {
        // What is excluded is further in than what is not.
        let is_excluded = schema.is_true(exclusive);
        let step = schema
            .number("multipleOf")
            .and_then(serde_json::Number::as_f64);
        return bound.map(|bound| match step.filter(|step| *step > 0.0) {
            Some(step) => Edge::Real(multiple(bound, step, is_least, is_excluded), !is_least),
            None => Edge::Real(bound, is_excluded == is_least),
        });
    }
    let width = width(schema.text("format").unwrap_or_default()).unwrap_or((i64::MIN, i64::MAX));
    let width = if is_least { width.0 } else { width.1 };
    let Some(bound) = bound else {
        return Some(Edge::Whole(width));
    };
    #[allow(
        clippy::cast_possible_truncation,
        reason = "what is beyond 64 bits is at their end"
    )]
    let next = |bound: f64| {
        if is_least {
            bound.ceil() as i64
        } else {
            bound.floor() as i64
        }
    };
    let mut bound = schema.whole(keyword).unwrap_or_else(|| next(bound));
    let step = schema.get("multipleOf").and_then(|it| it.value.as_i64());
    if let Some(step) = step.filter(|step| *step > 0) {
        let over = bound.rem_euclid(step);
        let inwards = match (over, is_least) {
            (0, _) => Some(bound),
            (over, true) => bound.checked_add(step - over),
            (over, false) => bound.checked_sub(over),
        };
        bound = inwards.unwrap_or(bound);
    }
    let bound = if is_least {
        bound.max(width)
    } else {
        bound.min(width)
    };
    Some(Edge::Whole(bound))
}

/// The multiple that is next to a bound, inwards.
fn multiple(bound: f64, step: f64, is_least: bool, is_excluded: bool) -> f64 {
    let steps = bound / step;
    let steps = match (is_least, is_excluded) {
        (true, false) => steps.ceil(),
        (true, true) => steps.floor() + 1.0,
        (false, false) => steps.floor(),
        (false, true) => steps.ceil() - 1.0,
    };
    steps * step
}

/// What a schema says under a keyword; what says only what holds without it is not said.
fn stated<'a>(schema: &'a Schema, keyword: &str) -> Option<&'a Stated> {
    let says_nothing = |value: &Value| match keyword {
        "minLength" | "minItems" => value == 0,
        "uniqueItems" => value == false,
        "multipleOf" => {
            let is_of_all = |step: f64| (1.0 / step).fract() == 0.0;
            schema.kind == Shape::Integer && value.as_f64().is_some_and(is_of_all)
        }
        // How wide an integer is, is where its edges are.
        "format" => {
            schema.kind == Shape::Integer && value.as_str().is_some_and(|it| width(it).is_some())
        }
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
    if keyword == "multipleOf" {
        let is_multiple = |one: &Value, of: &Value| {
            let (one, of) = (one.as_f64().unwrap_or(0.0), of.as_f64().unwrap_or(1.0));
            (one / of).fract() == 0.0
        };
        return match (is_multiple(other, own), is_multiple(own, other)) {
            (true, false) => Kind::LimitTightened,
            (false, true) => Kind::LimitLoosened,
            _ => Kind::LimitChanged,
        };
    }
    // What no float has is compared by its digits.
    let order = match (own.as_u64(), other.as_u64()) {
        (Some(own), Some(other)) => Some(own.cmp(&other)),
        _ => own.as_f64().partial_cmp(&other.as_f64()),
    };
    match (keyword.get(..3), order) {
        (Some("max"), Some(Ordering::Less)) | (Some("min"), Some(Ordering::Greater)) => {
            Kind::LimitLoosened
        }
        (Some("max" | "min"), Some(_)) => Kind::LimitTightened,
        _ => Kind::LimitChanged,
    }
}
