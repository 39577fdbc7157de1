//! Lies about what was before.

use serde_json::{Value, json};

use super::liar::{Exchange, Lie};

pub(crate) const LIES: &[Lie] = &[
    lie("everything-is-forgotten", |it| {
        if it.retrieves_or_updates() {
            it.refuse(
                404,
                &missing(it.asked.path.rsplit('/').next().unwrap_or_default()),
            );
        }
    }),
    lie("lists-forget", |it| {
        if it.ok() && it.asked.lists() {
            it.body["data"] = json!([]);
            it.body["has_more"] = json!(false);
        }
    }),
    lie("an-update-is-forgotten", |it| {
        if it.ok() && it.asked.creates_reversal() {
            it.remember();
        } else if it.ok() && it.asked.retrieves_reversal() {
            let id = it.body["id"].as_str().unwrap_or_default();
            if let Some(known) = it.memory.objects.get(id) {
                it.body["metadata"] = known["metadata"].clone();
            }
        }
    }),
    lie("an-update-replaces", |it| {
        if it.ok() && it.asked.updates_reversal() {
            let pairs = it.asked.pairs.iter().filter(|(_, value)| !value.is_empty());
            let named = pairs.filter_map(|(name, value)| {
                Some((name.strip_prefix("metadata[")?.strip_suffix(']')?, value))
            });
            let named: serde_json::Map<_, _> = named
                .map(|(name, value)| (name.to_owned(), json!(value)))
                .collect();
            let id = it.body["id"].as_str().unwrap_or_default().to_owned();
            it.body["metadata"] = Value::Object(named);
            let known = it.body.clone();
            it.memory.objects.insert(id, known);
        } else if it.ok() && it.asked.retrieves_reversal() {
            let id = it.body["id"].as_str().unwrap_or_default();
            if let Some(known) = it.memory.objects.get(id) {
                it.body["metadata"] = known["metadata"].clone();
            }
        }
    }),
    lie("found-under-any-transfer", |it| {
        if it.ok() && it.asked.creates_reversal() {
            it.remember();
        } else if it.status == 404 && it.asked.retrieves_reversal() {
            let id = it.asked.path.rsplit('/').next().unwrap_or_default();
            if let Some(known) = it.memory.objects.get(id).cloned() {
                it.status = 200;
                it.body = known;
            }
        }
    }),
    lie("what-nobody-made-is-there", |it| {
        if it.ok() && it.asked.creates() {
            it.remember();
        } else if it.status == 404 && it.asked.retrieves() {
            let id = it.asked.path.rsplit('/').next().unwrap_or_default();
            let known = it.memory.objects.values().find(|known| {
                known.get("network").is_some() == it.asked.retrieves_credit_reversal()
            });
            if let Some(mut known) = known.cloned() {
                known["id"] = json!(id);
                if known.get("transfer").is_some() {
                    known["transfer"] = json!(it.asked.path.split('/').nth(3));
                }
                it.status = 200;
                it.body = known;
            }
        }
    }),
    lie("lists-of-what-nobody-made-are-empty", |it| {
        if it.status == 404 && it.asked.lists_reversals() {
            it.status = 200;
            it.body =
                json!({"object": "list", "data": [], "has_more": false, "url": it.asked.path});
        }
    }),
    lie("more-than-is-left-is-reversed", |it| {
        if it.ok() && it.asked.creates_reversal() {
            it.remember();
        } else if it.status == 400
            && it.asked.creates_reversal()
            && it.body["error"]["param"] == "amount"
        {
            it.invent_reversal();
        }
    }),
    lie("a-reversed-transfer-is-reversed-again", |it| {
        if it.ok() && it.asked.creates_reversal() {
            it.remember();
        } else if it.status == 400
            && it.asked.creates_reversal()
            && it.body["error"]["message"]
                .as_str()
                .is_some_and(|it| it.contains("already fully reversed"))
        {
            it.invent_reversal();
        }
    }),
    lie("the-whole-where-no-amount-is-said", |it| {
        if it.ok() && it.asked.creates_reversal() && it.asked.get("amount").is_none() {
            it.body["amount"] = json!(1000);
        }
    }),
    lie("too-much-is-another-status", |it| {
        if it.status == 400 && it.asked.creates_reversal() && it.body["error"]["param"] == "amount"
        {
            it.status = 402;
        }
    }),
    lie("a-credit-is-reversed-twice", |it| {
        if it.ok() && it.asked.creates_credit_reversal() {
            it.remember();
        } else if it.status == 400 && it.asked.creates_credit_reversal() {
            let wanted = it.asked.get("received_credit").unwrap_or_default();
            let known = it
                .memory
                .objects
                .values()
                .find(|known| known["received_credit"] == wanted);
            if let Some(mut known) = known.cloned() {
                known["id"] = json!(format!("credrev_again{}", it.memory.notes.len()));
                it.status = 200;
                it.body = known;
            }
        }
    }),
    lie("keys-stand-for-one-path", |it| {
        if let Some((status, body)) = it.of_key(false) {
            (it.status, it.body) = (status, body);
        }
    }),
    lie("replays-are-not-said-to-be", |it| {
        drop(it.headers.remove("idempotent-replayed"))
    }),
    lie("replays-are-refused", |it| {
        if it.headers.contains_key("idempotent-replayed") {
            it.refuse(
                409,
                &json!({"type": "idempotency_error", "message": "used"}),
            );
        }
    }),
    lie("replays-have-another-id", |it| {
        if it.headers.contains_key("idempotent-replayed") {
            it.body["id"] = json!("trr_again");
        }
    }),
    lie("keys-conflict-without-their-type", |it| {
        if it.body["error"]["type"] == "idempotency_error" {
            it.body["error"]["type"] = json!("invalid_request_error");
        }
    }),
    lie("the-transfer-does-not-know", |it| {
        let transfer = if it.asked.path.ends_with("/reversals") || it.asked.retrieves_reversal() {
            it.body.get_mut("transfer")
        } else {
            Some(&mut it.body)
        };
        if let Some(transfer) = transfer.filter(|it| it["object"] == "transfer") {
            transfer["amount_reversed"] = json!(0);
            transfer["reversed"] = json!(false);
        }
    }),
    lie("the-transfer-is-reversed-at-once", |it| {
        let transfer = if it.asked.path.ends_with("/reversals") {
            it.body.get_mut("transfer")
        } else {
            Some(&mut it.body)
        };
        if let Some(transfer) =
            transfer.filter(|it| it["object"] == "transfer" && it["amount_reversed"] != json!(0))
        {
            transfer["reversed"] = json!(true);
        }
    }),
    lie("the-transfer-shows-three-reversals", |it| {
        if it.body["object"] == "transfer"
            && let Some(data) = it.body["reversals"]["data"].as_array_mut()
        {
            data.truncate(3);
        }
    }),
    lie("the-credit-does-not-know", |it| {
        if it.body["object"] == "treasury.received_credit" {
            it.body["linked_flows"]["credit_reversal"] = Value::Null;
        }
    }),
    lie("the-balance-goes-down", |it| {
        if it.body["balance_transaction"].is_object() {
            let amount = it.body["balance_transaction"]["amount"]
                .as_i64()
                .unwrap_or_default();
            it.body["balance_transaction"]["amount"] = json!(-amount);
        }
    }),
    lie("balances-stay", |it| {
        if it.asked.path == "/v1/balance" {
            let of = format!("balance of {:?}", it.asked.headers.get("stripe-account"));
            let first = it.memory.objects.entry(of).or_insert(it.body.clone());
            it.body = first.clone();
        }
    }),
    lie("an-update-is-of-the-hundredfold", |it| {
        if it.ok() && it.asked.updates_reversal() {
            it.body["amount"] = json!(it.body["amount"].as_i64().unwrap_or_default() * 100);
        }
    }),
    lie("an-update-is-when-it-was-made", |it| {
        if it.ok() && it.asked.updates_reversal() {
            it.body["created"] = json!(it.body["created"].as_i64().unwrap_or_default() + 1);
        }
    }),
    lie("an-update-is-in-another-currency", |it| {
        if it.ok() && it.asked.updates_reversal() {
            it.body["currency"] = json!("eur");
        }
    }),
    lie("another-currency-in-lists", |it| {
        if it.asked.lists() {
            let objects = it.objects().into_iter();
            objects.for_each(|object| object["currency"] = json!("eur"));
        }
    }),
    lie("another-network-in-lists", |it| {
        if it.asked.lists_credit_reversals() {
            let objects = it.objects().into_iter();
            objects.for_each(|object| object["network"] = json!("stripe"));
        }
    }),
    lie("another-financial-account-on-retrieve", |it| {
        if it.ok() && it.asked.retrieves_credit_reversal() {
            it.body["financial_account"] = json!("fa_another");
        }
    }),
    lie("items-like-the-first", |it| {
        if it.asked.lists() {
            let mut objects = it.objects().into_iter();
            let first = objects.next().map(|first| first.clone());
            for object in objects {
                let (id, metadata) = (object["id"].take(), object["metadata"].take());
                *object = first.clone().unwrap_or_default();
                (object["id"], object["metadata"]) = (id, metadata);
            }
        }
    }),
    lie("no-balance-transaction-on-retrieve", |it| {
        if it.ok() && it.asked.retrieves_reversal() && it.body["balance_transaction"].is_string() {
            it.body["balance_transaction"] = Value::Null;
        }
    }),
    lie("posted-later-in-lists", |it| {
        if it.asked.lists_credit_reversals() {
            for object in it.objects() {
                if let Some(at) = object["status_transitions"]["posted_at"].as_i64() {
                    object["status_transitions"]["posted_at"] = json!(at + 1);
                }
            }
        }
    }),
    lie("another-balance-transaction-each-time", |it| {
        let number = it.memory.notes.len();
        if it.ok() && it.body["balance_transaction"].is_string() {
            it.memory.notes.insert(number.to_string(), Value::Null);
            it.body["balance_transaction"] = json!(format!("txn_{number}"));
        }
    }),
    lie("another-balance-transaction-on-create", |it| {
        if it.ok() && it.asked.creates_reversal() && it.body["balance_transaction"].is_string() {
            it.body["balance_transaction"] = json!("txn_another");
        }
    }),
    lie("another-transaction-on-create", |it| {
        if it.ok() && it.asked.creates_credit_reversal() && it.body["transaction"].is_string() {
            it.body["transaction"] = json!("trxn_another");
        }
    }),
    lie("an-id-is-given-twice", |it| {
        if it.ok() && it.asked.creates_reversal() {
            let number = it.memory.notes.len();
            it.memory
                .notes
                .insert(number.to_string(), it.body["id"].clone());
            if number % 2 == 1 {
                it.body["id"] = it.memory.notes[&(number - 1).to_string()].clone();
            }
        }
    }),
    lie("posted-without-a-time-in-lists", |it| {
        if it.asked.lists_credit_reversals() {
            for object in it.objects() {
                object["status_transitions"]["posted_at"] = Value::Null;
            }
        }
    }),
    lie("processing-with-a-time-in-lists", |it| {
        if it.asked.lists_credit_reversals() {
            for object in it.objects() {
                if object["status"] == "processing" {
                    object["status_transitions"]["posted_at"] = object["created"].clone();
                }
            }
        }
    }),
    lie("an-expanded-transfer-is-whole", |it| {
        if it.ok() && it.body["transfer"].is_object() && it.asked.retrieves_reversal() {
            it.body["transfer"]["amount_reversed"] = json!(0);
            it.body["transfer"]["reversed"] = json!(false);
        }
    }),
    lie("an-expanded-transfer-is-of-live-mode", |it| {
        if it.ok() && it.body["transfer"].is_object() {
            it.body["transfer"]["livemode"] = json!(true);
        }
    }),
    lie("long-pages-end-with-a-zebra", |it| {
        if it.asked.lists() {
            for object in it.objects().into_iter().skip(10) {
                *object =
                    json!({"id": object["id"], "object": "zebra", "transfer": object["transfer"]});
            }
        }
    }),
    lie("long-pages-end-with-texts", |it| {
        if it.asked.lists() {
            for object in it.objects().into_iter().skip(10) {
                object["amount"] = json!(object["amount"].to_string());
            }
        }
    }),
    lie("replays-say-more", |it| {
        if it.headers.contains_key("idempotent-replayed") {
            it.body["metadata"]["replayed"] = json!("true");
        }
    }),
    lie("refused-with-403", |it| {
        if !it.ok() {
            it.status = 403;
        }
    }),
    lie("refused-with-404", |it| {
        if it.status == 400 {
            it.status = 404;
        }
    }),
    lie("all-is-401", |it| {
        it.refuse(
            401,
            &json!({"type": "invalid_request_error", "message": "no"}),
        )
    }),
    lie("all-is-404", |it| it.refuse(404, &missing("x"))),
    lie("all-is-503", |it| {
        it.refuse(503, &json!({"type": "api_error", "message": "no"}))
    }),
    lie("all-metadata-is-refused", |it| {
        if it
            .asked
            .pairs
            .iter()
            .any(|(name, _)| name.starts_with("metadata"))
        {
            it.refuse(
                400,
                &json!({"type": "invalid_request_error", "param": "metadata", "message": "no"}),
            );
        }
    }),
    lie("all-expansion-is-refused", |it| {
        if it
            .asked
            .pairs
            .iter()
            .any(|(name, _)| name.starts_with("expand"))
        {
            it.refuse(400, &json!({"type": "invalid_request_error", "message": "This property cannot be expanded."}));
        }
    }),
    lie("all-cursors-are-refused", |it| {
        if let Some((name, _)) = it
            .asked
            .pairs
            .iter()
            .find(|(name, _)| ["starting_after", "ending_before"].contains(&name.as_str()))
        {
            it.refuse(400, &json!({"type": "invalid_request_error", "code": "resource_missing", "param": name, "message": "no"}));
        }
    }),
    lie("all-amounts-are-refused", |it| {
        if it.asked.creates_reversal() && it.asked.get("amount").is_some() {
            it.refuse(
                400,
                &json!({"type": "invalid_request_error", "param": "amount", "message": "no"}),
            );
        }
    }),
    lie("nothing-is-refused", |it| {
        if it.ok() {
            it.remember();
        } else if let Some(known) = it.memory.objects.get(&it.kind()).cloned() {
            it.status = 200;
            it.body = known;
        }
    }),
    lie("always-the-same-answer", |it| {
        if it.ok() && it.asked.is_judged() {
            let kind = it.kind();
            let first = it.body.clone();
            it.body = it.memory.objects.entry(kind).or_insert(first).clone();
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

fn missing(id: &str) -> Value {
    json!({"type": "invalid_request_error", "code": "resource_missing", "param": "id", "message": format!("No such object: '{id}'")})
}

impl Exchange<'_> {
    fn retrieves_or_updates(&self) -> bool {
        self.asked.retrieves() || self.asked.updates_reversal()
    }

    /// Which operation it is of.
    fn kind(&self) -> String {
        let parts: Vec<_> = self.asked.path.split('/').collect();
        format!(
            "{} {}{}",
            self.asked.method,
            parts.len(),
            parts.get(2).unwrap_or(&"")
        )
    }

    fn remember(&mut self) {
        let id = self.body["id"].as_str().unwrap_or_default().to_owned();
        self.memory.objects.insert(id, self.body.clone());
        let kind = self.kind();
        self.memory.objects.insert(kind, self.body.clone());
    }

    /// A reversal that was never made.
    fn invent_reversal(&mut self) {
        let number = self.memory.notes.len();
        let transfer = self.asked.path.split('/').nth(3).unwrap_or_default();
        let known =
            self.memory.objects.values().find(|known| {
                known["object"] == "transfer_reversal" && known["transfer"].is_string()
            });
        if let Some(mut known) = known.cloned() {
            self.memory.notes.insert(number.to_string(), Value::Null);
            known["id"] = json!(format!("trr_invented{number}"));
            known["transfer"] = json!(transfer);
            known["metadata"] = json!({});
            if let Some(amount) = self
                .asked
                .get("amount")
                .and_then(|it| it.parse::<i64>().ok())
            {
                known["amount"] = json!(amount);
            }
            self.status = 200;
            self.body = known;
        }
    }

    /// The first answer to the key of the request; this one if it is the first.
    fn of_key(&mut self, path: bool) -> Option<(u16, Value)> {
        let key = self
            .asked
            .headers
            .get("idempotency-key")
            .filter(|_| self.asked.is_judged())?;
        let key = if path {
            format!("{} {key}", self.asked.path)
        } else {
            key.clone()
        };
        let first = (self.status, self.body.clone());
        Some(self.memory.keys.entry(key).or_insert(first).clone())
    }
}
