//! YAML as people write it: made of trees, and edited in place.

pub(crate) mod edit;
mod spans;
pub(crate) mod write;
