//! Tells apart what would have one name: by what differs, never by an order of keys.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{Part, fixed};
use super::verbs::{End, last_name};
use super::{Op, Site, words};
use crate::naming;

/// The verb of each operation, own among those of its resource.
pub(super) fn verbs(site: &Site<'_>, resources: &[String]) -> Vec<String> {
    let ends: Vec<End> = (0..site.ops.len())
        .map(|index| site.end(index, resources))
        .collect();
    let mut verbs: Vec<String> = (0..site.ops.len())
        .map(|index| site.verb(index, ends[index]))
        .collect();
    let mut groups: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
    let mut taken: BTreeSet<(&str, String)> = BTreeSet::new();
    for (index, resource) in resources.iter().enumerate() {
        let rust = naming::value_name(&verbs[index]);
        taken.insert((resource, rust.clone()));
        groups.entry((resource, rust)).or_default().push(index);
    }
    for ((resource, _), group) in groups {
        let verb = verbs[group[0]].clone();
        let ranks: BTreeMap<usize, _> = group
            .iter()
            .map(|index| (*index, site.rank(*index, ends[*index], resource)))
            .collect();
        let best = ranks.values().min().copied();
        let mut first = group.iter().filter(|index| Some(ranks[*index]) == best);
        let plain = match (first.next(), first.next()) {
            (Some(only), None) => Some(*only),
            _ => None,
        };
        let mut rest: Vec<usize> = group
            .iter()
            .copied()
            .filter(|index| Some(*index) != plain)
            .collect();
        for level in 0..LEVELS {
            let suffixed = |index: usize| {
                let length = site.collection(&site.ops[index], ends[index]);
                let op = &site.ops[index];
                let plain = plain.map(|plain| &site.ops[plain]);
                apart(site, op, &verb, &op.parts[..length], plain, level)
            };
            let names: BTreeMap<usize, String> = group
                .iter()
                .filter_map(|index| Some((*index, suffixed(*index)?)))
                .filter(|(_, name)| name.len() <= MOST)
                .collect();
            let mut count: BTreeMap<String, usize> = BTreeMap::new();
            for name in names.values() {
                *count.entry(naming::value_name(name)).or_default() += 1;
            }
            rest.retain(|index| {
                let Some(name) = names.get(index) else {
                    return true;
                };
                let called = naming::value_name(name);
                if count[&called] > 1 || !taken.insert((resource, called)) {
                    return true;
                }
                verbs[*index].clone_from(name);
                false
            });
            if rest.is_empty() {
                break;
            }
        }
        // In the order of path, then method.
        let mut number = 2;
        for index in rest {
            while !taken.insert((resource, naming::value_name(&verbs[index]))) {
                verbs[index] = format!("{verb}_{number}");
                number += 1;
            }
        }
    }
    verbs
}

/// The longest name, in bytes, that says where an operation is.
const MOST: usize = 120;

/// How many ways there are to tell operations apart, the first best.
const LEVELS: usize = 9;

/// The verb of an operation with what tells it from others of its verb, in one of several ways. `collection` is the part
/// of its path that leads to what it is about, `plain` the operation that keeps the verb as it is.
fn apart(
    site: &Site<'_>,
    op: &Op<'_>,
    verb: &str,
    collection: &[Part],
    plain: Option<&Op<'_>>,
    level: usize,
) -> Option<String> {
    let method = op.operation.method;
    let tail = collection.last().and_then(fixed);
    let before = &collection[..collection.len().saturating_sub(1)];
    let mut parents: Vec<String> = before
        .windows(2)
        .filter(|pair| pair[1] == Part::Param)
        .filter_map(|pair| fixed(&pair[0]).map(words::singular))
        .collect();
    if site.below_action(before) {
        parents.extend(before.last().and_then(fixed).map(str::to_owned));
    }
    let all = || {
        let texts = op.parts.iter().filter_map(|part| match part {
            Part::Version(text) | Part::Fixed(text) => Some(text.as_str()),
            Part::Param => None,
        });
        texts.collect::<Vec<_>>().join("_")
    };
    match level {
        0 if plain.is_some_and(|plain| plain.key == op.key) => Some(match (verb, method) {
            ("update", "put") => "replace".to_owned(),
            ("update" | "list" | "retrieve" | "create" | "delete", _) => {
                format!("{verb}_by_{method}")
            }
            _ => format!("{method}_{verb}"),
        }),
        // Without an id it is that of whoever asks.
        1 if verb == "retrieve" && !op.parts.contains(&Part::Param) => {
            let item = plain.is_some_and(|plain| plain.parts.contains(&Part::Param));
            item.then(|| "retrieve_current".to_owned())
        }
        2 => Some(format!("{verb}_for_{}", parents.last()?)),
        3 if !parents.is_empty() => Some(format!("{verb}_for_{}", parents.join("_"))),
        4 => Some(format!("{verb}_via_{}", tail?)),
        5 => Some(format!("{verb}_via_{}_for_{}", tail?, parents.last()?)),
        6 if op.parts.last() == Some(&Part::Param) && parents.is_empty() => {
            Some(format!("{verb}_by_id"))
        }
        7 => Some(format!("{verb}_via_{}", all())),
        8 => Some(format!("{verb}_via_{}_by_{method}", all())),
        _ => None,
    }
}

/// The Rust name of each resource.
pub(super) fn resources(site: &Site<'_>, resources: &[String]) -> BTreeMap<String, String> {
    let mut tails: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (index, resource) in resources.iter().enumerate() {
        let op = &site.ops[index];
        let length = site.collection(op, site.end(index, resources));
        let tail = op.parts[..length].last().and_then(fixed);
        tails.entry(resource).or_default().extend(tail);
    }
    let called = |resource: &str, name: &str| {
        let (before, word) = words::last(name);
        let paths = tails.get(resource).into_iter().flatten();
        let ends: BTreeSet<&str> = paths.map(|tail| words::last(tail).1).collect();
        // The path knows the plural, and whether there is any.
        let several = ends
            .iter()
            .find(|end| **end != word && words::singular(end) == word);
        match several {
            Some(several) => format!("{before}{several}"),
            None if ends.contains(word) => name.to_owned(),
            None => words::plural(name),
        }
    };
    let short: BTreeMap<&str, String> = tails
        .keys()
        .map(|resource| {
            (
                *resource,
                naming::resource_name(&naming::value_name(&called(resource, &last_name(resource)))),
            )
        })
        .collect();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for name in short.values() {
        *count.entry(name).or_default() += 1;
    }
    let mut names = BTreeMap::new();
    let mut taken = BTreeSet::new();
    // Those that keep their short names first.
    let keeps = |resource: &str| count[short[resource].as_str()] == 1 || !resource.contains('.');
    let (first, rest): (Vec<&str>, Vec<&str>) = tails.keys().partition(|resource| keeps(resource));
    for resource in first.into_iter().chain(rest) {
        let name = if keeps(resource) {
            short[resource].clone()
        } else {
            let whole = words::snake(&resource.replace('.', "_"));
            naming::resource_name(&naming::value_name(&called(resource, &whole)))
        };
        let mut numbered = name.clone();
        let mut number = 2;
        while !taken.insert(numbered.clone()) {
            numbered = naming::value_name(&format!("{name}_{number}"));
            number += 1;
        }
        names.insert(resource.to_owned(), numbered);
    }
    names
}
