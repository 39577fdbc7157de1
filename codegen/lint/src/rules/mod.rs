//! What each rule finds.

pub(crate) mod components;
pub(crate) mod described;
pub(crate) mod enums;
pub(crate) mod examples;
pub(crate) mod ids;
pub(crate) mod units;
mod words;
