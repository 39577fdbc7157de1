//! Schemas to type expressions and named types.

use std::collections::{BTreeMap, BTreeSet};

use super::{Lowering, Side, docs};
use crate::bundle::Document;
use crate::diagnostic::Rule;
use crate::ir::{Field, Presence, Type, TypeDef, TypeShape};
use crate::naming;
use crate::tree::{Kind, Node, Place};

/// The members of an object schema, `allOf` merged.
#[derive(Default)]
struct Members<'a> {
    properties: BTreeMap<&'a str, &'a Node>,
    required: BTreeSet<&'a str>,
    closed: bool,
    rest: Option<&'a Node>,
}

/// What typify calls the member that keeps the members without a name.
const REST: &str = "extra";

impl<'a> Lowering<'a> {
    /// The type of a schema where it stands. `hint` names what has no name of its own.
    pub(super) fn expression(&mut self, node: &'a Node, side: Side, hint: &str) -> Type {
        let ty = self.base(node, side, hint);
        if self.nullable(node) && !matches!(ty, Type::Any | Type::OrNull(_)) {
            Type::OrNull(Box::new(ty))
        } else {
            ty
        }
    }

    /// Whether a schema admits null, through references and unions.
    pub(super) fn nullable(&self, node: &'a Node) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            let node = self.document.resolve(node);
            if !seen.insert(std::ptr::from_ref(node)) {
                continue;
            }
            if node.is_true("nullable") {
                return true;
            }
            for key in ["anyOf", "oneOf", "allOf"] {
                match node.get(key).map(Node::items) {
                    Some(branches) if key != "allOf" || branches.len() == 1 => {
                        waiting.extend(branches);
                    }
                    _ => {}
                }
            }
        }
        false
    }

    /// The type of a schema, null left aside.
    pub(super) fn base(&mut self, node: &'a Node, side: Side, hint: &str) -> Type {
        if let Some((_, name)) = Document::ref_name(node) {
            return self.component(name, node, side);
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(branches) = node.get(key) {
                return self.union(node, branches.items(), side, hint);
            }
        }
        if let Some([only]) = node.get("allOf").map(Node::items)
            && !self.adds(node)
        {
            return self.base(only, side, hint);
        }
        if node.get("allOf").is_some() || node.get("properties").is_some() {
            return self.object(node, side, hint);
        }
        match kind(node) {
            Some("string") => self.string(node, side, hint),
            Some("integer") => Type::Integer {
                min: integer(node, "minimum", 1),
                max: integer(node, "maximum", -1),
            },
            Some("number") => Type::Number,
            Some("boolean") => Type::Boolean,
            Some("array") => {
                let items = node.get("items").map_or(Type::Any, |items| {
                    self.expression(items, side, &format!("{hint}Item"))
                });
                Type::List {
                    items: Box::new(items),
                    min: length(node, "minItems"),
                    max: length(node, "maxItems"),
                }
            }
            Some("object") => {
                match node.get("additionalProperties") {
                    Some(rest) if rest.as_bool() == Some(false) => self.object(node, side, hint),
                    Some(rest) if !rest.members().is_empty() => Type::Map(Box::new(
                        self.expression(rest, side, &format!("{hint}Value")),
                    )),
                    _ => Type::OpenObject,
                }
            }
            _ => Type::Any,
        }
    }

    /// Whether a schema says more than the one member of its `allOf`.
    fn adds(&self, node: &'a Node) -> bool {
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
        !members.properties.is_empty() || members.rest.is_some()
    }

    /// A reference to a component schema: by name where the component is a type of its own.
    fn component(&mut self, name: &'a str, node: &'a Node, side: Side) -> Type {
        let target = self.document.resolve(node);
        // A component that is only a reference goes by the name of what it refers to.
        let mut name = name;
        while let Some(next) = self
            .document
            .component("schemas", name)
            .and_then(Document::ref_name)
        {
            name = next.1;
        }
        let rust = side.type_name(name, target.text("x-rust-name"), self.reach.two_forms(name));
        if self.inlining.iter().any(|outer| outer == name) {
            self.report.refuse(
                &node.place,
                Rule::UnsupportedSchema,
                format!("component `{name}` contains itself with no object in between"),
                "give the part that repeats an object with properties",
            );
            return Type::Any;
        }
        self.inlining.push(name.to_owned());
        let ty = self.base(target, side, &rust);
        self.inlining.pop();
        ty
    }

    /// How a type that is defined is used.
    fn named(&self, rust: &str, side: Side) -> Type {
        match self.types.get(rust).map(|def| &def.shape) {
            Some(TypeShape::Enum { values }) if side == Side::Response && values.len() > 1 => {
                Type::OpenEnum(rust.to_owned())
            }
            _ => Type::Named(rust.to_owned()),
        }
    }

    /// Claims the Rust name of a schema, and says whether it is still to be defined.
    pub(super) fn begin(&mut self, node: &Node, hint: &str, place: &Place) -> (String, bool) {
        let rust = naming::type_name(node.text("x-rust-name").unwrap_or(hint));
        self.names
            .claim("schema", &rust, &place.pointer.to_string(), place);
        let fresh = !self.types.contains_key(&rust);
        (rust, fresh)
    }

    /// Records a named type.
    pub(super) fn define(&mut self, rust: &str, node: &Node, shape: TypeShape) {
        let def = TypeDef {
            docs: docs::description(node),
            source: node.place.cite(),
            shape,
        };
        self.types.insert(rust.to_owned(), def);
    }

    fn string(&mut self, node: &'a Node, side: Side, hint: &str) -> Type {
        let Some(values) = node.get("enum") else {
            return Type::String {
                min: length(node, "minLength"),
                max: length(node, "maxLength"),
            };
        };
        // Where null is admitted it is listed too; the type around the enum carries it.
        let values: Vec<String> = values
            .items()
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect();
        if values.is_empty() {
            return Type::Any;
        }
        let (rust, fresh) = self.begin(node, hint, &node.place);
        if fresh {
            if let Err((first, second)) = naming::variant_names(&values) {
                self.report.refuse(
                    &node.get("enum").unwrap_or(node).place,
                    Rule::CollidingVariants,
                    format!("the values `{first}` and `{second}` become one Rust variant"),
                    "take one of them out of the enum, or describe the member as a plain string",
                );
            }
            self.define(&rust, node, TypeShape::Enum { values });
        }
        self.named(&rust, side)
    }

    fn object(&mut self, node: &'a Node, side: Side, hint: &str) -> Type {
        let mut members = Members::default();
        self.collect(node, &mut members);
        if side == Side::Response
            && let Some(items) = page_items(self.document, &members)
        {
            return Type::Page(Box::new(self.expression(
                items,
                side,
                &format!("{hint}Item"),
            )));
        }
        let (rust, fresh) = self.begin(node, hint, &node.place);
        if fresh {
            // Defined before its members are looked at, because they may lead back here.
            self.define(
                &rust,
                node,
                TypeShape::Struct {
                    fields: Vec::new(),
                    closed: false,
                    rest: None,
                },
            );
            // Below a type of its own a component may repeat.
            let inlining = std::mem::take(&mut self.inlining);
            let scope = format!("property of `{rust}`");
            let mut fields = Vec::new();
            for (name, schema) in &members.properties {
                let field = self.field(name, schema, members.required.contains(name), side, &rust);
                self.names
                    .claim(&scope, &field.rust_name, name, &schema.place);
                fields.push(field);
            }
            if let Some(rest) = members.rest {
                self.names
                    .claim(&scope, REST, "additionalProperties", &rest.place);
            }
            let others = members.rest.map(|schema| {
                if schema.as_bool() == Some(true) {
                    Type::Any
                } else {
                    self.expression(schema, side, &format!("{rust}Extra"))
                }
            });
            self.inlining = inlining;
            // Only requests are refused for what they have too much; a service may add members.
            let closed = members.closed && side == Side::Request;
            self.define(
                &rust,
                node,
                TypeShape::Struct {
                    fields,
                    closed,
                    rest: others,
                },
            );
        }
        Type::Named(rust)
    }

    fn field(
        &mut self,
        name: &str,
        schema: &'a Node,
        required: bool,
        side: Side,
        owner: &str,
    ) -> Field {
        let hint = format!("{owner}{}", naming::type_name(name));
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
            rust_name: naming::value_name(name),
            presence,
            ty,
            docs,
        }
    }

    fn collect(&self, node: &'a Node, members: &mut Members<'a>) {
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
        if let Some(rest) = node.get("additionalProperties") {
            members.closed = rest.as_bool() == Some(false);
            members.rest = (rest.as_bool() != Some(false)).then_some(rest);
        }
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

/// The type that a schema names, or that its other keywords imply.
fn kind(node: &Node) -> Option<&str> {
    let has = |key| node.get(key).is_some();
    if has("type") {
        return node.text("type");
    }
    if has("additionalProperties") {
        return Some("object");
    }
    if has("items") {
        return Some("array");
    }
    let mut values = node.get("enum")?.items().iter();
    match &values.find(|value| !matches!(value.kind, Kind::Null))?.kind {
        Kind::String(_) => Some("string"),
        Kind::Bool(_) => Some("boolean"),
        Kind::Number(_) => {
            let broken =
                |value: &Node| matches!(&value.kind, Kind::Number(number) if number.is_f64());
            let fraction = node
                .get("enum")
                .is_some_and(|values| values.items().iter().any(broken));
            Some(if fraction { "number" } else { "integer" })
        }
        _ => None,
    }
}

fn length(node: &Node, key: &str) -> Option<u64> {
    match &node.get(key)?.kind {
        Kind::Number(number) => number.as_u64(),
        _ => None,
    }
}

/// A bound on an integer; an exclusive one is the next whole number inside.
fn integer(node: &Node, key: &str, inwards: i64) -> Option<i64> {
    let Kind::Number(number) = &node.get(key)?.kind else {
        return None;
    };
    let exclusive = node.is_true(if inwards > 0 {
        "exclusiveMinimum"
    } else {
        "exclusiveMaximum"
    });
    let bound = number.as_i64()?;
    if exclusive {
        bound.checked_add(inwards)
    } else {
        Some(bound)
    }
}
