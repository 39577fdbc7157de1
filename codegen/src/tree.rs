//! Documents as trees in which every node knows where it was written.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

/// A file that nodes come from.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// How outputs name the file: stable wherever the pipeline is run, such as `spec/common.yaml`.
    pub name: String,
    /// How messages name the file: the path that the caller gave.
    pub shown: String,
}

/// A JSON pointer (RFC 6901) that shares its prefix with its siblings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointer(Option<Arc<(Pointer, String)>>);

impl Pointer {
    /// The pointer to the child `token` of what this one points to.
    #[must_use]
    pub fn child(&self, token: impl Into<String>) -> Self {
        Self(Some(Arc::new((self.clone(), token.into()))))
    }

    /// The tokens from the root on, unescaped.
    pub fn tokens(&self) -> Vec<&str> {
        let mut tokens = Vec::new();
        let mut at = self;
        while let Some(step) = &at.0 {
            tokens.push(step.1.as_str());
            at = &step.0;
        }
        tokens.reverse();
        tokens
    }
}

impl fmt::Display for Pointer {
    /// Writes the URI fragment form without the percent-encoding: `#/paths/~1v1/get`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tokens = Vec::new();
        let mut at = self;
        while let Some(step) = &at.0 {
            tokens.push(step.1.replace('~', "~0").replace('/', "~1"));
            at = &step.0;
        }
        f.write_str("#")?;
        for token in tokens.iter().rev() {
            write!(f, "/{token}")?;
        }
        Ok(())
    }
}

/// Where a node was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The JSON pointer inside that file.
    pub pointer: Pointer,
}

impl Place {
    /// How outputs cite the node: `spec/common.yaml#/components/schemas/error`.
    pub fn cite(&self) -> String {
        format!("{}{}", self.source.name, self.pointer)
    }
}

/// One value of a document and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where the value begins.
    pub place: Place,
    /// The value.
    pub kind: Kind,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(serde_json::Number),
    /// A string.
    String(String),
    /// A sequence.
    Array(Vec<Node>),
    /// A mapping in the order of the document; keys are unique.
    Object(Vec<Member>),
}

/// One entry of a mapping.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key.
    pub key: String,
    /// Where the key is written; its pointer is the value's.
    pub place: Place,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The value under `key`, where this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.value)
    }

    /// The entry under `key`, where this is a mapping that has it.
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.key == key)
    }

    /// The entries in the order of the document; none where this is not a mapping.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// The entries by key, so that the order of the document does not show.
    pub fn sorted(&self) -> Vec<&Member> {
        let mut members: Vec<_> = self.members().iter().collect();
        members.sort_by(|a, b| a.key.cmp(&b.key));
        members
    }

    /// The elements; none where this is not a sequence.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::Array(items) => items,
            _ => &[],
        }
    }

    /// The text, where this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, where this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    /// The text under `key`, where there is one.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::as_str)
    }

    /// Whether `key` holds `true`.
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key).and_then(Node::as_bool) == Some(true)
    }

    /// The node's kind in the words of JSON: `null`, `boolean`, `number`, `string`, `array`, `object`.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "boolean",
            Kind::Number(_) => "number",
            Kind::String(_) => "string",
            Kind::Array(_) => "array",
            Kind::Object(_) => "object",
        }
    }

    /// The value without its places, keys sorted at every level.
    pub fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(truth) => Value::Bool(*truth),
            Kind::Number(number) => Value::Number(number.clone()),
            Kind::String(text) => Value::String(text.clone()),
            Kind::Array(items) => Value::Array(items.iter().map(Node::to_json).collect()),
            // Inserted in order of the keys, so that the result is the same
            // whichever map serde_json is built with.
            Kind::Object(_) => Value::Object(
                self.sorted()
                    .into_iter()
                    .map(|member| (member.key.clone(), member.value.to_json()))
                    .collect(),
            ),
        }
    }
}
