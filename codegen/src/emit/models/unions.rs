//! Enums whose variants hold values.

use std::collections::{BTreeMap, BTreeSet};

use super::super::text::{Text, type_text};
use super::Plan;
use crate::ir::{Type, TypeShape};

pub(super) fn emit(out: &mut Text, plan: &Plan<'_>, name: &str, branches: &[Type]) {
    let variants = variants(branches);
    let boxed = |ty: &Type| {
        let is_union = matches!(ty.by_value().and_then(|held| plan.api.types.get(held)), Some(def) if matches!(def.shape, TypeShape::Union { .. }));
        is_union && plan.circles.closes(name, ty)
    };
    out.line(
        0,
        "#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]",
    );
    out.line(0, super::SCHEMA);
    out.line(0, "#[serde(untagged)]");
    out.line(0, &format!("pub enum {name} {{"));
    for (variant, ty) in variants.iter().zip(branches) {
        let text = type_text(ty, "");
        let text = if boxed(ty) {
            format!("::std::boxed::Box<{text}>")
        } else {
            text
        };
        out.line(1, &format!("{variant}({text}),"));
    }
    out.line(0, "}");
    let mut count = BTreeMap::new();
    for ty in branches {
        *count.entry(type_text(ty, "")).or_insert(0) += 1;
    }
    for (variant, ty) in variants.iter().zip(branches) {
        let text = type_text(ty, "");
        if count[&text] > 1 || boxed(ty) {
            continue;
        }
        out.gap();
        out.line(
            0,
            &format!("impl ::std::convert::From<{text}> for {name} {{"),
        );
        out.line(1, &format!("fn from(value: {text}) -> Self {{"));
        out.line(2, &format!("Self::{variant}(value)"));
        out.line(1, "}");
        out.line(0, "}");
    }
    if branches.iter().all(|ty| is_shown(plan, ty)) {
        out.gap();
        out.line(0, &format!("impl ::std::fmt::Display for {name} {{"));
        out.line(
            1,
            "fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {",
        );
        out.line(2, "match self {");
        for variant in &variants {
            out.line(
                3,
                &format!("Self::{variant}(value) => ::std::fmt::Display::fmt(value, f),"),
            );
        }
        out.line(2, "}");
        out.line(1, "}");
        out.line(0, "}");
    }
}

/// The names of the variants: what they hold, or their numbers where that has no name or two have the same.
fn variants(branches: &[Type]) -> Vec<String> {
    let names: Option<Vec<String>> = branches.iter().map(variant).collect();
    match names {
        Some(names) if names.iter().collect::<BTreeSet<_>>().len() == names.len() => names,
        _ => (0..branches.len())
            .map(|number| format!("Variant{number}"))
            .collect(),
    }
}

fn variant(ty: &Type) -> Option<String> {
    Some(match ty {
        Type::Named(name) => name.clone(),
        Type::String(_) => "String".to_owned(),
        Type::Integer(_) => "Int64".to_owned(),
        Type::Number(_) => "Double".to_owned(),
        Type::Boolean => "Boolean".to_owned(),
        Type::List { .. } => "Array".to_owned(),
        Type::Map { .. } | Type::OpenObject => "Object".to_owned(),
        _ => return None,
    })
}

/// Whether a value can be part of a path.
fn is_shown(plan: &Plan<'_>, ty: &Type) -> bool {
    match ty {
        Type::String(_) | Type::Integer(_) | Type::Number(_) | Type::Boolean => true,
        Type::Named(name) => matches!(
            plan.api.types.get(name).map(|def| &def.shape),
            Some(TypeShape::Enum { .. })
        ),
        _ => false,
    }
}
