//! Places of the document: where they are, what they are called, and who reaches them.

use json_patch::jsonptr::PointerBuf;

use super::patch::below;

/// Which way what is described at a place travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Travels {
    /// From client to server only.
    Requests,
    /// From server to client only.
    Responses,
    /// Either way.
    Both,
}

/// Who reaches a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reach {
    /// The operationIds in the order of the document.
    pub(super) operations: Vec<String>,
    pub(super) requests: bool,
    pub(super) responses: bool,
}

impl Reach {
    pub(super) fn requests(operations: Vec<String>) -> Self {
        Self {
            operations,
            requests: true,
            responses: false,
        }
    }

    pub(super) fn responses(operations: Vec<String>) -> Self {
        Self {
            operations,
            requests: false,
            responses: true,
        }
    }

    pub(super) fn travels(&self) -> Travels {
        match (self.requests, self.responses) {
            (true, true) => Travels::Both,
            (false, true) => Travels::Responses,
            _ => Travels::Requests,
        }
    }
}

/// A place of the document.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) pointer: PointerBuf,
    /// What ids and sentences call it: names and keywords from the outermost, between slashes.
    pub(super) label: String,
    /// The names of parameters, properties and components on the way, the innermost last.
    pub(super) names: Vec<String>,
    pub(super) reach: Reach,
}

impl Place {
    pub(super) fn new(pointer: PointerBuf, label: impl Into<String>, reach: Reach) -> Self {
        Self {
            pointer,
            label: label.into(),
            names: Vec::new(),
            reach,
        }
    }

    /// The place with a name that tests may mention.
    pub(super) fn named(mut self, name: &str) -> Self {
        self.names.push(name.to_owned());
        self
    }

    /// A place below this one, under the tokens; `step` is what its label adds.
    pub(super) fn child(&self, tokens: &[&str], step: &str) -> Self {
        Self {
            pointer: below(&self.pointer, tokens),
            label: format!("{}/{step}", self.label),
            names: self.names.clone(),
            reach: self.reach.clone(),
        }
    }
}
