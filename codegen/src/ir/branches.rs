//! The branches of a union, and what tells them apart.

use serde::Serialize;

use super::{Literal, Type};

/// One of the types of a union.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Branch {
    /// The Rust name of its variant.
    pub rust_name: String,
    /// The type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The JSON type of its values.
    pub kind: Kind,
    /// The constants that its values have, all of them.
    pub tags: Vec<Tag>,
    /// The members that it requires and not all other branches do.
    pub required: Vec<String>,
    /// The members that it knows, where it drops others and tags are not enough; else none is listed.
    pub known: Vec<String>,
}

/// A JSON type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// Every one.
    Any,
    /// A string.
    String,
    /// A whole number of 64 bits.
    Integer,
    /// A number.
    Number,
    /// A truth value.
    Boolean,
    /// A list.
    List,
    /// An object.
    Object,
}

/// A place with one of some constants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tag {
    /// The names of the members that lead to it; none for the value itself.
    pub path: Vec<String>,
    /// What may stand there.
    pub values: Vec<Literal>,
}
