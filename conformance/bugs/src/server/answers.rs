//! Successes as they are written.

use serde_json::{Map, Value, json};

use super::super::{document, json};
use super::{Bend, ServerBug, success};

pub(super) const BUGS: &[ServerBug] = &[
    ServerBug::new(
        "null-members-dropped",
        "leaves out members that are null",
        Bend::Answer(|response, _, _| {
            success(response, |body| {
                json::each_object(body, |members| members.retain(|_, value| !value.is_null()));
            });
        }),
    ),
    ServerBug::new(
        "absent-members-are-null",
        "writes null for members that are absent",
        Bend::Answer(|response, _, _| {
            success(response, |body| {
                json::each_object(body, |members| {
                    for (name, _) in document::lacking(members) {
                        members.insert(name.to_owned(), Value::Null);
                    }
                });
            });
        }),
    ),
    ServerBug::new(
        "zero-values-dropped",
        "leaves out members that are false, zero or empty",
        Bend::Answer(|response, _, _| {
            success(response, |body| {
                json::each_object(body, |members| {
                    members.retain(|_, value| ![json!(false), json!(0), json!("")].contains(value));
                });
            });
        }),
    ),
    ServerBug::new(
        "empty-maps-dropped",
        "leaves out maps without entries",
        Bend::Answer(|response, _, _| {
            success(response, |body| {
                json::each_object(body, |members| {
                    members.retain(|_, value| *value != json!({}));
                });
            });
        }),
    ),
    ServerBug::new(
        "empty-list-is-null",
        "writes null for a list without items",
        Bend::Answer(|response, _, _| {
            success(response, |body| {
                json::each(body, &mut |value| {
                    if *value == json!([]) {
                        *value = Value::Null;
                    }
                });
            });
        }),
    ),
    ServerBug::new(
        "integers-as-text",
        "writes whole numbers as texts",
        Bend::Answer(|response, _, _| {
            success(response, |body| {
                json::each_integer(body, |number| number.to_string().into());
            });
        }),
    ),
    ServerBug::new(
        "integers-as-floats",
        "writes whole numbers with a fraction",
        Bend::Answer(|response, _, _| {
            #[expect(clippy::cast_precision_loss, reason = "the fraction is the bug")]
            success(response, |body| {
                json::each_integer(body, |number| (number as f64).into());
            });
        }),
    ),
    ServerBug::new(
        "answered-integers-lose-digits",
        "writes whole numbers by way of a float",
        Bend::Answer(|response, _, _| {
            success(response, |body| {
                json::each_integer(body, json::through_float);
            });
        }),
    ),
    ServerBug::new(
        "times-in-milliseconds",
        "writes times in milliseconds",
        Bend::Answer(|response, _, _| {
            times(response, |seconds| seconds.saturating_mul(1000).into());
        }),
    ),
    ServerBug::new(
        "times-as-dates",
        "writes times as text",
        Bend::Answer(|response, _, _| {
            times(response, |seconds| {
                format!("{}T00:00:00Z", date(seconds)).into()
            });
        }),
    ),
    ServerBug::new(
        "unknown-enum-values-dropped",
        "leaves out members whose value isn't in the enum",
        Bend::Answer(|response, _, _| {
            success(response, |body| {
                json::each_object(body, |members| {
                    let all = members.clone();
                    members.retain(|name, value| !document::is_unknown_value(&all, name, value));
                });
            });
        }),
    ),
    ServerBug::new(
        "digits-answered-as-numbers",
        "writes texts of digits as numbers",
        Bend::Answer(|response, _, _| {
            success(response, |body| json::each(body, &mut json::guessed));
        }),
    ),
    ServerBug::new(
        "answer-loses-non-ascii",
        "writes a question mark for what isn't ASCII",
        Bend::Answer(|response, _, _| {
            success(response, |body| {
                json::each_text(body, |text| {
                    text.chars()
                        .map(|char| if char.is_ascii() { char } else { '?' })
                        .collect()
                });
            });
        }),
    ),
    ServerBug::new(
        "expanded-answered-as-id",
        "writes the id although the object was asked for",
        Bend::Answer(|response, _, _| {
            success(response, |body| {
                json::each_expanded(body, |object| *object = object["id"].take());
            });
        }),
    ),
    ServerBug::new(
        "has-more-always-false",
        "says that every page is the last",
        Bend::Answer(|response, _, _| {
            list(response, |envelope| {
                drop(envelope.insert("has_more".to_owned(), false.into()));
            });
        }),
    ),
    ServerBug::new(
        "list-without-envelope",
        "answers a list with a bare array",
        Bend::Answer(|response, _, _| {
            success(response, |body| {
                if body["object"] == "list" {
                    *body = body["data"].take();
                }
            });
        }),
    ),
    ServerBug::new(
        "list-reordered",
        "answers the oldest first",
        Bend::Answer(|response, _, _| {
            list(response, |envelope| {
                if let Some(Value::Array(items)) = envelope.get_mut("data") {
                    items.reverse();
                }
            });
        }),
    ),
    ServerBug::new(
        "list-url-with-query",
        "repeats the query in the `url` of a list",
        Bend::Answer(|response, request, _| {
            let Some(query) = &request.query else { return };
            list(response, |envelope| {
                if let Some(Value::String(url)) = envelope.get_mut("url") {
                    url.push_str(&format!("?{query}"));
                }
            });
        }),
    ),
    ServerBug::new(
        "success-wrapped",
        "wraps the answer into `{\"data\": ...}`",
        Bend::Answer(|response, _, _| {
            success(response, |body| *body = json!({ "data": body.take() }));
        }),
    ),
    ServerBug::new(
        "created-status-for-post",
        "answers 201 to a POST, though the document says 200",
        Bend::Answer(|response, request, _| {
            if response.status == 200 && request.method == "POST" {
                response.status = 201;
            }
        }),
    ),
    ServerBug::new(
        "wrong-content-type",
        "answers JSON as text",
        Bend::Answer(|response, _, _| {
            if response.status < 300 {
                let media = "text/plain".to_owned();
                response.headers.insert("content-type".to_owned(), media);
            }
        }),
    ),
];

/// Changes the envelope of a list.
fn list(
    response: &mut reversals_cases::wire::Response,
    change: impl FnOnce(&mut Map<String, Value>),
) {
    success(response, |body| {
        if let Value::Object(envelope) = body
            && envelope.get("object").is_some_and(|word| word == "list")
        {
            change(envelope);
        }
    });
}

/// Changes the members that are times.
fn times(response: &mut reversals_cases::wire::Response, change: fn(i64) -> Value) {
    success(response, |body| {
        json::each_object(body, |members| {
            for (name, value) in members.iter_mut() {
                if let Some(seconds) = value.as_i64().filter(|_| document::is_time(name)) {
                    *value = change(seconds);
                }
            }
        });
    });
}

/// The day of a time, roughly: any date is as wrong as another.
fn date(seconds: i64) -> String {
    let days = seconds / 86_400;
    format!(
        "{}-{:02}-{:02}",
        1970 + days / 366,
        days % 12 + 1,
        days % 28 + 1
    )
}
