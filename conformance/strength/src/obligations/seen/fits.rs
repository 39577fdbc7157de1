//! Which branch of a union a value is of: the first whose kind, members and constants it has.

use reversals_codegen::ir::{Presence, Type, TypeShape};
use serde_json::Value;

use super::super::place::View;
use super::scalar::listed;

/// Whether JSON is of a type, as far as one needs to know to choose a branch.
pub(super) fn json(view: &View<'_>, ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (Type::Any, _)
        | (Type::OrNull(_), Value::Null)
        | (Type::String(_) | Type::OpenEnum(_) | Type::Expandable(_), Value::String(_))
        | (Type::Number(_), Value::Number(_))
        | (Type::Boolean | Type::Only(_), Value::Bool(_))
        | (Type::List { .. }, Value::Array(_))
        | (
            Type::Map { .. } | Type::Page(_) | Type::OpenObject | Type::Expandable(_),
            Value::Object(_),
        ) => true,
        (Type::OrEmpty(_), Value::String(text)) if text.is_empty() => true,
        (Type::Integer(_), Value::Number(number)) => number.as_i64().is_some(),
        (Type::OrNull(inner) | Type::OrEmpty(inner), _) => json(view, inner, value),
        (Type::Named(name), _) => match (view.shape(name), value) {
            (Some(TypeShape::Enum { values, .. }), Value::String(text)) => listed(values, text),
            (Some(TypeShape::Enum { values, .. }), Value::Number(number)) => {
                listed(values, &number.to_string())
            }
            (Some(TypeShape::Struct { fields, closed, .. }), Value::Object(members)) => {
                let known = |name: &String| fields.iter().any(|field| field.name == *name);
                fields.iter().all(|field| match members.get(&field.name) {
                    None => field.presence != Presence::Required,
                    // Only constants tell branches apart; a fault elsewhere is still a fault of this branch.
                    Some(value) => !is_enum(view, &field.ty) || json(view, &field.ty, value),
                }) && (!closed || members.keys().all(known))
            }
            (Some(TypeShape::Union { branches, .. }), _) => {
                branches.iter().any(|branch| json(view, &branch.ty, value))
            }
            _ => false,
        },
        _ => false,
    }
}

fn is_enum(view: &View<'_>, ty: &Type) -> bool {
    matches!(ty, Type::Named(name) if matches!(view.shape(name), Some(TypeShape::Enum { .. })))
}
