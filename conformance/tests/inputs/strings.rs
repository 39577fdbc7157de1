//! What a form has of a value: texts, and nothing of what is empty.

use serde_json::{Map, Value};

/// The value with texts for scalars and without what sends nothing; none where all of it sends nothing.
pub(super) fn of(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Bool(true) => Some(Value::from("true")),
        Value::Bool(false) => Some(Value::from("false")),
        Value::Number(number) => Some(Value::from(number.to_string())),
        Value::String(_) => Some(value.clone()),
        Value::Array(items) => {
            let items: Vec<Value> = items.iter().filter_map(of).collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        Value::Object(members) => {
            let members = self::members(members);
            (!members.is_empty()).then_some(Value::Object(members))
        }
    }
}

/// The members that send something.
pub(super) fn members(members: &Map<String, Value>) -> Map<String, Value> {
    let sent = members
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), of(value)?)));
    sent.collect()
}

/// The value as a reader of the form gives it back: without what sends nothing.
pub(super) fn sent(members: &Map<String, Value>) -> Map<String, Value> {
    let sent = members.iter().filter(|(_, value)| of(value).is_some());
    sent.map(|(name, value)| (name.clone(), pruned(value)))
        .collect()
}

fn pruned(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(sent(members)),
        Value::Array(items) => items.iter().map(pruned).collect(),
        scalar => scalar.clone(),
    }
}
