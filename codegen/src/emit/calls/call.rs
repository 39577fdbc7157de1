//! One operation as people call it: the method that makes the call, and what that takes.

use std::collections::BTreeSet;

use super::super::answers::body_type;
use super::super::models::{Plan, given};
use super::super::text::{Text, member_type, type_text};
use super::example::Example;
use super::given::{Given, Takes};
use crate::ir::{Api, Common, Content, Field, Media, Operation, Param, Presence, Type, TypeShape};
use crate::naming;

/// Where the types are, seen from the module of a resource.
pub(super) const TYPES: &str = "crate::types::";

pub(super) struct Call<'a> {
    pub(super) api: &'a Api,
    pub(super) plan: &'a Plan<'a>,
    pub(super) operation: &'a Operation,
    /// The method.
    pub(super) verb: String,
    /// The type of what it is given.
    pub(super) name: String,
    pub(super) body: Body<'a>,
}

/// How the body is given.
pub(super) enum Body<'a> {
    None,
    /// As one value of a type.
    Whole(String),
    /// Member by member of a struct.
    Members(&'a str, &'a [Field], Option<&'a Type>),
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
    pub(super) fn params(&self) -> impl Iterator<Item = &'a Param> + use<'a> {
        let operation = self.operation;
        let places = [
            &operation.path_params,
            &operation.query,
            &operation.headers,
            &operation.cookies,
        ];
        places.into_iter().flatten()
    }

    pub(super) fn can_lack_body(&self) -> bool {
        let body = self.operation.body.as_ref();
        body.is_some_and(|body| self.api.can_lack(body))
    }

    pub(super) fn param(param: &Param, name: String) -> Given<'_> {
        Given {
            name,
            wire: &param.name,
            docs: &param.docs,
            source: &param.source,
            ty: type_text(&param.ty, TYPES),
            takes: Takes::of(&param.ty),
            deprecated: param.deprecated,
        }
    }

    pub(super) fn member(&self, ty: &str, field: &'a Field, name: String) -> Given<'a> {
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
            deprecated: field.deprecated,
        }
    }

    /// What is given as members of the answer, where it is a list of their names: known by what the idiom calls it.
    pub(super) fn expanding<'g>(&self, given: Given<'g>, ty: &Type) -> Given<'g> {
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
    pub(super) fn arguments(&self) -> (Vec<Given<'a>>, Vec<Given<'a>>) {
        let required = self.params().filter(|param| param.required);
        let params = required.map(|param| Self::param(param, param.rust_name.clone()));
        let whole = |ty: String, docs| Given {
            name: "body".to_owned(),
            wire: "body",
            docs,
            source: &self.operation.source,
            ty,
            takes: Takes::Itself,
            deprecated: false,
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

    /// The method that makes the call, with an example of it.
    pub(super) fn made(&self, example: &Example<'_>, out: &mut Text) {
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
        docs.push_str(&format!(
            "\n{}\n",
            self.example(|verb, given| example.call(verb, given))
        ));
        docs.push_str(&format!("\nSource: `{}`", operation.source));
        out.docs(1, &docs);
        out.deprecated(1, self.operation.deprecated);
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

    /// An example of it, by what it must be given.
    pub(super) fn example(&self, of: impl FnOnce(&str, &[&Given<'_>]) -> String) -> String {
        let (params, body) = self.arguments();
        let given: Vec<&Given<'_>> = params.iter().chain(&body).collect();
        of(&self.verb, &given)
    }

    /// Whether there is something that it must be given.
    pub(super) fn needs(&self) -> bool {
        let (params, body) = self.arguments();
        !(params.is_empty() && body.is_empty())
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
}

/// Parameters of types in their brackets, where there are any.
fn generics(names: &[String]) -> String {
    if names.is_empty() {
        String::new()
    } else {
        format!("<{}>", names.join(", "))
    }
}
