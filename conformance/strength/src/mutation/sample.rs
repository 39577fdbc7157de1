//! Few mutants that stand for all.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Travels;
use super::edit::Edit;
use super::mutant::Mutant;

/// As many of the mutants as are asked for, spread over the kinds of edit and over both directions. The same mutants give
/// the same sample, in the same order.
pub fn sample(mutants: &[Mutant], count: usize) -> Vec<Mutant> {
    let mut groups: BTreeMap<(Edit, Travels), Vec<usize>> = BTreeMap::new();
    for (index, mutant) in mutants.iter().enumerate() {
        let group = groups.entry((mutant.edit, mutant.travels)).or_default();
        group.push(index);
    }
    // The middle of a group first: its ends are the first and the last operation of the document.
    let mut groups: Vec<Vec<usize>> = groups.into_values().map(from_the_middle).collect();
    let mut chosen = BTreeSet::new();
    while chosen.len() < count && !groups.is_empty() {
        let (all, wanted) = (groups.len(), groups.len().min(count - chosen.len()));
        let turns: BTreeSet<usize> = (0..wanted).map(|turn| turn * all / wanted).collect();
        let mut left = Vec::new();
        for (at, group) in groups.into_iter().enumerate() {
            if !turns.contains(&at) {
                left.push(group);
                continue;
            }
            let mut group = group.into_iter();
            // A group without another one is of no more use.
            if let Some(index) = group.next() {
                chosen.insert(index);
                left.push(group.collect());
            }
        }
        groups = left;
    }
    chosen
        .into_iter()
        .map(|index| mutants[index].clone())
        .collect()
}

/// The same list, begun in its middle.
fn from_the_middle(mut list: Vec<usize>) -> Vec<usize> {
    let middle = list.len() / 2;
    list.rotate_left(middle);
    list
}
