//! What happens where two fragments speak of one thing.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Bundler, Group, Members};
use crate::diagnostic::{Report, Rule};
use crate::openapi::{METHODS, Object, Shape};
use crate::tree::{Kind, Member, Place};

impl Bundler<'_> {
    /// A member of the document that is neither paths nor components.
    pub(super) fn setting(&mut self, member: Member) {
        if member.key == "openapi"
            && let Some(before) = self.settings.get_mut("openapi")
            && let (Some(old), Some(new)) = (patch(before), patch(&member))
        {
            // Patch releases of OpenAPI 3.0 change no meaning.
            if new > old {
                *before = member;
            }
            return;
        }
        agree(&mut self.settings, member, &mut self.report, |key| {
            format!("the fragments differ in `{key}`")
        });
    }

    pub(super) fn paths(&mut self, paths: &Member, file: &str) {
        let place = &paths.place;
        for item in paths.value.members() {
            let item = if item.key.starts_with("x-") {
                item.clone()
            } else {
                let Some((value, file)) = self.path_item(&item.value, file) else {
                    continue;
                };
                let value = self.rewrite(value, Shape::Object(Object::PathItem), file);
                Member {
                    value,
                    ..item.clone()
                }
            };
            let (_, merged) = self
                .paths
                .get_or_insert_with(|| (place.clone(), Members::new()));
            match merged.entry(item.key.clone()) {
                Entry::Vacant(entry) => {
                    entry.insert(item);
                }
                Entry::Occupied(mut entry) => {
                    merge_path_item(entry.get_mut(), item, &mut self.report);
                }
            }
        }
        self.paths
            .get_or_insert_with(|| (place.clone(), Members::new()));
    }

    /// Makes sure that there are components.
    pub(super) fn kinds(&mut self, place: &Place) -> &mut BTreeMap<String, Group> {
        let (_, kinds) = self
            .components
            .get_or_insert_with(|| (place.clone(), BTreeMap::new()));
        kinds
    }

    /// Makes sure that there are components of a kind.
    pub(super) fn group(&mut self, kind: &str, place: &Place) {
        self.kinds(place)
            .entry(kind.to_owned())
            .or_insert_with(|| Group::Named(place.clone(), Members::new()));
    }

    /// Whether there is another component of the kind under the name of this one.
    pub(super) fn clashes(&self, kind: &str, member: &Member) -> bool {
        let kinds = self.components.as_ref().map(|(_, kinds)| kinds);
        let Some(Group::Named(_, named)) = kinds.and_then(|kinds| kinds.get(kind)) else {
            return false;
        };
        let other = named.get(&member.key);
        other.is_some_and(|other| other.value.to_json() != member.value.to_json())
    }

    pub(super) fn component(&mut self, kind: &str, member: Member) {
        if let Some((_, kinds)) = &mut self.components
            && let Some(Group::Named(_, named)) = kinds.get_mut(kind)
        {
            agree(named, member, &mut self.report, |key| {
                format!(
                    "two fragments declare `{key}` under `components.{kind}` with different content"
                )
            });
        }
    }

    /// A member of the components that holds none.
    pub(super) fn other_kind(&mut self, member: &Member) {
        match self.kinds(&member.place).entry(member.key.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(Group::Other(member.clone()));
            }
            Entry::Occupied(entry) => {
                let (before, same) = match entry.get() {
                    Group::Named(place, _) => (place.clone(), false),
                    Group::Other(before) => (
                        before.place.clone(),
                        before.value.to_json() == member.value.to_json(),
                    ),
                };
                if !same {
                    let what = format!("the fragments differ in `components.{}`", member.key);
                    conflict(&mut self.report, &member.place, &before, what);
                }
            }
        }
    }
}

/// The patch release in the version of an OpenAPI 3.0 document.
fn patch(version: &Member) -> Option<u32> {
    version.value.as_str()?.strip_prefix("3.0.")?.parse().ok()
}

fn merge_path_item(before: &mut Member, item: Member, report: &mut Report) {
    let path = &item.key;
    let (Kind::Object(before_members), Kind::Object(members)) =
        (&mut before.value.kind, item.value.kind)
    else {
        let what = format!("two fragments declare the path `{path}`");
        return conflict(report, &item.place, &before.place, what);
    };
    let mut merged: Members = std::mem::take(before_members)
        .into_iter()
        .map(|member| (member.key.clone(), member))
        .collect();
    for member in members {
        if METHODS.contains(&member.key.as_str())
            && let Some(first) = merged.get(&member.key)
        {
            let what = format!("two fragments declare {} `{path}`", member.key);
            conflict(report, &member.place, &first.place, what);
        } else {
            agree(&mut merged, member, report, |key| {
                format!("two fragments differ in `{key}` of the path `{path}`")
            });
        }
    }
    *before_members = merged.into_values().collect();
}

/// Adds a member, or refuses it where there is another with a different value.
fn agree(
    members: &mut Members,
    member: Member,
    report: &mut Report,
    what: impl Fn(&str) -> String,
) {
    match members.entry(member.key.clone()) {
        Entry::Vacant(entry) => {
            entry.insert(member);
        }
        Entry::Occupied(entry) => {
            let first = entry.get();
            if first.value.to_json() != member.value.to_json() {
                conflict(report, &member.place, &first.place, what(&member.key));
            }
        }
    }
}

fn conflict(report: &mut Report, place: &Place, first: &Place, what: String) {
    let help = format!(
        "make it the same as in {}:{}, or state it in one fragment only",
        first.source.name, first.line
    );
    report.refuse(place, Rule::FragmentConflict, what, help);
}
