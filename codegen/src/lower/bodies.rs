//! Request bodies.

use super::{Lowering, Side};
use crate::bundle::OperationRef;
use crate::check::bodies::{bodiless, file};
use crate::check::media::{self, Kind, taken};
use crate::ir::{Body, FilePart, Media, Type};
use crate::naming;
use crate::tree::Node;

impl<'a> Lowering<'a> {
    pub(super) fn body(&mut self, operation: &OperationRef<'a>, type_name: &str) -> Option<Body> {
        let node = self.document.resolve(operation.node.get("requestBody")?);
        if bodiless(operation) {
            return None;
        }
        let all = taken(node.get("content")?, true);
        let first = all.first()?;
        let schema = first.value.get("schema");
        let hint = format!("{type_name}Body");
        let mut files = Vec::new();
        let (media, ty) = match (media::kind(&first.key, true), schema) {
            (Kind::Raw | Kind::Xml, _) => (Media::Raw, Type::Any),
            (Kind::Json, None) => (Media::Json, Type::Any),
            (Kind::Json, Some(schema)) => {
                (Media::Json, self.expression(schema, Side::Request, &hint))
            }
            (Kind::Form | Kind::Multipart, None) => return None,
            (Kind::Form, Some(schema)) => {
                if operation.method == "delete" && !self.has_fields(schema) {
                    // A form without members, which Stripe's document gives every DELETE, is no body.
                    return None;
                }
                (Media::Form, self.form(schema, &hint))
            }
            (Kind::Multipart, Some(schema)) => {
                files = self.files(schema, operation);
                let name = format!("{type_name}Parts");
                self.names
                    .claim("schema", &name, &name, &operation.node.place);
                (Media::Multipart, self.form(schema, &hint))
            }
        };
        Some(Body {
            media,
            required: node.is_true("required"),
            ty,
            types: all.iter().map(|media| media.key.clone()).collect(),
            files,
        })
    }

    fn form(&mut self, schema: &'a Node, hint: &str) -> Type {
        if self.has_fields(schema) {
            self.base(schema, Side::Request, hint)
        } else {
            Type::Named(self.empty_struct(hint, self.document.resolve(schema)))
        }
    }

    /// The parts that are files.
    fn files(&mut self, schema: &'a Node, operation: &OperationRef<'a>) -> Vec<FilePart> {
        let schemas = self.schemas;
        let scope = format!("file of `{}`", operation.id);
        let mut files = Vec::new();
        let whole = schemas.at(schema).map(|schema| schemas.resolved(schema));
        let members = whole.and_then(|schema| schema.kind.object());
        for (name, member) in members.into_iter().flat_map(|object| &object.members) {
            let Some(many) = file(schemas, member.schema) else {
                continue;
            };
            self.files.insert(member.schema);
            let rust_name = naming::value_name(name);
            let place = &schemas[member.schema].place;
            self.names.claim(&scope, &rust_name, name, place);
            self.names.reserve(
                &scope,
                &rust_name,
                name,
                place,
                &["fields", "new", "into_parts", "from_parts"],
            );
            let docs = schemas.text(member.schema, "description");
            files.push(FilePart {
                name: name.clone(),
                rust_name,
                required: member.required,
                many,
                docs: docs.unwrap_or_default().trim().to_owned(),
            });
        }
        files
    }
}
