//! The Rust names of operations, told apart where their operationIds differ in signs and case alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle::OperationRef;
use crate::naming;

/// What an operation is called in Rust.
pub(crate) struct Called {
    /// The name of its method.
    pub(crate) rust_name: String,
    /// The name that its types begin with.
    pub(crate) type_name: String,
    /// Whether another wanted the same.
    pub(crate) is_told: bool,
}

/// The names of the operations, in their order, which is that of paths and methods.
pub(crate) fn operations(operations: &[OperationRef<'_>]) -> Vec<Called> {
    let mut called: Vec<Called> = operations.iter().map(|one| named(one.id)).collect();
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut types: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, one) in called.iter().enumerate() {
        groups.entry(&one.rust_name).or_default().push(index);
        types.entry(&one.type_name).or_default().push(index);
    }
    let shared = groups.into_values().chain(types.into_values());
    let shared: BTreeSet<usize> = shared.filter(|group| group.len() > 1).flatten().collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for one in &called {
        taken.extend([one.rust_name.clone(), one.type_name.clone()]);
    }
    let mut rest: Vec<usize> = shared.into_iter().collect();
    for way in [method, fixed_text, whole_path] {
        let tried: Vec<(usize, Called)> = rest
            .iter()
            .map(|index| {
                let operation = &operations[*index];
                (
                    *index,
                    named(&format!("{}_{}", operation.id, way(operation))),
                )
            })
            .collect();
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, one) in &tried {
            *count.entry(&one.rust_name).or_default() += 1;
        }
        let unique: Vec<bool> = tried
            .iter()
            .map(|(_, one)| count[one.rust_name.as_str()] == 1)
            .collect();
        rest.clear();
        for ((index, one), unique) in tried.into_iter().zip(unique) {
            let free = !taken.contains(&one.rust_name) && !taken.contains(&one.type_name);
            if unique && free {
                taken.extend([one.rust_name.clone(), one.type_name.clone()]);
                called[index] = Called {
                    is_told: true,
                    ..one
                };
            } else {
                rest.push(index);
            }
        }
    }
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for index in rest {
        let base = called[index].rust_name.clone();
        loop {
            let number = numbers.entry(base.clone()).or_insert(1);
            *number += 1;
            let one = named(&format!("{base}_{number}"));
            if !taken.contains(&one.rust_name) && !taken.contains(&one.type_name) {
                taken.extend([one.rust_name.clone(), one.type_name.clone()]);
                called[index] = Called {
                    is_told: true,
                    ..one
                };
                break;
            }
        }
    }
    called
}

fn named(id: &str) -> Called {
    Called {
        rust_name: naming::operation_name(id),
        type_name: naming::type_name(id),
        is_told: false,
    }
}

fn method(operation: &OperationRef<'_>) -> String {
    operation.method.to_owned()
}

fn fixed_text(operation: &OperationRef<'_>) -> String {
    let segments = operation
        .path
        .split('/')
        .filter(|segment| !segment.contains('{'));
    bounded(segments.collect::<Vec<_>>().join("_"))
}

fn whole_path(operation: &OperationRef<'_>) -> String {
    bounded(format!("{}_{}", operation.path, operation.method))
}

/// What is longer makes no name.
fn bounded(mut text: String) -> String {
    let end = (0..=100).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or(0));
    text
}
