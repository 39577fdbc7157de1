//! Where in a message something is.

use std::fmt;

/// The way from an operation to what a difference is about, where it was found first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// Method and path, without the names in it: `GET /v1/things/{}`.
    pub operation: String,
    /// The steps from there.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To a parameter outside the body: its place, and its name, or its position in the path from 1.
    Parameter(&'static str, String),
    /// To the request's body.
    Body,
    /// To the body of an answer of a status.
    Status(String),
    /// To a member.
    Member(String),
    /// To the items of a list.
    Items,
    /// To the values of members without a name.
    Values,
    /// To the branch of a union that is of a kind: which one it is of all that the base has, and of the revision's.
    Branch(String, [usize; 2]),
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(place, name) => write!(formatter, " {place} {name}"),
            Self::Body => formatter.write_str(" body"),
            Self::Status(status) => write!(formatter, " {status}"),
            Self::Member(name) => write!(formatter, ".{name}"),
            Self::Items => formatter.write_str("[]"),
            Self::Values => formatter.write_str("{}"),
            Self::Branch(kind, _) => write!(formatter, "({kind})"),
        }
    }
}
