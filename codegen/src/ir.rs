//! The model that every emitter reads: plain data, without OpenAPI, tokens or file paths.
//!
//! It keeps both the wire name and the Rust name of whatever has two. Everything is in an order
//! that does not depend on the order of keys in the input.

mod answers;
mod branches;
mod circles;
mod constraints;

use std::collections::BTreeMap;

use serde::Serialize;

pub use answers::{Answer, Codes, Common, Content};
pub use branches::{Branch, Kind, Tag};
pub use circles::Circles;
pub use constraints::{
    Choice, Integer, Limit, Literal, Number, Pattern, Rule, Size, Text, TextFormat,
};

/// A whole API.
#[derive(Clone, Debug, Serialize)]
pub struct Api {
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
    /// `info.description`
    pub description: String,
    /// The first server's address, its variables replaced by their defaults, without its trailing slash.
    pub server: Option<String>,
    /// The fragments by their stable names, such as `spec/common.yaml`.
    pub fragments: Vec<String>,
    /// The operations in the order of path, then method.
    pub operations: Vec<Operation>,
    /// Path templates of operations that the document has and this model has not, where a template of those above takes
    /// their requests too: nothing is to be done with those.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reserved: Vec<String>,
    /// The Rust name of each resource that an operation is about; it names a module and a client's way there.
    pub resources: BTreeMap<String, String>,
    /// The named types by Rust name.
    pub types: BTreeMap<String, TypeDef>,
}

/// One operation.
#[derive(Clone, Debug, Serialize)]
pub struct Operation {
    /// The operationId.
    pub id: String,
    /// The Rust name of its method.
    pub rust_name: String,
    /// The Rust name that its own types begin with.
    pub type_name: String,
    /// What it is about, such as `treasury.credit_reversal`; see [`Api::resources`].
    pub resource: String,
    /// What it does with that, in snake case, such as `create`. No other operation of the resource has it.
    pub verb: String,
    /// The HTTP method in lower case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// `summary` and `description`.
    pub docs: String,
    /// Where the operation is described.
    pub source: String,
    /// Whether it is to be used no more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// The path parameters in the order of the template.
    pub path_params: Vec<Param>,
    /// The query parameters by name.
    pub query: Vec<Param>,
    /// The header parameters by name.
    pub headers: Vec<Param>,
    /// The cookie parameters by name.
    pub cookies: Vec<Param>,
    /// The request body, where there is one.
    pub body: Option<Body>,
    /// The parameters of which a request may have one at most.
    pub exclusive: Vec<Exclusive>,
    /// What it answers when it has done what was asked for, in the order of [`Codes`]; never empty.
    pub successes: Vec<Answer>,
    /// What it answers otherwise, in the same order.
    pub errors: Vec<Answer>,
    /// The server that has this operation alone, where the document names one, as [`Api::server`] is written.
    pub server: Option<String>,
    /// The alternatives of which any one suffices, each with the schemes that it asks for at once; none where the
    /// operation is open to all, and an empty one at the end where it is open but reads API keys.
    pub security: Vec<Vec<Scheme>>,
}

/// A parameter outside the body.
#[derive(Clone, Debug, Serialize)]
pub struct Param {
    /// The name on the wire.
    pub name: String,
    /// The Rust name.
    pub rust_name: String,
    /// Whether it must be given.
    pub required: bool,
    /// How its value is written.
    pub style: Style,
    /// What a client escapes in a path parameter besides what it always does, so that no value is taken for the text
    /// around it or for another template's.
    pub guard: String,
    /// The type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// What it means.
    pub docs: String,
    /// Where it is described.
    pub source: String,
    /// Whether it is to be used no more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
}

/// How a parameter's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Style {
    /// As it is; a list in a query repeats the name.
    Plain,
    /// In brackets (`style: deepObject`).
    Brackets,
    /// In one text, or as parameters of its own.
    Packed(Packing),
}

/// How a list or object is made one text. The runtime has the same names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Packing {
    /// `a,b` or `k,v,l,w`
    Commas,
    /// `a%20b` or `k%20v`
    Spaces,
    /// `a|b` or `k|v`
    Pipes,
    /// `k=v,l=w`
    Pairs,
    /// An object of which each member is a parameter of the query.
    Members,
    /// JSON
    Json,
}

/// A request body.
#[derive(Clone, Debug, Serialize)]
pub struct Body {
    /// The media type.
    pub media: Media,
    /// Whether it must be given.
    pub required: bool,
    /// The type; of what is no form and no JSON it says nothing. That of several parts is that of those without a file.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The media types as the document has them; one or more.
    pub types: Vec<String>,
    /// The parts that are files, by name.
    pub files: Vec<FilePart>,
}

/// A file among the parts of a body.
#[derive(Clone, Debug, Serialize)]
pub struct FilePart {
    /// The name on the wire.
    pub name: String,
    /// The Rust name.
    pub rust_name: String,
    /// Whether it must be given.
    pub required: bool,
    /// Whether there may be several of the name.
    pub many: bool,
    /// What it is.
    pub docs: String,
}

/// Parameters of which a request may have one at most, be it empty.
#[derive(Clone, Debug, Serialize)]
pub struct Exclusive {
    /// Whether they are members of the body, not parameters of the query.
    pub in_body: bool,
    /// Their names on the wire, two or more, in the order of the document.
    pub names: Vec<String>,
    /// The service's own words against two of them, which name no parameter and have no code.
    pub message: Option<String>,
}

/// The media types of request bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Media {
    /// `application/x-www-form-urlencoded` with bracketed names.
    Form,
    /// `application/json`, and what is JSON under another name.
    Json,
    /// `multipart/form-data`
    Multipart,
    /// Bytes of any other media type.
    Raw,
}

/// How a caller proves who it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Scheme {
    /// HTTP Basic.
    Basic,
    /// A bearer token.
    Bearer,
    /// An API key in the header of that name.
    Header(String),
    /// An API key in the query parameter of that name.
    Query(String),
    /// An API key in the cookie of that name.
    Cookie(String),
}

/// A type expression.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Type {
    /// Text.
    String(Text),
    /// A whole number of 64 bits.
    Integer(Integer),
    /// A floating-point number.
    Number(Number),
    /// A truth value.
    Boolean,
    /// A truth value of which requests may have only this one.
    Only(bool),
    /// Any JSON value.
    Any,
    /// An object of which nothing is known.
    OpenObject,
    /// A list.
    List {
        /// The elements.
        items: Box<Type>,
        /// `minItems` and `maxItems`
        size: Size,
        /// What else it is held to.
        rules: Vec<Rule>,
    },
    /// A map from text.
    Map {
        /// The values.
        values: Box<Type>,
        /// What it is held to, such as how many there are.
        rules: Vec<Rule>,
    },
    /// A named type of [`Api::types`].
    Named(String),
    /// A named enum of which values outside the list are to be expected.
    OpenEnum(String),
    /// An id, or the object that it stands for.
    Expandable(Box<Type>),
    /// The type, or the empty string.
    OrEmpty(Box<Type>),
    /// One page of a list.
    Page(Box<Type>),
    /// The type, or null.
    OrNull(Box<Type>),
}

/// A named type.
#[derive(Clone, Debug, Serialize)]
pub struct TypeDef {
    /// What it is.
    pub docs: String,
    /// Where it is described.
    pub source: String,
    /// What it holds.
    pub shape: TypeShape,
}

/// What a named type holds.
#[derive(Clone, Debug, Serialize)]
pub enum TypeShape {
    /// An object with known members.
    Struct {
        /// The members by wire name.
        fields: Vec<Field>,
        /// Whether unknown members are refused.
        closed: bool,
        /// The type of the members that have no name here, where they are kept.
        rest: Option<Type>,
        /// What it is held to, such as how many there are.
        rules: Vec<Rule>,
        /// The names that a request may not have though others pass: members of answers alone.
        without: Vec<String>,
    },
    /// One of some values, all of one type.
    Enum {
        /// The values in the order of the document.
        values: Vec<Choice>,
        /// Whether the document itself says that there may be others, so that they are only those that are known.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        extensible: bool,
    },
    /// One of some types.
    Union {
        /// The types in the order in which a decoder tries them.
        branches: Vec<Branch>,
        /// Whether what is of no branch is kept as it came.
        open: bool,
    },
}

/// A member of a struct.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// The name on the wire.
    pub name: String,
    /// The Rust name.
    pub rust_name: String,
    /// How the member can be missing.
    pub presence: Presence,
    /// The type when it is there.
    #[serde(rename = "type")]
    pub ty: Type,
    /// What it means.
    pub docs: String,
    /// Where it is described.
    pub source: String,
    /// Whether it is to be used no more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
}

/// How a member can be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Presence {
    /// Always there; null only where its type is [`Type::OrNull`].
    Required,
    /// There or absent, never null.
    Optional,
    /// There, null or absent, which are three different things.
    Nullable,
    /// A request member: there, cleared by an empty string, or absent.
    Clearable,
}

impl Operation {
    /// Whether a request without any proof is answered.
    pub fn is_open(&self) -> bool {
        self.security.is_empty() || self.security.iter().any(Vec::is_empty)
    }

    /// The alternatives that are one scheme in the header `Authorization`.
    pub fn authorizations(&self) -> impl Iterator<Item = &Scheme> {
        self.security.iter().filter_map(|all| match all.as_slice() {
            [only @ (Scheme::Basic | Scheme::Bearer)] => Some(only),
            _ => None,
        })
    }
}

impl Param {
    /// Whether it is written with brackets.
    pub fn is_deep(&self) -> bool {
        self.style == Style::Brackets
    }

    /// How its value is one text, where it is.
    pub fn packing(&self) -> Option<Packing> {
        match self.style {
            Style::Packed(packing) => Some(packing),
            Style::Plain | Style::Brackets => None,
        }
    }
}

impl Type {
    /// The named types that a value of this type holds by value, so that a cycle of them would have no size.
    pub fn by_value(&self) -> Option<&str> {
        match self {
            Type::Named(name) => Some(name),
            Type::OrEmpty(inner) | Type::OrNull(inner) => inner.by_value(),
            _ => None,
        }
    }
}

impl Api {
    /// Whether a value of the named type can be had without saying anything: a struct that requires no member.
    pub fn is_made_of_nothing(&self, name: &str) -> bool {
        self.requires(name) == Some(false)
    }

    /// Whether a body may be left out, and is then another thing than an empty one. A form of which nothing is required
    /// is not: on the wire the two are one.
    pub fn can_lack(&self, body: &Body) -> bool {
        !body.required
            && match body.media {
                Media::Json | Media::Raw => true,
                Media::Form | Media::Multipart => {
                    let file = body.files.iter().any(|file| file.required);
                    file || matches!(&body.ty, Type::Named(name) if self.requires(name) == Some(true))
                }
            }
    }

    /// Whether a struct requires a member.
    fn requires(&self, name: &str) -> Option<bool> {
        match self.types.get(name).map(|def| &def.shape) {
            Some(TypeShape::Struct { fields, .. }) => {
                let mut fields = fields.iter();
                Some(fields.any(|field| field.presence == Presence::Required))
            }
            _ => None,
        }
    }
}
