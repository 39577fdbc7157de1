//! Object schemas to structs and pages.

use super::names::given_value;
use super::{Lowering, Side, docs, scalars};
use crate::ir::{Field, Presence, Type, TypeShape};
use crate::naming::{self, Case, Wish};
use crate::schema::{Kind, Member, Object, Rest, Schema, SchemaId, Schemas};
use crate::tree::{Node, Place};

/// What typify calls the member that keeps the members without a name.
const REST: &str = "extra";

impl Lowering<'_> {
    /// Whether an object schema tells of any member, or of how many there are.
    pub(super) fn has_fields(&self, node: &Node) -> bool {
        let leaves = self.schemas.at(node).map(|id| self.schemas.leaves(id));
        let object = match leaves.as_deref() {
            Some([only]) => self.schemas[only.schema].kind.object(),
            _ => None,
        };
        let counted = || {
            let id = self.schemas.at(node)?;
            Some(!scalars::rules(self.schemas.resolved(id)).is_empty())
        };
        object.is_some_and(|object| {
            let mut members = object.members.values();
            members.any(|member| !self.files.contains(&member.schema))
                || matches!(object.rest, Rest::Of(_))
                || (object.rest == Rest::Unsaid && counted() == Some(true))
        })
    }

    pub(super) fn object(&mut self, id: SchemaId, object: &Object, side: Side, hint: &str) -> Type {
        let rules = scalars::rules(&self.schemas[id]);
        if object.members.is_empty() && object.rest != Rest::Closed {
            let values = match object.rest {
                Rest::Of(rest) if !is_anything(&self.schemas[rest]) => {
                    self.value(rest, side, &format!("{hint}Value"))
                }
                // An object of which nothing is known but how much is in it.
                _ if !rules.is_empty() => Type::Any,
                _ => return Type::OpenObject,
            };
            return Type::Map {
                values: Box::new(values),
                rules,
            };
        }
        if side == Side::Response
            && let Some(items) = page_items(self.schemas, object)
        {
            return Type::Page(Box::new(self.value(items, side, &format!("{hint}Item"))));
        }
        let (rust, fresh) = self.begin(id, hint);
        if fresh {
            // Defined before its members are looked at, because they may lead back here.
            self.declare(
                &rust,
                id,
                TypeShape::Struct {
                    fields: Vec::new(),
                    closed: false,
                    rest: None,
                    rules: Vec::new(),
                    without: Vec::new(),
                },
            );
            let fields = self.below(id, |lowering| lowering.fields(object, side, &rust));
            let others = self.below(id, |lowering| lowering.rest(object, side, &rust));
            // Only requests are refused for what they have too much; a service may add members.
            let closed = side == Side::Request && object.is_closed_in_requests();
            let without = self.without(object, side);
            self.declare(
                &rust,
                id,
                TypeShape::Struct {
                    fields: fields.unwrap_or_default(),
                    closed,
                    rest: others.flatten(),
                    rules,
                    without,
                },
            );
        }
        Type::Named(rust)
    }

    fn fields(&mut self, object: &Object, side: Side, rust: &str) -> Vec<Field> {
        let schemas = self.schemas;
        let members: Vec<(&String, &Member)> = object
            .members
            .iter()
            .filter(|(_, member)| {
                !self.files.contains(&member.schema) && !self.is_of_other(member, side)
            })
            .collect();
        let wishes: Vec<(Wish<'_>, &Place)> = members
            .iter()
            .map(|(name, member)| {
                let schema = &schemas[member.schema];
                let given = given_value(schema);
                let wish = Wish {
                    given,
                    ..Wish::of(name)
                };
                (wish, &schema.place)
            })
            .collect();
        let reserved: &[&str] = match object.rest {
            Rest::Of(_) => &[REST],
            Rest::Unsaid | Rest::Closed => &[],
        };
        let what = format!("the property of `{rust}`");
        let rust_names = self
            .names
            .members(Case::Value, &what, &wishes, reserved, "member");
        let members = members.into_iter().zip(rust_names);
        members
            .map(|((name, member), called)| self.field(name, called, member, side, rust))
            .collect()
    }

    /// Whether only the other side has a member.
    fn is_of_other(&self, member: &Member, side: Side) -> bool {
        let other = match side {
            Side::Request => "readOnly",
            Side::Response => "writeOnly",
        };
        let schema = &self.schemas[member.schema];
        schema.is_true(other) || self.schemas.resolved(member.schema).is_true(other)
    }

    /// The names that a request may not have.
    fn without(&self, object: &Object, side: Side) -> Vec<String> {
        if side == Side::Response || object.rest == Rest::Closed {
            // A closed object refuses whatever has no name in it.
            return Vec::new();
        }
        let members = object.members.iter();
        members
            .filter(|(_, member)| self.is_of_other(member, side))
            .map(|(name, _)| name.clone())
            .collect()
    }

    fn rest(&mut self, object: &Object, side: Side, owner: &str) -> Option<Type> {
        match object.rest {
            Rest::Of(rest) => Some(self.value(rest, side, &format!("{owner}Extra"))),
            Rest::Unsaid | Rest::Closed => None,
        }
    }

    fn field(
        &mut self,
        name: &str,
        rust_name: String,
        member: &Member,
        side: Side,
        owner: &str,
    ) -> Field {
        // Where a name was told from another, so is its type.
        let given = given_value(&self.schemas[member.schema]).is_some();
        let told = !given && rust_name != naming::plain(Case::Value, name);
        let stem = if told { &rust_name } else { name };
        let hint = format!("{owner}{}", naming::type_name(stem));
        let ty = self.value(member.schema, side, &hint);
        let docs = docs::of_schema(self.schemas, member.schema, &ty);
        let (presence, ty) = match ty {
            ty if member.required => (Presence::Required, ty),
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
            source: self.schemas[member.schema].place.cite(),
            deprecated: self.schemas.is_deprecated(member.schema),
        }
    }
}

/// Whether a schema says nothing at all.
fn is_anything(schema: &Schema) -> bool {
    schema.kind == Kind::Any && schema.values.is_none() && schema.stated.is_empty()
}

/// The elements' schema, where an object is exactly the envelope of a list page:
/// `data`, `has_more`, `object` (only `list`) and `url`, all required.
fn page_items(schemas: &Schemas, object: &Object) -> Option<SchemaId> {
    let names = ["data", "has_more", "object", "url"];
    let member = |name: &str| {
        let member = object.members.get(name).filter(|member| member.required)?;
        let plain = !schemas[member.schema].nullable;
        plain.then(|| schemas.resolved(member.schema))
    };
    let [data, has_more, list, url] = names.map(member);
    let only_list = matches!(list?.values.as_deref(), Some([only]) if only.value == "list");
    let fits = object.members.len() == names.len()
        && only_list
        && has_more?.kind == Kind::Boolean
        && url?.kind == Kind::Text;
    match data?.kind {
        Kind::List(items) if fits => items,
        _ => None,
    }
}
