//! Object schemas to structs and pages.

use std::collections::{BTreeMap, BTreeSet};

use super::names::given_value;
use super::{Lowering, Side, docs, scalars};
use crate::bundle::Document;
use crate::ir::{Field, Presence, Size, Type, TypeShape};
use crate::naming::{self, Case, Wish};
use crate::tree::{Node, Place};

/// The members of an object schema, `allOf` merged.
#[derive(Default)]
struct Members<'a> {
    properties: BTreeMap<&'a str, &'a Node>,
    required: BTreeSet<&'a str>,
    closed: bool,
    rest: Option<&'a Node>,
    size: Size,
    parts: BTreeSet<*const Node>,
}

/// What bounds the number of members.
pub(super) const MEMBERS: [&str; 2] = ["minProperties", "maxProperties"];

/// What typify calls the member that keeps the members without a name.
const REST: &str = "extra";

impl<'a> Lowering<'a> {
    /// Whether a schema says more than the one member of its `allOf`.
    pub(super) fn adds(&self, node: &'a Node) -> bool {
        let has = |key| node.get(key).is_some();
        has("properties")
            || has("additionalProperties")
            || (has("required") && self.has_fields(node))
    }

    /// Whether an object schema tells of any member.
    pub(super) fn has_fields(&self, node: &'a Node) -> bool {
        let mut node = self.document.resolve(node);
        while let Some([only]) = ["anyOf", "oneOf"]
            .iter()
            .find_map(|key| node.get(key))
            .map(Node::items)
        {
            node = self.document.resolve(only);
        }
        let mut members = Members::default();
        self.collect(node, &mut members);
        self.leave_files_out(&mut members);
        !members.properties.is_empty() || members.rest.is_some()
    }

    fn leave_files_out(&self, members: &mut Members<'a>) {
        if !self.files.is_empty() {
            let is_file = |node: &Node| self.files.contains(&std::ptr::from_ref(node));
            members.properties.retain(|_, node| !is_file(node));
            let properties = &members.properties;
            members
                .required
                .retain(|name| properties.contains_key(name));
        }
    }

    pub(super) fn object(&mut self, node: &'a Node, side: Side, hint: &str) -> Type {
        let mut members = Members::default();
        self.collect(node, &mut members);
        let without = members.of_side(self.document, side);
        self.leave_files_out(&mut members);
        if side == Side::Response
            && let Some(items) = page_items(self.document, &members)
        {
            return Type::Page(Box::new(self.expression(
                items,
                side,
                &format!("{hint}Item"),
            )));
        }
        let (rust, fresh) = self.begin(node, hint);
        if fresh {
            // Defined before its members are looked at, because they may lead back here.
            self.define(
                &rust,
                node,
                TypeShape::Struct {
                    fields: Vec::new(),
                    closed: false,
                    rest: None,
                    size: Size::default(),
                    without: Vec::new(),
                },
            );
            let fields = self.below(node, |lowering| lowering.fields(&members, side, &rust));
            let others = self.below(node, |lowering| lowering.rest(&members, side, &rust));
            // Only requests are refused for what they have too much; a service may add members.
            let closed = members.closed && side == Side::Request;
            self.define(
                &rust,
                node,
                TypeShape::Struct {
                    fields: fields.unwrap_or_default(),
                    closed,
                    rest: others.flatten(),
                    size: members.size,
                    // A closed object refuses whatever has no name in it.
                    without: if closed { Vec::new() } else { without },
                },
            );
        }
        Type::Named(rust)
    }

    fn fields(&mut self, members: &Members<'a>, side: Side, rust: &str) -> Vec<Field> {
        let wishes: Vec<(Wish<'_>, &Place)> = members
            .properties
            .iter()
            .map(|(name, schema)| {
                let given = given_value(schema);
                let wish = Wish {
                    given,
                    ..Wish::of(name)
                };
                (wish, &schema.place)
            })
            .collect();
        let reserved: &[&str] = if members.rest.is_some() { &[REST] } else { &[] };
        let what = format!("the property of `{rust}`");
        let names = self
            .names
            .members(Case::Value, &what, &wishes, reserved, "member");
        members
            .properties
            .iter()
            .zip(names)
            .map(|((name, schema), called)| {
                let required = members.required.contains(name);
                self.field(name, called, schema, required, side, rust)
            })
            .collect()
    }

    fn rest(&mut self, members: &Members<'a>, side: Side, rust: &str) -> Option<Type> {
        let schema = members.rest?;
        Some(if schema.as_bool() == Some(true) {
            Type::Any
        } else {
            self.expression(schema, side, &format!("{rust}Extra"))
        })
    }

    fn field(
        &mut self,
        name: &str,
        rust_name: String,
        schema: &'a Node,
        required: bool,
        side: Side,
        owner: &str,
    ) -> Field {
        // Where a name was told from another, so is its type.
        let told = given_value(schema).is_none() && rust_name != naming::plain(Case::Value, name);
        let stem = if told { &rust_name } else { name };
        let hint = format!("{owner}{}", naming::type_name(stem));
        let ty = self.expression(schema, side, &hint);
        let docs = docs::with_facts(schema, self.document.resolve(schema), &ty);
        let (presence, ty) = match ty {
            ty if required => (Presence::Required, ty),
            Type::OrNull(inner) => (Presence::Nullable, *inner),
            Type::OrEmpty(inner) if side == Side::Request => (Presence::Clearable, *inner),
            // Any value may be null, and a null that came must go back out.
            Type::Any => (Presence::Nullable, Type::Any),
            ty => (Presence::Optional, ty),
        };
        Field {
            name: name.to_owned(),
            rust_name,
            presence,
            ty,
            docs,
        }
    }

    fn collect(&self, node: &'a Node, members: &mut Members<'a>) {
        // A part that comes again says nothing new.
        if !members.parts.insert(std::ptr::from_ref(node)) {
            return;
        }
        for part in node.get("allOf").into_iter().flat_map(Node::items) {
            self.collect(self.document.resolve(part), members);
        }
        for property in node.get("properties").into_iter().flat_map(Node::members) {
            members.properties.insert(&property.key, &property.value);
        }
        members.required.extend(
            node.get("required")
                .into_iter()
                .flat_map(Node::items)
                .filter_map(Node::as_str),
        );
        members.bound(scalars::size(node, MEMBERS));
        if let Some(rest) = node.get("additionalProperties") {
            members.closed = rest.as_bool() == Some(false);
            members.rest = (rest.as_bool() != Some(false)).then_some(rest);
        }
    }
}

impl Members<'_> {
    /// Leaves the members that the side has, and gives the names that a request may not have. What is required is so on
    /// its own side only.
    fn of_side(&mut self, document: &Document, side: Side) -> Vec<String> {
        let other = match side {
            Side::Request => "readOnly",
            Side::Response => "writeOnly",
        };
        let (mut without, required) = (Vec::new(), &mut self.required);
        self.properties.retain(|name, node| {
            let foreign = node.is_true(other) || document.resolve(node).is_true(other);
            if foreign {
                required.remove(name);
                without.push((*name).to_owned());
            }
            !foreign
        });
        without.retain(|_| side == Side::Request);
        without
    }

    /// Each part of an `allOf` bounds the number of all members.
    fn bound(&mut self, size: Size) {
        let least = [self.size.min, size.min];
        let most = [self.size.max, size.max];
        self.size.min = least.into_iter().flatten().max();
        self.size.max = most.into_iter().flatten().min();
    }
}

/// The elements' schema, where an object is exactly the envelope of a list page:
/// `data`, `has_more`, `object` (only `list`) and `url`, all required.
fn page_items<'a>(document: &'a Document, members: &Members<'a>) -> Option<&'a Node> {
    let names = ["data", "has_more", "object", "url"];
    let exact = members.properties.len() == names.len()
        && names.iter().all(|name| members.required.contains(name));
    let property = |name: &str| {
        members
            .properties
            .get(name)
            .map(|node| document.resolve(node))
    };
    let typed = |name: &str, ty: &str| {
        property(name)
            .is_some_and(|node| node.text("type") == Some(ty) && !node.is_true("nullable"))
    };
    let list = property("object")?.get("enum").map(Node::items)?;
    let is_list = matches!(list, [only] if only.as_str() == Some("list"));
    let fits = exact
        && is_list
        && typed("data", "array")
        && typed("has_more", "boolean")
        && typed("url", "string");
    if fits {
        property("data")?.get("items")
    } else {
        None
    }
}
