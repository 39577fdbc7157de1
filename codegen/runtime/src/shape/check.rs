//! Holding a JSON body to its shape.

use serde_json::{Map, Value};

use super::form::count;
use super::name::Name;
use super::refusal::Refusal;
use super::{Case, Field, Shape, rule, scalar, union};
use crate::number::whole;

/// Checks that a JSON value has a shape.
///
/// Errors: as for [`decode_form`](super::decode_form). Unlike in a form, an empty string is a text like any other,
/// and `null` fits nullable members.
pub fn check_json(value: &Value, shape: &Shape) -> Result<(), Refusal> {
    check(value, shape, &Name::Root)
}

pub(super) fn check(value: &Value, shape: &Shape, name: &Name<'_>) -> Result<(), Refusal> {
    match (shape, value) {
        (Shape::Any, _) | (Shape::Number, Value::Number(_)) | (Shape::Boolean, Value::Bool(_)) => {
            Ok(())
        }
        (Shape::String { min, max, values }, Value::String(text)) => {
            scalar::string(text, *min, *max, values, name)
        }
        (Shape::Integer { min, max }, Value::Number(number)) => match whole(number) {
            Some(value) => scalar::bounded(value, *min, *max, name),
            None => Err(Refusal::integer(name, value)),
        },
        (Shape::Array { items, min, max }, Value::Array(values)) => {
            count(values.len(), *min, *max, name)?;
            let mut values = values.iter().enumerate();
            values.try_for_each(|(index, value)| check(value, items, &Name::Item(name, index)))
        }
        (Shape::Map { values }, Value::Object(members)) => map(members, values, name),
        (Shape::Object { fields, rest }, Value::Object(members)) => {
            object(members, fields, *rest, name)
        }
        (Shape::OrEmpty(_), Value::String(text)) if text.is_empty() => Ok(()),
        (Shape::OrNull(_), Value::Null) => Ok(()),
        (Shape::OrEmpty(inner) | Shape::OrNull(inner), _) => check(value, inner, name),
        (Shape::Held(inner, rules), _) => {
            check(value, inner, name)?;
            rule::hold(value, None, rules, name)
        }
        (Shape::Never, _) => Err(Refusal::unknown(&[name.to_string()])),
        (Shape::Union { name: union, cases }, _) => self::union(value, union, cases, name),
        (Shape::Packed { of, .. }, _) => check(value, of, name),
        (Shape::Array { .. }, _) => Err(Refusal::array(name)),
        (Shape::Map { .. } | Shape::Object { .. }, _) => Err(Refusal::object(name)),
        (Shape::Integer { .. }, _) => Err(Refusal::integer(name, value)),
        (Shape::Number, _) => Err(Refusal::invalid(name, "number", value)),
        (Shape::Boolean, _) => Err(Refusal::invalid(name, "boolean", value)),
        (Shape::String { .. }, _) => Err(Refusal::invalid(name, "string", value)),
    }
}

fn map(members: &Map<String, Value>, values: &Shape, name: &Name<'_>) -> Result<(), Refusal> {
    for (key, value) in members {
        if let (Shape::String { .. }, false) = (values.plain(), value.is_string()) {
            return Err(Refusal::map_value(name, value, "a string"));
        }
        check(value, values, &Name::Member(name, key))?;
    }
    Ok(())
}

fn object(
    members: &Map<String, Value>,
    fields: &[Field],
    rest: Option<&'static Shape>,
    name: &Name<'_>,
) -> Result<(), Refusal> {
    let is_extra = |key: &str| !fields.iter().any(|field| field.takes(key));
    if rest.is_none() {
        let extra = members.keys().filter(|key| is_extra(key));
        let unknown: Vec<_> = extra
            .map(|key| Name::Member(name, key).to_string())
            .collect();
        if !unknown.is_empty() {
            return Err(Refusal::unknown(&unknown));
        }
    }
    for field in fields {
        let member = Name::Member(name, field.name);
        match members.get(field.name) {
            None if field.required => return Err(Refusal::missing(&member)),
            None => {}
            Some(Value::Null) if field.nullable => {}
            Some(value) => check(value, field.shape, &member)?,
        }
    }
    // Of any value there is nothing to say.
    if let Some(rest) = rest.filter(|rest| !matches!(rest, Shape::Any)) {
        for (key, value) in members.iter().filter(|(key, _)| is_extra(key)) {
            check(value, rest, &Name::Member(name, key))?;
        }
    }
    Ok(())
}

/// By the case that it is of.
fn union(
    value: &Value,
    union: &'static str,
    cases: &'static [Case],
    name: &Name<'_>,
) -> Result<(), Refusal> {
    union::union(value, union, cases, |shape| check(value, shape, name))
        .map_err(|untaken| untaken.refusal(name, value))
}
