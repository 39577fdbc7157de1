//! One operation as people call it: the method that makes the call, the setters, and how it is sent.

use std::collections::BTreeSet;

use super::super::answers::{body_type, error_type, success_type};
use super::super::models::{Plan, given};
use super::super::text::{Text, literal, member_type, type_text};
use super::pages::{self, Pages};
use crate::ir::{Api, Common, Content, Field, Media, Operation, Param, Presence, Type, TypeShape};
use crate::naming;

/// Where the types are, seen from the module of a resource.
pub(super) const TYPES: &str = "crate::types::";

/// What every call has as methods of its own.
const METHODS: &[&str] = &[
    "clone",
    "ready",
    "send",
    "send_blocking",
    "take",
    "with_account",
    "with_context",
    "with_header",
    "with_idempotency_key",
    "with_options",
    "with_retries",
    "with_timeout",
    "with_version",
];

pub(super) struct Call<'a> {
    api: &'a Api,
    plan: &'a Plan<'a>,
    operation: &'a Operation,
    /// The method.
    verb: String,
    /// The type of what it is given.
    name: String,
    body: Body<'a>,
}

/// How the body is given.
enum Body<'a> {
    None,
    /// As one value of a type.
    Whole(String),
    /// Member by member of a struct.
    Members(&'a str, &'a [Field], Option<&'a Type>),
}

/// Something that is given by a name.
struct Given<'a> {
    /// The name in Rust.
    name: String,
    /// The name on the wire.
    wire: &'a str,
    docs: &'a str,
    /// Where it is described.
    source: &'a str,
    /// What is held.
    ty: String,
    takes: Takes,
}

/// What a method takes for a type.
#[derive(Clone, Copy, PartialEq)]
enum Takes {
    /// Whatever can be given as a scalar.
    Scalar,
    /// Whatever can be given as a value of it, by a rule that the compiler finds.
    Any,
    /// What is converted by the standard library alone.
    Into,
    /// Nothing else.
    Itself,
    /// Members of the answer, each time more.
    Expansions,
}

impl Takes {
    fn of(ty: &Type) -> Self {
        match ty {
            Type::String(_)
            | Type::Integer(_)
            | Type::Number(_)
            | Type::Boolean
            | Type::Only(_)
            | Type::Any
            | Type::OpenObject => Self::Scalar,
            Type::Named(_) => Self::Any,
            Type::List { items: inner, .. }
            | Type::Map { values: inner, .. }
            | Type::OrEmpty(inner) => match Self::of(inner) {
                Self::Scalar | Self::Any => Self::Any,
                other => other,
            },
            Type::OpenEnum(_) | Type::Expandable(_) | Type::Page(_) | Type::OrNull(_) => Self::Into,
        }
    }
}

impl Given<'_> {
    /// The type of an argument, and the parameter that its rule needs.
    fn argument(&self, number: usize) -> (String, Option<String>) {
        let ty = &self.ty;
        match self.takes {
            Takes::Scalar => (format!("impl Give<{ty}>"), None),
            Takes::Any | Takes::Expansions => {
                let bound = "::reversals_runtime::client::give::Certain";
                let rule = format!("By{number}: {bound}");
                (format!("impl Give<{ty}, By{number}>"), Some(rule))
            }
            Takes::Into => (format!("impl ::std::convert::Into<{ty}>"), None),
            Takes::Itself => (ty.clone(), None),
        }
    }

    /// The value of what `given` names, in an `Option`.
    fn value(&self, call: &str, given: &str) -> String {
        match self.takes {
            Takes::Scalar | Takes::Any | Takes::Expansions => {
                format!("{call}.take({}, {given})", literal(self.wire))
            }
            Takes::Into => format!("::std::option::Option::Some({given}.into())"),
            Takes::Itself => format!("::std::option::Option::Some({given})"),
        }
    }

    /// Puts a value into a place.
    fn set(&self, place: &str, value: &str, out: &mut Text) {
        if self.takes == Takes::Expansions {
            out.line(
                2,
                &format!("if let ::std::option::Option::Some(asked) = {value} {{"),
            );
            out.line(
                3,
                &format!("{place}.get_or_insert_default().extend(asked);"),
            );
            out.line(2, "}");
        } else {
            out.line(2, &format!("{place} = {value};"));
        }
    }

    /// A method that sets what is given, by lines that are handed the value in an `Option`.
    fn setter(&self, out: &mut Text, set: impl Fn(&str, &mut Text)) {
        let said = if self.docs.is_empty() {
            format!("Sets `{}`.", self.wire)
        } else {
            self.docs.to_owned()
        };
        out.docs(1, &format!("{said}\n\nSource: `{}`", self.source));
        let (name, ty) = (&self.name, &self.ty);
        let (rule, takes) = match self.takes {
            Takes::Scalar | Takes::Any | Takes::Expansions => {
                ("<By>", format!("impl Give<{ty}, By>"))
            }
            Takes::Into => ("", format!("impl ::std::convert::Into<{ty}>")),
            Takes::Itself => ("", ty.clone()),
        };
        out.line(
            1,
            &format!("pub fn {name}{rule}(mut self, value: {takes}) -> Self {{"),
        );
        set(&self.value("self", "value"), out);
        out.line(2, "self");
        out.line(1, "}");
        out.gap();
    }
}

impl<'a> Call<'a> {
    pub(super) fn of(
        api: &'a Api,
        plan: &'a Plan<'a>,
        operation: &'a Operation,
        taken: &mut BTreeSet<String>,
    ) -> Self {
        let mut name = naming::type_name(&operation.verb);
        while !taken.insert(name.clone()) {
            name.push_str("Call");
        }
        let verb = naming::value_name(&operation.verb);
        let body = operation.body.as_ref().map(|body| {
            let whole = || {
                Body::Whole(
                    body_type(operation, body)
                        .to_string()
                        .replace(' ', "")
                        .replace("models::", TYPES),
                )
            };
            let by_members = matches!(body.media, Media::Form | Media::Json);
            let Type::Named(ty) = &body.ty else {
                return whole();
            };
            match api.types.get(ty).map(|def| &def.shape) {
                Some(TypeShape::Struct { fields, rest, .. })
                    if by_members && (!api.can_lack(body) || api.is_made_of_nothing(ty)) =>
                {
                    Body::Members(ty, fields, rest.as_ref())
                }
                _ => whole(),
            }
        });
        Self {
            api,
            plan,
            operation,
            verb,
            name,
            body: body.unwrap_or(Body::None),
        }
    }

    /// The parameters beside the body, those of the path first.
    fn params(&self) -> impl Iterator<Item = &'a Param> + use<'a> {
        let operation = self.operation;
        let places = [
            &operation.path_params,
            &operation.query,
            &operation.headers,
            &operation.cookies,
        ];
        places.into_iter().flatten()
    }

    fn can_lack_body(&self) -> bool {
        let body = self.operation.body.as_ref();
        body.is_some_and(|body| self.api.can_lack(body))
    }

    fn param(param: &Param, name: String) -> Given<'_> {
        Given {
            name,
            wire: &param.name,
            docs: &param.docs,
            source: &param.source,
            ty: type_text(&param.ty, TYPES),
            takes: Takes::of(&param.ty),
        }
    }

    fn member(&self, ty: &str, field: &'a Field, name: String) -> Given<'a> {
        let boxed = self.plan.boxes(ty, field);
        let is_plain = matches!(field.presence, Presence::Required | Presence::Optional);
        Given {
            name,
            wire: &field.name,
            docs: &field.docs,
            source: &field.source,
            ty: if boxed || !is_plain {
                let ty = member_type(field, boxed, TYPES);
                // The member is an `Option` already, and so is what is given.
                ty.strip_prefix("::std::option::Option<")
                    .and_then(|ty| ty.strip_suffix('>'))
                    .filter(|_| field.presence == Presence::Optional)
                    .map_or(ty.clone(), str::to_owned)
            } else {
                type_text(&field.ty, TYPES)
            },
            takes: match Takes::of(&field.ty) {
                _ if boxed => Takes::Into,
                Takes::Scalar if !is_plain => Takes::Any,
                takes => takes,
            },
        }
    }

    /// What is given as members of the answer, where it is a list of their names: known by what the idiom calls it.
    fn expanding<'g>(&self, given: Given<'g>, ty: &Type) -> Given<'g> {
        let names = matches!(ty, Type::List { items, .. } if matches!(**items, Type::String(_)));
        let root = match self.operation.success() {
            Common::One(Content::Json { ty, .. }) => match ty {
                Type::Named(_) => Some(type_text(ty, TYPES)),
                Type::Page(items) if matches!(**items, Type::Named(_)) => {
                    Some(type_text(ty, TYPES))
                }
                _ => None,
            },
            Common::One(_) | Common::Nothing | Common::Several => None,
        };
        match root {
            Some(root) if names && given.wire == "expand" => Given {
                ty: format!("::reversals_runtime::client::give::Asked<{root}>"),
                takes: Takes::Expansions,
                ..given
            },
            _ => given,
        }
    }

    /// What the method that makes the call takes: all that must be given, of the parameters and of the body.
    fn arguments(&self) -> (Vec<Given<'a>>, Vec<Given<'a>>) {
        let required = self.params().filter(|param| param.required);
        let params = required.map(|param| Self::param(param, param.rust_name.clone()));
        let whole = |ty: String, docs| Given {
            name: "body".to_owned(),
            wire: "body",
            docs,
            source: &self.operation.source,
            ty,
            takes: Takes::Itself,
        };
        let body = match &self.body {
            _ if self.can_lack_body() => Vec::new(),
            Body::None => Vec::new(),
            Body::Whole(ty) => vec![whole(ty.clone(), "The body.")],
            Body::Members(ty, ..) if given::is_named(self.plan, ty) => {
                let docs = "What the body always needs, by name.";
                vec![whole(format!("{TYPES}required::{ty}"), docs)]
            }
            Body::Members(ty, fields, _) => {
                let names = self.params().map(|param| param.rust_name.clone());
                let mut taken: BTreeSet<String> = names.collect();
                let required = given::required(fields);
                let named = required.map(|field| {
                    let name = given::setter(&field.rust_name, &mut taken);
                    self.member(ty, field, name)
                });
                named.collect()
            }
        };
        (params.collect(), body)
    }

    /// The method that makes the call.
    pub(super) fn made(&self, out: &mut Text) {
        let Self {
            operation,
            name,
            verb,
            ..
        } = self;
        let (params, body) = self.arguments();
        let mut docs = format!("{}\n\n", operation.docs);
        let mut arguments = String::new();
        let mut rules = Vec::new();
        for (number, given) in params.iter().chain(&body).enumerate() {
            let said = given.docs.split_whitespace().collect::<Vec<_>>().join(" ");
            docs.push_str(&format!("- `{}`: {said}\n", given.name));
            let (ty, rule) = given.argument(number);
            rules.extend(rule);
            arguments.push_str(&format!(", {}: {ty}", given.name));
        }
        docs.push_str(&format!("\nSource: `{}`", operation.source));
        out.docs(1, &docs);
        let rules = generics(&rules);
        out.line(
            1,
            &format!("pub fn {verb}{rules}(&self{arguments}) -> crate::Call<'a, {name}> {{"),
        );
        let mutable = if params.is_empty() && matches!(self.body, Body::None) {
            ""
        } else {
            "mut "
        };
        out.line(
            2,
            &format!("let {mutable}call = crate::Call::new(self.0, {name}::default());"),
        );
        for given in &params {
            let value = given.value("call", &given.name);
            out.line(2, &format!("call.of.{} = {value};", given.name));
        }
        self.first_body(&body, out);
        out.line(2, "call");
        out.line(1, "}");
    }

    /// The body with what it always needs.
    fn first_body(&self, given: &[Given<'_>], out: &mut Text) {
        if self.can_lack_body() {
            return;
        }
        let set = |value: &str| format!("call.of.body = ::std::option::Option::Some({value});");
        match (&self.body, given) {
            (Body::None, _) => {}
            (Body::Whole(_), _) => out.line(2, &set("body")),
            (Body::Members(ty, ..), []) => out.line(2, &set(&format!("{TYPES}{ty}::new()"))),
            (Body::Members(ty, ..), [only]) if only.takes == Takes::Itself => {
                out.line(2, &set(&format!("{TYPES}{ty}::new({})", only.name)));
            }
            (Body::Members(ty, ..), given) => {
                let mut names = Vec::new();
                for given in given {
                    let name = &given.name;
                    out.line(2, &format!("let {name} = {};", given.value("call", name)));
                    names.push(name.as_str());
                }
                let some = |name: &&str| format!("::std::option::Option::Some({name}),");
                let some: String = names.iter().map(some).collect();
                let names = names.join(", ");
                out.line(2, &format!("if let ({some}) = ({names},) {{"));
                out.line(3, &set(&format!("{TYPES}{ty}::new({names})")));
                out.line(2, "}");
            }
        }
    }

    /// The type of what it is given, the setters, and how it is sent.
    pub(super) fn emit(&self, handle: &str, out: &mut Text) {
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
            Body::Whole(ty) => out.line(1, &format!("body: ::std::option::Option<{ty}>,")),
            Body::Members(ty, ..) => {
                out.line(1, &format!("body: ::std::option::Option<{TYPES}{ty}>,"));
            }
        }
        out.line(0, "}");
        out.gap();
        out.line(0, &format!("impl<'a> crate::Call<'a, {name}> {{"));
        let mut taken: BTreeSet<String> = METHODS.iter().map(ToString::to_string).collect();
        let pages = Pages::of(self.operation);
        taken.extend(pages.as_ref().map(|_| pages::NAME.to_owned()));
        for param in self.params().filter(|param| !param.required) {
            let given = Self::param(param, given::setter(&param.rust_name, &mut taken));
            let given = self.expanding(given, &param.ty);
            let place = format!("self.of.{}", param.rust_name);
            given.setter(out, |value, out| given.set(&place, value, out));
        }
        self.members(&mut taken, out);
        self.send(out);
        if let Some(pages) = pages {
            out.gap();
            pages.emit(self.api, self.operation, out);
        }
        out.line(0, "}");
    }

    /// The setters of the body.
    fn members(&self, taken: &mut BTreeSet<String>, out: &mut Text) {
        match &self.body {
            Body::Whole(ty) if self.can_lack_body() => {
                let given = Given {
                    name: given::setter("body", taken),
                    wire: "body",
                    docs: "The body.",
                    source: &self.operation.source,
                    ty: ty.clone(),
                    takes: Takes::Itself,
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
                    let name = given::setter(&field.rust_name, taken);
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
                    let (name, ty) = (given::setter("extra", taken), type_text(rest, TYPES));
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

/// Parameters of types in their brackets, where there are any.
fn generics(names: &[String]) -> String {
    if names.is_empty() {
        String::new()
    } else {
        format!("<{}>", names.join(", "))
    }
}
