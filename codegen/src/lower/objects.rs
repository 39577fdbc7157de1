//! Object schemas to structs and pages.

use super::{Lowering, Side, docs};
use crate::ir::{Field, Presence, Size, Type, TypeShape};
use crate::naming;
use crate::schema::{Kind, Member, Object, Rest, Schema, SchemaId, Schemas};
use crate::tree::Node;

/// What typify calls the member that keeps the members without a name.
const REST: &str = "extra";

impl Lowering<'_> {
    /// Whether an object schema tells of any member.
    pub(super) fn has_fields(&self, node: &Node) -> bool {
        let leaves = self.schemas.at(node).map(|id| self.schemas.leaves(id));
        let object = match leaves.as_deref() {
            Some([only]) => self.schemas[only.schema].kind.object(),
            _ => None,
        };
        object.is_some_and(|object| {
            let mut members = object.members.values();
            members.any(|member| !self.files.contains(&member.schema))
                || matches!(object.rest, Rest::Of(_))
        })
    }

    pub(super) fn object(&mut self, id: SchemaId, object: &Object, side: Side, hint: &str) -> Type {
        match object.rest {
            Rest::Unsaid if object.members.is_empty() => return Type::OpenObject,
            Rest::Of(rest) if object.members.is_empty() => {
                if is_anything(&self.schemas[rest]) {
                    return Type::OpenObject;
                }
                return Type::Map {
                    values: Box::new(self.value(rest, side, &format!("{hint}Value"))),
                    size: Size::default(),
                };
            }
            _ => {}
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
                    size: Size::default(),
                },
            );
            let fields = self.below(id, |lowering| lowering.fields(object, side, &rust));
            let others = self.below(id, |lowering| lowering.rest(object, side, &rust));
            // Only requests are refused for what they have too much; a service may add members.
            let closed = object.rest == Rest::Closed && side == Side::Request;
            self.declare(
                &rust,
                id,
                TypeShape::Struct {
                    fields: fields.unwrap_or_default(),
                    closed,
                    rest: others.flatten(),
                    size: Size::default(),
                },
            );
        }
        Type::Named(rust)
    }

    fn fields(&mut self, object: &Object, side: Side, rust: &str) -> Vec<Field> {
        let schemas = self.schemas;
        let scope = format!("property of `{rust}`");
        let mut fields = Vec::new();
        for (name, member) in &object.members {
            if self.files.contains(&member.schema) {
                continue;
            }
            let field = self.field(name, member, side, rust);
            let place = &schemas[member.schema].place;
            self.names.claim(&scope, &field.rust_name, name, place);
            fields.push(field);
        }
        if let Rest::Of(rest) = object.rest {
            let place = &schemas[rest].place;
            self.names
                .claim(&scope, REST, "additionalProperties", place);
        }
        fields
    }

    fn rest(&mut self, object: &Object, side: Side, rust: &str) -> Option<Type> {
        match object.rest {
            Rest::Of(rest) => Some(self.value(rest, side, &format!("{rust}Extra"))),
            Rest::Unsaid | Rest::Closed => None,
        }
    }

    fn field(&mut self, name: &str, member: &Member, side: Side, owner: &str) -> Field {
        let hint = format!("{owner}{}", naming::type_name(name));
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
            rust_name: naming::value_name(name),
            presence,
            ty,
            docs,
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
