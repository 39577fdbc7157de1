//! The smallest valid value of a type, for whatever a law says nothing of.

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use reversals_codegen::ir::{
    Api, Field, Integer, Operation, Presence, Size, Text, Type, TypeShape,
};
use reversals_runtime::Arguments;
use serde_json::{Map, Value, json};

use super::values::Travel;
use reversals_judge::subject::{Authorization, Call, Caller};
use reversals_strength::held;

/// The smallest value: no members that need not be there, no items, the first of the listed values.
pub(super) fn value(api: &Api, ty: &Type, travel: Travel) -> Value {
    let inner = |ty: &Type| value(api, ty, travel);
    // What is empty sends nothing in a form.
    let least = u64::from(travel == Travel::Form);
    match ty {
        Type::String(text) if text.pattern.is_some() || !text.rules.is_empty() => {
            drawn(api, ty, travel)
        }
        Type::Integer(integer) if !integer.rules.is_empty() => drawn(api, ty, travel),
        Type::Number(_) => drawn(api, ty, travel),
        Type::String(Text {
            length: Size { min, .. },
            ..
        }) => Value::from("a".repeat(usize::try_from(min.unwrap_or(0).max(1)).unwrap_or(1))),
        Type::Integer(Integer { min, max, .. }) => {
            Value::from(0.max(min.unwrap_or(i64::MIN)).min(max.unwrap_or(i64::MAX)))
        }
        Type::Boolean => json!(false),
        Type::Only(truth) => json!(truth),
        Type::Any | Type::Expandable(_) => json!("a"),
        Type::OpenObject if least > 0 => json!({ "a": "a" }),
        Type::List {
            items,
            size: Size { min, .. },
            ..
        } => (0..min.unwrap_or(0).max(least))
            .map(|_| inner(items))
            .collect(),
        Type::Map { values, rules } => (0..held::members(rules).min.unwrap_or(0).max(least))
            .map(|index| (format!("a{index}"), inner(values)))
            .collect(),
        Type::OpenObject => json!({}),
        Type::Named(name) | Type::OpenEnum(name) => match api.types.get(name).map(|def| &def.shape)
        {
            Some(TypeShape::Struct { fields, rules, .. }) => {
                let (mut given, spare): (Vec<&Field>, Vec<&Field>) = fields
                    .iter()
                    .partition(|field| field.presence == Presence::Required);
                let more = held::members(rules)
                    .min
                    .unwrap_or(0)
                    .saturating_sub(given.len() as u64);
                given.extend(spare.iter().take(usize::try_from(more).unwrap_or(0)));
                let member = |field: &Field| (field.name.clone(), inner(&field.ty));
                Value::Object(given.into_iter().map(member).collect())
            }
            Some(TypeShape::Enum { values, .. }) => values
                .first()
                .map_or(Value::Null, |choice| choice.value.to_json()),
            Some(TypeShape::Union { branches, .. }) => branches
                .first()
                .map_or(Value::Null, |branch| inner(&branch.ty)),
            None => Value::Null,
        },
        Type::OrEmpty(_) => json!(""),
        Type::OrNull(_) => Value::Null,
        Type::Page(_) => json!({ "object": "list", "data": [], "has_more": false, "url": "/" }),
    }
}

/// The first value that is drawn of those that keep what a type is held to.
fn drawn(api: &Api, ty: &Type, travel: Travel) -> Value {
    let mut runner = TestRunner::deterministic();
    let value = super::values(api, ty, travel).new_tree(&mut runner);
    value.map_or(Value::Null, |value| value.current())
}

/// The smallest call.
pub(super) fn call(api: &Api, operation: &Operation) -> Call {
    let members = |params: &[reversals_codegen::ir::Param]| -> Map<String, Value> {
        let required = params.iter().filter(|param| param.required);
        required
            .map(|param| (param.name.clone(), value(api, &param.ty, Travel::Form)))
            .collect()
    };
    let travel = super::calls::travel(operation);
    Call {
        operation: operation.id.clone(),
        arguments: Arguments {
            path: members(&operation.path_params),
            query: members(&operation.query),
            headers: members(&operation.headers),
            body: operation
                .body
                .as_ref()
                .map(|body| value(api, &body.ty, travel)),
            ..Arguments::default()
        },
        caller: Caller {
            authorization: Authorization::Bearer,
            ..Caller::default()
        },
    }
}
