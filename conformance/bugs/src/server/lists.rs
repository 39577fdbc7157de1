//! Lists, and values that come twice.

use serde_json::Value;

use super::super::{form, json};
use super::refused::one_of_several;
use super::{Bend, ServerBug, refusal};
use reversals_cases::wire::Request;
use reversals_judge::subject::{Call, Script, Served, Server};

pub(super) const BUGS: &[ServerBug] = &[
    ServerBug::new(
        "indexed-list-not-understood",
        "knows `expand[]` but not `expand[0]`, which every SDK sends",
        Bend::Whole(|inner, request, script| {
            refused_list(inner, request, script, |bracket| !bracket.is_empty())
        }),
    ),
    ServerBug::new(
        "pushed-list-not-understood",
        "knows `expand[0]` but not `expand[]`, which the documentation sends",
        Bend::Whole(|inner, request, script| refused_list(inner, request, script, str::is_empty)),
    ),
    ServerBug::new(
        "indices-ignored",
        "takes the items of an indexed list in the order of their arrival",
        Bend::Seen(by_arrival),
    ),
    ServerBug::new(
        "list-reversed",
        "collects the items of a list from behind",
        Bend::Seen(|call, _| json::each_list(call, |items| items.reverse())),
    ),
    ServerBug::new(
        "list-keeps-last-item",
        "keeps only the last item of a list, as each one replaces the one before",
        Bend::Seen(|call, _| {
            json::each_list(call, |items| {
                drop(items.drain(..items.len().saturating_sub(1)));
            });
        }),
    ),
    ServerBug::new(
        "list-without-repeats",
        "makes a set of a list",
        Bend::Seen(|call, _| {
            json::each_list(call, |items| {
                let mut kept: Vec<Value> = Vec::new();
                for item in items.drain(..) {
                    if !kept.contains(&item) {
                        kept.push(item);
                    }
                }
                *items = kept;
            });
        }),
    ),
    ServerBug::new(
        "list-items-split-at-commas",
        "takes a comma in an item for the end of it",
        Bend::Seen(|call, _| {
            json::each_list(call, |items| {
                *items = items
                    .iter()
                    .filter_map(Value::as_str)
                    .flat_map(|text| text.split(','))
                    .map(Value::from)
                    .collect();
            });
        }),
    ),
    ServerBug::new(
        "list-of-one-unwrapped",
        "makes a scalar of a list with one item",
        Bend::Seen(|call, _| {
            for (_, value) in json::parameters(call) {
                if let Some([only]) = value.as_array().map(Vec::as_slice) {
                    *value = only.clone();
                }
            }
        }),
    ),
    ServerBug::new(
        "scalar-for-list-accepted",
        "takes `expand=a` for a list of one",
        Bend::Whole(|inner, request, script| {
            super::refused::retried(inner, request, script, |refused, retry| {
                let mut changed = false;
                form::edit_pairs(&mut retry.request, |pair| {
                    if pair.plain_name() == refused.param && !pair.text().is_empty() {
                        pair.name.push_str("[]");
                        changed = true;
                    }
                });
                changed
            })
        }),
    ),
    ServerBug::new(
        "last-of-repeated-wins",
        "takes the last of two values of a scalar instead of refusing them",
        Bend::Whole(|inner, request, script| {
            one_of_several(inner, request, script, |pairs| {
                pairs.into_iter().next_back()
            })
        }),
    ),
    ServerBug::new(
        "first-of-repeated-wins",
        "takes the first of two values of a scalar instead of refusing them",
        Bend::Whole(|inner, request, script| {
            one_of_several(inner, request, script, |pairs| pairs.into_iter().next())
        }),
    ),
];

/// Refuses the lists whose brackets hold such a text.
fn refused_list(
    inner: &dyn Server,
    request: &Request,
    script: &Script,
    unknown: fn(&str) -> bool,
) -> Served {
    let mut served = inner.serve(request, script);
    let Some(call) = &mut served.seen else {
        return served;
    };
    let pairs = form::all(request);
    let bad = json::parameters(call).find(|(name, value)| {
        let mut brackets = pairs.iter().filter(|pair| pair.stem() == **name);
        value.is_array() && brackets.any(|pair| pair.bracket().is_some_and(|text| unknown(&text)))
    });
    match bad {
        Some((name, _)) => refusal(name),
        None => served,
    }
}

fn by_arrival(call: &mut Call, request: &Request) {
    let pairs = form::all(request);
    for (name, value) in json::parameters(call) {
        let Value::Array(items) = value else { continue };
        let arrived = pairs.iter().filter(|pair| pair.stem() == *name);
        let texts: Vec<Value> = arrived.map(|pair| pair.text().into()).collect();
        if texts.len() == items.len() {
            *items = texts;
        }
    }
}
