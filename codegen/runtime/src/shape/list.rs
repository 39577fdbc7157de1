//! Which entries of a form make up a list, and in which order.

use super::MAX_INDEX;
use super::name::Name;
use super::refusal::Refusal;
use crate::form::{Branch, Tree};

/// The items with their positions: pushes in order of arrival, or keyed entries by index, holes closed up by the
/// caller. Both kinds in one list leave its order unsaid and are refused, like keys that are no index.
pub(super) fn items<'a, 't>(
    branch: &'a Branch<'t>,
    name: &Name<'_>,
) -> Result<Vec<(usize, &'a Tree<'t>)>, Refusal> {
    if branch.keyed().len() == 0 {
        return Ok(branch.pushes().iter().enumerate().collect());
    }
    if !branch.pushes().is_empty() {
        return Err(Refusal::array(name));
    }
    let mut items = Vec::with_capacity(branch.keyed().len());
    for (key, tree) in branch.keyed() {
        items.push((index(key).ok_or_else(|| Refusal::array(name))?, tree));
    }
    items.sort_by_key(|&(index, _)| index);
    Ok(items)
}

/// A number below 1000 without leading zeros: `1` and `01` would be one place under two keys.
fn index(key: &str) -> Option<usize> {
    let plain =
        key.bytes().all(|byte| byte.is_ascii_digit()) && (key == "0" || !key.starts_with('0'));
    let index = if plain {
        key.parse().ok()?
    } else {
        return None;
    };
    (index <= MAX_INDEX).then_some(index)
}
