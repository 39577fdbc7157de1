//! One operation as it is called by its operationId: by the same method and setters, with what was given as JSON.

use super::super::models::given;
use super::super::text::{Text, literal, type_text};
use super::call::{Body, Call, TYPES};
use super::given::{Given, Takes};
use super::sent::Setters;
use crate::ir::{Field, Media, Param, Presence};

impl Call<'_> {
    /// The arm of a match on operationIds.
    pub(super) fn arm(&self, way: &str) -> String {
        let mut out = Text::default();
        let operation = self.operation;
        let id = literal(&operation.id);
        if operation.has_files() {
            return format!("{id} => Err(CallError::File(operation)),");
        }
        out.line(0, &format!("{id} => {{"));
        let (_, body) = self.arguments();
        if !self.can_lack_body()
            && let Some(taken) = self.taken()
        {
            out.line(1, &format!("let body = given.{taken}()?;"));
        }
        let required = self.params().filter(|param| param.required);
        let mut arguments: Vec<String> = required
            .map(|param| {
                let (ty, place) = (type_text(&param.ty, TYPES), self.place(param));
                format!("given.required::<{ty}>({place}, {})?", literal(&param.name))
            })
            .collect();
        arguments.extend(self.body_arguments(&body));
        let (verb, arguments) = (&self.verb, arguments.join(", "));
        out.line(
            1,
            &format!("let call = client.{way}().{verb}({arguments});"),
        );
        let mut names = Setters::new();
        for param in self.params().filter(|param| !param.required) {
            let name = names.next(&param.rust_name);
            let (ty, place) = (type_text(&param.ty, TYPES), self.place(param));
            let value = format!("given.optional::<{ty}>({place}, {})?", literal(&param.name));
            let given = Self::param(param, name);
            set(&given.name, given.takes == Takes::Into, &value, &mut out);
        }
        match &self.body {
            _ if self.can_lack_body() => {
                let taken = self.taken().unwrap_or_default();
                out.line(1, "let mut call = call;");
                out.line(1, &format!("call.of.body = given.{taken}()?;"));
            }
            Body::Members(ty, fields, rest) => {
                let optional = |field: &&Field| field.presence != Presence::Required;
                for field in fields.iter().filter(optional) {
                    let name = names.next(&field.rust_name);
                    let given = self.expanding(self.member(ty, field, name), &field.ty);
                    let perhaps =
                        given.takes == Takes::Into && field.presence == Presence::Optional;
                    set(
                        &given.name,
                        perhaps,
                        &format!("body.{}", field.rust_name),
                        &mut out,
                    );
                }
                if rest.is_some() {
                    let name = names.next("extra");
                    out.line(1, "let mut call = call;");
                    out.line(1, "for (name, value) in body.extra {");
                    out.line(2, &format!("call = call.{name}(name, value);"));
                    out.line(1, "}");
                }
            }
            Body::None | Body::Whole(_) => {}
        }
        out.line(1, "given.end()?;");
        out.line(1, "answered(call.with_options(|_| options).send().await)");
        out.line(0, "}");
        out.finish()
    }

    /// How the body is taken out of what was given.
    fn taken(&self) -> Option<String> {
        let ty = match &self.body {
            Body::None => return None,
            Body::Whole(ty) => ty.clone(),
            Body::Members(ty, ..) => format!("{TYPES}{ty}"),
        };
        let how = match self.operation.body.as_ref().map(|body| body.media) {
            _ if self.can_lack_body() => "body",
            Some(Media::Form) => "form",
            _ => "json",
        };
        Some(format!("{how}::<{ty}>"))
    }

    /// What the method that makes the call takes of the body.
    fn body_arguments(&self, given: &[Given<'_>]) -> Vec<String> {
        match &self.body {
            _ if given.is_empty() => Vec::new(),
            Body::Members(ty, fields, _) => {
                let members = given::required(fields).map(|field| field.rust_name.as_str());
                if given::is_named(self.plan, ty) {
                    let all: Vec<_> = members.map(|it| format!("{it}: body.{it}")).collect();
                    vec![format!("{TYPES}required::{ty} {{ {} }}", all.join(", "))]
                } else {
                    members.map(|it| format!("body.{it}")).collect()
                }
            }
            Body::None | Body::Whole(_) => vec!["body".to_owned()],
        }
    }

    fn place(&self, param: &Param) -> &'static str {
        let operation = self.operation;
        let is_in = |params: &[Param]| params.iter().any(|other| std::ptr::eq(other, param));
        if is_in(&operation.path_params) {
            "Place::Path"
        } else if is_in(&operation.query) {
            "Place::Query"
        } else if is_in(&operation.headers) {
            "Place::Header"
        } else {
            "Place::Cookie"
        }
    }
}

/// Calls a setter; one that takes no `Option` only where there is something.
fn set(name: &str, perhaps: bool, value: &str, out: &mut Text) {
    if perhaps {
        out.line(1, &format!("let call = match {value} {{"));
        out.line(2, &format!("Some(value) => call.{name}(value),"));
        out.line(2, "None => call,");
        out.line(1, "};");
    } else {
        out.line(1, &format!("let call = call.{name}({value});"));
    }
}
