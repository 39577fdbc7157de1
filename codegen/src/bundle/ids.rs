//! An operationId for each operation that has none of its own, from its method and path: `get /v1/things/{thing}` is
//! `GetThingsThing`.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Report, Rule};
use crate::naming;
use crate::openapi::METHODS;
use crate::tree::{Kind, Member, Node, Place};

/// Gives an operationId to each operation without one, and to each of those that share one, so that no order decides which
/// keeps it. Where there was none it stands where the operation's method does, by which [`is_made`] knows it.
pub(super) fn fill(root: &mut Node, report: &mut Report) {
    let Some(paths) = member_mut(root, "paths") else {
        return;
    };
    let mut given: BTreeMap<&str, Vec<(&Member, &'static str)>> = BTreeMap::new();
    let mut wanting: BTreeMap<String, Vec<(String, &'static str)>> = BTreeMap::new();
    let mut want = |path: &Member, method: &'static str| {
        let operations = wanting.entry(made(method, &path.key, false)).or_default();
        operations.push((path.key.clone(), method));
    };
    let named = |path: &&Member| !path.key.starts_with("x-");
    for path in paths.members().iter().filter(named) {
        for method in METHODS {
            let Some(operation) = path.value.get(method) else {
                continue;
            };
            match operation.get("operationId").map(Node::as_str) {
                None | Some(Some("")) if matches!(operation.kind, Kind::Object(_)) => {
                    want(path, method);
                }
                Some(Some(id)) => given.entry(id).or_default().push((path, method)),
                _ => {}
            }
        }
    }
    let mut shared = BTreeMap::new();
    for (id, operations) in given.iter().filter(|(_, operations)| operations.len() > 1) {
        for (path, method) in operations {
            want(path, method);
            let of = path.value.get(method);
            if let Some(said) = of.and_then(|of| of.get("operationId")) {
                let key = (path.key.clone(), *method);
                shared.insert(
                    key,
                    ((*id).to_owned(), operations.len(), said.place.clone()),
                );
            }
        }
    }
    let alone = given.iter().filter(|(_, operations)| operations.len() == 1);
    let mut taken: BTreeSet<String> = alone.map(|(id, _)| (*id).to_owned()).collect();
    let mut ids: BTreeMap<(String, &'static str), String> = BTreeMap::new();
    for (id, mut operations) in wanting {
        operations.sort();
        let alone = operations.len() == 1 && !taken.contains(&id);
        let mut number = 2;
        for (path, method) in operations {
            let first = if alone {
                id.clone()
            } else {
                made(method, &path, true)
            };
            let mut unique = first.clone();
            while !taken.insert(unique.clone()) {
                unique = format!("{first}{number}");
                number += 1;
            }
            ids.insert((path, method), unique);
        }
    }
    if ids.is_empty() {
        return;
    }
    for ((path, method), called) in &ids {
        let Some((id, count, place)) = shared.get(&(path.clone(), *method)) else {
            continue;
        };
        report.note(
            place,
            Rule::DuplicateOperationId,
            format!("{count} operations have the operationId `{id}`, and {method} `{path}` is called `{called}`"),
            "give each its own `operationId`, so that its name does not change with its path",
        );
    }
    let Kind::Object(items) = &mut paths.kind else {
        return;
    };
    for path in items {
        let Kind::Object(members) = &mut path.value.kind else {
            continue;
        };
        for operation in members {
            let Some(method) = METHODS.into_iter().find(|method| *method == operation.key) else {
                continue;
            };
            let key = (path.key.clone(), method);
            if let Some(id) = ids.remove(&key) {
                let place = shared.remove(&key).map(|(_, _, place)| place);
                set(operation, id, place);
            }
        }
    }
}

/// Whether the operation under a method had no operationId.
pub(crate) fn is_made(operation: &Member) -> bool {
    let id = operation.value.member("operationId");
    id.is_some_and(|id| id.place == operation.place)
}

fn set(operation: &mut Member, id: String, place: Option<Place>) {
    let place = place.unwrap_or_else(|| operation.place.clone());
    if let Kind::Object(members) = &mut operation.value.kind {
        members.retain(|member| member.key != "operationId");
        let value = Node {
            place: place.clone(),
            kind: Kind::String(id),
        };
        members.push(Member {
            key: "operationId".to_owned(),
            place,
            value,
        });
    }
}

/// The id that a method and a path make. The first version of an API goes without saying; `by` tells parameters from
/// fixed text.
fn made(method: &str, path: &str, by: bool) -> String {
    let mut id = pascal(method);
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    for (index, segment) in segments.enumerate() {
        if index == 0 && segment == "v1" {
            continue;
        }
        if by && segment.contains('{') {
            id.push_str("By");
        }
        id.push_str(&pascal(segment));
    }
    // What is longer is no name; the end tells more than the beginning.
    let mut most = 150;
    if id.len() > most {
        while !id.is_char_boundary(id.len() - most) {
            most -= 1;
        }
        let tail = id.split_off(id.len() - most);
        id = pascal(&format!("{method}_{tail}"));
    }
    id
}

fn pascal(text: &str) -> String {
    let parts = text.split(|c: char| !unicode_ident::is_xid_continue(c));
    let named = parts.filter(|part| !part.is_empty());
    let words = named.map(|part| naming::type_name(part).trim_end_matches('_').to_owned());
    words.collect()
}

fn member_mut<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    let Kind::Object(members) = &mut node.kind else {
        return None;
    };
    let member = members.iter_mut().find(|member| member.key == key)?;
    Some(&mut member.value)
}
