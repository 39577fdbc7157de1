//! What a branch is known by before it is read.

use std::fmt;

use serde_json::Value;

/// The whole number that a value is.
fn whole(value: &Value) -> Option<i64> {
    value.as_number().and_then(crate::number::whole)
}

/// What is known of a branch before it is read.
#[derive(Clone, Copy, Debug)]
pub struct Branch {
    /// The JSON type.
    pub kind: Kind,
    /// The constants that it is known by, all of them.
    pub tags: &'static [Tag],
    /// The members that it requires, as far as others do not.
    pub required: &'static [&'static str],
    /// The members that it knows, where it would drop any other and tags are not enough; else none is listed.
    pub known: &'static [&'static str],
}

/// The JSON type of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Every value.
    Any,
    /// A string.
    String,
    /// A whole number of 64 bits.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list.
    List,
    /// An object.
    Object,
}

/// A place with one of some constants.
#[derive(Clone, Copy, Debug)]
pub struct Tag {
    /// The names of the members that lead to it; none for the value itself.
    pub path: &'static [&'static str],
    /// What may stand there.
    pub values: &'static [Constant],
}

/// A constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// A string.
    Text(&'static str),
    /// A whole number.
    Whole(i64),
    /// A truth value.
    Boolean(bool),
}

impl Branch {
    /// A branch of which only its JSON type is known.
    pub const fn of(kind: Kind) -> Self {
        Self {
            kind,
            tags: &[],
            required: &[],
            known: &[],
        }
    }

    /// With the constants that it is known by.
    #[must_use]
    pub const fn tags(mut self, tags: &'static [Tag]) -> Self {
        self.tags = tags;
        self
    }

    /// With the members that it requires.
    #[must_use]
    pub const fn required(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    /// With all members that it knows.
    #[must_use]
    pub const fn known(mut self, known: &'static [&'static str]) -> Self {
        self.known = known;
        self
    }

    pub(super) fn fits(&self, value: &Value) -> bool {
        self.kind.fits(value)
            && self.tags.iter().all(|tag| tag.fits(value))
            && self.required.iter().all(|name| value.get(*name).is_some())
    }

    /// Whether no member of a value is one that the branch is sure to drop.
    pub(super) fn knows(&self, value: &Value) -> bool {
        let known = |name: &String| self.known.contains(&name.as_str());
        self.known.is_empty()
            || value
                .as_object()
                .is_none_or(|members| members.keys().all(known))
    }
}

impl Kind {
    fn fits(self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::String => value.is_string(),
            Self::Integer => whole(value).is_some(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::List => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}

impl Tag {
    fn fits(&self, value: &Value) -> bool {
        let place = self
            .path
            .iter()
            .try_fold(value, |value, name| value.as_object()?.get(*name));
        place.is_some_and(|found| self.values.iter().any(|constant| constant.is(found)))
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Whole(whole) => whole.fmt(f),
            Self::Boolean(truth) => truth.fmt(f),
        }
    }
}

impl Constant {
    fn is(self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value.as_str() == Some(text),
            Self::Whole(whole) => self::whole(value) == Some(whole),
            Self::Boolean(truth) => value.as_bool() == Some(truth),
        }
    }
}
