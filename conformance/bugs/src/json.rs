//! Walks over JSON.

use serde_json::{Map, Value};

use reversals_judge::subject::Call;

/// Changes a value and everything in it, the inner ones first.
pub(super) fn each(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, change)),
        Value::Object(members) => members.values_mut().for_each(|member| each(member, change)),
        _ => {}
    }
    change(value);
}

/// Changes every object, the inner ones first.
pub(super) fn each_object(value: &mut Value, mut change: impl FnMut(&mut Map<String, Value>)) {
    each(value, &mut |value| {
        if let Value::Object(members) = value {
            change(members);
        }
    });
}

/// Changes every text.
pub(super) fn each_text(value: &mut Value, change: impl Fn(&str) -> String) {
    each(value, &mut |value| {
        if let Value::String(text) = value {
            *text = change(text);
        }
    });
}

/// Changes every whole number.
pub(super) fn each_integer(value: &mut Value, change: impl Fn(i64) -> Value) {
    each(value, &mut |value| {
        if let Some(number) = value.as_i64() {
            *value = change(number);
        }
    });
}

/// The parameters of a call's query and body, by name.
pub(super) fn parameters(call: &mut Call) -> impl Iterator<Item = (&String, &mut Value)> {
    let body = call.arguments.body.as_mut().and_then(Value::as_object_mut);
    let body = body.into_iter().flatten();
    call.arguments.query.iter_mut().chain(body)
}

/// Changes the values of a call's query and body, and everything in them.
pub(super) fn each_parameter(call: &mut Call, mut change: impl FnMut(&mut Value)) {
    for (_, value) in parameters(call) {
        each(value, &mut change);
    }
}

/// Changes the lists among a call's parameters.
pub(super) fn each_list(call: &mut Call, change: impl Fn(&mut Vec<Value>)) {
    for (_, value) in parameters(call) {
        if let Value::Array(items) = value {
            change(items);
        }
    }
}

/// Changes the maps among a call's parameters.
pub(super) fn each_map(call: &mut Call, change: impl Fn(&mut Map<String, Value>)) {
    for (_, value) in parameters(call) {
        if let Value::Object(members) = value {
            change(members);
        }
    }
}

/// What a detour over a 64-bit float makes of a whole number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "the loss is the bug"
)]
pub(super) fn through_float(number: i64) -> Value {
    Value::from(number as f64 as i64)
}

/// What is left of a whole number in 32 bits.
#[expect(clippy::cast_possible_truncation, reason = "the loss is the bug")]
pub(super) fn in_32_bits(number: i64) -> Value {
    Value::from(number as i32)
}

/// Digits as the number that they write, for those who guess types.
pub(super) fn guessed(value: &mut Value) {
    if let Some(number) = value.as_str().and_then(|text| text.parse::<i64>().ok()) {
        *value = Value::from(number);
    }
}

/// Whether it is an object of the service and not a map of a caller's own keys.
pub(super) fn is_resource(members: &Map<String, Value>) -> bool {
    members.contains_key("object")
}

/// An object that stands where its id might: below another one, and with an id of its own.
pub(super) fn each_expanded(value: &mut Value, change: impl Fn(&mut Value)) {
    each_object(value, |members| {
        for member in members.values_mut() {
            let expanded = member
                .as_object()
                .is_some_and(|inner| is_resource(inner) && inner.contains_key("id"));
            if expanded {
                change(member);
            }
        }
    });
}
