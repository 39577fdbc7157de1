//! The items of a list over all of its pages, where that is what an operation answers.

use super::super::answers::error_type;
use super::super::text::{Text, type_text};
use super::call::TYPES;
use crate::ir::{Api, Common, Field, Operation, Param, Presence, Type, TypeShape};

/// What the walk over an operation's pages is made of.
pub(super) struct Pages<'a> {
    /// The type of an item.
    item: &'a Type,
    after: &'a Param,
    before: Option<&'a Param>,
}

impl<'a> Pages<'a> {
    /// That of an operation whose answer is a page, and which can be told where to go on: without that, a page is all
    /// that there is.
    pub(super) fn of(operation: &'a Operation) -> Option<Self> {
        let Common::One(content) = operation.success() else {
            return None;
        };
        let Some(Type::Page(item)) = content.json() else {
            return None;
        };
        let cursor = |name: &str| {
            let is_cursor = |param: &&Param| {
                param.name == name && !param.required && matches!(param.ty, Type::String(_))
            };
            operation.query.iter().find(is_cursor)
        };
        Some(Self {
            item,
            after: cursor("starting_after")?,
            before: cursor("ending_before"),
        })
    }

    /// A function from an item to its id.
    fn id(&self, api: &Api) -> String {
        let id = match self.item {
            Type::Named(name) => api.types.get(name).and_then(|def| match &def.shape {
                TypeShape::Struct { fields, .. } => fields.iter().find(|field| field.name == "id"),
                _ => None,
            }),
            _ => None,
        };
        match id {
            Some(Field {
                ty: Type::String(_),
                presence: Presence::Required,
                rust_name,
                ..
            }) => format!("|item| ::std::option::Option::Some(item.{rust_name}.clone())"),
            Some(Field {
                ty: Type::String(_),
                presence: Presence::Optional,
                rust_name,
                ..
            }) => format!("|item| item.{rust_name}.clone()"),
            _ => "::reversals_runtime::client::id_of".to_owned(),
        }
    }

    pub(super) fn emit(&self, api: &Api, operation: &Operation, example: &str, out: &mut Text) {
        let item = type_text(self.item, TYPES);
        let error = error_type(operation).to_string().replace(' ', "");
        let error = error.replace("models::", TYPES);
        let docs = format!(
            "All items of the list, page after page, each page asked for when it is needed; see \
             [`Items`](crate::Items). `limit` is the size of a page.\n\n{example}"
        );
        out.docs(1, &docs);
        out.line(
            1,
            &format!("pub fn items(self) -> crate::Items<'a, {item}, {error}> {{"),
        );
        let after = &self.after.rust_name;
        out.line(2, &format!("let after = self.of.{after}.clone();"));
        let (before, unused) = match self.before {
            Some(param) => (format!("self.of.{}.clone()", param.rust_name), ""),
            None => ("::std::option::Option::None".to_owned(), "_"),
        };
        out.line(2, &format!("let before = {before};"));
        let id = self.id(api);
        out.line(
            2,
            &format!("crate::Items::new(after, before, {id}, move |after, {unused}before| {{"),
        );
        out.line(3, "let mut call = self.clone();");
        out.line(3, &format!("call.of.{after} = after;"));
        if let Some(param) = self.before {
            out.line(3, &format!("call.of.{} = before;", param.rust_name));
        }
        out.line(3, "::std::boxed::Box::pin(call.send())");
        out.line(2, "})");
        out.line(1, "}");
    }
}
