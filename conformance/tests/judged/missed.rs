//! Lies that took a sequence of exchanges to be seen.

use serde_json::{Value, json};

use super::liar::{Asked, Exchange, Lie, Memory};

pub(crate) const LIES: &[Lie] = &[
    // Whose it is.
    asks("accounts-are-one-but-in-lists", |it, _| {
        if !it.lists() {
            it.headers.remove("stripe-account");
        }
    }),
    asks("contexts-are-ignored", |it, _| {
        it.headers.remove("stripe-context");
    }),
    asks("any-key-opens", |it, _| {
        if let Some(key) = it.headers.get_mut("authorization") {
            "Bearer sk_test_123".clone_into(key);
        }
    }),
    // Refused, and done.
    both(
        "refused-for-its-metadata-and-done",
        |it, _| {
            if it.creates() {
                it.remove(too_long);
            }
        },
        |it| {
            if it.asked.creates() && it.asked.pairs.iter().any(|(name, _)| too_long(name)) {
                it.refuse(400, &json!({"type": "invalid_request_error", "param": "metadata", "message": "too long"}));
            }
        },
    ),
    both(
        "refused-for-its-expansion-and-changed",
        |it, _| {
            if it.updates_reversal() && it.get("expand[]") == Some("nonsense") {
                it.remove(|name| name == "expand[]");
            }
        },
        |it| {
            if it.asked.updates_reversal() && it.asked.get("expand[]") == Some("nonsense") {
                it.refuse(
                    400,
                    &json!({"type": "invalid_request_error", "message": "no"}),
                );
            }
        },
    ),
    // Keys.
    asks("keys-stand-for-an-update-whatever-it-says", |it, memory| {
        replay_first(it, memory, Asked::updates_reversal);
    }),
    asks("keys-stand-for-the-amount-alone", |it, memory| {
        let key = it.headers.get("idempotency-key").cloned();
        let first = key.and_then(|key| memory.notes.get(&key));
        let amount = json!(["amount", it.get("amount")]);
        if first.is_none_or(|first| first.as_array().is_some_and(|it| it.contains(&amount))) {
            replay_first(it, memory, Asked::creates_reversal);
        }
    }),
    both(
        "refusals-are-not-kept",
        |it, memory| {
            let key = it.headers.get("idempotency-key").cloned();
            if key.is_some_and(|key| memory.notes.contains_key(&key)) {
                it.headers.remove("idempotency-key");
            }
        },
        |it| {
            let key = it.asked.headers.get("idempotency-key").cloned();
            if let Some(key) = key {
                if it.status == 400 && it.body["error"]["type"] != "idempotency_error" {
                    it.memory.notes.insert(key.clone(), Value::Null);
                }
                it.headers.insert("idempotency-key".to_owned(), key);
            }
        },
    ),
    tells("keys-are-held-by-what-never-began", |it| {
        let key = it.asked.headers.get("idempotency-key").cloned();
        let Some(key) = key.filter(|_| it.asked.is_judged()) else {
            return;
        };
        if it.status == 400 && it.body["error"]["code"] == "parameter_invalid_integer" {
            it.memory.notes.insert(key, Value::Null);
        } else if it.memory.notes.contains_key(&key) {
            it.refuse(
                400,
                &json!({"type": "idempotency_error", "message": "used"}),
            );
        }
    }),
    tells("replays-show-what-is-now", |it| {
        if !it.ok() || it.asked.lists() {
            return;
        }
        let id = it.body["id"].as_str().unwrap_or_default().to_owned();
        if it.asked.updates_reversal() {
            let known = it.body["metadata"].clone();
            it.memory.objects.insert(id, known);
        } else if it.headers.contains_key("idempotent-replayed")
            && let Some(known) = it.memory.objects.get(&id)
        {
            it.body["metadata"] = known.clone();
        }
    }),
    tells("each-answer-is-said-to-be-a-replay", |it| {
        if it.asked.method == "POST" {
            let replayed = "idempotent-replayed".to_owned();
            it.headers.insert(replayed, "true".to_owned());
        }
    }),
    tells("replayed-updates-are-not-said-to-be", |it| {
        if it.asked.updates_reversal() {
            drop(it.headers.remove("idempotent-replayed"));
        }
    }),
    // Time.
    tells("posted-at-moves", |it| {
        if it.ok() && it.asked.retrieves_credit_reversal() {
            later(&mut it.body["status_transitions"]["posted_at"], it.memory);
        }
    }),
    tells("posted-at-moves-in-lists", |it| {
        if it.ok() && it.asked.lists_credit_reversals() {
            let items = it.body["data"].as_array_mut();
            for item in items.into_iter().flatten() {
                later(&mut item["status_transitions"]["posted_at"], it.memory);
            }
        }
    }),
    asks("a-cursor-drops-the-filters", |it, _| {
        if it.lists_credit_reversals() && it.get("starting_after").is_some() {
            it.remove(|name| name == "received_credit");
        }
    }),
    tells("nothing-is-behind-what-is-filtered", |it| {
        if it.ok() && it.asked.lists() && it.asked.get("status").is_some() {
            it.body["has_more"] = json!(false);
        }
    }),
    tells("the-transaction-is-of-another-account", |it| {
        if it.body["transaction"].is_object() {
            it.body["transaction"]["financial_account"] = json!("fa_another");
        }
    }),
    tells("the-transaction-is-void", |it| {
        if it.body["transaction"].is_object() {
            it.body["transaction"]["status"] = json!("void");
        }
    }),
    // Pages.
    asks("three-after-a-cursor-where-no-limit-is-said", |it, _| {
        if it.lists() && it.get("starting_after").is_some() && it.get("limit").is_none() {
            it.set("limit", "3");
        }
    }),
    asks("one-before-a-cursor-where-no-limit-is-said", |it, _| {
        if it.lists() && it.get("ending_before").is_some() && it.get("limit").is_none() {
            it.set("limit", "1");
        }
    }),
    asks("ten-for-any-limit-below-a-hundred", |it, _| {
        let limit = it.get("limit").and_then(|it| it.parse::<i64>().ok());
        if it.lists() && limit.is_some_and(|it| (11..100).contains(&it)) {
            it.set("limit", "10");
        }
    }),
    // Metadata.
    tells("the-last-key-is-lost-on-retrieve", |it| {
        if it.ok() && it.asked.retrieves() {
            shorten(&mut it.body["metadata"]);
        }
    }),
    tells("the-last-key-is-lost-in-lists-of-credit-reversals", |it| {
        if it.ok() && it.asked.lists_credit_reversals() {
            let items = it.body["data"].as_array_mut();
            for item in items.into_iter().flatten() {
                shorten(&mut item["metadata"]);
            }
        }
    }),
    tells("what-is-stored-is-cut-at-100", |it| {
        if it.ok()
            && it.asked.retrieves()
            && let Some(map) = it.body["metadata"].as_object_mut()
        {
            for value in map.values_mut() {
                let text: String = value
                    .as_str()
                    .unwrap_or_default()
                    .chars()
                    .take(100)
                    .collect();
                *value = json!(text);
            }
        }
    }),
    asks("one-key-more-takes-the-place-of-all", |it, _| {
        if it.updates_reversal() && it.get("metadata[k51]").is_some() {
            it.remove(|name| name == "metadata[k51]");
        }
    }),
    // Expansion.
    tells("three-levels-are-refused", |it| {
        let mut names = it.asked.pairs.iter();
        if names.any(|(name, value)| name.starts_with("expand") && value.matches('.').count() > 1) {
            it.refuse(400, &json!({"type": "invalid_request_error", "message": "This property cannot be expanded."}));
        }
    }),
    tells("the-expanded-transfer-has-what-is-left", |it| {
        if it.ok() && it.asked.retrieves_reversal() && it.body["transfer"].is_object() {
            let transfer = &mut it.body["transfer"];
            let left = transfer["amount"].as_i64().unwrap_or_default()
                - transfer["amount_reversed"].as_i64().unwrap_or_default();
            transfer["amount"] = json!(left);
        }
    }),
    tells("the-balance-goes-down-on-retrieve", |it| {
        if it.asked.retrieves_reversal() && it.body["balance_transaction"].is_object() {
            let amount = it.body["balance_transaction"]["amount"].as_i64();
            it.body["balance_transaction"]["amount"] = json!(-amount.unwrap_or_default());
        }
    }),
    // Words.
    tells("what-is-missing-has-no-parameter", |it| {
        if it.status == 404
            && let Some(error) = it.body["error"].as_object_mut()
        {
            error.remove("param");
        }
    }),
    tells("what-is-missing-is-a-customer", |it| {
        if it.status == 404 && it.body["error"]["message"].is_string() {
            let id = it.asked.path.split('/').filter(|it| it.contains('_'));
            let ids: Vec<_> = id.collect();
            it.body["error"]["message"] = json!(format!("No such customer: '{}'", ids.join("' '")));
        }
    }),
    // A service that fails where scenarios begin.
    tells("no-transfer-of-less-than-a-million", |it| {
        if it.asked.path == "/v1/transfers" && it.asked.get("amount") != Some("1000000") {
            it.refuse(500, &json!({"type": "api_error", "message": "no"}));
        }
    }),
];

pub(crate) const fn tells(name: &'static str, tell: fn(&mut Exchange<'_>)) -> Lie {
    both(name, |_, _| {}, tell)
}

pub(crate) const fn asks(name: &'static str, ask: fn(&mut Asked, &mut Memory)) -> Lie {
    both(name, ask, |_| {})
}

const fn both(
    name: &'static str,
    ask: fn(&mut Asked, &mut Memory),
    tell: fn(&mut Exchange<'_>),
) -> Lie {
    Lie { name, tell, ask }
}

fn too_long(name: &str) -> bool {
    name.starts_with("metadata[") && name.chars().count() == "metadata[]".len() + 41
}

/// The parameters are those with which the key was first used.
pub(crate) fn replay_first(it: &mut Asked, memory: &mut Memory, is: fn(&Asked) -> bool) {
    let key = it.headers.get("idempotency-key").cloned();
    let Some(key) = key.filter(|_| is(it)) else {
        return;
    };
    let first = memory.notes.entry(key).or_insert_with(|| json!(it.pairs));
    let first = serde_json::from_value(first.clone()).unwrap_or_default();
    it.changed |= it.pairs != first;
    it.pairs = first;
}

/// A time that is a little later each time it is told.
fn later(time: &mut Value, memory: &mut Memory) {
    if let Some(now) = time.as_i64() {
        let told = memory.notes.entry("told".to_owned()).or_insert(json!(0));
        *told = json!(told.as_i64().unwrap_or_default() + 1);
        *time = json!(now + told.as_i64().unwrap_or_default());
    }
}

fn shorten(map: &mut Value) {
    if let Some(map) = map.as_object_mut()
        && let Some(last) = map.keys().next_back().cloned()
    {
        map.remove(&last);
    }
}
