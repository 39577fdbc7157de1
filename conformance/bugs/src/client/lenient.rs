//! Answers that ought to be refused.

use serde_json::{Value, json};

use super::super::document;
use super::{Bend, ClientBug};
use reversals_cases::wire::Response;
use reversals_judge::subject::{Call, Called, Client, Outcome};

pub(super) const BUGS: &[ClientBug] = &[
    ClientBug::new(
        "text-read-as-integer",
        "takes `\"400\"` for 400",
        Bend::Refused(|value| {
            let number = value.as_str().and_then(|text| text.parse::<i64>().ok());
            number.map(Value::from).into_iter().collect()
        }),
    ),
    ClientBug::new(
        "fraction-read-as-integer",
        "takes 400.9 for 400",
        #[expect(clippy::cast_possible_truncation, reason = "the loss is the bug")]
        Bend::Refused(|value| {
            let number = value.as_f64().filter(|_| value.is_f64());
            number
                .map(|number| Value::from(number as i64))
                .into_iter()
                .collect()
        }),
    ),
    ClientBug::new(
        "number-read-as-text",
        "takes 400 for `\"400\"`",
        Bend::Refused(|value| {
            value
                .as_number()
                .map(|number| number.to_string().into())
                .into_iter()
                .collect()
        }),
    ),
    ClientBug::new(
        "boolean-read-by-truthiness",
        "takes 1 and `\"true\"` for true",
        Bend::Refused(|value| match value {
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => Vec::new(),
            other => vec![json!(
                ![json!(0), json!(""), json!("false"), Value::Null].contains(other)
            )],
        }),
    ),
    ClientBug::new(
        "null-read-as-zero",
        "makes zero or an empty value of a null where there must be one",
        Bend::Refused(|value| {
            let zeros = [json!(0), json!(""), json!(false), json!({}), json!([])];
            if value.is_null() {
                zeros.to_vec()
            } else {
                Vec::new()
            }
        }),
    ),
    ClientBug::new(
        "single-item-read-as-list",
        "takes an object for a list of one",
        Bend::Refused(|value| {
            if value.is_object() {
                vec![json!([value])]
            } else {
                Vec::new()
            }
        }),
    ),
    ClientBug::new(
        "missing-member-defaulted",
        "makes zero or an empty value of a member that must be there",
        Bend::Whole(|inner, call, answer| {
            retried(inner, call, answer, |body| {
                super::super::json::each_object(body, |members| {
                    for (name, schema) in document::lacking(members) {
                        if document::is_required(members, name) {
                            members.insert(name.to_owned(), zero(schema));
                        }
                    }
                });
            })
        }),
    ),
    ClientBug::new(
        "wrong-object-accepted",
        "doesn't look at `object`, and takes anything with the right members for the resource",
        Bend::Whole(|inner, call, answer| {
            let first = inner.call(call, answer);
            if !matches!(first.outcome, Outcome::Refused { .. }) {
                return first;
            }
            for word in std::iter::once("list").chain(document::object_words()) {
                let next = retried(inner, call, answer, |body| {
                    if let Some(object) = body.get_mut("object") {
                        *object = word.into();
                    }
                });
                if let Outcome::Success(_) = next.outcome {
                    return next;
                }
            }
            first
        }),
    ),
    ClientBug::new(
        "error-envelope-taken-for-success",
        "gives its caller an error that came with 200",
        Bend::Outcome(|outcome, answer| {
            let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
            if answer.status == 200 && body.get("error").is_some() {
                *outcome = Outcome::Success(body);
            }
        }),
    ),
    ClientBug::new(
        "empty-answer-taken-for-success",
        "takes a 200 without a body for a success",
        Bend::Outcome(|outcome, answer| {
            if answer.status == 200 && answer.body.trim().is_empty() {
                *outcome = Outcome::Success(json!({}));
            }
        }),
    ),
    ClientBug::new(
        "anything-taken-for-success",
        "gives its caller whatever JSON comes with 200",
        Bend::Outcome(|outcome, answer| {
            if let (Outcome::Refused { .. }, Ok(body)) =
                (&*outcome, serde_json::from_str(&answer.body))
            {
                *outcome = Outcome::Success(body);
            }
        }),
    ),
    ClientBug::new(
        "other-2xx-taken-for-success",
        "takes every status from 200 to 299 for the documented success",
        Bend::Whole(|inner, call, answer| {
            let mut answer = answer.clone();
            if (200..300).contains(&answer.status) {
                answer.status = 200;
            }
            inner.call(call, &answer)
        }),
    ),
];

/// Reads an answer and, as long as a place of it is refused, puts other values there and reads it again.
pub(super) fn reread(
    inner: &dyn Client,
    call: &Call,
    answer: &Response,
    others: fn(&Value) -> Vec<Value>,
) -> Called {
    let mut first = inner.call(call, answer);
    let Ok(mut body) = serde_json::from_str::<Value>(&answer.body) else {
        return first;
    };
    let mut outcome = first.outcome.clone();
    let mut visited: Vec<String> = Vec::new();
    while let Outcome::Refused { pointer, .. } = &outcome {
        let pointer = pointer.clone();
        let Some(place) = body
            .pointer(&pointer)
            .filter(|_| !visited.contains(&pointer))
        else {
            return first;
        };
        let tried = others(place).into_iter().find_map(|other| {
            let mut body = body.clone();
            *body.pointer_mut(&pointer)? = other;
            let next = inner.call(call, &with_body(answer, &body)).outcome;
            let stays =
                matches!(&next, Outcome::Refused { pointer: again, .. } if *again == pointer);
            (!stays).then_some((body, next))
        });
        let Some((next_body, next)) = tried else {
            return first;
        };
        visited.push(pointer);
        (body, outcome) = (next_body, next);
    }
    first.outcome = outcome;
    first
}

/// Reads a refused answer once more, with a changed body; what was sent is sent once.
fn retried(
    inner: &dyn Client,
    call: &Call,
    answer: &Response,
    change: impl FnOnce(&mut Value),
) -> Called {
    let mut first = inner.call(call, answer);
    let body = serde_json::from_str::<Value>(&answer.body);
    if let (Outcome::Refused { .. }, Ok(mut body)) = (&first.outcome, body) {
        change(&mut body);
        let next = inner.call(call, &with_body(answer, &body)).outcome;
        if let Outcome::Success(_) = next {
            first.outcome = next;
        }
    }
    first
}

fn with_body(answer: &Response, body: &Value) -> Response {
    Response {
        body: body.to_string(),
        ..answer.clone()
    }
}

/// The empty value of a schema's type.
fn zero(schema: &Value) -> Value {
    match schema["type"].as_str() {
        Some("integer" | "number") => json!(0),
        Some("boolean") => json!(false),
        Some("object") => json!({}),
        Some("array") => json!([]),
        _ => schema["enum"].get(0).cloned().unwrap_or_else(|| json!("")),
    }
}
