//! A union as an enum of its branches, and what tells them apart as constants that the runtime reads by.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::ir::{Branch, Kind, Literal, Type};
use crate::lower::OTHER;

/// The items of a union. `rust_type` says a type as it is written where they stand.
pub(super) fn text(
    name: &str,
    docs: &str,
    branches: &[Branch],
    open: bool,
    rust_type: impl Fn(&Type) -> String,
) -> String {
    let types: Vec<String> = branches
        .iter()
        .map(|branch| rust_type(&branch.ty))
        .collect();
    let mut out = String::new();
    // A document of any size: what is written here must not fail.
    let _ = declaration(&mut out, name, docs, branches, &types, open)
        .and_then(|()| conversions(&mut out, name, branches, &types))
        .and_then(|()| union(&mut out, name, branches, open))
        .and_then(|()| serde(&mut out, name, branches, open));
    out
}

fn declaration(
    out: &mut String,
    name: &str,
    docs: &str,
    branches: &[Branch],
    types: &[String],
    open: bool,
) -> std::fmt::Result {
    writeln!(out, "#[doc = {docs:?}]")?;
    writeln!(out, "#[derive(Clone, Debug, PartialEq)]")?;
    writeln!(
        out,
        "#[cfg_attr(feature = \"schemars\", derive(::schemars::JsonSchema), schemars(untagged))]"
    )?;
    writeln!(out, "pub enum {name} {{")?;
    for (branch, ty) in branches.iter().zip(types) {
        writeln!(out, "{}({ty}),", branch.rust_name)?;
    }
    if open {
        writeln!(out, "/// What is none of these, as it came.")?;
        writeln!(out, "{OTHER}(::serde_json::Value),")?;
    }
    writeln!(out, "}}")
}

/// A conversion from each type that only one branch has.
fn conversions(
    out: &mut String,
    name: &str,
    branches: &[Branch],
    types: &[String],
) -> std::fmt::Result {
    let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
    for ty in types {
        if !once.insert(ty) {
            twice.insert(ty);
        }
    }
    for (branch, ty) in branches.iter().zip(types) {
        if !twice.contains(ty) {
            let variant = &branch.rust_name;
            writeln!(
                out,
                "impl ::std::convert::From<{ty}> for {name} {{ fn from(value: {ty}) -> Self {{ Self::{variant}(value) }} }}"
            )?;
        }
    }
    Ok(())
}

fn union(out: &mut String, name: &str, branches: &[Branch], open: bool) -> std::fmt::Result {
    const PATH: &str = "::reversals_runtime::unions";
    writeln!(out, "impl {PATH}::Union for {name} {{")?;
    writeln!(out, "const BRANCHES: &'static [{PATH}::Branch] = &[")?;
    for branch in branches {
        write!(
            out,
            "{PATH}::Branch {{ kind: {PATH}::Kind::{}, tags: &[",
            kind(branch.kind)
        )?;
        for tag in &branch.tags {
            write!(out, "{PATH}::Tag {{ path: &{:?}, values: &[", tag.path)?;
            for value in &tag.values {
                match value {
                    Literal::Text(text) => write!(out, "{PATH}::Constant::Text({text:?}),")?,
                    Literal::Integer(whole) => write!(out, "{PATH}::Constant::Whole({whole}),")?,
                    Literal::Boolean(truth) => write!(out, "{PATH}::Constant::Boolean({truth}),")?,
                }
            }
            write!(out, "] }},")?;
        }
        writeln!(
            out,
            "], required: &{:?}, known: &{:?} }},",
            branch.required, branch.known
        )?;
    }
    writeln!(out, "];")?;
    writeln!(out, "const OPEN: bool = {open};")?;
    writeln!(
        out,
        "fn read(branch: usize, value: &::serde_json::Value) -> ::std::result::Result<Self, ::serde_json::Error> {{ match branch {{"
    )?;
    for (index, branch) in branches.iter().enumerate() {
        let variant = &branch.rust_name;
        // The runtime asks for branches of the list above only.
        let pattern = if index + 1 == branches.len() {
            "_".to_owned()
        } else {
            index.to_string()
        };
        writeln!(
            out,
            "{pattern} => {PATH}::branch(value).map(Self::{variant}),"
        )?;
    }
    writeln!(out, "}} }}")?;
    if open {
        writeln!(
            out,
            "fn other(value: ::serde_json::Value) -> ::std::result::Result<Self, ::serde_json::Value> {{ ::std::result::Result::Ok(Self::{OTHER}(value)) }}"
        )?;
    }
    writeln!(out, "}}")
}

fn serde(out: &mut String, name: &str, branches: &[Branch], open: bool) -> std::fmt::Result {
    writeln!(
        out,
        "impl ::serde::Serialize for {name} {{ fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {{ match self {{"
    )?;
    let other = open.then_some(OTHER);
    let variants = branches.iter().map(|branch| branch.rust_name.as_str());
    for variant in variants.chain(other) {
        writeln!(
            out,
            "Self::{variant}(value) => ::serde::Serialize::serialize(value, serializer),"
        )?;
    }
    writeln!(out, "}} }} }}")?;
    writeln!(
        out,
        "impl<'de> ::serde::Deserialize<'de> for {name} {{ fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {{ ::reversals_runtime::unions::deserialize(deserializer) }} }}"
    )
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
