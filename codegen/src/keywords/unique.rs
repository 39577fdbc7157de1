//! `uniqueItems`

use reversals_runtime::shape::{Rule, canonical};

use super::Bound;
use super::bound::{Words, either};

pub(super) static UNIQUE_ITEMS: Bound = Bound {
    holds: |schema, value| {
        let Some(items) = value.as_array().filter(|_| schema.is_true("uniqueItems")) else {
            return true;
        };
        let mut texts: Vec<String> = items.iter().map(canonical).collect();
        texts.sort_unstable();
        texts.windows(2).all(|pair| pair[0] != pair[1])
    },
    together: |a, b| Some(either(a, b)),
    rule: Some(|unique| (unique == "true").then_some(Rule::Unique)),
    words: Words::Same,
    told: |unique| (unique == true).then(|| "no item twice".to_owned()),
};
