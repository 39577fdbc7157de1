//! Any sequence of calls keeps the books and agrees with a model of a few lines.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::format_collect, reason = "short texts, and easier to read")]

mod common;

use std::collections::BTreeMap;

use common::{Client, Running, config};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// One call.
#[derive(Clone, Debug)]
enum Call {
    Transfer(i64),
    Reverse(Index, i64),
    ReverseRest(Index),
    Update(Index, Index, String, String),
    Forget(Index, Index),
}

fn call() -> impl Strategy<Value = Call> {
    let one = any::<Index>;
    prop_oneof![
        1 => (1..200_i64).prop_map(Call::Transfer),
        // Too much as often as not.
        8 => (one(), -2..60_i64).prop_map(|(transfer, amount)| Call::Reverse(transfer, amount)),
        1 => one().prop_map(Call::ReverseRest),
        3 => (one(), one(), "[ab]", "[a-z&=% ]{0,3}")
            .prop_map(|(transfer, reversal, key, value)| Call::Update(transfer, reversal, key, value)),
        1 => (one(), one()).prop_map(|(transfer, reversal)| Call::Forget(transfer, reversal)),
    ]
}

/// What is known of a transfer. Its reversals are in the order in which they came to be.
struct Model {
    path: String,
    amount: i64,
    reversals: Vec<Reversal>,
}

struct Reversal {
    id: String,
    amount: i64,
    metadata: BTreeMap<String, String>,
}

impl Model {
    fn reversed(&self) -> i64 {
        self.reversals.iter().map(|reversal| reversal.amount).sum()
    }

    /// As a list shows them.
    fn newest_first(&self) -> Vec<Value> {
        let shown = |reversal: &Reversal| json!({ "id": reversal.id, "amount": reversal.amount, "metadata": reversal.metadata });
        self.reversals.iter().rev().map(shown).collect()
    }

    async fn reverse(&mut self, client: &Client, amount: Option<i64>) {
        let left = self.amount - self.reversed();
        let form = amount.map_or(String::new(), |amount| format!("amount={amount}"));
        let path = format!("{}/reversals", self.path);
        let answer = client.post(&path, &form).await;
        let amount = amount.unwrap_or(left);
        if amount >= 1 && amount <= left {
            let answer = answer.good();
            assert_eq!(answer.body["amount"], amount);
            self.reversals.push(Reversal {
                id: answer.id(),
                amount,
                metadata: BTreeMap::new(),
            });
        } else {
            answer.refused(400);
        }
    }

    async fn check(&self, client: &Client) {
        let shown = client.get(&self.path).await.good().body;
        let reversed = shown["amount_reversed"].as_i64().unwrap();
        assert!((0..=self.amount).contains(&reversed));
        assert_eq!(reversed, self.reversed());
        assert_eq!(shown["reversed"], reversed == self.amount);
        let expected = self.newest_first();
        for limit in [1, 2, 3, 7, 100] {
            assert_eq!(
                self.forwards(client, limit).await,
                expected,
                "{limit} at a time"
            );
            assert_eq!(
                self.backwards(client, limit).await,
                expected,
                "{limit} at a time, back"
            );
        }
    }

    async fn page(&self, client: &Client, limit: usize, cursor: &str) -> (Vec<Value>, bool) {
        let path = format!("{}/reversals?limit={limit}{cursor}", self.path);
        let page = client.get(&path).await.good().body;
        let data = page["data"].as_array().unwrap();
        assert!(data.len() <= limit);
        let known = |it: &Value| json!({ "id": it["id"], "amount": it["amount"], "metadata": it["metadata"] });
        (data.iter().map(known).collect(), page["has_more"] == true)
    }

    async fn forwards(&self, client: &Client, limit: usize) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let cursor = all
                .last()
                .map_or(String::new(), |last| after("starting_after", last));
            let (page, more) = self.page(client, limit, &cursor).await;
            assert!(
                !more || page.len() == limit,
                "a page that is not the last is full"
            );
            all.extend(page);
            if !more {
                return all;
            }
        }
    }

    /// From the oldest, which the model knows.
    async fn backwards(&self, client: &Client, limit: usize) -> Vec<Value> {
        let Some(oldest) = self.newest_first().pop() else {
            return Vec::new();
        };
        let mut all = vec![oldest];
        loop {
            let cursor = after("ending_before", &all[0]);
            let (page, more) = self.page(client, limit, &cursor).await;
            assert!(
                !more || page.len() == limit,
                "a page that is not the last is full"
            );
            all.splice(..0, page);
            if !more {
                return all;
            }
        }
    }
}

fn after(parameter: &str, it: &Value) -> String {
    format!("&{parameter}={}", it["id"].as_str().unwrap())
}

async fn carry_out(client: &Client, models: &mut Vec<Model>, call: Call) {
    if let Call::Transfer(amount) = call {
        models.push(Model {
            path: format!("/v1/transfers/{}", client.transfer(amount).await),
            amount,
            reversals: Vec::new(),
        });
        return;
    }
    if models.is_empty() {
        return;
    }
    let count = models.len();
    let (of, reversal, form) = match call {
        Call::Transfer(_) => return,
        Call::Reverse(of, amount) => {
            return models[of.index(count)].reverse(client, Some(amount)).await;
        }
        Call::ReverseRest(of) => return models[of.index(count)].reverse(client, None).await,
        Call::Update(of, reversal, key, value) => (of, reversal, Some((key, value))),
        Call::Forget(of, reversal) => (of, reversal, None),
    };
    let model = &mut models[of.index(count)];
    if model.reversals.is_empty() {
        return;
    }
    let number = reversal.index(model.reversals.len());
    let reversal = &mut model.reversals[number];
    let sent = if let Some((key, value)) = form {
        let escaped: String = value.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let sent = format!("metadata[{key}]={escaped}");
        if value.is_empty() {
            reversal.metadata.remove(&key);
        } else {
            reversal.metadata.insert(key, value);
        }
        sent
    } else {
        reversal.metadata.clear();
        "metadata=".to_owned()
    };
    let path = format!("{}/reversals/{}", model.path, reversal.id);
    let answer = client.post(&path, &sent).await.good();
    assert_eq!(answer.body["metadata"], json!(reversal.metadata));
}

#[test]
fn any_sequence_of_calls_keeps_the_books_and_lists_what_was_done() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let running = runtime.block_on(Running::start(config()));
    let cases = ProptestConfig {
        cases: 24,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let calls = (1..300_i64, prop::collection::vec(call(), 0..32));
    let outcome = TestRunner::new(cases).run(&calls, |(first, calls)| {
        runtime.block_on(async {
            let client = running.client();
            let mut models = Vec::new();
            carry_out(&client, &mut models, Call::Transfer(first)).await;
            for call in calls {
                carry_out(&client, &mut models, call).await;
            }
            for model in &models {
                model.check(&client).await;
            }
            running.audit().await;
        });
        Ok(())
    });
    outcome.unwrap();
}
