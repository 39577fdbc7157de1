//! How the structs of generated crates are read and written.
//!
//! What serde derives for a struct is long, and an API has thousands of them: it would be most of what the compiler
//! reads. The macro [`object!`](crate::object!) makes short implementations that leave the work to what is here.

mod parts;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::{Clearable, Nullable};

pub use parts::{MOST, Optional, Part, Required};

/// An object that takes members it does not know, and leaves them out.
pub const OPEN: bool = false;

/// An object that refuses members it does not know.
pub const CLOSED: bool = true;

/// Implements `Serialize` and `Deserialize` for a struct with public members.
///
/// The type, whether it is [`OPEN`] or [`CLOSED`], and each member by its name on the wire, how it can be missing
/// ([`Required`], or [`Optional`] for [`Absent`] types), its name in Rust and its type; last, where there is one, the
/// member that keeps what has no name here, a `BTreeMap` from `String`. Beyond [`MOST`] members they stand in groups:
///
/// ```
/// use std::collections::BTreeMap;
///
/// #[derive(Debug, PartialEq)]
/// struct Thing {
///     id: String,
///     type_: Option<String>,
///     extra: BTreeMap<String, i64>,
/// }
///
/// reversals_runtime::object! {
///     Thing OPEN {
///         "id" Required id: String,
///         "type" Optional type_: Option<String>,
///     } extra: BTreeMap<String, i64>
/// }
///
/// let thing: Thing = serde_json::from_str(r#"{"id":"a","other":1}"#).unwrap();
/// assert_eq!(thing.extra["other"], 1);
/// assert_eq!(serde_json::to_string(&thing).unwrap(), r#"{"id":"a","other":1}"#);
/// ```
///
/// Errors in reading: anything but an object, a required member that is not there, a member that comes twice, and in a
/// closed object a member that has no name here.
///
/// All that depends on the members' types is generic: a function with a statement or a branch a member is what makes the
/// check of a large API's crate slow.
#[macro_export]
macro_rules! object {
    ($type:ident $mode:ident $({ $($name:literal $kind:ident $field:ident: $of:ty,)* })+ $($rest:ident: $rest_of:ty)?) => {
        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::object::write(self, to)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                $crate::object::read(from)
            }
        }

        impl $crate::object::Object for $type {
            const ABOUT: $crate::object::About = $crate::object::About {
                name: ::std::stringify!($type),
                members: &[$($($name,)*)+],
                is_closed: $crate::object::$mode,
            };

            type Parts = $crate::object!(@ $([$(($crate::object::$kind<$of>))*])+ $(($rest_of))?);

            fn whole($crate::object!(@ $([$(($field))*])+ $(($rest))?): Self::Parts) -> Self {
                Self { $($($field: $field.0,)*)+ $($rest)? }
            }

            fn write<S: ::serde::Serializer>(&self, out: &mut $crate::object::Writer<S>) {
                $($($crate::object::$kind::write(out, $name, &self.$field);)*)+
                $(out.rest(&self.$rest);)?
            }
        }
    };
    // A tuple of the members, and of more groups a tuple of the first and a tuple of the others: types and patterns alike.
    (@ [$(($($part:tt)*))*] $(($($rest:tt)*))?) => { ($($($part)*,)* $($($rest)*,)?) };
    (@ [$(($($part:tt)*))*] $($more:tt)+) => { (($($($part)*,)*), $crate::object!(@ $($more)+)) };
}

/// The type of a member that can be missing.
pub trait Absent: Default {
    /// Whether the member is not there. Its default is not.
    fn is_absent(&self) -> bool;
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absent for Nullable<T> {
    fn is_absent(&self) -> bool {
        Nullable::is_absent(self)
    }
}

impl<T> Absent for Clearable<T> {
    fn is_absent(&self) -> bool {
        self.is_keep()
    }
}

/// A struct that is read and written member by member.
pub trait Object: Sized {
    /// What is said of it.
    const ABOUT: About;

    /// Its members, and what keeps the rest, in tuples.
    type Parts: for<'de> Part<'de>;

    /// The struct of these members.
    fn whole(parts: Self::Parts) -> Self;

    /// Writes all members.
    fn write<S: Serializer>(&self, out: &mut Writer<S>);
}

/// What is said of a struct.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Its name in Rust, for errors.
    pub name: &'static str,
    /// The names of its members on the wire.
    pub members: &'static [&'static str],
    /// Whether it refuses other members.
    pub is_closed: bool,
}

/// Reads an object.
///
/// # Errors
///
/// Those that [`object!`](crate::object!) lists.
pub fn read<'de, T: Object, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    from.deserialize_map(Whole(PhantomData))
}

struct Whole<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for Whole<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "struct {}", T::ABOUT.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<T, A::Error> {
        let About {
            members: names,
            is_closed,
            ..
        } = T::ABOUT;
        let mut read = T::Parts::none();
        let mut next = 0;
        while let Some(name) = members.next_key_seed(Name)? {
            // They mostly come in the order in which they are listed.
            let place = (next..names.len())
                .chain(0..next)
                .find(|place| names.get(*place).copied() == Some(&*name));
            if let Some(place) = place {
                next = place + 1;
                let name = names.get(place).copied().unwrap_or_default();
                T::Parts::read(&mut read, place, name, &mut members)?;
            } else if let Some(name) = T::Parts::keep(&mut read, name, &mut members)? {
                if is_closed {
                    let name = &*name;
                    members.next_value_seed(Refused { name, names })?;
                } else {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        T::Parts::whole(read, &mut names.iter().copied()).map(T::whole)
    }
}

/// A member that may not be there. The refusal comes where its value is, which is where whoever keeps track of the
/// path is at its name.
struct Refused<'a> {
    name: &'a str,
    names: &'static [&'static str],
}

impl<'de> DeserializeSeed<'de> for Refused<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, _: D) -> Result<(), D::Error> {
        Err(D::Error::unknown_field(self.name, self.names))
    }
}

/// Reads a name, without a copy where it can be had.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a member's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_string<E: Error>(self, name: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name))
    }
}

/// Writes an object.
///
/// # Errors
///
/// Those of the serializer.
pub fn write<T: Object, S: Serializer>(object: &T, to: S) -> Result<S::Ok, S::Error> {
    let mut out = Writer::<S>(to.serialize_map(None));
    object.write(&mut out);
    out.0?.end()
}

/// An object that is being written: the first error, or the members so far.
pub struct Writer<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> Writer<S> {
    /// Writes a member.
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if let Ok(members) = &mut self.0
            && let Err(error) = members.serialize_entry(name, value)
        {
            self.0 = Err(error);
        }
    }

    /// Writes the members that have no name.
    pub fn rest<T: Serialize>(&mut self, rest: &BTreeMap<String, T>) {
        for (name, value) in rest {
            self.member(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, from_str, from_value, json, to_string};

    use crate::{Clearable, Nullable};

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Request {
        note: Clearable<String>,
        amount: Option<i64>,
    }

    object! {
        Request CLOSED {
            "note" Optional note: Clearable<String>,
            "amount" Optional amount: Option<i64>,
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    struct Answer {
        id: String,
        source: Option<String>,
        description: Nullable<String>,
        extra: BTreeMap<String, Value>,
    }

    object! {
        Answer OPEN {
            "id" Required id: String,
        } {
            "source" Required source: Option<String>,
        } {
            "description" Optional description: Nullable<String>,
        } extra: BTreeMap<String, Value>
    }

    fn refusal<T: serde::de::DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
        from_str::<T>(text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_read_is_written_back() {
        for text in [
            r#"{"id":"a","source":null}"#,
            r#"{"id":"a","source":"s","description":null}"#,
            r#"{"id":"a","source":"s","description":"d","other":[1]}"#,
        ] {
            let read: Answer = from_str(text).unwrap();
            assert_eq!(to_string(&read).unwrap(), text);
            let value: Value = from_str(text).unwrap();
            assert_eq!(from_value::<Answer>(value).unwrap(), read);
        }
        assert_eq!(to_string(&Request::default()).unwrap(), "{}");
        let clear = from_str::<Request>(r#"{"note":""}"#).unwrap();
        assert_eq!(clear.note, Clearable::Clear);
    }

    #[test]
    fn members_of_every_group_come_in_any_order() {
        let read: Answer =
            from_str(r#"{"b":1,"description":"d","source":"s","a":2,"id":"i"}"#).unwrap();
        let wanted = r#"{"id":"i","source":"s","description":"d","a":2,"b":1}"#;
        assert_eq!(to_string(&read).unwrap(), wanted);
        let twice = r#"{"description":"d","source":"s","id":"i","description":null}"#;
        let error = refusal::<Answer>(twice);
        assert!(
            error.starts_with("duplicate field `description`"),
            "{error}"
        );
    }

    #[test]
    fn names_with_escapes_are_the_same_names() {
        let read: Request = from_str(r#"{"amo\u0075nt":3}"#).unwrap();
        assert_eq!(read.amount, Some(3));
    }

    #[test]
    fn a_required_member_must_be_there_even_where_it_may_be_null() {
        let error = refusal::<Answer>(r#"{"id":"a"}"#);
        assert!(error.starts_with("missing field `source`"), "{error}");
    }

    #[test]
    fn a_member_comes_once() {
        for text in [
            r#"{"amount":1,"amount":1}"#,
            r#"{"amount":null,"amount":1}"#,
        ] {
            let error = refusal::<Request>(text);
            assert!(error.starts_with("duplicate field `amount`"), "{error}");
        }
    }

    #[test]
    fn a_closed_object_says_what_it_takes() {
        let error = refusal::<Request>(r#"{"amuont":1}"#);
        let wanted = "unknown field `amuont`, expected `note` or `amount`";
        assert!(error.starts_with(wanted), "{error}");
    }

    #[test]
    fn an_object_is_read_from_an_object_and_from_nothing_else() {
        for text in ["[null, 1]", "1", "\"a\"", "null"] {
            let error = refusal::<Request>(text);
            assert!(error.contains("expected struct Request"), "{text}: {error}");
        }
        assert!(from_value::<Answer>(json!(["a", "s"])).is_err());
    }
}
