//! What of an answer can be had in full, by type, and which types have an id.

use std::collections::BTreeSet;

use super::super::text::{Text, literal, type_text};
use super::Plan;
use crate::ir::{Api, Field, Presence, Type, TypeShape};
use crate::lower::OTHER;
use crate::naming;

/// The named types that a reference is expanded to.
pub(super) fn targets(api: &Api) -> BTreeSet<&str> {
    let shapes = api.types.values().map(|def| &def.shape);
    let fields = shapes.filter_map(|shape| match shape {
        TypeShape::Struct { fields, .. } => Some(fields),
        TypeShape::Enum { .. } | TypeShape::Union { .. } => None,
    });
    let targets = fields.flatten().filter_map(|field| target(&field.ty));
    let mut waiting: Vec<&str> = targets.filter_map(named).collect();
    let mut found = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if !found.insert(name) {
            continue;
        }
        if let Some(TypeShape::Union { branches, .. }) = api.types.get(name).map(|def| &def.shape) {
            waiting.extend(branches.iter().filter_map(|branch| named(&branch.ty)));
        }
    }
    found
}

/// The type that a member is expanded to.
fn target(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Expandable(inner) => Some(inner),
        Type::OrNull(inner) => target(inner),
        _ => None,
    }
}

fn named(ty: &Type) -> Option<&str> {
    match ty {
        Type::Named(name) => Some(name),
        _ => None,
    }
}

/// The members of a struct that can be expanded.
pub(super) fn members(out: &mut Text, name: &str, fields: &[Field]) {
    let members = fields
        .iter()
        .filter_map(|field| Some((field, target(&field.ty)?)));
    let members: Vec<_> = members.collect();
    if members.is_empty() {
        return;
    }
    out.gap();
    out.line(0, &format!("impl {name} {{"));
    for (field, target) in members {
        let (wire, member) = (&field.name, &field.rust_name);
        let ty = format!(
            "::reversals_runtime::Expansion<Self, {}>",
            type_text(target, "")
        );
        out.docs(
            1,
            &format!("`{wire}` in full: for `expand`, and to reach for it in the answer."),
        );
        out.line(
            1,
            &format!(
                "pub const {}: {ty} = ::reversals_runtime::Expansion::new({}, |it| (&it.{member}).into());",
                naming::constant_name(member),
                literal(wire)
            ),
        );
    }
    out.line(0, "}");
}

/// The id of what a reference can be expanded to.
pub(super) fn id(out: &mut Text, plan: &Plan<'_>, name: &str) {
    if !plan.targets.contains(name) || !has_id(plan.api, name, true) {
        return;
    }
    out.gap();
    out.line(
        0,
        &format!("impl ::reversals_runtime::Identified for {name} {{"),
    );
    out.line(1, "fn id(&self) -> &str {");
    match plan.api.types.get(name).map(|def| &def.shape) {
        Some(TypeShape::Union { branches, open }) => {
            out.line(2, "match self {");
            for branch in branches {
                let variant = &branch.rust_name;
                out.line(
                    3,
                    &format!("Self::{variant}(it) => ::reversals_runtime::Identified::id(it),"),
                );
            }
            if *open {
                out.line(
                    3,
                    &format!("Self::{OTHER}(it) => ::reversals_runtime::Identified::id(it),"),
                );
            }
            out.line(2, "}");
        }
        _ => out.line(2, "&self.id"),
    }
    out.line(1, "}");
    out.line(0, "}");
}

/// Whether each value of a type has an id: a struct a member of that name, a union one in each of its structs.
fn has_id(api: &Api, name: &str, may_be_union: bool) -> bool {
    match api.types.get(name).map(|def| &def.shape) {
        Some(TypeShape::Struct { fields, .. }) => fields.iter().any(|field| {
            let is_text = matches!(field.ty, Type::String(_));
            field.name == "id"
                && field.rust_name == "id"
                && is_text
                && field.presence == Presence::Required
        }),
        Some(TypeShape::Union { branches, .. }) if may_be_union => branches
            .iter()
            .all(|branch| named(&branch.ty).is_some_and(|name| has_id(api, name, false))),
        _ => false,
    }
}
