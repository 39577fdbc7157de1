//! Lies in what an answer says.

use serde_json::{Value, json};

use super::liar::{Exchange, Lie};

pub(crate) const LIES: &[Lie] = &[
    lie("amount-of-one-more", |it| {
        each(it, |object| add(&mut object["amount"], 1))
    }),
    lie("amount-of-one-more-on-create", |it| {
        if it.ok() && it.asked.creates_reversal() {
            add(&mut it.body["amount"], 1);
        }
    }),
    lie("amount-of-one-more-on-retrieve", |it| {
        if it.ok() && it.asked.retrieves() {
            add(&mut it.body["amount"], 1);
        }
    }),
    lie("amount-of-one-more-in-lists", |it| {
        if it.asked.lists() {
            it.objects()
                .into_iter()
                .for_each(|object| add(&mut object["amount"], 1));
        }
    }),
    lie("amount-negative", |it| {
        each(it, |object| {
            object["amount"] = json!(-object["amount"].as_i64().unwrap_or(1));
        })
    }),
    lie("credit-amount-of-one-less", |it| {
        if it.ok() && it.asked.creates_credit_reversal() {
            add(&mut it.body["amount"], -1);
        }
    }),
    lie("another-id-on-retrieve", |it| {
        if it.ok() && it.asked.retrieves() {
            it.body["id"] = json!("trr_another");
        }
    }),
    lie("another-id-on-update", |it| {
        if it.ok() && it.asked.updates_reversal() {
            it.body["id"] = json!("trr_another");
        }
    }),
    lie("another-id-on-create", |it| {
        if it.ok() && it.asked.creates() {
            it.body["id"] = json!(format!("trr_another{}", it.memory.notes.len()));
        }
    }),
    lie("another-transfer", |it| {
        each(it, |object| {
            if object["transfer"].is_string() {
                object["transfer"] = json!("tr_another");
            }
        })
    }),
    lie("another-transfer-in-lists", |it| {
        if it.asked.lists_reversals() {
            for object in it.objects() {
                if object["transfer"].is_string() {
                    object["transfer"] = json!("tr_another");
                }
            }
        }
    }),
    lie("another-received-credit", |it| {
        each(it, |object| {
            if object.get("received_credit").is_some() {
                object["received_credit"] = json!("rc_another");
            }
        })
    }),
    lie("another-financial-account", |it| {
        each(it, |object| {
            if object.get("financial_account").is_some() {
                object["financial_account"] = json!("fa_another");
            }
        })
    }),
    lie("another-currency", |it| {
        each(it, |object| object["currency"] = json!("eur"))
    }),
    lie("currency-in-capitals", |it| {
        each(it, |object| object["currency"] = json!("USD"))
    }),
    lie("another-network", |it| {
        each(it, |object| {
            if object.get("network").is_some() {
                object["network"] = json!("stripe");
            }
        })
    }),
    lie("live-mode", |it| {
        each(it, |object| {
            if object.get("livemode").is_some() {
                object["livemode"] = json!(true);
            }
        })
    }),
    lie("created-in-milliseconds", |it| {
        each(it, |object| {
            object["created"] = json!(object["created"].as_i64().unwrap_or_default() * 1000);
        })
    }),
    lie("created-an-hour-ago", |it| {
        each(it, |object| add(&mut object["created"], -3600))
    }),
    lie("created-when-retrieved", |it| {
        if it.ok() && it.asked.retrieves() {
            add(&mut it.body["created"], 1);
        }
    }),
    lie("metadata-lost", |it| {
        each(it, |object| object["metadata"] = json!({}))
    }),
    lie("metadata-lost-in-lists", |it| {
        if it.asked.lists() {
            it.objects()
                .into_iter()
                .for_each(|object| object["metadata"] = json!({}));
        }
    }),
    lie("metadata-lost-on-retrieve", |it| {
        if it.ok() && it.asked.retrieves() {
            it.body["metadata"] = json!({});
        }
    }),
    lie("metadata-of-its-own", |it| {
        each(it, |object| object["metadata"]["source"] = json!("api"))
    }),
    lie("metadata-trimmed", |it| {
        metadata(it, |key, value| (key.to_owned(), value.trim().to_owned()))
    }),
    lie("metadata-in-lower-case", |it| {
        metadata(it, |key, value| (key.to_lowercase(), value.to_owned()))
    }),
    lie("metadata-cut-at-100", |it| {
        metadata(it, |key, value| {
            (key.to_owned(), value.chars().take(100).collect())
        });
    }),
    lie("metadata-of-ten-keys", |it| {
        each(it, |object| {
            if let Some(map) = object["metadata"].as_object_mut() {
                *map = std::mem::take(map).into_iter().take(10).collect();
            }
        })
    }),
    lie("posted-without-a-time", |it| {
        each(it, |object| {
            if object.get("status").is_some() {
                object["status"] = json!("posted");
                object["status_transitions"]["posted_at"] = Value::Null;
            }
        })
    }),
    lie("processing-with-a-time", |it| {
        each(it, |object| {
            if object["status"] == "processing" {
                object["status_transitions"]["posted_at"] = object["created"].clone();
            }
        })
    }),
    lie("posted-before-it-was-made", |it| {
        each(it, |object| {
            if object["status"] == "posted" {
                let created = object["created"].as_i64().unwrap_or_default();
                object["status_transitions"]["posted_at"] = json!(created - 1);
            }
        })
    }),
    lie("never-posted", |it| {
        each(it, |object| {
            if object["status"] == "posted" {
                object["status"] = json!("processing");
                object["status_transitions"]["posted_at"] = Value::Null;
            }
        })
    }),
    lie("always-canceled", |it| {
        each(it, |object| {
            if object.get("status").is_some() {
                object["status"] = json!("canceled");
                object["status_transitions"]["posted_at"] = Value::Null;
            }
        })
    }),
    lie("page-turned-round", |it| page(it, |data| data.reverse())),
    lie("page-with-an-item-twice", |it| {
        page(it, |data| {
            if let Some(first) = data.first().cloned() {
                data.push(first);
            }
        })
    }),
    lie("page-without-its-last-item", |it| {
        page(it, |data| drop(data.pop()))
    }),
    lie("page-always-empty", |it| page(it, Vec::clear)),
    lie("more-never", |it| set(it, "has_more", &json!(false))),
    lie("more-always", |it| set(it, "has_more", &json!(true))),
    lie("more-where-the-page-is-full", |it| {
        if it.ok() && it.asked.lists() {
            let limit = it
                .asked
                .get("limit")
                .and_then(|it| it.parse().ok())
                .unwrap_or(10);
            let full = it.body["data"]
                .as_array()
                .is_some_and(|data| data.len() >= limit);
            it.body["has_more"] = json!(full);
        }
    }),
    lie("url-with-the-query", |it| {
        if it.ok() && it.asked.lists() {
            it.body["url"] = json!(format!("{}?limit=10", it.asked.path));
        }
    }),
    lie("url-of-the-template", |it| {
        if it.ok() && it.asked.lists_reversals() {
            it.body["url"] = json!("/v1/transfers/:id/reversals");
        }
    }),
    lie("no-request-id", |it| drop(it.headers.remove("request-id"))),
    lie("another-key-again", |it| {
        if let Some(key) = it.headers.get_mut("idempotency-key") {
            key.push('x');
        }
    }),
    lie("refused-without-words", |it| {
        if !it.ok() {
            it.body["error"]["message"] = json!("");
        }
    }),
    lie("refused-without-a-code", |it| {
        if let Some(error) = it.body["error"].as_object_mut() {
            error.remove("code");
        }
    }),
    lie("refused-without-a-parameter", |it| {
        if let Some(error) = it.body["error"].as_object_mut() {
            error.remove("param");
        }
    }),
    lie("refused-as-an-error-of-the-service", |it| {
        if !it.ok() {
            it.body["error"]["type"] = json!("api_error");
        }
    }),
    lie("refused-for-another-parameter", |it| {
        if it.body["error"]["param"].is_string() {
            it.body["error"]["param"] = json!("description");
        }
    }),
];

const fn lie(name: &'static str, tell: fn(&mut Exchange<'_>)) -> Lie {
    Lie {
        name,
        tell,
        ask: |_, _| {},
    }
}

/// Changes every object of the judged operations.
fn each(exchange: &mut Exchange<'_>, change: impl Fn(&mut Value)) {
    if exchange.asked.is_judged() {
        exchange.objects().into_iter().for_each(change);
    }
}

fn add(value: &mut Value, number: i64) {
    *value = json!(value.as_i64().unwrap_or_default() + number);
}

fn metadata(exchange: &mut Exchange<'_>, change: impl Fn(&str, &str) -> (String, String)) {
    each(exchange, |object| {
        if let Some(map) = object["metadata"].as_object_mut() {
            let changed = std::mem::take(map).into_iter().map(|(key, value)| {
                let (key, value) = change(&key, value.as_str().unwrap_or_default());
                (key, Value::from(value))
            });
            *map = changed.collect();
        }
    });
}

fn page(exchange: &mut Exchange<'_>, change: impl Fn(&mut Vec<Value>)) {
    if exchange.ok()
        && exchange.asked.lists()
        && let Some(data) = exchange.body["data"].as_array_mut()
    {
        change(data);
    }
}

fn set(exchange: &mut Exchange<'_>, name: &str, value: &Value) {
    if exchange.ok() && exchange.asked.lists() {
        exchange.body[name] = value.clone();
    }
}
