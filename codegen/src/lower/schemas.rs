//! Schemas to type expressions and named types.

use std::collections::BTreeSet;

use super::names::given_type;
use super::objects::MEMBERS;
use super::{Lowering, Side, docs, scalars};
use crate::bundle::Document;
use crate::check::kind;
use crate::diagnostic::Rule;
use crate::ir::{Type, TypeDef, TypeShape};
use crate::tree::Node;

/// The deepest type without a name in between: references can nest what no file could.
const MAX_DEPTH: usize = 128;

/// The longest chain of named types, each first met inside the one before. The stack bounds it.
const MAX_DEFINITIONS: usize = 4096;

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
        if self.nesting.depth == MAX_DEPTH {
            self.too_deep(node, "a type", MAX_DEPTH);
            return Type::Any;
        }
        self.nesting.depth += 1;
        let ty = self.of_keywords(node, side, hint);
        self.nesting.depth -= 1;
        ty
    }

    /// Does what is below a named type, where components may repeat; nothing where named types nest too deep.
    pub(super) fn below<T>(
        &mut self,
        node: &'a Node,
        work: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        if self.definitions == MAX_DEFINITIONS {
            self.too_deep(node, "a chain of types", MAX_DEFINITIONS);
            return None;
        }
        let nesting = std::mem::take(&mut self.nesting);
        self.definitions += 1;
        let done = work(self);
        self.definitions -= 1;
        self.nesting = nesting;
        Some(done)
    }

    fn too_deep(&mut self, node: &Node, what: &str, most: usize) {
        self.report.refuse(
            &node.place,
            Rule::UnsupportedSchema,
            format!("{what} nests deeper than {most} levels"),
            "describe the values by fewer levels",
        );
    }

    fn of_keywords(&mut self, node: &'a Node, side: Side, hint: &str) -> Type {
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
            Some("integer") => self.integer(node, side, hint),
            Some("number") => scalars::number(node),
            Some("boolean") => scalars::boolean(node),
            Some("array") => {
                let items = node.get("items").map_or(Type::Any, |items| {
                    self.expression(items, side, &format!("{hint}Item"))
                });
                Type::List {
                    items: Box::new(items),
                    size: scalars::size(node, ["minItems", "maxItems"]),
                    unique: node.is_true("uniqueItems"),
                }
            }
            Some("object") => match node.get("additionalProperties") {
                Some(rest) if rest.as_bool() == Some(false) => self.object(node, side, hint),
                Some(rest) if !rest.members().is_empty() => Type::Map {
                    values: Box::new(self.expression(rest, side, &format!("{hint}Value"))),
                    size: scalars::size(node, MEMBERS),
                },
                // An object of which nothing is known but how much is in it.
                _ if MEMBERS.iter().any(|key| node.get(key).is_some()) => Type::Map {
                    values: Box::new(Type::Any),
                    size: scalars::size(node, MEMBERS),
                },
                _ => Type::OpenObject,
            },
            _ => Type::Any,
        }
    }

    /// A reference to a component schema: by name where the component is a type of its own.
    fn component(&mut self, name: &'a str, node: &'a Node, side: Side) -> Type {
        let target = self.document.resolve(node);
        // A component that is only a reference goes by the name of what it refers to.
        let name = self.document.end(node).map_or(name, |(_, end)| end);
        let rust = self.names.component(name, side, self.reach.two_forms(name));
        if self.nesting.components.iter().any(|outer| outer == name) {
            self.report.refuse(
                &node.place,
                Rule::UnsupportedSchema,
                format!("component `{name}` contains itself with no object in between"),
                "give the part that repeats an object with properties",
            );
            return Type::Any;
        }
        self.nesting.components.push(name.to_owned());
        let outer = self.nesting.own.replace(rust.clone());
        let ty = self.base(target, side, &rust);
        self.nesting.own = outer;
        self.nesting.components.pop();
        ty
    }

    /// How a type that is defined is used.
    pub(super) fn named(&self, rust: &str, side: Side) -> Type {
        match self.types.get(rust).map(|def| &def.shape) {
            Some(TypeShape::Enum { values }) if side == Side::Response && values.len() > 1 => {
                Type::OpenEnum(rust.to_owned())
            }
            _ => Type::Named(rust.to_owned()),
        }
    }

    /// Settles the Rust name of a schema, and says whether it is still to be defined.
    pub(super) fn begin(&mut self, node: &Node, hint: &str) -> (String, bool) {
        // A component's name is settled, and has the suffix of requests where there is one.
        let own = self.nesting.own.as_deref() == Some(hint);
        let rust = match given_type(node) {
            Some(given) if !own => self.names.settle(node, given, true),
            _ => self.names.settle(node, hint, own),
        };
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
}
