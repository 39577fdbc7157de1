//! Something that a call is given by a name: a parameter, or a member of the body.

use super::super::text::{Text, literal};
use crate::ir::Type;

/// Something that is given by a name.
pub(super) struct Given<'a> {
    /// The name in Rust.
    pub(super) name: String,
    /// The name on the wire.
    pub(super) wire: &'a str,
    pub(super) docs: &'a str,
    /// Where it is described.
    pub(super) source: &'a str,
    /// What is held.
    pub(super) ty: String,
    pub(super) takes: Takes,
    pub(super) deprecated: bool,
}

/// What a method takes for a type.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Takes {
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
    pub(super) fn of(ty: &Type) -> Self {
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
    pub(super) fn argument(&self, number: usize) -> (String, Option<String>) {
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
    pub(super) fn value(&self, call: &str, given: &str) -> String {
        match self.takes {
            Takes::Scalar | Takes::Any | Takes::Expansions => {
                format!("{call}.take({}, {given})", literal(self.wire))
            }
            Takes::Into => format!("::std::option::Option::Some({given}.into())"),
            Takes::Itself => format!("::std::option::Option::Some({given})"),
        }
    }

    /// Puts a value into a place.
    pub(super) fn set(&self, place: &str, value: &str, out: &mut Text) {
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
    pub(super) fn setter(&self, out: &mut Text, set: impl Fn(&str, &mut Text)) {
        let said = if self.docs.is_empty() {
            format!("Sets `{}`.", self.wire)
        } else {
            self.docs.to_owned()
        };
        out.docs(1, &format!("{said}\n\nSource: `{}`", self.source));
        out.deprecated(1, self.deprecated);
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
