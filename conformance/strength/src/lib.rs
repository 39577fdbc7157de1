//! What shows how strong the cases are. None of it judges a service, and it links no generated crate.
#![forbid(unsafe_code)]

pub mod held;
pub mod interpret;
pub mod mutation;
pub mod obligations;
mod words;
