//! What a document makes of each operation: what both sides do, and what a validator is told.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use reversals_codegen::ir::Api;
use reversals_judge::Contract;
use serde_json::{Value, json};

use super::change::Travels;

/// By operationId.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Behaviour(BTreeMap<String, Does>);

/// The digests of an operation: of requests, then of answers.
#[derive(PartialEq, Eq, Hash)]
struct Does {
    sides: [u64; 2],
    schemas: [u64; 2],
}

/// What is another after an edit.
pub(super) struct Difference {
    pub(super) operations: Vec<String>,
    pub(super) travels: Travels,
    /// Whether only the schemas are.
    pub(super) told: bool,
}

impl Behaviour {
    pub(super) fn of(document: Value, api: &Api) -> Self {
        let meant = meaning(api);
        let types = named(&meant["types"]);
        let contract = Contract::new(document, api.clone());
        let definitions = named(contract.schemas.definitions());
        let operations = meant["operations"].as_array().into_iter().flatten();
        let done = operations.filter_map(|operation| {
            let id = operation["id"].as_str()?;
            let mut asks = operation.as_object()?.clone();
            let answers = ["successes", "errors"].map(|key| asks.remove(key));
            let asks = json!([meant["version"], asks]);
            let [arguments, responses] = contract.schemas.of_operation(id)?;
            let does = Does {
                sides: [digest(&asks, &types), digest(&json!(answers), &types)],
                schemas: [
                    digest(&arguments, &definitions),
                    digest(&responses, &definitions),
                ],
            };
            Some((id.to_owned(), does))
        });
        Self(done.collect())
    }

    /// What is another than in the unedited document; nothing where all is the same.
    pub(super) fn differs(&self, unedited: &Self) -> Option<Difference> {
        let (mut operations, mut told) = (Vec::new(), true);
        let mut changed = [false; 2];
        for (id, was) in &unedited.0 {
            let is = self.0.get(id);
            if is == Some(was) {
                continue;
            }
            operations.push(id.clone());
            told &= is.is_some_and(|is| is.sides == was.sides);
            for (way, changed) in changed.iter_mut().enumerate() {
                let same = |is: &Does| {
                    is.sides[way] == was.sides[way] && is.schemas[way] == was.schemas[way]
                };
                *changed |= !is.is_some_and(same);
            }
        }
        let travels = match changed {
            [true, true] => Travels::Both,
            [true, false] => Travels::Requests,
            [false, true] => Travels::Responses,
            [false, false] => return None,
        };
        Some(Difference {
            operations,
            travels,
            told,
        })
    }
}

/// A value's own digest, and the names of what it refers to.
type Noted = (u64, BTreeSet<String>);

fn named(all: &Value) -> BTreeMap<&str, Noted> {
    let all = all.as_object().into_iter().flatten();
    all.map(|(name, value)| (name.as_str(), noted(value)))
        .collect()
}

fn noted(value: &Value) -> Noted {
    let mut names = BTreeSet::new();
    references(value, &mut names);
    (hash(&value.to_string()), names)
}

fn references(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("Named" | "OpenEnum", Value::String(name)) => {
                        names.insert(name.clone());
                    }
                    ("$ref", Value::String(target)) => {
                        names.extend(target.rsplit('/').next().map(str::to_owned));
                    }
                    _ => references(value, names),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, names)),
        _ => {}
    }
}

/// The digest of a value and of all that it leads to.
fn digest(value: &Value, all: &BTreeMap<&str, Noted>) -> u64 {
    let (own, mut waiting) = noted(value);
    let mut reached = BTreeMap::new();
    while let Some(name) = waiting.pop_first() {
        if let Some((digest, names)) = all.get(name.as_str())
            && reached.insert(name, *digest).is_none()
        {
            waiting.extend(
                names
                    .iter()
                    .filter(|name| !reached.contains_key(*name))
                    .cloned(),
            );
        }
    }
    hash(&(own, reached))
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A model without words and places.
pub fn meaning(api: &Api) -> Value {
    let mut value = serde_json::to_value(api).unwrap_or_default();
    without_words(&mut value);
    value
}

fn without_words(value: &mut Value) {
    const WORDS: [&str; 5] = ["docs", "success_docs", "source", "description", "title"];
    match value {
        Value::Object(members) => {
            members.retain(|key, _| !WORDS.contains(&key.as_str()));
            members.values_mut().for_each(without_words);
        }
        Value::Array(items) => items.iter_mut().for_each(without_words),
        _ => {}
    }
}
