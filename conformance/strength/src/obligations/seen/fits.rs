//! Which branch of a union a value is of: the first whose kind, members and constants it has.

use reversals_codegen::ir::{Presence, Type, TypeShape};
use reversals_runtime::form::Tree;
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
            (Some(TypeShape::Enum { values }), Value::String(text)) => listed(values, text),
            (Some(TypeShape::Enum { values }), Value::Number(number)) => {
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

/// Whether a part of a form is of a type, as far as one needs to know to choose a branch.
pub(super) fn tree(view: &View<'_>, ty: &Type, tree: &Tree) -> bool {
    let text = tree.text();
    match ty {
        Type::Any => true,
        Type::String(_) | Type::OpenEnum(_) | Type::Expandable(_) => text.is_some(),
        Type::Integer(_) => text.is_some_and(|text| text.parse::<i64>().is_ok()),
        Type::Number(_) => text.is_some_and(|text| text.parse::<f64>().is_ok()),
        Type::Boolean | Type::Only(_) => matches!(text, Some("true" | "false")),
        Type::List { .. } | Type::Map { .. } | Type::OpenObject | Type::Page(_) => text.is_none(),
        Type::OrEmpty(inner) => text == Some("") || self::tree(view, inner, tree),
        Type::OrNull(inner) => self::tree(view, inner, tree),
        Type::Named(name) => match view.shape(name) {
            Some(TypeShape::Enum { values }) => text.is_some_and(|text| listed(values, text)),
            Some(TypeShape::Struct { .. }) => text.is_none(),
            Some(TypeShape::Union { branches, .. }) => branches
                .iter()
                .any(|branch| self::tree(view, &branch.ty, tree)),
            None => false,
        },
    }
}

fn is_enum(view: &View<'_>, ty: &Type) -> bool {
    matches!(ty, Type::Named(name) if matches!(view.shape(name), Some(TypeShape::Enum { .. })))
}
