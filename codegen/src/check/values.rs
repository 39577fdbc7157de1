//! Values that a schema states of itself (its default, its example, what it lists), and bounds that no value fits.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::{Report, Rule};
use crate::schema::{Kind, Rest, Schema, SchemaId, Schemas, Stated, compare};
use crate::tree::Place;

/// The known texts of answers that may have others.
const EXTENSIBLE: &str = "x-extensible-enum";

/// The pairs of keywords of which one is the least and one the greatest of the same.
const LIMITS: [[&str; 2]; 4] = [
    ["minimum", "maximum"],
    ["minLength", "maxLength"],
    ["minItems", "maxItems"],
    ["minProperties", "maxProperties"],
];

/// Refuses values that do not fit the schema in which they are stated, and schemas that admit none.
pub(super) fn check(schemas: &Schemas, report: &mut Report) {
    for (id, schema) in schemas.iter() {
        limits(schema, report);
        members(schema, report);
        stated(schemas, id, schema, report);
    }
}

fn stated(schemas: &Schemas, id: SchemaId, schema: &Schema, report: &mut Report) {
    for key in ["default", "example"] {
        if let Some(stated) = schema.get(key) {
            let fits = schemas.fits(id, &stated.value);
            refuse(key, &stated.value, &stated.value_place, fits, report);
        }
    }
    // That they are of the type is judged with the other rules of `enum`.
    for listed in schema.values.iter().flatten() {
        let fits = schema.within(&listed.value);
        refuse("enum", &listed.value, &listed.place, fits, report);
    }
    if let Some(known) = schema.get(EXTENSIBLE) {
        extensible(schema, known, report);
    }
}

/// Refuses what is no list of known texts of which each may be one.
fn extensible(schema: &Schema, known: &Stated, report: &mut Report) {
    let mut refused = |what: &str, help: &str| {
        let what = format!("`{EXTENSIBLE}` {what}");
        report.refuse(&known.value_place, Rule::InvalidValue, what, help);
    };
    if schema.values.is_some() {
        refused(
            "stands beside `enum`",
            "keep `enum` where there are no others, else this one",
        );
        return;
    }
    // What is no list, or no list of texts, is refused as such.
    let Some(values) = known.value.as_array() else {
        return;
    };
    let values: Vec<_> = values.iter().filter(|value| value.is_string()).collect();
    let apart: BTreeSet<_> = values.iter().filter_map(|value| value.as_str()).collect();
    if values.is_empty() || apart.len() < values.len() {
        refused("lists no text, or one twice", "list each known value once");
    }
    for value in values {
        let fits = schema.within(value);
        refuse(EXTENSIBLE, value, &known.value_place, fits, report);
    }
}

fn refuse(key: &str, value: &Value, place: &Place, fits: Result<(), String>, report: &mut Report) {
    if let Err(why) = fits {
        let shown: String = value.to_string().chars().take(60).collect();
        report.refuse(
            place,
            Rule::UnfitValue,
            format!("`{key}` has {shown}, but {why}"),
            "mend the value, or the schema",
        );
    }
}

/// Refuses a least that is greater than the greatest, and steps of none.
fn limits(schema: &Schema, report: &mut Report) {
    for [least, greatest] in LIMITS {
        let (Some(low), Some(high)) = (schema.get(least), schema.get(greatest)) else {
            continue;
        };
        let order = compare(&low.value, &high.value);
        let touching = order.is_some_and(std::cmp::Ordering::is_eq)
            && (least == "minimum")
            && (schema.is_true("exclusiveMinimum") || schema.is_true("exclusiveMaximum"));
        // Between two neighbours that are both outside is no whole number.
        let none = matches!(schema.kind, Kind::Integer)
            && schema
                .whole(least)
                .zip(schema.whole(greatest))
                .is_some_and(|(low, high)| low > high);
        if order.is_some_and(std::cmp::Ordering::is_gt) || touching || none {
            // Whichever is written later is the one to mend.
            let order = |place: &Place| (place.line, place.column);
            let (at, other) = if order(&low.place) > order(&high.place) {
                (low, high)
            } else {
                (high, low)
            };
            report.refuse(
                &at.value_place,
                Rule::InvalidValue,
                format!(
                    "no value fits `{}` {} beside `{}` {}",
                    at.keyword, at.value, other.keyword, other.value
                ),
                "let the least be no more than the greatest",
            );
        }
    }
    if let Some(step) = schema.get("multipleOf")
        && step.value.as_f64().is_some_and(|step| step <= 0.0)
    {
        report.refuse(
            &step.value_place,
            Rule::InvalidValue,
            format!(
                "`multipleOf` is {}, of which there are no multiples",
                step.value
            ),
            "write a number greater than zero",
        );
    }
}

/// Refuses counts of members that no object of these members has.
fn members(schema: &Schema, report: &mut Report) {
    let Kind::Object(object) = &schema.kind else {
        return;
    };
    let required = object.members.values().filter(|member| member.required);
    let required = (required.count() + object.undeclared.len()) as u64;
    if let (Some(most), Some(stated)) = (schema.count("maxProperties"), schema.get("maxProperties"))
        && most < required
    {
        report.refuse(
            &stated.value_place,
            Rule::InvalidValue,
            format!("no value fits `maxProperties` {most} beside {required} required members"),
            "raise it, or require fewer members",
        );
    }
    let known = object.members.len() as u64;
    if let (Some(least), Some(stated)) =
        (schema.count("minProperties"), schema.get("minProperties"))
        && least > known
        && object.rest == Rest::Closed
    {
        report.refuse(
            &stated.value_place,
            Rule::InvalidValue,
            format!(
                "no value fits `minProperties` {least} where only {known} members are admitted"
            ),
            "lower it, or declare more members",
        );
    }
}
