//! Structs with public members.

use reversals_runtime::object::MOST;

use super::super::text::{Text, literal, member_type, type_text};
use super::{Plan, given};
use crate::ir::{Field, Presence, Type, TypeDef};

/// A struct, and how it is read and written.
pub(super) fn emit(
    out: &mut Text,
    plan: &Plan<'_>,
    name: &str,
    fields: &[Field],
    closed: bool,
    rest: Option<&Type>,
) {
    let default = if plan.api.is_made_of_nothing(name) {
        ", Default"
    } else {
        ""
    };
    out.line(0, &format!("#[derive(Clone, Debug{default}, PartialEq)]"));
    out.line(0, super::SCHEMA);
    if closed {
        out.line(
            0,
            "#[cfg_attr(feature = \"schemars\", schemars(deny_unknown_fields))]",
        );
    }
    if fields.is_empty() && rest.is_none() {
        out.line(0, &format!("pub struct {name} {{}}"));
    } else {
        out.line(0, &format!("pub struct {name} {{"));
        for field in fields {
            out.docs(1, &field.docs);
            out.deprecated(1, field.deprecated);
            let said = said(field);
            if !said.is_empty() {
                let said = said.join(", ");
                out.line(
                    1,
                    &format!("#[cfg_attr(feature = \"schemars\", schemars({said}))]"),
                );
            }
            let ty = member_type(field, plan.circles.closes(name, &field.ty), "");
            out.line(1, &format!("pub {}: {ty},", field.rust_name));
        }
        if let Some(rest) = rest {
            out.docs(1, "The members that have no name here.");
            out.line(1, "#[cfg_attr(feature = \"schemars\", schemars(flatten))]");
            let ty = type_text(rest, "");
            out.line(
                1,
                &format!("pub extra: ::std::collections::BTreeMap<::std::string::String, {ty}>,"),
            );
        }
        out.line(0, "}");
    }
    let mode = if closed { "CLOSED" } else { "OPEN" };
    codec(out, plan, &format!("{name} {mode}"), name, fields, rest);
    if plan.requests.contains(name) {
        out.gap();
        given::emit(out, plan, name, fields, rest);
    }
}

/// What schemars can't see in the member's name and type.
fn said(field: &Field) -> Vec<String> {
    let mut said = Vec::new();
    if field.name != field.rust_name {
        said.push(format!("rename = {}", literal(&field.name)));
    }
    let absent = match field.presence {
        Presence::Required => return said,
        Presence::Optional => "::std::option::Option::is_none",
        Presence::Nullable => "::reversals_runtime::Nullable::is_absent",
        Presence::Clearable => "::reversals_runtime::Clearable::is_keep",
    };
    if field.presence != Presence::Optional {
        said.push("default".to_owned());
    }
    said.push(format!("skip_serializing_if = \"{absent}\""));
    said
}

/// How it is read and written: its members, in groups.
fn codec(
    out: &mut Text,
    plan: &Plan<'_>,
    mode: &str,
    name: &str,
    fields: &[Field],
    rest: Option<&Type>,
) {
    out.gap();
    out.line(0, "::reversals_runtime::object! {");
    out.line(1, &format!("{mode} {{"));
    for (number, field) in fields.iter().enumerate() {
        if number > 0 && number % MOST == 0 {
            out.line(1, "} {");
        }
        let kind = match field.presence {
            Presence::Required => "Required",
            Presence::Optional | Presence::Nullable | Presence::Clearable => "Optional",
        };
        let wire = literal(&field.name);
        let ty = member_type(field, plan.circles.closes(name, &field.ty), "");
        out.line(2, &format!("{wire} {kind} {}: {ty},", field.rust_name));
    }
    let rest = rest.map(|rest| {
        let ty = type_text(rest, "");
        format!(" extra: ::std::collections::BTreeMap<::std::string::String, {ty}>")
    });
    out.line(1, &format!("}}{}", rest.unwrap_or_default()));
    out.line(0, "}");
}

/// What a type is, with its place.
pub(super) fn docs(def: &TypeDef) -> String {
    let source = format!("Source: `{}`", def.source);
    if def.docs.is_empty() {
        source
    } else {
        format!("{}\n\n{source}", def.docs)
    }
}
