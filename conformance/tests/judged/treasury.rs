//! Lies about credit reversals and their transactions.

use serde_json::{Value, json};

use super::liar::{Asked, Exchange, Lie};
use super::missed::{asks, replay_first, tells};

pub(crate) const LIES: &[Lie] = &[
    tells("posted-and-still-processing", |it| {
        each(it, |object| {
            if object["status"] == "posted" {
                object["status"] = json!("processing");
            }
        });
    }),
    tells("what-is-processing-is-canceled-on-retrieve", |it| {
        if it.asked.retrieves_credit_reversal() && it.body["status"] == "processing" {
            it.body["status"] = json!("canceled");
        }
    }),
    tells("posted-on-create-alone", |it| {
        if it.ok() && it.asked.creates_credit_reversal() {
            it.body["status"] = json!("posted");
            it.body["status_transitions"]["posted_at"] = it.body["created"].clone();
        }
    }),
    tells("posted-a-year-ahead", |it| {
        each(it, |object| {
            let at = &mut object["status_transitions"]["posted_at"];
            if let Some(then) = at.as_i64() {
                *at = json!(then + 365 * 24 * 3600);
            }
        });
    }),
    tells("something-is-behind-what-is-posted", |it| {
        if it.ok() && it.asked.lists() && it.asked.get("status") == Some("posted") {
            it.body["has_more"] = json!(it.body["data"] != json!([]));
        }
    }),
    // The transaction.
    tells("the-transaction-is-of-another-amount-in-lists", |it| {
        if it.asked.lists() {
            whole(it, |transaction| transaction["amount"] = json!(-1));
        }
    }),
    tells("the-transaction-is-void-on-retrieve", |it| {
        if it.asked.retrieves() {
            whole(it, |transaction| transaction["status"] = json!("void"));
        }
    }),
    tells("the-transaction-is-of-another-account-in-lists", |it| {
        if it.asked.lists() {
            whole(it, |transaction| {
                transaction["financial_account"] = json!("fa_another");
            });
        }
    }),
    tells("the-transaction-is-of-another-flow-but-on-create", |it| {
        if !it.asked.creates() {
            whole(it, |transaction| {
                transaction["flow_type"] = json!("received_credit");
            });
        }
    }),
    tells("the-transaction-is-posted-at-once", |it| {
        whole(it, |transaction| transaction["status"] = json!("posted"));
    }),
    tells("the-transaction-stays-open", |it| {
        whole(it, |transaction| transaction["status"] = json!("open"));
    }),
    // Keys.
    asks(
        "keys-stand-for-a-credit-reversal-whatever-it-says",
        |it, memory| {
            replay_first(it, memory, Asked::creates_credit_reversal);
        },
    ),
    asks("keys-stand-for-any-received-credit", |it, memory| {
        let key = it.headers.get("idempotency-key").cloned();
        let Some(key) = key.filter(|_| it.creates_credit_reversal()) else {
            return;
        };
        let credit = it.get("received_credit").unwrap_or_default();
        let first = memory.notes.entry(key).or_insert_with(|| json!(credit));
        let first = first.as_str().unwrap_or_default().to_owned();
        if first != credit {
            it.set("received_credit", first);
        }
    }),
    tells("credit-reversals-are-always-said-to-be-replays", |it| {
        if it.asked.creates_credit_reversal() {
            let replayed = "idempotent-replayed".to_owned();
            it.headers.insert(replayed, "true".to_owned());
        }
    }),
    tells("replays-show-the-status-of-now", |it| {
        if it.ok() && it.asked.retrieves_credit_reversal() {
            let id = it.body["id"].as_str().unwrap_or_default().to_owned();
            it.memory.objects.insert(id, it.body.clone());
        } else if it.headers.contains_key("idempotent-replayed")
            && let Some(known) = it
                .memory
                .objects
                .get(it.body["id"].as_str().unwrap_or_default())
        {
            it.body = known.clone();
        }
    }),
];

/// Changes each credit reversal.
fn each(exchange: &mut Exchange<'_>, change: impl Fn(&mut Value)) {
    let objects = exchange.objects().into_iter();
    objects
        .filter(|object| object["object"] == "treasury.credit_reversal")
        .for_each(change);
}

/// Changes each transaction that is shown whole.
fn whole(exchange: &mut Exchange<'_>, change: impl Fn(&mut Value)) {
    each(exchange, |object| {
        if object["transaction"].is_object() {
            change(&mut object["transaction"]);
        }
    });
}
