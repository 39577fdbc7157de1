//! What callers make requests with: `new`, which takes what is always needed, and a setter for each member.

use std::collections::BTreeSet;

use super::super::modules::Layer;
use super::super::text::{Text, member_type, type_text};
use super::Plan;
use crate::ir::{Field, Presence, Type, TypeShape};

pub(super) fn emit(
    out: &mut Text,
    plan: &Plan<'_>,
    name: &str,
    fields: &[Field],
    rest: Option<&Type>,
) {
    let mut taken = others();
    out.line(0, &format!("impl {name} {{"));
    new(out, plan, name, fields, rest);
    for field in fields {
        let boxed = plan.circles.closes(name, &field.ty);
        let member = &field.rust_name;
        let setter = setter(member, &mut taken);
        out.gap();
        if field.docs.is_empty() {
            out.docs(1, &format!("Sets `{}`.", field.name));
        } else {
            out.docs(1, &field.docs);
        }
        out.deprecated(1, field.deprecated);
        let into = into(field, boxed, "");
        out.line(
            1,
            &format!("pub fn {setter}(mut self, value: {into}) -> Self {{"),
        );
        let value = value("value", field, boxed);
        out.line(2, &format!("self.{member} = {value};"));
        out.line(2, "self");
        out.line(1, "}");
    }
    if let Some(rest) = rest {
        out.gap();
        out.docs(1, "Adds a member that has no name here.");
        let setter = setter("extra", &mut taken);
        let ty = type_text(rest, "");
        out.line(1, &format!("pub fn {setter}(mut self, name: impl ::std::convert::Into<::std::string::String>, value: impl ::std::convert::Into<{ty}>) -> Self {{"));
        out.line(2, "self.extra.insert(name.into(), value.into());");
        out.line(2, "self");
        out.line(1, "}");
    }
    out.line(0, "}");
}

fn new(out: &mut Text, plan: &Plan<'_>, name: &str, fields: &[Field], rest: Option<&Type>) {
    let required: Vec<&Field> = required(fields).collect();
    let named = is_named(plan, name);
    if required.is_empty() {
        out.docs(1, "With nothing in it.");
        out.line(1, "pub fn new() -> Self {");
    } else if named {
        out.docs(
            1,
            "With what is always needed. Some of it has the same type, so each member is named.",
        );
        out.line(
            1,
            &format!("pub fn new(required: required::{name}) -> Self {{"),
        );
    } else {
        let mut docs = "With what is always needed:\n".to_owned();
        for field in &required {
            docs.push_str(&format!(
                "- `{}`: {}\n",
                field.rust_name,
                field.docs.replace('\n', " ")
            ));
        }
        out.docs(1, &docs);
        let arguments: Vec<String> = required
            .iter()
            .map(|field| {
                let boxed = plan.circles.closes(name, &field.ty);
                format!("{}: {}", field.rust_name, into(field, boxed, ""))
            })
            .collect();
        out.line(
            1,
            &format!("pub fn new({}) -> Self {{", arguments.join(", ")),
        );
    }
    if plan.api.is_made_of_nothing(name) {
        out.line(2, "Self::default()");
        out.line(1, "}");
        return;
    }
    out.line(2, "Self {");
    for field in fields {
        let member = &field.rust_name;
        let given = match field.presence {
            Presence::Required if named => format!("required.{member}"),
            Presence::Required => value(member, field, plan.circles.closes(name, &field.ty)),
            Presence::Optional => "::std::option::Option::None".to_owned(),
            Presence::Nullable => "::reversals_runtime::Nullable::Absent".to_owned(),
            Presence::Clearable => "::reversals_runtime::Clearable::Keep".to_owned(),
        };
        out.line(3, &format!("{member}: {given},"));
    }
    if rest.is_some() {
        out.line(3, "extra: ::std::collections::BTreeMap::new(),");
    }
    out.line(2, "}");
    out.line(1, "}");
}

/// What `new` takes by names, for the requests where arguments by position could be swapped and still compile. A crate
/// shows those of the one below too.
pub(super) fn required_structs(
    out: &mut Text,
    plan: &Plan<'_>,
    layer: Layer,
    below: Option<&syn::Ident>,
) {
    let named = plan.requests.iter().filter(|name| is_named(plan, name));
    let (own, others): (Vec<&str>, Vec<&str>) =
        named.partition(|name| plan.modules.layer(name) == layer);
    let below = below.filter(|_| !others.is_empty());
    if own.is_empty() && below.is_none() {
        return;
    }
    out.gap();
    out.docs(
        0,
        "What requests always need, where several members have the same type.",
    );
    out.line(0, "pub mod required {");
    if let Some(below) = below {
        out.line(1, &format!("pub use ::{below}::required::*;"));
    }
    for (number, name) in own.into_iter().enumerate() {
        let Some(TypeShape::Struct { fields, .. }) = plan.api.types.get(name).map(|def| &def.shape)
        else {
            continue;
        };
        if number > 0 || below.is_some() {
            out.gap();
        }
        out.docs(
            1,
            &format!("What [`{name}::new`](super::{name}::new) takes."),
        );
        out.feature(1, plan.modules.feature(name));
        out.line(1, "#[derive(Clone, Debug, PartialEq)]");
        out.line(1, &format!("pub struct {name} {{"));
        for field in required(fields) {
            out.docs(2, &field.docs);
            let ty = member_type(field, plan.circles.closes(name, &field.ty), "super::");
            out.line(2, &format!("pub {}: {ty},", field.rust_name));
        }
        out.line(1, "}");
    }
    out.line(0, "}");
}

/// Whether `new` takes a struct: its arguments could be swapped without a word from the compiler.
pub(in crate::emit) fn is_named(plan: &Plan<'_>, name: &str) -> bool {
    let Some(TypeShape::Struct { fields, .. }) = plan.api.types.get(name).map(|def| &def.shape)
    else {
        return false;
    };
    let mut seen = BTreeSet::new();
    let mut any = false;
    for field in required(fields) {
        let family = family(plan, &field.ty);
        if any || (family.is_empty() && !seen.is_empty()) || !seen.insert(family.clone()) {
            return true;
        }
        any = family.is_empty();
    }
    false
}

/// Types of one family can be made of the same arguments; the empty one can be made of anything.
fn family(plan: &Plan<'_>, ty: &Type) -> String {
    match ty {
        Type::Integer(_) | Type::Number(_) => "number".to_owned(),
        Type::OrNull(inner) => family(plan, inner),
        Type::Any | Type::Expandable(_) | Type::OrEmpty(_) => String::new(),
        Type::Named(name) => match plan.api.types.get(name).map(|def| &def.shape) {
            Some(TypeShape::Union { .. }) | None => String::new(),
            Some(TypeShape::Struct { .. } | TypeShape::Enum { .. }) => name.clone(),
        },
        other => type_text(other, ""),
    }
}

pub(in crate::emit) fn required(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields
        .iter()
        .filter(|field| field.presence == Presence::Required)
}

/// What a setter takes.
fn into(field: &Field, boxed: bool, names: &str) -> String {
    let ty = match field.presence {
        Presence::Required | Presence::Optional => type_text(&field.ty, names),
        Presence::Nullable | Presence::Clearable => member_type(field, boxed, names),
    };
    format!("impl ::std::convert::Into<{ty}>")
}

/// What a member is set to, of what a setter was given.
fn value(given: &str, field: &Field, boxed: bool) -> String {
    let mut value = format!("{given}.into()");
    if boxed && matches!(field.presence, Presence::Required | Presence::Optional) {
        value = format!("::std::boxed::Box::new({value})");
    }
    if field.presence == Presence::Optional {
        value = format!("::std::option::Option::Some({value})");
    }
    value
}

/// A setter is called like its member, but for names that mean something else on every value.
pub(in crate::emit) fn setter(member: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = member.to_owned();
    while !taken.insert(name.clone()) {
        name.push('_');
    }
    name
}

pub(super) fn others() -> BTreeSet<String> {
    OTHERS.iter().map(ToString::to_string).collect()
}

const OTHERS: &[&str] = &[
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "default",
    "deserialize",
    "eq",
    "fmt",
    "from",
    "into",
    "ne",
    "new",
    "serialize",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];
