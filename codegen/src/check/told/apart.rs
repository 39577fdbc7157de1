//! Whether type, tag and required members tell any two branches apart.

use std::collections::{BTreeMap, BTreeSet};

use super::By;
use super::constants::own_constants;
use super::leaves::Leaf;
use crate::ir::{Kind, Literal};

/// How many branches that neither type nor one tag tells apart are compared with each other.
const COMPARED: usize = 32;

/// What tells all branches apart.
pub(super) fn by(leaves: &[Leaf<'_>], tags: &BTreeSet<Vec<&str>>) -> By {
    let mut groups: BTreeMap<u8, Vec<usize>> = BTreeMap::new();
    for (index, leaf) in leaves.iter().enumerate() {
        let group = match leaf.kind {
            Kind::Any if leaves.len() > 1 => {
                return By::Trying(usize::from(index == 0), index, "it can be any value");
            }
            Kind::Any | Kind::String => 0,
            // A whole number is a number too.
            Kind::Integer | Kind::Number => 1,
            Kind::Boolean => 2,
            Kind::List => 3,
            Kind::Object => 4,
        };
        groups.entry(group).or_default().push(index);
    }
    let mut waiting: Vec<Vec<usize>> = groups.into_values().collect();
    let mut by = By::Tag;
    while let Some(group) = waiting.pop() {
        if group.len() < 2 {
            continue;
        }
        let parts = tags.iter().find_map(|path| {
            let parts = split(leaves, &group, path)?;
            (parts.len() > 1).then_some(parts)
        });
        if let Some(parts) = parts {
            waiting.extend(parts);
            continue;
        }
        if group.len() > COMPARED {
            return By::Trying(group[0], group[1], "neither type nor tag does");
        }
        for (at, &index) in group.iter().enumerate() {
            for &before in &group[..at] {
                match alike(&leaves[before], &leaves[index], tags) {
                    Ok(By::Tag) => {}
                    Ok(other) => by = other,
                    Err(why) => return By::Trying(before, index, why),
                }
            }
        }
    }
    by
}

/// The branches by what they list at a path, those with a value in common together, and those that list nothing. None
/// where some list nothing and others several values: only of a single one it is sure that it says more than none.
fn split(leaves: &[Leaf<'_>], group: &[usize], path: &Vec<&str>) -> Option<Vec<Vec<usize>>> {
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut part_of: BTreeMap<&Literal, usize> = BTreeMap::new();
    let (listed, free): (Vec<usize>, Vec<usize>) = group
        .iter()
        .partition(|index| leaves[**index].constants.contains_key(path));
    let several = |index: &usize| {
        leaves[*index]
            .constants
            .get(path)
            .is_some_and(|list| list.len() > 1)
    };
    if !free.is_empty() && !path.is_empty() && listed.iter().any(several) {
        return None;
    }
    for index in listed {
        let Some(values) = leaves[index].constants.get(path) else {
            continue;
        };
        let mut met: BTreeSet<usize> = values
            .iter()
            .filter_map(|value| part_of.get(value).copied())
            .collect();
        let part = met.pop_first().unwrap_or_else(|| {
            parts.push(Vec::new());
            parts.len() - 1
        });
        for other in met {
            let moved = std::mem::take(&mut parts[other]);
            parts[part].extend(moved);
            part_of
                .values_mut()
                .filter(|of| **of == other)
                .for_each(|of| *of = part);
        }
        parts[part].push(index);
        part_of.extend(values.iter().map(|value| (value, part)));
    }
    parts.push(free);
    parts.retain(|part| !part.is_empty());
    for part in &mut parts {
        part.sort_unstable();
    }
    Some(parts)
}

/// What tells two branches of one type apart, or why only trying does.
fn alike(a: &Leaf<'_>, b: &Leaf<'_>, tags: &BTreeSet<Vec<&str>>) -> Result<By, &'static str> {
    let tagged = tags.iter().any(
        |path| match (a.constants.get(path), b.constants.get(path)) {
            (Some(one), Some(other)) => one.is_disjoint(other),
            // The one that has the constant comes first where it is there.
            (Some(only), None) | (None, Some(only)) => path.is_empty() || only.len() == 1,
            (None, None) => false,
        },
    );
    if tagged {
        return Ok(By::Tag);
    }
    match (a.kind, b.kind) {
        (Kind::Integer, Kind::Number) | (Kind::Number, Kind::Integer) => Ok(By::Tag),
        (Kind::Object, _) => {
            let demands = |one: &Leaf<'_>, other: &Leaf<'_>| {
                one.required.iter().any(|name| !other.knows(name))
            };
            if demands(a, b) && demands(b, a) {
                Ok(By::Members)
            } else {
                Err("no required property tells the two apart")
            }
        }
        _ if own_constants(a.schema).is_some() => Err("both list one value"),
        (Kind::String, _) => Err("both are strings"),
        (Kind::List, _) => Err("both are arrays"),
        (Kind::Boolean, _) => Err("both are booleans"),
        _ => Err("both are numbers"),
    }
}
