//! What breaks somebody on the wire has a witness.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../../codegen/changes/tests/pair/mod.rs"]
#[allow(dead_code, reason = "what is to be found is judged there")]
mod pair;

use std::collections::BTreeSet;

use reversals_changes::compare::compare;
use reversals_codegen::Model;
use reversals_witness::{Claim, Version, Which, claims, witness, witness_of};

#[test]
fn what_breaks_somebody_has_a_message_that_one_version_takes_and_the_other_refuses() {
    let (mut without, mut shown) = (Vec::new(), BTreeSet::new());
    // Of libraries there are no messages.
    for pair in pair::pairs().iter().filter(|pair| pair.rust.is_none()) {
        let [base, revision] = pair.models();
        // Neither interpreted side has files.
        let has_files = |model: &Model| {
            let mut bodies = model
                .api
                .operations
                .iter()
                .filter_map(|it| it.body.as_ref());
            bodies.any(|body| !body.files.is_empty())
        };
        if has_files(&base) || has_files(&revision) {
            continue;
        }
        let (old, new) = (Version::new(&base), Version::new(&revision));
        let differences = compare(&base, &revision);
        for difference in &differences {
            // What is to be expected breaks nobody.
            let breaks = |claim: &Claim<'_>| !claim.found.expected || claim.taken_by == Which::Base;
            for claim in claims(difference).into_iter().filter(breaks) {
                if witness_of(&old, &new, claim).is_some() {
                    shown.insert(difference.kind.id());
                } else {
                    without.push(format!("{} {claim:?}", difference.key()));
                }
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
