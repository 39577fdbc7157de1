//! Lies about secrets of apps.

use serde_json::{Value, json};

use super::liar::{Asked, Exchange, Lie};
use super::missed::{asks, tells};

pub(crate) const LIES: &[Lie] = &[
    tells("a-payload-is-told-to-whoever-finds-it", |it| {
        if it.ok() && it.asked.finds_secret() {
            it.body["payload"] = json!("text");
        }
    }),
    tells("a-payload-is-told-in-lists", |it| {
        each_listed(it, |secret| secret["payload"] = json!("text"));
    }),
    tells("a-payload-is-told-to-nobody", |it| {
        if let Some(secret) = it.body.as_object_mut() {
            secret.remove("payload");
        }
    }),
    tells("another-secret-is-found", |it| {
        if it.ok() && it.asked.finds_secret() {
            it.body["name"] = json!("another");
        }
    }),
    tells("a-secret-of-a-user-is-set-for-all", |it| {
        if it.ok() && it.asked.sets_secret() {
            it.body["scope"] = json!({ "type": "account" });
        }
    }),
    asks("users-share-their-secrets", |it, _| {
        if it.is_of_secrets() && it.get("scope[user]").is_some() {
            it.set("scope[user]", "usr_of_all");
        }
    }),
    asks("the-secrets-of-a-user-are-those-of-the-account", |it, _| {
        if it.lists_secrets() && it.get("scope[user]").is_some() {
            it.remove(|name| name == "scope[user]");
            it.set("scope[type]", "account");
        }
    }),
    tells("every-secret-ends", |it| {
        if it.ok() && it.asked.sets_secret() && it.body["expires_at"].is_null() {
            let created = it.body["created"].as_i64().unwrap_or_default();
            it.body["expires_at"] = json!(created + 1000);
        }
    }),
    tells("no-secret-ends", |it| {
        if it.ok() && it.asked.sets_secret() {
            it.body["expires_at"] = json!(null);
        }
    }),
    tells("what-is-deleted-does-not-say-so", |it| {
        if it.ok() && it.asked.deletes_secret() {
            it.body["deleted"] = json!(false);
        }
    }),
    tells("what-was-deleted-is-still-found", |it| {
        let of = ["scope[type]", "scope[user]", "name"].map(|name| it.asked.get(name));
        let place = of.map(Option::unwrap_or_default).join("/");
        if it.ok() && it.asked.sets_secret() {
            it.memory.objects.insert(place, it.body.clone());
        } else if !it.ok()
            && it.asked.finds_secret()
            && let Some(known) = it.memory.objects.get(&place)
        {
            (it.status, it.body) = (200, known.clone());
        }
    }),
    asks("what-is-set-again-stays-as-it-was", |it, memory| {
        let payload = it.get("payload").unwrap_or_default();
        if it.sets_secret() && !payload.is_empty() {
            let name = it.get("name").unwrap_or_default();
            let first = memory.notes.entry(name.to_owned());
            let first = first.or_insert_with(|| json!(payload)).clone();
            it.set("payload", first.as_str().unwrap_or_default());
        }
    }),
];

/// Changes each secret of a page.
fn each_listed(exchange: &mut Exchange<'_>, change: impl Fn(&mut Value)) {
    if exchange.ok() && exchange.asked.lists_secrets() {
        let items = exchange.body["data"].as_array_mut();
        items.into_iter().flatten().for_each(change);
    }
}

impl Asked {
    fn sets_secret(&self) -> bool {
        self.is("POST", &["apps", "secrets"])
    }

    fn lists_secrets(&self) -> bool {
        self.is("GET", &["apps", "secrets"])
    }

    fn finds_secret(&self) -> bool {
        self.is("GET", &["apps", "secrets", "find"])
    }

    fn deletes_secret(&self) -> bool {
        self.is("POST", &["apps", "secrets", "delete"])
    }

    fn is_of_secrets(&self) -> bool {
        self.path.starts_with("/v1/apps/secrets")
    }
}
