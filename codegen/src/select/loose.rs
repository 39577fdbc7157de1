//! What a document states and no operation needs, left out where it is wrong: examples, defaults, and addresses.

use std::collections::BTreeSet;

use super::skip::Places;
use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::tree::{Kind, Member, Node};

/// The document without examples and defaults that do not fit their schemas, and without its servers where an address of
/// theirs has a mistake; and whether there were any. Each is noted.
pub(super) fn leave_out(document: Document, report: &Report) -> (Document, bool) {
    let refusals = report.refusals();
    let places = Places::of(&refusals);
    let mut found = BTreeSet::new();
    let (mut root, mut said) = document.into_root();
    let unfit = |member: &Member, found: &mut BTreeSet<usize>| {
        let mut here = places
            .at(&member.value.place)
            .filter(|at| refusals[*at].rule == Rule::UnfitValue);
        let here = matches!(member.key.as_str(), "default" | "example")
            .then(|| here.next())
            .flatten();
        found.extend(here);
        here.is_some()
    };
    let mut stack = vec![&mut root];
    while let Some(Node { kind, .. }) = stack.pop() {
        match kind {
            Kind::Object(members) => {
                members.retain(|member| !unfit(member, &mut found));
                stack.extend(members.iter_mut().map(|member| &mut member.value));
            }
            Kind::Array(items) => stack.extend(items),
            _ => {}
        }
    }
    if let Kind::Object(members) = &mut root.kind {
        members.retain(|member| {
            let mut wrong = BTreeSet::new();
            if member.key == "servers" {
                places.below(&member.value, &mut wrong);
            }
            found.extend(&wrong);
            wrong.is_empty()
        });
    }
    for at in &found {
        let one = refusals[*at];
        let what = format!("{}, and is left out", one.what);
        said.note(&one.place, one.rule, what, one.help.clone());
    }
    (Document::new(root).with(said), !found.is_empty())
}
