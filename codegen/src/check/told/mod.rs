//! What tells the branches of a union apart.

mod apart;
mod constants;
mod leaves;

use std::collections::BTreeSet;

use apart::by;
use constants::{DEEPEST, constants, tags};
use leaves::{leaves, rank, shared};

use crate::ir::{Kind, Tag};
use crate::schema::{SchemaId, Schemas};

/// More branches than this are no union that anybody means, and refused.
pub(super) const MAX_BRANCHES: usize = 1024;

/// A union, with unions inside it opened.
pub(crate) struct Told {
    /// The branches in the order in which a decoder tries them, each schema once.
    pub(crate) branches: Vec<Branch>,
    pub(crate) by: By,
}

/// What it takes to tell all branches apart.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum By {
    /// Their JSON types, and constants.
    Tag,
    /// Members that the one requires and the other does not know.
    Members,
    /// Trying: two of them, and why.
    Trying(usize, usize, &'static str),
}

/// A branch, which is no union.
pub(crate) struct Branch {
    /// The branch as the innermost union lists it.
    pub(crate) listed: SchemaId,
    pub(crate) kind: Kind,
    pub(crate) tags: Vec<Tag>,
    /// The members that it requires and not all other objects do, where tags are not enough.
    pub(crate) required: Vec<String>,
    /// The members that it knows, where it drops others and tags are not enough.
    pub(crate) known: Vec<String>,
}

/// The branches of a union that are to be kept, and what tells them apart. A branch is asked for as the innermost union
/// lists it.
pub(crate) fn told(
    schemas: &Schemas,
    branches: &[SchemaId],
    around: SchemaId,
    keep: &dyn Fn(SchemaId) -> bool,
) -> Told {
    let mut leaves = leaves(schemas, branches, around);
    leaves.retain(|leaf| keep(leaf.listed));
    // A decoder takes the first that loses nothing: what takes everything comes last.
    leaves.sort_by_key(rank);
    let mut told = Told {
        branches: Vec::new(),
        by: By::Tag,
    };
    let mut chosen = BTreeSet::new();
    for depth in 1..=DEEPEST {
        for leaf in &mut leaves {
            leaf.constants = constants(schemas, leaf, depth);
        }
        chosen = tags(&leaves);
        told.by = by(&leaves, &chosen);
        if told.by == By::Tag {
            break;
        }
    }
    let members = told.by != By::Tag;
    let shared = shared(&leaves);
    told.branches = leaves
        .into_iter()
        .map(|leaf| {
            let names = |names: &mut dyn Iterator<Item = &str>| {
                names.map(str::to_owned).collect::<Vec<_>>()
            };
            let own = leaf.required.difference(&shared).filter(|_| members);
            let required = names(&mut own.copied());
            let keys = leaf.object().into_iter();
            let keys = keys.flat_map(|object| object.members.keys().map(String::as_str));
            let known = names(&mut keys.filter(|_| members && !leaf.is_map()));
            Branch {
                listed: leaf.listed,
                kind: leaf.kind,
                required,
                known,
                tags: leaf
                    .constants
                    .into_iter()
                    .filter(|(path, _)| chosen.contains(path))
                    .map(|(path, values)| Tag {
                        path: path.into_iter().map(str::to_owned).collect(),
                        values: values.into_iter().collect(),
                    })
                    .collect(),
            }
        })
        .collect();
    told
}
