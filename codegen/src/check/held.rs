//! Whether a value that a document states is within what its own schema holds values to.

use std::collections::BTreeSet;

use reversals_runtime::shape::{Decimal, Format, Pattern};
use serde_json::Number;

use super::types::width;
use crate::ir::TextFormat;
use crate::pattern;
use crate::tree::{Kind, Node};

/// Whether a value is within the bounds of a schema of its own type; the error says why not.
pub(super) fn held(schema: &Node, value: &Node) -> Result<(), String> {
    match &value.kind {
        Kind::Number(number) => numbers(schema, number),
        Kind::String(text) => {
            count(schema, ["minLength", "maxLength"], text.chars().count())?;
            texts(schema, text)
        }
        Kind::Array(items) => {
            count(schema, ["minItems", "maxItems"], items.len())?;
            let mut seen = BTreeSet::new();
            let unique = schema.is_true("uniqueItems");
            if unique
                && !items
                    .iter()
                    .all(|item| seen.insert(item.to_json().to_string()))
            {
                return Err("`uniqueItems` has it without an item twice".to_owned());
            }
            Ok(())
        }
        Kind::Object(members) => count(schema, ["minProperties", "maxProperties"], members.len()),
        Kind::Null | Kind::Bool(_) => Ok(()),
    }
}

fn count(schema: &Node, [least, most]: [&str; 2], count: usize) -> Result<(), String> {
    let bound = |key: &str| match &schema.get(key)?.kind {
        Kind::Number(number) => usize::try_from(number.as_u64()?).ok(),
        _ => None,
    };
    match (bound(least), bound(most)) {
        (Some(bound), _) if count < bound => Err(format!("`{least}` is {bound}")),
        (_, Some(bound)) if count > bound => Err(format!("`{most}` is {bound}")),
        _ => Ok(()),
    }
}

fn texts(schema: &Node, text: &str) -> Result<(), String> {
    if let Some(written) = schema.text("pattern")
        // One that has no equal here is refused where a request reaches it.
        && let Ok(regex) = pattern::translate(written)
        && Pattern::compile(&regex).is_ok_and(|regex| !regex.is_match(text))
    {
        return Err(format!("`pattern` is {written}"));
    }
    if let Some(format) = schema.text("format")
        && let Some(named) = TextFormat::named(format)
        && !form(named).admits(text)
    {
        return Err(format!("`format` is {format}"));
    }
    Ok(())
}

fn form(format: TextFormat) -> Format {
    match format {
        TextFormat::Byte => Format::Byte,
        TextFormat::Date => Format::Date,
        TextFormat::DateTime => Format::DateTime,
        TextFormat::Decimal => Format::Decimal,
        TextFormat::Int64 => Format::Int64,
        TextFormat::Uuid => Format::Uuid,
    }
}

fn numbers(schema: &Node, value: &Number) -> Result<(), String> {
    let Some(decimal) = Decimal::parse(&value.to_string()) else {
        return Ok(());
    };
    let stated = |key: &str| match &schema.get(key)?.kind {
        Kind::Number(number) => Some((number, Decimal::parse(&number.to_string())?)),
        _ => None,
    };
    for (key, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        let Some((bound, limit)) = stated(key) else {
            continue;
        };
        let outside = schema.is_true(exclusive);
        let order = match key {
            "minimum" => decimal.cmp(&limit),
            _ => limit.cmp(&decimal),
        };
        if order.is_lt() || (order.is_eq() && outside) {
            let but = if outside { ", exclusive" } else { "" };
            return Err(format!("`{key}` is {bound}{but}"));
        }
    }
    if let Some((step, size)) = stated("multipleOf")
        && !decimal.is_multiple_of(&size)
    {
        return Err(format!("`multipleOf` is {step}"));
    }
    if let Some(format) = schema.text("format")
        && let Some((least, most)) = width(format)
        && value
            .as_i64()
            .is_none_or(|value| value < least || value > most)
        && schema.text("type") == Some("integer")
    {
        return Err(format!("`format` is {format}"));
    }
    Ok(())
}
