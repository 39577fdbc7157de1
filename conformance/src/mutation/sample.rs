//! Few mutants that stand for all.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edit, Mutant, Travels};

/// As many of the mutants as are asked for, spread over the kinds of edit and over both directions; those that `viable`
/// doubts are passed over. The same mutants give the same sample, in the same order.
pub fn sample(mutants: &[Mutant], count: usize, viable: &dyn Fn(&Mutant) -> bool) -> Vec<Mutant> {
    let mut groups: BTreeMap<(Edit, Travels), Vec<usize>> = BTreeMap::new();
    for (index, mutant) in mutants.iter().enumerate() {
        let group = groups.entry((mutant.edit, mutant.travels)).or_default();
        group.push(index);
    }
    // The middle of a group first: its ends are the first and the last operation of the document.
    let mut groups: Vec<Vec<usize>> = groups.into_values().map(from_the_middle).collect();
    let mut chosen = BTreeSet::new();
    while chosen.len() < count && !groups.is_empty() {
        let wanted = (count - chosen.len()).min(groups.len());
        let mut open = vec![false; groups.len()];
        for turn in 0..wanted {
            let at = turn * groups.len() / wanted;
            let next = groups[at].iter().position(|&index| viable(&mutants[index]));
            let Some(next) = next else { continue };
            chosen.insert(groups[at][next]);
            groups[at].drain(..=next);
            open[at] = true;
        }
        // A group that gave nothing has nothing; one that had no turn may yet.
        let mut at = 0;
        groups.retain(|group| {
            let had_turn = (0..wanted).any(|turn| turn * open.len() / wanted == at);
            let keep = !group.is_empty() && (open[at] || !had_turn);
            at += 1;
            keep
        });
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
