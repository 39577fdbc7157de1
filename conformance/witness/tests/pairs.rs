//! What breaks somebody on the wire has a witness.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../../codegen/changes/tests/pair/mod.rs"]
#[allow(dead_code, reason = "what is to be found is judged there")]
mod pair;

use std::collections::BTreeSet;

use reversals_changes::compare::compare;
use reversals_changes::levels::breaks_on_the_wire;
use reversals_witness::{Version, witness};

#[test]
fn what_breaks_somebody_has_a_message_that_one_version_takes_and_the_other_refuses() {
    let (mut without, mut shown) = (Vec::new(), BTreeSet::new());
    // Of libraries there are no messages.
    for pair in pair::pairs().iter().filter(|pair| pair.rust.is_none()) {
        let [base, revision] = pair.models();
        let (old, new) = (Version::new(&base), Version::new(&revision));
        let differences = compare(&base, &revision);
        for difference in differences.iter().filter(|it| breaks_on_the_wire(it)) {
            if witness(&old, &new, difference).is_some() {
                shown.insert(difference.kind.id());
            } else {
                without.push(format!("{} {:?}", difference.key(), difference.found));
            }
        }
    }
    assert!(without.is_empty(), "{without:#?}");
    // Pairs that are not read would have none without, too.
    assert!(shown.len() > 30, "{shown:?}");
}

#[test]
fn what_is_no_difference_has_no_witness() {
    for pair in pair::pairs().iter().filter(|pair| pair.rust.is_none()) {
        let [base, revision] = pair.models();
        let (old, new) = (Version::new(&base), Version::new(&revision));
        for difference in compare(&base, &revision) {
            // The same version on both sides takes and refuses the same.
            assert_eq!(
                witness(&old, &old, &difference),
                None,
                "{}",
                difference.key()
            );
            assert_eq!(
                witness(&new, &new, &difference),
                None,
                "{}",
                difference.key()
            );
        }
    }
}
