//! Constant descriptions of operations.

use super::Exclusive;
use crate::scheme::Scheme;
use crate::shape::{Field, QueryStyle, Rule, Shape};

/// One operation, as generated code states it.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The document's `operationId`.
    pub id: &'static str,
    /// The method in capitals.
    pub method: &'static str,
    /// The path template, such as `/v1/things/{id}`.
    pub path: &'static str,
    /// The parameters of the path, in the order of the template.
    pub path_params: &'static [Field],
    /// The parameters of the query.
    pub query: &'static [Field],
    /// How lists in the query travel, by position in `query`. A parameter beyond the end is in brackets.
    pub query_styles: &'static [QueryStyle],
    /// The headers that are parameters of the operation. They are checked here and read from the context.
    pub headers: &'static [Field],
    /// The cookies that are, likewise.
    pub cookies: &'static [Field],
    /// What the body must be.
    pub body: Body,
    /// The parameters of which a request may have one at most.
    pub exclusive: &'static [Exclusive],
    /// The alternatives of which one will do, each with the proofs that it asks for at once; none listed means open to
    /// all, as an empty one does.
    pub security: &'static [&'static [Scheme]],
    /// The status of a success.
    pub success: u16,
}

/// What an operation takes as its body.
#[derive(Clone, Copy, Debug)]
pub enum Body {
    /// No body; an empty one is fine.
    None,
    /// A form.
    Form {
        /// Whether the body must be there. Without a required field, an empty form is there.
        required: bool,
        /// The parameters.
        fields: &'static [Field],
        /// What others must be; `None` where there are none.
        rest: Option<&'static Shape>,
        /// What a form that is there is held to as a whole.
        rules: &'static [Rule<'static>],
    },
    /// JSON. Where it is not required and not there, the body's type is decoded from `null`.
    Json {
        /// Whether the body must be there.
        required: bool,
        /// What it must be.
        shape: &'static Shape,
    },
    /// Several parts, among which are files.
    Parts {
        /// Whether the body must be there.
        required: bool,
        /// The parameters that are no files.
        fields: &'static [Field],
        /// What others must be; `None` where there are none.
        rest: Option<&'static Shape>,
        /// What a body that is there is held to as a whole, files and all.
        rules: &'static [Rule<'static>],
        /// The files.
        files: &'static [FilePart],
    },
    /// Bytes of some media types, which may be ranges such as `image/*`.
    Bytes {
        /// Whether the body must be there.
        required: bool,
        /// The media types; one or more.
        media: &'static [&'static str],
    },
}

/// A file in a body of several parts.
#[derive(Clone, Copy, Debug)]
pub struct FilePart {
    /// The name of the part.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Whether there may be several of the name.
    pub many: bool,
}
