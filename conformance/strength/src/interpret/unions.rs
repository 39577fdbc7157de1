//! Reading one of some types, told apart by what the value says.

use std::sync::Arc;

use reversals_codegen::ir::{Branch, Kind, Literal, Tag, Type};
use reversals_runtime::unions;
use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

use super::slot::{INNER, Scope, Slot};
use super::typed::Typed;
use super::types::Types;

/// Reads a value of a union: of the branch that type, tags and required members leave, or else of the first that loses
/// nothing. What is of none is kept where the union is open.
pub(super) fn read<'de, D: Deserializer<'de>>(
    types: &Arc<Types>,
    name: &str,
    branches: &[Branch],
    open: bool,
    from: D,
) -> Result<Typed, D::Error> {
    let value = Value::deserialize(from)?;
    let left: Vec<usize> = (0..branches.len())
        .filter(|&index| is(&branches[index], &value))
        .collect();
    let tags = |index: usize| branches[index].tags.len();
    // A server's check has said what a branch is held to.
    let of = |index: usize| {
        if unions::admits(name, index, &value) {
            return of(types, &branches[index].ty, &value);
        }
        Err(serde_json::Error::custom("the branch refuses the value"))
    };
    let most = left.iter().map(|&index| tags(index)).max().unwrap_or(0);
    let (best, mut rest): (Vec<usize>, Vec<usize>) =
        left.iter().partition(|&&index| tags(index) == most);
    let (mut taken, mut refused) = (None, None);
    if let [told] = best[..] {
        match of(told) {
            // A float has not every number.
            Ok(read) if open && branches[told].kind == Kind::Number => {
                let is_whole = gives_back(&value, &read.to_json());
                return Ok(if is_whole { read } else { Typed::Json(value) });
            }
            Ok(read) => return Ok(read),
            Err(error) => refused = Some(error),
        }
    }
    // In groups by how many tags they have, each group in order.
    rest.sort_by_key(|&index| std::cmp::Reverse(tags(index)));
    for &index in best.iter().chain(&rest) {
        let Ok(read) = of(index) else {
            continue;
        };
        if gives_back(&value, &read.to_json()) {
            return Ok(read);
        }
        taken.get_or_insert(read);
    }
    match (taken, refused) {
        _ if open => Ok(Typed::Json(value)),
        (Some(read), _) => Ok(read),
        (None, Some(error)) => Err(D::Error::custom(error)),
        (None, None) => Err(D::Error::custom("the value is of no branch of the union")),
    }
}

/// The value as one of a type, read as strictly as the whole.
fn of(types: &Arc<Types>, ty: &Type, value: &Value) -> serde_json::Result<Typed> {
    let read = Scope::of(types, ty, INNER).within(|| unions::branch::<Slot<INNER>>(value));
    read.map(|slot| slot.0)
}

fn is(branch: &Branch, value: &Value) -> bool {
    let kind = match branch.kind {
        Kind::Any => true,
        Kind::String => value.is_string(),
        Kind::Integer => whole(value).is_some(),
        Kind::Number => value.is_number(),
        Kind::Boolean => value.is_boolean(),
        Kind::List => value.is_array(),
        Kind::Object => value.is_object(),
    };
    let has = |name: &String| value.get(name).is_some();
    kind && branch.required.iter().all(has) && branch.tags.iter().all(|tag| stands(tag, value))
}

fn stands(tag: &Tag, value: &Value) -> bool {
    let mut at = Some(value);
    for name in &tag.path {
        at = at.and_then(|value| value.get(name));
    }
    let found = at.cloned().unwrap_or_default();
    tag.values.iter().any(|listed| match listed {
        Literal::Text(text) => found == text.as_str(),
        Literal::Integer(listed) => whole(&found) == Some(*listed),
        Literal::Boolean(truth) => found == *truth,
    })
}

/// The whole number that a value is.
fn whole(value: &Value) -> Option<i64> {
    value.as_number().and_then(reversals_runtime::shape::whole)
}

/// Whether a value that was read is written as it came, but for how a number is written.
fn gives_back(came: &Value, written: &Value) -> bool {
    /// Below it every whole number has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match (came, written) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() != other.is_f64() => {
            one.as_f64() == other.as_f64() && one.as_f64().is_some_and(|float| float.abs() < EXACT)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| gives_back(a, b))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same = |(name, value)| other.get(name).is_some_and(|it| gives_back(value, it));
            one.len() == other.len() && one.iter().all(same)
        }
        _ => came == written,
    }
}
