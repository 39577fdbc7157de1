//! Why a value cannot be written as a form, or a text cannot be read as one.

use std::fmt;

use super::{MAX_DEPTH, MAX_PAIRS};

/// A value that a form cannot carry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot encode {}: {reason}", Named(.path))]
pub struct EncodeError {
    /// The steps from the place up to the root, in the order in which unwinding meets them.
    path: Vec<String>,
    reason: EncodeReason,
}

/// What is wrong with the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeReason {
    /// A `null`, or an absent item of a list. A form has no null; an empty string would unset the parameter.
    #[error("a form cannot carry null")]
    Null,
    /// An infinity or not-a-number.
    #[error("a form cannot carry a number that is not finite")]
    NonFinite,
    /// An empty key, which would read back as an item of a list.
    #[error("an empty key would be read as a list")]
    EmptyKey,
    /// A key that is no scalar.
    #[error("a key must be a string or a number")]
    Key,
    /// A parameter name with a bracket, which would read back as a structure.
    #[error("a parameter's name cannot hold a bracket")]
    Bracket,
    /// An item of a list that sends nothing, so that its successors would move up.
    #[error("an empty map or list cannot be an item of a list")]
    EmptyItem,
    /// More than [`MAX_DEPTH`] levels.
    #[error("nested deeper than {MAX_DEPTH} levels")]
    Depth,
    /// The whole value is no map or struct.
    #[error("a form is a map or struct")]
    NoMap,
    /// A map, or a list of other than scalars, where the parameter is sent without brackets.
    #[error("this parameter can only carry a scalar or a list of scalars")]
    Structure,
    /// A part of a list or object in one text that would be read as two, or not at all.
    #[error("a part of this parameter cannot be {0:?}, which would be read as something else")]
    Delimiter(String),
    /// A list of other than scalars, or a map of such, where the parameter is one text.
    #[error("this parameter can only carry a scalar, or a list or map of scalars")]
    Flat,
    /// Raw bytes.
    #[error("a form cannot carry raw bytes")]
    Bytes,
    /// The value's own refusal.
    #[error("{0}")]
    Custom(String),
}

impl EncodeError {
    pub(super) fn new(reason: EncodeReason) -> Self {
        Self {
            path: Vec::new(),
            reason,
        }
    }

    /// The same error one level up, where the value is called `step`.
    pub(super) fn within(mut self, step: impl Into<String>) -> Self {
        self.path.push(step.into());
        self
    }

    /// The bracketed name of the parameter at fault, unescaped; `None` when it is the value as a whole.
    pub fn param(&self) -> Option<String> {
        (!self.path.is_empty()).then(|| Bracketed(&self.path).to_string())
    }

    /// What is wrong with it.
    pub fn reason(&self) -> &EncodeReason {
        &self.reason
    }
}

impl serde::ser::Error for EncodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(EncodeReason::Custom(message.to_string()))
    }
}

struct Named<'a>(&'a [String]);

impl fmt::Display for Named<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            formatter.write_str("the value")
        } else {
            write!(formatter, "`{}`", Bracketed(self.0))
        }
    }
}

struct Bracketed<'a>(&'a [String]);

impl fmt::Display for Bracketed<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, step) in self.0.iter().rev().enumerate() {
            if depth == 0 {
                formatter.write_str(step)?;
            } else {
                write!(formatter, "[{step}]")?;
            }
        }
        Ok(())
    }
}

/// A text that is no bracketed form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// A `%` without two hexadecimal digits after it.
    #[error("Invalid percent escape in `{param}`")]
    Escape {
        /// The parameter, as sent, cut to 200 characters.
        param: String,
    },
    /// Bytes that are no UTF-8 after unescaping.
    #[error("Invalid UTF-8 in `{param}`")]
    Utf8 {
        /// The parameter, as sent, cut to 200 characters.
        param: String,
    },
    /// Brackets that are unbalanced, nested, before any name, or followed by more text.
    #[error("Invalid brackets in `{param}`")]
    Brackets {
        /// The parameter, as sent, cut to 200 characters.
        param: String,
    },
    /// A pair without a name.
    #[error("A parameter has no name")]
    NoName,
    /// A name that is a scalar in one place and a structure in another.
    #[error("`{param}` is both a value and a structure")]
    Conflict {
        /// The parameter whose arrival made the conflict, as sent, cut to 200 characters.
        param: String,
    },
    /// More than [`MAX_DEPTH`] brackets.
    #[error("`{param}` is nested deeper than {MAX_DEPTH} levels")]
    Depth {
        /// The parameter, as sent, cut to 200 characters.
        param: String,
    },
    /// More than [`MAX_PAIRS`] parameters.
    #[error("More than {MAX_PAIRS} parameters")]
    Pairs,
}

impl ParseError {
    /// The parameter at fault, where one is known.
    pub fn param(&self) -> Option<&str> {
        match self {
            Self::Escape { param }
            | Self::Utf8 { param }
            | Self::Brackets { param }
            | Self::Conflict { param }
            | Self::Depth { param } => Some(param),
            Self::NoName | Self::Pairs => None,
        }
    }
}
