//! Values of one of several types, told apart by what they say.
//!
//! In this order: by JSON type; by tag, a required member whose value is listed; by required members, since a branch
//! that lacks one is none. Where that leaves one branch, it is the one, and like any struct it drops the members that
//! it does not know. Where it leaves several, a branch must lose nothing: written again it gives back all that came.
//! The first that does is taken. What fits no branch stays as it came in an answer, and is refused in a request.

mod bounds;
mod budget;
mod kept;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use serde::ser::Serialize;
use serde_json::{Error, Value};

#[cfg(any(feature = "server", test))]
pub(crate) use bounds::Bounds;
pub use bounds::admits;
pub(crate) use bounds::meet;
pub(crate) use budget::{Budget, size};

use crate::strict::Strict;

/// One of several types. Generated code implements it; [`deserialize`] reads by it.
pub trait Union: Serialize + Sized {
    /// What it is called, by which a server knows it.
    const NAME: &'static str;

    /// What tells the branches apart, in the order in which they are tried.
    const BRANCHES: &'static [Branch];

    /// Whether what fits no branch is kept as it came, as in answers.
    const OPEN: bool = false;

    /// Reads a value as the branch of that index.
    ///
    /// # Errors
    ///
    /// Those of the branch.
    fn read(branch: usize, value: &Value) -> Result<Self, Error>;

    /// Keeps a value that fits no branch.
    ///
    /// # Errors
    ///
    /// The value itself, where the union is one of a request and holds its branches only.
    fn other(value: Value) -> Result<Self, Value> {
        Err(value)
    }
}

/// Implements `Union`, `Serialize` and `Deserialize` for an enum whose variants hold a value of a branch each.
///
/// The type, each variant with what its branch is known by, and last, where there is one, the variant that keeps what is
/// of no branch:
///
/// ```
/// #[derive(Debug, PartialEq)]
/// enum Weight {
///     Grams(i64),
///     Words(String),
///     Other(serde_json::Value),
/// }
///
/// reversals_runtime::union! {
///     Weight {
///         Grams = Branch::of(Kind::Integer),
///         Words = Branch::of(Kind::String),
///     } Other
/// }
///
/// assert_eq!(serde_json::from_str::<Weight>("3").unwrap(), Weight::Grams(3));
/// assert_eq!(serde_json::to_string(&Weight::Other(true.into())).unwrap(), "true");
/// ```
#[macro_export]
macro_rules! union {
    ($type:ident { $($variant:ident = $branch:expr,)* } $($other:ident)?) => {
        impl $crate::unions::Union for $type {
            const NAME: &'static str = ::std::stringify!($type);
            const BRANCHES: &'static [$crate::unions::Branch] = {
                #[allow(unused_imports, reason = "not every union has tags")]
                use $crate::unions::{Branch, Constant, Kind, Tag};
                &[$($branch),*]
            };
            const OPEN: bool = !::std::stringify!($($other)?).is_empty();

            fn read(branch: usize, value: &::serde_json::Value) -> ::std::result::Result<Self, ::serde_json::Error> {
                let readers: &[fn(&::serde_json::Value) -> ::std::result::Result<Self, ::serde_json::Error>] =
                    &[$(|value| $crate::unions::branch(value).map(Self::$variant)),*];
                readers.get(branch).map_or_else($crate::unions::none, |read| read(value))
            }

            $(fn other(value: ::serde_json::Value) -> ::std::result::Result<Self, ::serde_json::Value> {
                ::std::result::Result::Ok(Self::$other(value))
            })?
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => ::serde::Serialize::serialize(value, to),)*
                    $(Self::$other(value) => ::serde::Serialize::serialize(value, to),)?
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                $crate::unions::deserialize(from)
            }
        }
    };
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

/// Reads a value of a branch, as strictly as the whole.
///
/// # Errors
///
/// Those of `T`.
pub fn branch<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    T::deserialize(Strict(value))
}

/// The error of a branch that there is none of.
///
/// # Errors
///
/// Always.
pub fn none<T>() -> Result<T, Error> {
    Err(Error::custom("the union has no such branch"))
}

/// Reads a value of a union.
///
/// # Errors
///
/// Text that is no JSON; in a request, what fits no branch: the error is that of the one branch that it could be.
pub fn deserialize<'de, D: Deserializer<'de>, U: Union>(deserializer: D) -> Result<U, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let refused = match pick::<U>(&value) {
        Ok(read) => return Ok(read),
        Err(refused) => refused,
    };
    U::other(value).map_err(|_| match refused {
        Some(error) => D::Error::custom(error),
        None => D::Error::custom("the value is of no branch of the union"),
    })
}

/// The branch that a value is of; or the error of the one that it could be, where there is one.
fn pick<U: Union>(value: &Value) -> Result<U, Option<Error>> {
    let mut fitting: Vec<(usize, &Branch)> = U::BRANCHES
        .iter()
        .enumerate()
        .filter(|(_, branch)| branch.fits(value))
        .collect();
    if let [(only, _)] = fitting.as_slice() {
        return held::<U>(*only, value).map_err(Some);
    }
    // Of two whose tags are there, the one with more of them says more: `deleted` beside `object`.
    fitting.sort_by_key(|(_, branch)| std::cmp::Reverse(branch.tags.len()));
    let tags = |at: usize| fitting.get(at).map(|(_, branch)| branch.tags.len());
    let is_told = tags(0) != tags(1);
    let mut refused = None;
    let budget = Budget::new(|| size(value));
    for (tried, (index, branch)) in fitting.iter().enumerate() {
        let is_told = tried == 0 && is_told;
        if !is_told && !branch.knows(value) {
            continue;
        }
        if tried > 0 && !budget.affords(|| size(value)) {
            break;
        }
        match held::<U>(*index, value) {
            Ok(read) if is_told || kept::whole(value, &read) => return Ok(read),
            Err(error) if is_told => refused = Some(error),
            _ => {}
        }
    }
    // A request is of some branch if one takes it at all; an answer is kept rather than cut.
    if !U::OPEN {
        for (index, _) in fitting {
            if !budget.affords(|| size(value)) {
                break;
            }
            if let Ok(read) = held::<U>(index, value) {
                return Ok(read);
            }
        }
    }
    Err(refused)
}

/// Reads a value as a branch that a server's check has not refused it for.
fn held<U: Union>(branch: usize, value: &Value) -> Result<U, Error> {
    if !admits(U::NAME, branch, value) {
        return Err(Error::custom("the value breaks what its branch is held to"));
    }
    U::read(branch, value)
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

    fn fits(&self, value: &Value) -> bool {
        self.kind.fits(value)
            && self.tags.iter().all(|tag| tag.fits(value))
            && self.required.iter().all(|name| value.get(*name).is_some())
    }

    /// Whether no member of a value is one that the branch is sure to drop.
    fn knows(&self, value: &Value) -> bool {
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
            Self::Integer => value.as_i64().is_some(),
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
            Self::Whole(whole) => value.as_i64() == Some(whole),
            Self::Boolean(truth) => value.as_bool() == Some(truth),
        }
    }
}
