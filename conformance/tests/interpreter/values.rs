//! Values that fit, and values that don't.

use reversals_codegen::ir::{Api, Presence, Type, TypeShape};
use serde_json::{Map, Value, json};

/// A value of each kind, with what is special about some.
pub(super) fn any() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-7),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1.0),
        json!(1e300),
        json!(""),
        json!("no such value"),
        json!("a/b c%41+é[0]&=:\u{1f600}"),
        json!(".."),
        json!([]),
        json!(["a", "b.c"]),
        json!([null]),
        json!([{ "k": "v" }]),
        json!({}),
        json!({ "k": "v" }),
        json!({ "a~/ b: c": 1 }),
        json!({ "": "" }),
        json!({ "a[0]": "x", "b": null }),
    ]
}

/// How deep objects stand in each other with every member there; below are only those that must be.
const LEVELS: usize = 4;

/// A value of a type with every member there, and expandable ones expanded `depth` times.
pub(super) fn full(api: &Api, ty: &Type, depth: usize) -> Value {
    below(api, ty, depth, LEVELS)
}

fn below(api: &Api, ty: &Type, depth: usize, levels: usize) -> Value {
    match ty {
        Type::String(_) => json!("text"),
        Type::Integer(_) => json!(12),
        Type::Number(_) => json!(0.5),
        Type::Boolean => json!(true),
        Type::Only(truth) => json!(truth),
        Type::Any => json!({ "any": [1, null] }),
        Type::OpenObject => json!({ "k": { "l": null } }),
        Type::List { .. } if levels == 0 => json!([]),
        Type::Map { .. } if levels == 0 => json!({}),
        Type::List { items, .. } => json!([below(api, items, depth, levels)]),
        Type::Map { values, .. } => json!({ "k": below(api, values, depth, levels) }),
        Type::Named(name) | Type::OpenEnum(name) => named(api, name, depth, levels),
        Type::Expandable(_) if depth == 0 => json!("id_1"),
        Type::Expandable(inner) => below(api, inner, depth - 1, levels),
        Type::Page(items) => {
            let items = below(api, items, depth, levels);
            json!({ "data": [items], "has_more": false, "object": "list", "url": "/v1" })
        }
        Type::OrEmpty(inner) | Type::OrNull(inner) => below(api, inner, depth, levels),
    }
}

fn named(api: &Api, name: &str, depth: usize, levels: usize) -> Value {
    match &api.types[name].shape {
        TypeShape::Enum { values, .. } => values[0].value.to_json(),
        TypeShape::Union { branches, .. } => below(api, &branches[0].ty, depth, levels),
        TypeShape::Struct { fields, rest, .. } => {
            let mut members: Map<String, Value> = fields
                .iter()
                .filter(|field| levels > 0 || field.presence == Presence::Required)
                .map(|field| {
                    let value = below(api, &field.ty, depth, levels.saturating_sub(1));
                    (field.name.clone(), value)
                })
                .collect();
            if let (Some(ty), 1..) = (rest, levels) {
                members.insert("other".to_owned(), below(api, ty, depth, levels - 1));
            }
            Value::Object(members)
        }
    }
}

/// A value with one thing changed, in every place: a member gone, one too many, and each of [`any`] in its stead.
pub(super) fn changed(value: &Value) -> Vec<Value> {
    let mut all = any();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let mut without = members.clone();
                without.remove(name);
                all.push(Value::Object(without));
                all.extend(
                    changed(member)
                        .into_iter()
                        .map(|other| with(members, name, other)),
                );
            }
            all.push(with(members, "unknown", json!({ "a": 1 })));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                all.extend(changed(item).into_iter().map(|other| {
                    let mut items = items.clone();
                    items[index] = other;
                    Value::Array(items)
                }));
            }
        }
        _ => {}
    }
    all
}

/// The members with one more, or another.
pub(super) fn with(members: &Map<String, Value>, name: &str, value: Value) -> Value {
    let mut members = members.clone();
    members.insert(name.to_owned(), value);
    Value::Object(members)
}
