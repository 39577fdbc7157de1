//! Two versions of an API, held against each other.
//!
//! [`compare`](compare::compare) says where they differ in structure, whatever either calls its components and however it
//! spells one and the same thing; [`rust`] where the crates that are generated of them do; [`upstream`] holds fragments against
//! the document that they are a part of, [`apply`] edits them so that they are that part again, and [`cut`] makes fragments of
//! other parts.
#![forbid(unsafe_code)]

pub mod accepted;
pub mod apply;
pub mod catalogue;
pub mod compare;
pub mod cut;
pub mod difference;
pub mod levels;
pub mod route;
pub mod rust;
mod text;
pub mod upstream;
