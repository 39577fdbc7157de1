//! Lies about what was asked: something else is done.

use serde_json::json;

use super::liar::{Asked, Exchange, Lie, Memory};

pub(crate) const LIES: &[Lie] = &[
    lie("limit-ignored", |it, _| {
        if it.lists() && valid_limit(it) {
            it.remove(|name| name == "limit");
        }
    }),
    lie("limit-of-one-more", |it, _| {
        if it.lists() && valid_limit(it) {
            let limit: u32 = it.get("limit").and_then(|it| it.parse().ok()).unwrap_or(10);
            it.set("limit", (limit + 1).min(100).to_string());
        }
    }),
    lie("limit-of-twenty-where-none-is-said", |it, _| {
        if it.lists() && it.get("limit").is_none() {
            it.set("limit", "20");
        }
    }),
    lie("limit-of-fifty-at-most", |it, _| {
        if it.lists()
            && valid_limit(it)
            && it.get("limit").is_some_and(|it| it.len() > 2 || it > "50")
        {
            it.set("limit", "50");
        }
    }),
    lie("limit-of-none-taken", |it, _| {
        if it.lists() && it.get("limit") == Some("0") {
            it.set("limit", "10");
        }
    }),
    lie("limit-above-a-hundred-taken", |it, _| {
        if it.lists()
            && it
                .get("limit")
                .is_some_and(|it| it.parse::<i64>().is_ok_and(|it| it > 100))
        {
            it.set("limit", "100");
        }
    }),
    lie("starting-after-ignored", |it, _| {
        if it.lists() {
            it.remove(|name| name == "starting_after")
        }
    }),
    lie("ending-before-ignored", |it, _| {
        if it.lists() {
            it.remove(|name| name == "ending_before")
        }
    }),
    lie("credit-pages-before-begin-at-the-newest", |it, _| {
        if it.lists_credit_reversals() {
            it.remove(|name| name == "ending_before");
        }
    }),
    lie("cursors-turned-round", |it, _| {
        if it.lists() {
            for (name, _) in &mut it.pairs {
                let other = match name.as_str() {
                    "starting_after" => "ending_before",
                    "ending_before" => "starting_after",
                    _ => continue,
                };
                other.clone_into(name);
                it.changed = true;
            }
        }
    }),
    lie("status-ignored", |it, _| {
        if it.lists_credit_reversals() {
            it.remove(|name| name == "status")
        }
    }),
    lie("received-credit-ignored", |it, _| {
        if it.lists_credit_reversals() {
            it.remove(|name| name == "received_credit");
        }
    }),
    lie("expand-ignored", |it, _| {
        it.remove(|name| name.starts_with("expand"))
    }),
    lie("expand-ignored-in-lists", |it, _| {
        if it.lists() {
            it.remove(|name| name.starts_with("expand"))
        }
    }),
    lie("expand-ignored-on-create", |it, _| {
        if it.creates() {
            it.remove(|name| name.starts_with("expand"))
        }
    }),
    lie("transfer-always-expanded", |it, _| {
        if it.retrieves_reversal() && it.pairs.is_empty() {
            it.set("expand[]", "transfer");
        }
    }),
    lie("metadata-of-an-update-lost", |it, _| {
        if it.updates_reversal() {
            it.remove(|name| name.starts_with("metadata["));
        }
    }),
    lie("metadata-never-cleared", |it, _| {
        if it.updates_reversal() {
            it.remove(|name| name == "metadata")
        }
    }),
    lie("metadata-never-unset", |it, _| {
        if it.updates_reversal() {
            let unset: Vec<_> = it
                .pairs
                .iter()
                .filter(|(_, value)| value.is_empty())
                .map(|(name, _)| name.clone())
                .collect();
            it.remove(|name| name.starts_with("metadata[") && unset.iter().any(|it| it == name));
        }
    }),
    lie("metadata-cleared-by-each-update", |it, _| {
        if it.updates_reversal()
            && it.get("metadata").is_none()
            && !it
                .pairs
                .iter()
                .any(|(name, _)| name.starts_with("metadata["))
        {
            it.set("metadata", "");
        }
    }),
    lie("amount-ignored", |it, _| {
        if it.creates_reversal() {
            it.remove(|name| name == "amount")
        }
    }),
    lie("amount-in-hundreds", |it, _| {
        if it.creates_reversal()
            && let Some(amount) = it
                .get("amount")
                .and_then(|it| it.parse::<i64>().ok())
                .filter(|it| *it > 100)
        {
            it.set("amount", (amount / 100 * 100).to_string());
        }
    }),
    lie("one-where-no-amount-is-said", |it, _| {
        if it.creates_reversal() && it.get("amount").is_none() {
            it.set("amount", "1");
        }
    }),
    lie("keys-ignored", |it, _| {
        if it.is_judged() {
            it.headers.remove("idempotency-key");
        }
    }),
    lie("keys-in-lower-case", |it, _| {
        if let Some(key) = it.headers.get_mut("idempotency-key") {
            *key = key.to_lowercase();
        }
    }),
    lie("keys-cut", |it, _| {
        if let Some(key) = it.headers.get_mut("idempotency-key") {
            *key = key.chars().take(2).collect();
        }
    }),
    lie("update-of-another-reversal", |it, memory| {
        if it.updates_reversal()
            && let Some((parent, id)) = it.path.rsplit_once('/')
        {
            let first = memory
                .notes
                .entry(parent.to_owned())
                .or_insert_with(|| json!(id));
            it.path = format!("{parent}/{}", first.as_str().unwrap_or(id));
        }
    }),
    lie("done-twice", |it, memory| {
        // The second time is told by `told_twice`, below.
        if it.creates_reversal()
            && it
                .get("amount")
                .is_some_and(|it| it.parse::<i64>().is_ok_and(|it| it == 300))
        {
            memory.notes.insert("doubled".to_owned(), json!(true));
            it.set("amount", "600");
        }
    }),
];

const fn lie(name: &'static str, ask: fn(&mut Asked, &mut Memory)) -> Lie {
    Lie {
        name,
        tell: as_asked,
        ask,
    }
}

/// What was asked is repeated, whatever was done.
fn as_asked(exchange: &mut Exchange<'_>) {
    if let Some(key) = exchange.asked.headers.get("idempotency-key") {
        exchange
            .headers
            .insert("idempotency-key".to_owned(), key.clone());
    }
    if exchange.memory.notes.remove("doubled").is_some() && exchange.ok() {
        exchange.body["amount"] = json!(300);
    }
}

fn valid_limit(asked: &Asked) -> bool {
    asked
        .get("limit")
        .is_none_or(|it| it.parse::<i64>().is_ok_and(|it| (1..=100).contains(&it)))
}
