//! Request bodies.

use super::names::{given_at, given_value};
use super::{Lowering, Side};
use crate::bundle::OperationRef;
use crate::check::bodies::{bodiless, file};
use crate::check::media::{self, Kind, taken};
use crate::diagnostic::Rule;
use crate::ir::{Body, FilePart, Media, Type};
use crate::naming::{CALL_METHODS, Case, Wish};
use crate::tree::{Node, Place};

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
                self.names_of_setters(schema);
                (Media::Json, self.expression(schema, Side::Request, &hint))
            }
            (Kind::Form | Kind::Multipart, None) => return None,
            (Kind::Form, Some(schema)) => {
                if operation.method == "delete" && !self.has_fields(schema) {
                    // A form without members, which Stripe's document gives every DELETE, is no body.
                    return None;
                }
                self.names_of_setters(schema);
                (Media::Form, self.form(schema, &hint))
            }
            (Kind::Multipart, Some(schema)) => {
                files = self.files(schema, operation);
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

    /// Refuses the names that authors give to members of a body, where a call has a method of that name: the member
    /// is to have a setter beside it.
    fn names_of_setters(&mut self, schema: &'a Node) {
        let schemas = self.schemas;
        let whole = schemas.at(schema).map(|schema| schemas.resolved(schema));
        let members = whole.and_then(|schema| schema.kind.object());
        for (wire, member) in members.into_iter().flat_map(|object| &object.members) {
            let schema = &schemas[member.schema];
            if let Some(name) = given_value(schema)
                && CALL_METHODS.contains(&name)
            {
                let what = format!("the member `{wire}` of a body");
                self.names
                    .needed(given_at(schema), Rule::CollidingNames, &what, name);
            }
        }
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
        let whole = schemas.at(schema).map(|schema| schemas.resolved(schema));
        let members = whole.and_then(|schema| schema.kind.object());
        let found: Vec<_> = members
            .into_iter()
            .flat_map(|object| &object.members)
            .filter_map(|(name, member)| Some((name, member, file(schemas, member.schema)?)))
            .collect();
        self.files
            .extend(found.iter().map(|(_, member, _)| member.schema));
        let wishes: Vec<(Wish<'_>, &Place)> = found
            .iter()
            .map(|(name, member, _)| {
                let schema = &schemas[member.schema];
                let given = given_value(schema);
                let wish = Wish {
                    given,
                    ..Wish::of(name)
                };
                (wish, &schema.place)
            })
            .collect();
        let what = format!("the file of `{}`", operation.id);
        let names = self.names.members(
            Case::Value,
            &what,
            &wishes,
            &["fields", "new", "into_parts", "from_parts"],
            "file",
        );
        let parts = found.into_iter().zip(names);
        parts
            .map(|((name, member, many), rust_name)| {
                let docs = schemas.text(member.schema, "description");
                FilePart {
                    name: name.clone(),
                    rust_name,
                    required: member.required,
                    many,
                    docs: docs.unwrap_or_default().trim().to_owned(),
                }
            })
            .collect()
    }
}
