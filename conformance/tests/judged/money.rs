//! Lies about money and what is given again.

use serde_json::{Value, json};

use super::liar::Lie;
use super::missed::tells;

pub(crate) const LIES: &[Lie] = &[
    tells("always-dollars", |it| {
        if it.asked.is_judged() {
            it.objects().into_iter().for_each(dollars);
        }
    }),
    tells("always-dollars-in-lists", |it| {
        if it.asked.lists() {
            it.objects().into_iter().for_each(dollars);
        }
    }),
    tells("replays-expand-what-is-now", |it| {
        if !it.ok() || !it.asked.creates_reversal() {
            return;
        }
        let sum = it.memory.notes.entry(it.asked.path.clone());
        let sum = sum.or_insert_with(|| json!(0));
        if !it.headers.contains_key("idempotent-replayed") {
            let amount = it.body["amount"].as_i64().unwrap_or_default();
            *sum = json!(sum.as_i64().unwrap_or_default() + amount);
        } else if it.body["transfer"].is_object() {
            it.body["transfer"]["amount_reversed"] = sum.clone();
        }
    }),
];

fn dollars(object: &mut Value) {
    object["currency"] = json!("usd");
    for part in ["transfer", "balance_transaction"] {
        if object[part].is_object() {
            object[part]["currency"] = json!("usd");
        }
    }
}
