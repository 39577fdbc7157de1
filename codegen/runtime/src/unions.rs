//! Values of one of several types, told apart by what they say.
//!
//! In this order: by JSON type; by tag, a required member whose value is listed; by required members, since a branch
//! that lacks one is none. Where that leaves one branch, it is the one, and like any struct it drops the members that
//! it does not know. Where it leaves several, a branch must lose nothing: written again it gives back all that came.
//! The first that does is taken. What fits no branch stays as it came in an answer, and is refused in a request.

mod beside;
mod bounds;
mod branch;
mod budget;
mod came;
mod exact;
mod kept;
mod once;
mod placed;
mod raw;
#[cfg(test)]
mod tests;

use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::ser::Serialize;
use serde_json::{Error, Value};

#[cfg(any(feature = "server", test))]
pub(crate) use bounds::Bounds;
pub use bounds::admits;
pub(crate) use bounds::meet;
pub use branch::{Branch, Constant, Kind, Tag};
pub(crate) use budget::{Budget, size};
pub(crate) use came::{Came, HERE};
pub(crate) use placed::Placed;
pub use raw::Raw;

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
    fn other(value: Raw) -> Result<Self, Raw> {
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
///     Other(reversals_runtime::Raw),
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
/// assert_eq!(serde_json::to_string(&serde_json::from_str::<Weight>("true").unwrap()).unwrap(), "true");
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

            $(fn other(value: $crate::unions::Raw) -> ::std::result::Result<Self, $crate::unions::Raw> {
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

/// Reads a value of a branch, as strictly as the whole.
///
/// # Errors
///
/// Those of `T`.
pub fn branch<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    T::deserialize(Strict(Placed::new(value)))
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
    let came = Came::read(deserializer)?;
    let refused = match pick::<U>(&came) {
        Ok(read) => return Ok(read),
        Err(refused) => refused,
    };
    let none = || match refused {
        Some(error) => D::Error::custom(error),
        None => D::Error::custom("the value is of no branch of the union"),
    };
    if !U::OPEN {
        return Err(none());
    }
    U::other(came.to_raw()).map_err(|_| none())
}

/// The branch that a value is of; or the error of the one that it could be, where there is one.
fn pick<U: Union>(came: &Came) -> Result<U, Option<Error>> {
    if came.is_twice() {
        return Err(Some(Error::custom("a member of it stands twice")));
    }
    let value = came.value();
    let mut fitting: Vec<(usize, &Branch)> = U::BRANCHES
        .iter()
        .enumerate()
        .filter(|(_, branch)| branch.fits(value))
        .collect();
    let gives_back = |read: &U| kept::whole(value, came.text().as_deref(), read);
    if let [(only, branch)] = fitting.as_slice() {
        let read = held::<U>(*only, value).map_err(Some)?;
        // A float has not every number.
        if U::OPEN && branch.kind == Kind::Number && !gives_back(&read) {
            return Err(None);
        }
        return Ok(read);
    }
    // Of two whose tags are there, the one with more of them says more: `deleted` beside `object`.
    fitting.sort_by_key(|(_, branch)| std::cmp::Reverse(branch.tags.len()));
    let tags = |at: usize| fitting.get(at).map(|(_, branch)| branch.tags.len());
    let is_told = tags(0) != tags(1);
    let mut refused = None;
    // The first that takes a request and loses something of it, and which were not looked at.
    let (mut taken, mut passed) = (None, Vec::new());
    let budget = Budget::new(|| size(value));
    for (tried, (index, branch)) in fitting.iter().enumerate() {
        let is_told = tried == 0 && is_told;
        if !is_told && !branch.knows(value) {
            passed.extend(taken.is_none().then_some(*index));
            continue;
        }
        if tried > 0 && !budget.affords(|| size(value)) {
            break;
        }
        match held::<U>(*index, value) {
            Ok(read) if is_told || gives_back(&read) => return Ok(read),
            Ok(read) => taken = taken.or(Some(read)),
            Err(error) if is_told => refused = Some(error),
            Err(_) => {}
        }
    }
    if U::OPEN {
        // An answer is kept rather than cut.
        return Err(refused);
    }
    // A request is of the first branch that takes it at all.
    for index in passed {
        if !budget.affords(|| size(value)) {
            break;
        }
        if let Ok(read) = held::<U>(index, value) {
            return Ok(read);
        }
    }
    taken.ok_or(refused)
}

/// Reads a value as a branch that a server's check has not refused it for.
fn held<U: Union>(branch: usize, value: &Value) -> Result<U, Error> {
    if !admits(U::NAME, branch, value) {
        return Err(Error::custom("the value breaks what its branch is held to"));
    }
    U::read(branch, value)
}
