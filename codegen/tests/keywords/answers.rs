//! Answers with the good and the bad value of each pair, read by the client generated of their document.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use keywords_client::{Client, Session};
use reversals_runtime::client::{Fault, Transport};
use serde_json::{Value, json};

/// Answers every request with a body.
struct Answer(String);

impl Transport for Answer {
    fn send(&self, _: reqwest::Request) -> Pin<Box<dyn Future<Output = Result<reqwest::Response, Fault>> + Send + '_>> {
        let answer = http::Response::builder().header("content-type", "application/json");
        Box::pin(std::future::ready(Ok(answer.body(self.0.clone()).unwrap().into())))
    }
}

/// The rows whose bad values no type can hold: they are of another kind, or have no value where there must be one.
pub const KINDS: [&str; 3] = ["type", "required", "format: double"];

/// Whether a value is of its schema's kind all the way in, with every member that is required, whatever else is wrong
/// with it. A union keeps what is of none of its branches.
fn is_of_kind(schema: &Value, value: &Value) -> bool {
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let of = |schema: &Value, value: &Value| schema.is_boolean() || is_of_kind(schema, value);
    let own = match (schema["type"].as_str(), value) {
        (None, _) => true,
        (_, Value::Null) => schema["nullable"] == true,
        (Some("integer"), _) => value.is_i64(),
        (Some("number"), _) => value.is_number(),
        (Some("string"), _) => value.is_string(),
        (Some("boolean"), _) => value.is_boolean(),
        (Some("array"), _) => value.as_array().is_some_and(|items| items.iter().all(|item| of(&schema["items"], item))),
        (Some(_), Value::Object(members)) => {
            let mut required = schema["required"].as_array().into_iter().flatten();
            required.all(|name| members.contains_key(name.as_str().unwrap()))
                && members.iter().all(|(name, member)| {
                    let known = schema["properties"].get(name).or(schema.get("additionalProperties"));
                    known.is_none_or(|schema| of(schema, member))
                })
        }
        _ => false,
    };
    own && parts.into_iter().all(|part| is_of_kind(part, value))
}

/// A value with its numbers as floats, since what is `type: number` is one in Rust.
fn as_floats(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.iter().map(as_floats).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), as_floats(member))).collect(),
        other => other.clone(),
    }
}

/// A value without the members that no schema knows, which structs drop.
fn known(schema: &Value, value: &Value) -> Value {
    let rest = schema.get("additionalProperties").is_some_and(|rest| *rest != false);
    match (&schema["properties"], value) {
        (Value::Object(listed), Value::Object(members)) if !rest => {
            let known = members.iter().filter_map(|(name, member)| Some((name.clone(), known(listed.get(name)?, member))));
            known.collect()
        }
        _ => value.clone(),
    }
}

/// The rows whose bad values were read.
pub async fn read(pairs: &[Value]) -> BTreeSet<String> {
    let mut rows = BTreeSet::new();
    for (index, pair) in pairs.iter().enumerate() {
        let Some(texts) = pair["json"].as_array() else {
            continue;
        };
        let (row, schema) = (pair["row"].as_str().unwrap(), &pair["schema"]);
        for (text, fits) in [(&texts[0], true), (&texts[1], false)] {
            let Ok(value) = serde_json::from_str::<Value>(text.as_str().unwrap()) else {
                // No JSON: beyond every float, or half of a sign.
                assert!(!fits, "{row}: {text}");
                continue;
            };
            let name = format!("p{index}");
            let session = Session::anonymous().with_transport(Arc::new(Answer(json!({ &name: value }).to_string())));
            let client = Client::connect("http://answers", session).unwrap();
            let answer = client.answer().retrieve().send().await;
            if !is_of_kind(schema, &value) {
                // One null for nothing is read, as if it were absent.
                assert!(value.is_null() || answer.is_err(), "{row}: {value} of {schema} was read");
                continue;
            }
            let read = json!(*answer.unwrap_or_else(|error| panic!("{row}: {value} of {schema}: {error}")));
            let wanted = known(schema, &value);
            assert_eq!(as_floats(&read[&name]), as_floats(&wanted), "{row} of {schema}");
            if !fits {
                rows.insert(row.to_owned());
            }
        }
    }
    rows
}
