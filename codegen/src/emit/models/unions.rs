//! A union as an enum of its branches, and what tells them apart as constants that the runtime reads by.

use std::collections::BTreeMap;

use super::super::text::{Text, literal, type_text};
use super::Plan;
use crate::ir::{Branch, Kind, Literal, Tag, Type, TypeShape};
use crate::lower::OTHER;

pub(super) fn emit(out: &mut Text, plan: &Plan<'_>, name: &str, branches: &[Branch], open: bool) {
    let types: Vec<String> = branches
        .iter()
        .map(|branch| {
            let ty = type_text(&branch.ty, "");
            if is_boxed(plan, name, &branch.ty) {
                format!("::std::boxed::Box<{ty}>")
            } else {
                ty
            }
        })
        .collect();
    out.line(0, "#[derive(Clone, Debug, PartialEq)]");
    out.line(
        0,
        "#[cfg_attr(feature = \"schemars\", derive(::schemars::JsonSchema), schemars(untagged))]",
    );
    out.line(0, &format!("pub enum {name} {{"));
    for (branch, ty) in branches.iter().zip(&types) {
        out.line(1, &format!("{}({ty}),", branch.rust_name));
    }
    if open {
        out.docs(1, "What is none of these, as it came.");
        out.line(1, &format!("{OTHER}(::reversals_runtime::Raw),"));
    }
    out.line(0, "}");
    out.gap();
    out.line(0, "::reversals_runtime::union! {");
    out.line(1, &format!("{name} {{"));
    for branch in branches {
        let known = known(branch);
        out.line(2, &format!("{} = {known},", branch.rust_name));
    }
    let other = if open {
        format!(" {OTHER}")
    } else {
        String::new()
    };
    out.line(1, &format!("}}{other}"));
    out.line(0, "}");
    conversions(out, name, branches, &types);
    if !open && branches.iter().all(|branch| is_shown(plan, &branch.ty)) {
        display(out, name, branches);
    }
}

/// A union that holds itself through unions only has no member to put a box at.
fn is_boxed(plan: &Plan<'_>, name: &str, ty: &Type) -> bool {
    let held = ty.by_value().and_then(|held| plan.api.types.get(held));
    let is_union = held.is_some_and(|def| matches!(def.shape, TypeShape::Union { .. }));
    is_union && plan.circles.closes(name, ty)
}

/// What a branch is known by.
fn known(branch: &Branch) -> String {
    let mut out = format!("Branch::of(Kind::{})", kind(branch.kind));
    if !branch.tags.is_empty() {
        let tags: Vec<String> = branch.tags.iter().map(tag).collect();
        out.push_str(&format!(".tags(&[{}])", tags.join(", ")));
    }
    if !branch.required.is_empty() {
        out.push_str(&format!(".required(&{})", texts(&branch.required)));
    }
    if !branch.known.is_empty() {
        out.push_str(&format!(".known(&{})", texts(&branch.known)));
    }
    out
}

fn tag(tag: &Tag) -> String {
    let values: Vec<String> = tag
        .values
        .iter()
        .map(|value| match value {
            Literal::Text(text) => format!("Constant::Text({})", literal(text)),
            Literal::Integer(whole) => format!("Constant::Whole({whole})"),
            Literal::Boolean(truth) => format!("Constant::Boolean({truth})"),
        })
        .collect();
    let (path, values) = (texts(&tag.path), values.join(", "));
    format!("Tag {{ path: &{path}, values: &[{values}] }}")
}

fn texts(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| literal(text)).collect();
    format!("[{}]", texts.join(", "))
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Any => "Any",
        Kind::String => "String",
        Kind::Integer => "Integer",
        Kind::Number => "Number",
        Kind::Boolean => "Boolean",
        Kind::List => "List",
        Kind::Object => "Object",
    }
}

/// A conversion from each type that only one branch has.
fn conversions(out: &mut Text, name: &str, branches: &[Branch], types: &[String]) {
    let mut count = BTreeMap::new();
    for ty in types {
        *count.entry(ty).or_insert(0) += 1;
    }
    for (branch, ty) in branches.iter().zip(types) {
        if count.get(ty) == Some(&1) {
            out.gap();
            out.line(0, &format!("impl ::std::convert::From<{ty}> for {name} {{"));
            out.line(1, &format!("fn from(value: {ty}) -> Self {{"));
            out.line(2, &format!("Self::{}(value)", branch.rust_name));
            out.line(1, "}");
            out.line(0, "}");
        }
    }
}

/// What a path needs.
fn display(out: &mut Text, name: &str, branches: &[Branch]) {
    out.gap();
    out.line(0, &format!("impl ::std::fmt::Display for {name} {{"));
    out.line(
        1,
        "fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {",
    );
    out.line(2, "match self {");
    for branch in branches {
        let variant = &branch.rust_name;
        out.line(
            3,
            &format!("Self::{variant}(value) => ::std::fmt::Display::fmt(value, f),"),
        );
    }
    out.line(2, "}");
    out.line(1, "}");
    out.line(0, "}");
}

/// Whether a value can be part of a path.
fn is_shown(plan: &Plan<'_>, ty: &Type) -> bool {
    match ty {
        Type::String(_) | Type::Integer(_) | Type::Number(_) | Type::Boolean | Type::Only(_) => {
            true
        }
        Type::Named(name) => matches!(
            plan.api.types.get(name).map(|def| &def.shape),
            Some(TypeShape::Enum { .. })
        ),
        _ => false,
    }
}
