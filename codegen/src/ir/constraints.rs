//! What the values of a type are held to in requests, and the values of an enum.

use std::fmt;

use reversals_runtime::shape;
use serde::Serialize;

/// Bounds on how many there are: characters of a text, elements of a list, members of an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Size {
    /// The least number.
    pub min: Option<u64>,
    /// The greatest number.
    pub max: Option<u64>,
}

/// What a value is held to by a rule that a server has beside its type.
#[derive(Clone, Serialize)]
pub struct Rule {
    /// The keyword that says so, such as `multipleOf`.
    pub keyword: &'static str,
    /// What it says: JSON, or a text without its quotes.
    pub value: String,
    #[serde(skip)]
    pub(crate) made: fn(&str) -> Option<shape::Rule<'_>>,
}

impl Rule {
    /// The server's rule, made of [`Rule::value`] or of a copy of it that lives longer.
    pub fn of<'a>(&self, value: &'a str) -> Option<shape::Rule<'a>> {
        (self.made)(value)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.keyword, self.value)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        (self.keyword, &self.value) == (other.keyword, &other.value)
    }
}

impl Eq for Rule {}

/// What a text is held to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Text {
    /// `minLength` and `maxLength`, in characters.
    pub length: Size,
    /// `pattern`
    pub pattern: Option<Pattern>,
    /// What else.
    pub rules: Vec<Rule>,
}

/// A pattern that a text matches with any part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pattern {
    /// As it is written: ECMA 262.
    pub written: String,
    /// The same for the `regex` crate.
    pub regex: String,
}

/// A form of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TextFormat {
    /// `byte`: base64 with padding.
    Byte,
    /// `date`: a day of the calendar.
    Date,
    /// `date-time`: a day, a time of day and an offset.
    DateTime,
    /// `decimal`: digits, with a sign and a fraction where there are such.
    Decimal,
    /// `int64` of a text: a whole number of 64 bits.
    Int64,
    /// `uuid`
    Uuid,
}

impl TextFormat {
    /// The forms by OpenAPI's words for them.
    pub const ALL: [(&str, Self); 6] = [
        ("byte", Self::Byte),
        ("date", Self::Date),
        ("date-time", Self::DateTime),
        ("decimal", Self::Decimal),
        ("int64", Self::Int64),
        ("uuid", Self::Uuid),
    ];

    /// What holds a text to it.
    pub fn runtime(self) -> shape::Format {
        match self {
            Self::Byte => shape::Format::Byte,
            Self::Date => shape::Format::Date,
            Self::DateTime => shape::Format::DateTime,
            Self::Decimal => shape::Format::Decimal,
            Self::Int64 => shape::Format::Int64,
            Self::Uuid => shape::Format::Uuid,
        }
    }

    /// The form that OpenAPI calls so.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find_map(|(word, format)| (word == name).then_some(format))
    }
}

/// What a whole number of 64 bits is held to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Integer {
    /// The least value.
    pub min: Option<i64>,
    /// The greatest value.
    pub max: Option<i64>,
    /// What else.
    pub rules: Vec<Rule>,
}

/// What a floating-point number is held to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Number {
    /// The least value, or the one that is just too small.
    pub min: Option<Limit>,
    /// The greatest value, or the one that is just too great.
    pub max: Option<Limit>,
    /// What else.
    pub rules: Vec<Rule>,
    /// `enum`, in JSON's notation; none where any number will do.
    pub values: Vec<String>,
}

/// A bound of a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// The bound in JSON's notation.
    pub value: String,
    /// Whether the bound itself is outside.
    pub exclusive: bool,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The value.
    pub value: Literal,
    /// The Rust name of its variant.
    pub rust_name: String,
}

/// What an enum can list. It displays as a form has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Literal {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A truth value.
    Boolean(bool),
}

impl Literal {
    /// The text, where it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Integer(_) | Self::Boolean(_) => None,
        }
    }

    /// The value as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Integer(number) => (*number).into(),
            Self::Boolean(truth) => (*truth).into(),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Integer(number) => number.fmt(f),
            Self::Boolean(truth) => truth.fmt(f),
        }
    }
}
