//! Schemas to type expressions and named types.

use super::names::{given_at, given_type};
use super::{Lowering, Side, docs, scalars};
use crate::diagnostic::Rule;
use crate::ir::{Type, TypeDef, TypeShape};
use crate::schema::{Kind, SchemaId};
use crate::tree::{Node, Place};

/// The deepest type without a name in between: references can nest what no file could.
const MAX_DEPTH: usize = 128;

/// The longest chain of named types, each first met inside the one before. The stack bounds it.
const MAX_DEFINITIONS: usize = 4096;

/// The most named types: where `allOf` merges what leads to two others with the like, a few lines come to two to the power
/// of their number.
const MAX_TYPES: usize = 100_000;

impl Lowering<'_> {
    /// The type of a schema where it stands. `hint` names what has no name of its own.
    pub(super) fn expression(&mut self, node: &Node, side: Side, hint: &str) -> Type {
        let schema = self.schemas.at(node);
        schema.map_or(Type::Any, |schema| self.value(schema, side, hint))
    }

    /// The type of a schema, null left aside.
    pub(super) fn base(&mut self, node: &Node, side: Side, hint: &str) -> Type {
        let schema = self.schemas.at(node);
        schema.map_or(Type::Any, |schema| self.bare(schema, side, hint))
    }

    /// The type of values of a schema.
    pub(super) fn value(&mut self, id: SchemaId, side: Side, hint: &str) -> Type {
        let ty = self.bare(id, side, hint);
        if self.schemas[id].nullable && !matches!(ty, Type::Any | Type::OrNull(_)) {
            Type::OrNull(Box::new(ty))
        } else {
            ty
        }
    }

    /// The type of values of a schema but for null.
    pub(super) fn bare(&mut self, id: SchemaId, side: Side, hint: &str) -> Type {
        if self.is_too_deep {
            return Type::Any;
        }
        if self.nesting.depth == MAX_DEPTH {
            self.too_deep(&self.schemas[id].place, "a type", MAX_DEPTH);
            return Type::Any;
        }
        self.nesting.depth += 1;
        let ty = self.of_kind(id, side, hint);
        self.nesting.depth -= 1;
        ty
    }

    /// Does what is below a named type, where components may repeat; nothing where named types nest too deep.
    pub(super) fn below<T>(
        &mut self,
        id: SchemaId,
        work: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        if self.is_too_deep {
            return None;
        }
        if self.definitions == MAX_DEFINITIONS {
            self.too_deep(&self.schemas[id].place, "a chain of types", MAX_DEFINITIONS);
            return None;
        }
        if self.types.len() > MAX_TYPES {
            self.is_too_deep = true;
            self.report.refuse(
                &self.schemas[id].place,
                Rule::UnsupportedSchema,
                format!("the document comes to more than {MAX_TYPES} types"),
                "describe once, under a name, what `allOf` merges in many places",
            );
            return None;
        }
        let nesting = std::mem::take(&mut self.nesting);
        self.definitions += 1;
        let done = work(self);
        self.definitions -= 1;
        self.nesting = nesting;
        Some(done)
    }

    fn too_deep(&mut self, place: &Place, what: &str, most: usize) {
        // What leads into itself twice would be followed without an end.
        self.is_too_deep = true;
        self.report.refuse(
            place,
            Rule::UnsupportedSchema,
            format!("{what} nests deeper than {most} levels"),
            "describe the values by fewer levels",
        );
    }

    fn of_kind(&mut self, id: SchemaId, side: Side, hint: &str) -> Type {
        let schemas = self.schemas;
        let schema = &schemas[id];
        match &schema.kind {
            Kind::Reference(to) => match schemas[schemas.end(*to)].component {
                Some(ref name) => self.component(name, schemas.end(*to), &schema.place, side),
                None => self.bare(*to, side, hint),
            },
            Kind::Union(union) => self.union(id, union, side, hint),
            Kind::Object(object) => self.object(id, object, side, hint),
            Kind::List(items) => {
                let items = items.map_or(Type::Any, |items| {
                    self.value(items, side, &format!("{hint}Item"))
                });
                Type::List {
                    items: Box::new(items),
                    size: scalars::size(schema, ["minItems", "maxItems"]),
                    rules: scalars::rules(schema),
                }
            }
            Kind::Text => self.string(id, side, hint),
            Kind::Integer => self.integer(id, side, hint),
            Kind::Number => scalars::number(schema),
            Kind::Boolean => scalars::boolean(schema),
            Kind::Any | Kind::Broken => Type::Any,
        }
    }

    /// A reference to a component schema: by name where the component is a type of its own.
    fn component(&mut self, name: &str, component: SchemaId, place: &Place, side: Side) -> Type {
        let rust = self.names.component(name, side, self.reach.two_forms(name));
        if self.nesting.components.iter().any(|outer| outer == name) {
            self.report.refuse(
                place,
                Rule::UnsupportedSchema,
                format!("component `{name}` contains itself with no object in between"),
                "give the part that repeats an object with properties",
            );
            return Type::Any;
        }
        self.nesting.components.push(name.to_owned());
        let outer = self.nesting.own.replace(rust.clone());
        let ty = self.bare(component, side, &rust);
        self.nesting.own = outer;
        self.nesting.components.pop();
        ty
    }

    /// How a type that is defined is used.
    pub(super) fn named(&self, rust: &str, side: Side) -> Type {
        match self.types.get(rust).map(|def| &def.shape) {
            Some(TypeShape::Enum { values, .. }) if side == Side::Response && values.len() > 1 => {
                Type::OpenEnum(rust.to_owned())
            }
            _ => Type::Named(rust.to_owned()),
        }
    }

    /// Settles the Rust name of a schema, and says whether it is still to be defined.
    pub(super) fn begin(&mut self, id: SchemaId, hint: &str) -> (String, bool) {
        let schema = &self.schemas[id];
        // A component's name is settled, and has the suffix of requests where there is one.
        let own = self.nesting.own.as_deref() == Some(hint);
        let rust = match given_type(schema) {
            Some(given) if !own => self
                .names
                .settle(given_at(schema), &schema.place, given, true),
            _ => self
                .names
                .settle(given_at(schema), &schema.place, hint, own),
        };
        let fresh = !self.types.contains_key(&rust);
        (rust, fresh)
    }

    /// Records a named type that no schema is.
    pub(super) fn define(&mut self, rust: &str, node: &Node, shape: TypeShape) {
        let def = TypeDef {
            docs: docs::description(node),
            source: node.place.cite(),
            shape,
        };
        self.types.insert(rust.to_owned(), def);
    }

    /// Records the named type of a schema.
    pub(super) fn declare(&mut self, rust: &str, id: SchemaId, shape: TypeShape) {
        let schema = &self.schemas[id];
        let def = TypeDef {
            docs: docs::of_type(schema),
            source: schema.place.cite(),
            shape,
        };
        self.types.insert(rust.to_owned(), def);
    }
}
