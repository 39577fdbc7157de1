//! Two versions of an API, held against each other.
//!
//! [`compare`](compare::compare) says where they differ in structure, whatever either calls its components and however it
//! spells one and the same thing; [`rust`] where the crates that are generated of them do; [`upstream`] holds fragments against the document that they are a part of.
#![forbid(unsafe_code)]

pub mod accepted;
pub mod catalogue;
pub mod compare;
pub mod difference;
pub mod levels;
pub mod rust;
pub mod upstream;
