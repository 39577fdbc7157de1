//! What a call was given, the setters of that, and how it is sent.

use std::collections::BTreeSet;

use super::super::answers::{error_type, success_type};
use super::super::models::given;
use super::super::text::{Text, type_text};
use super::call::{Body, Call, TYPES};
use super::example::Example;
use super::given::{Given, Takes};
use super::pages::Pages;
use crate::ir::{Field, Presence};
use crate::naming;

/// The names that the setters of a call have so far. They are asked for in the order of the parameters, those of the body
/// last.
pub(super) struct Setters(BTreeSet<String>);

impl Setters {
    pub(super) fn new() -> Self {
        Self(
            naming::CALL_METHODS
                .iter()
                .map(ToString::to_string)
                .collect(),
        )
    }

    /// What the setter of a parameter is called.
    pub(super) fn next(&mut self, name: &str) -> String {
        given::setter(name, &mut self.0)
    }
}

impl Call<'_> {
    /// The type of what it is given, the setters, and how it is sent.
    pub(super) fn emit(&self, handle: &str, example: &Example<'_>, out: &mut Text) {
        let Self { name, verb, .. } = self;
        let docs = format!("What a call of [`{verb}`]({handle}::{verb}) was given.");
        out.docs(0, &docs);
        out.line(0, "#[derive(Clone, Debug, Default)]");
        out.line(0, &format!("pub struct {name} {{"));
        for param in self.params() {
            let ty = type_text(&param.ty, TYPES);
            out.line(
                1,
                &format!("{}: ::std::option::Option<{ty}>,", param.rust_name),
            );
        }
        match &self.body {
            Body::None => {}
            Body::Whole(ty) => {
                out.line(1, &format!("pub(crate) body: ::std::option::Option<{ty}>,"));
            }
            Body::Members(ty, ..) => {
                let line = format!("pub(crate) body: ::std::option::Option<{TYPES}{ty}>,");
                out.line(1, &line);
            }
        }
        out.line(0, "}");
        out.gap();
        out.line(0, &format!("impl<'a> crate::Call<'a, {name}> {{"));
        let mut names = Setters::new();
        for param in self.params().filter(|param| !param.required) {
            let given = Self::param(param, names.next(&param.rust_name));
            let given = self.expanding(given, &param.ty);
            let place = format!("self.of.{}", param.rust_name);
            given.setter(out, |value, out| given.set(&place, value, out));
        }
        self.members(&mut names, out);
        self.send(out);
        if let Some(pages) = Pages::of(self.operation) {
            out.gap();
            let example = self.example(|verb, given| example.items(verb, given));
            pages.emit(self.api, self.operation, &example, out);
        }
        out.line(0, "}");
    }

    /// The setters of the body.
    fn members(&self, names: &mut Setters, out: &mut Text) {
        match &self.body {
            Body::Whole(ty) if self.can_lack_body() => {
                let given = Given {
                    name: names.next("body"),
                    wire: "body",
                    docs: "The body.",
                    source: &self.operation.source,
                    ty: ty.clone(),
                    takes: Takes::Itself,
                    deprecated: false,
                };
                given.setter(out, |value, out| {
                    out.line(2, &format!("self.of.body = {value};"));
                });
            }
            Body::None | Body::Whole(_) => {}
            Body::Members(ty, fields, rest) => {
                let body = if self.api.is_made_of_nothing(ty) {
                    "let body = self.of.body.get_or_insert_default();"
                } else {
                    "let ::std::option::Option::Some(body) = &mut self.of.body else { return self };"
                };
                let optional = |field: &&Field| field.presence != Presence::Required;
                for field in fields.iter().filter(optional) {
                    let name = names.next(&field.rust_name);
                    let default = if field.presence == Presence::Optional {
                        ""
                    } else {
                        ".unwrap_or_default()"
                    };
                    let given = self.expanding(self.member(ty, field, name), &field.ty);
                    let place = format!("body.{}", field.rust_name);
                    given.setter(out, |value, out| {
                        out.line(2, &format!("let value = {value}{default};"));
                        out.line(2, body);
                        given.set(&place, "value", out);
                    });
                }
                if let Some(rest) = rest {
                    let (name, ty) = (names.next("extra"), type_text(rest, TYPES));
                    out.docs(1, "Adds a member that has no name here.");
                    out.line(1, &format!("pub fn {name}(mut self, name: impl ::std::convert::Into<::std::string::String>, value: impl ::std::convert::Into<{ty}>) -> Self {{"));
                    out.line(2, body);
                    out.line(2, "body.extra.insert(name.into(), value.into());");
                    out.line(2, "self");
                    out.line(1, "}");
                    out.gap();
                }
            }
        }
    }

    fn send(&self, out: &mut Text) {
        let operation = self.operation;
        let text = |ty: proc_macro2::TokenStream| {
            ty.to_string().replace(' ', "").replace("models::", TYPES)
        };
        let (success, error) = (text(success_type(operation)), text(error_type(operation)));
        let docs = format!(
            "Sends `{} {}`.\n\n# Errors\n\nSee [`Error`](crate::Error).",
            operation.method.to_uppercase(),
            operation.path
        );
        out.docs(1, &docs);
        let outcome = format!(
            "::std::result::Result<crate::ResponseValue<{success}>, crate::Error<{error}>>"
        );
        out.line(1, &format!("pub async fn send(self) -> {outcome} {{"));
        out.line(2, "let made = self.ready()?;");
        let builder = naming::type_name(&operation.rust_name);
        out.line(
            2,
            &format!("let mut call = crate::builder::{builder}::new(made.client);"),
        );
        let mut names: Vec<&str> = self
            .params()
            .map(|param| param.rust_name.as_str())
            .collect();
        if !matches!(self.body, Body::None) {
            names.push("body");
        }
        for name in names {
            out.line(
                2,
                &format!("if let ::std::option::Option::Some(value) = made.of.{name} {{"),
            );
            out.line(3, &format!("call = call.{name}(value);"));
            out.line(2, "}");
        }
        out.line(2, "call._options = made.options.of(&call._options);");
        out.line(2, "call.send().await");
        out.line(1, "}");
        out.gap();
        out.docs(
            1,
            "The same as [`send`](Self::send) in a program that is not async.",
        );
        out.line(1, "#[cfg(feature = \"blocking\")]");
        out.line(1, &format!("pub fn send_blocking(self) -> {outcome} {{"));
        out.line(2, "::reversals_runtime::client::block_on(self.send())?");
        out.line(1, "}");
    }
}
