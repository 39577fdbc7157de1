//! Successes as they are read.

use serde_json::{Map, Value};

use super::super::{document, json};
use super::{Bend, ClientBug, success};
use reversals_judge::subject::Outcome;

pub(super) const BUGS: &[ClientBug] = &[
    ClientBug::new(
        "null-taken-for-absent",
        "has one word for null and for absent, and loses the null",
        Bend::Outcome(|outcome, _| {
            success(outcome, |value| {
                json::each_object(value, |members| members.retain(|_, value| !value.is_null()));
            });
        }),
    ),
    ClientBug::new(
        "absent-taken-for-null",
        "has one word for null and for absent, and makes up a null",
        Bend::Outcome(|outcome, _| {
            success(outcome, |value| {
                json::each_object(value, |members| {
                    for (name, schema) in document::lacking(members) {
                        if schema["nullable"] == true {
                            members.insert(name.to_owned(), Value::Null);
                        }
                    }
                });
            });
        }),
    ),
    ClientBug::new(
        "expanded-read-as-id",
        "keeps the id of an expanded object and throws the rest away",
        Bend::Outcome(|outcome, _| {
            success(outcome, |value| {
                json::each_expanded(value, |object| *object = object["id"].take());
            });
        }),
    ),
    ClientBug::new(
        "id-read-as-object",
        "makes an object with nothing but its id of a member that isn't expanded",
        Bend::Outcome(|outcome, _| {
            success(outcome, |value| {
                json::each_object(value, |members| {
                    let Some(schema) = document::schema_of(members) else {
                        return;
                    };
                    for (name, value) in members.iter_mut() {
                        let expandable = !schema["properties"][name]["anyOf"].is_null();
                        if expandable && value.is_string() {
                            *value =
                                Value::Object(Map::from_iter([("id".to_owned(), value.take())]));
                        }
                    }
                });
            });
        }),
    ),
    ClientBug::new(
        "answered-integers-lose-digits",
        "reads whole numbers by way of a float",
        Bend::Outcome(|outcome, _| {
            success(outcome, |value| {
                json::each_integer(value, json::through_float);
            });
        }),
    ),
    ClientBug::new(
        "answered-integers-in-32-bits",
        "keeps 32 bits of a whole number, so that times end in 2038",
        Bend::Outcome(|outcome, _| {
            success(outcome, |value| json::each_integer(value, json::in_32_bits));
        }),
    ),
    ClientBug::new(
        "map-values-guessed",
        "makes numbers of digits in a map, whose values are texts",
        Bend::Outcome(|outcome, _| {
            success(outcome, |value| {
                json::each_object(value, |members| {
                    if !json::is_resource(members) {
                        members.values_mut().for_each(json::guessed);
                    }
                });
            });
        }),
    ),
    ClientBug::new(
        "empty-map-taken-for-absent",
        "loses maps without entries",
        Bend::Outcome(|outcome, _| {
            success(outcome, |value| {
                json::each_object(value, |members| {
                    members.retain(|_, value| !value.as_object().is_some_and(Map::is_empty));
                });
            });
        }),
    ),
    ClientBug::new(
        "times-in-milliseconds",
        "reads seconds as milliseconds of its own dates",
        Bend::Outcome(|outcome, _| {
            success(outcome, |value| {
                json::each_object(value, |members| {
                    for (name, value) in members.iter_mut() {
                        if let Some(seconds) = value.as_i64().filter(|_| document::is_time(name)) {
                            *value = seconds.saturating_mul(1000).into();
                        }
                    }
                });
            });
        }),
    ),
    ClientBug::new(
        "has-more-ignored",
        "takes every page for the last",
        Bend::Outcome(|outcome, _| {
            list(outcome, |envelope| {
                drop(envelope.insert("has_more".to_owned(), false.into()));
            });
        }),
    ),
    ClientBug::new(
        "page-cut-to-first-item",
        "gives its caller the first item of a page alone",
        Bend::Outcome(|outcome, _| {
            list(outcome, |envelope| {
                items(envelope, |items| items.truncate(1));
            });
        }),
    ),
    ClientBug::new(
        "list-reordered",
        "gives its caller the items of a page sorted by their ids",
        Bend::Outcome(|outcome, _| {
            list(outcome, |envelope| {
                items(envelope, |items| {
                    items.sort_by_key(|item| item["id"].to_string());
                });
            });
        }),
    ),
    ClientBug::new(
        "list-url-lost",
        "makes up the `url` of a list",
        Bend::Outcome(|outcome, _| {
            list(outcome, |envelope| {
                drop(envelope.insert("url".to_owned(), "".into()));
            });
        }),
    ),
];

/// Changes the envelope of a list.
fn list(outcome: &mut Outcome, change: impl FnOnce(&mut Map<String, Value>)) {
    success(outcome, |value| {
        if let Value::Object(envelope) = value
            && envelope.get("object").is_some_and(|word| word == "list")
        {
            change(envelope);
        }
    });
}

fn items(envelope: &mut Map<String, Value>, change: impl FnOnce(&mut Vec<Value>)) {
    if let Some(Value::Array(items)) = envelope.get_mut("data") {
        change(items);
    }
}
