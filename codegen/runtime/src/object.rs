//! How the structs of generated crates are read and written.
//!
//! What serde derives for a struct is long, and an API has thousands of them: it would be most of what the compiler
//! reads. The macro [`object!`](crate::object!) makes two short implementations that leave the work to what is here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::{Clearable, Nullable};

/// An object that takes members it does not know, and leaves them out.
pub const OPEN: bool = false;

/// An object that refuses members it does not know.
pub const CLOSED: bool = true;

/// Implements `Serialize` and `Deserialize` for a struct with public members.
///
/// The type, whether it is [`OPEN`] or [`CLOSED`], and each member by its name on the wire, how it can be missing
/// (`required`, or `optional` for [`Absent`] types) and its name in Rust; last, where there is one, the member that keeps
/// what has no name here, a `BTreeMap` from `String`:
///
/// ```
/// #[derive(Debug, PartialEq)]
/// struct Thing {
///     id: String,
///     type_: Option<String>,
///     extra: std::collections::BTreeMap<String, i64>,
/// }
///
/// reversals_runtime::object! {
///     Thing OPEN {
///         "id" required id,
///         "type" optional type_,
///     } extra
/// }
///
/// let thing: Thing = serde_json::from_str(r#"{"id":"a","other":1}"#).unwrap();
/// assert_eq!(thing.extra["other"], 1);
/// assert_eq!(serde_json::to_string(&thing).unwrap(), r#"{"id":"a","other":1}"#);
/// ```
///
/// Errors in reading: anything but an object, a required member that is not there, a member that comes twice, and in a
/// closed object a member that has no name here.
#[macro_export]
macro_rules! object {
    ($type:ident $mode:ident { $($name:literal $kind:ident $field:ident,)* } $($rest:ident)?) => {
        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                let mut out = $crate::object::Writer::<S>::new(to);
                $(out.$kind($name, &self.$field);)*
                $(out.rest(&self.$rest);)?
                out.end()
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                $crate::object::read(from)
            }
        }

        impl<'de> $crate::object::Object<'de> for $type {
            const TYPE: &'static str = ::std::stringify!($type);
            const MEMBERS: &'static [&'static str] = &[$($name),*];
            const CLOSED: bool = $crate::object::$mode;

            fn read<A: ::serde::de::MapAccess<'de>>(
                from: &mut $crate::object::Members<'de, A>,
            ) -> ::std::result::Result<Self, A::Error> {
                $(let mut $field = ::std::option::Option::None;)*
                $(let mut $rest = ::std::collections::BTreeMap::new();)?
                while let ::std::option::Option::Some(name) = from.name()? {
                    match &*name {
                        $($name => from.value($name, &mut $field),)*
                        $(_ => from.rest(name, &mut $rest),)?
                        #[allow(unreachable_patterns, reason = "the rest takes all")]
                        name => from.unknown::<Self>(name),
                    }?;
                }
                ::std::result::Result::Ok(Self {
                    $($field: $crate::object::$kind($name, $field)?,)*
                    $($rest,)?
                })
            }
        }
    };
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

/// A struct that is read member by member.
pub trait Object<'de>: Sized {
    /// Its name in Rust, for errors.
    const TYPE: &'static str;
    /// The names of its members on the wire.
    const MEMBERS: &'static [&'static str];
    /// Whether it refuses other members.
    const CLOSED: bool;

    /// Reads all members.
    fn read<A: MapAccess<'de>>(from: &mut Members<'de, A>) -> Result<Self, A::Error>;
}

/// Reads an object.
pub fn read<'de, T: Object<'de>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    from.deserialize_map(Whole(PhantomData))
}

struct Whole<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for Whole<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "struct {}", T::TYPE)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        let lifetime = PhantomData;
        T::read(&mut Members { members, lifetime })
    }
}

/// The members of an object that is being read.
pub struct Members<'de, A> {
    members: A,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> Members<'de, A> {
    /// The next member's name.
    pub fn name(&mut self) -> Result<Option<Cow<'de, str>>, A::Error> {
        self.members.next_key_seed(Name)
    }

    /// The value of that member.
    pub fn value<T: Deserialize<'de>>(
        &mut self,
        name: &'static str,
        slot: &mut Option<T>,
    ) -> Result<(), A::Error> {
        if slot.is_some() {
            return Err(A::Error::duplicate_field(name));
        }
        *slot = Some(self.members.next_value()?);
        Ok(())
    }

    /// The value of a member that has no name.
    pub fn rest<T: Deserialize<'de>>(
        &mut self,
        name: Cow<'de, str>,
        rest: &mut BTreeMap<String, T>,
    ) -> Result<(), A::Error> {
        rest.insert(name.into_owned(), self.members.next_value()?);
        Ok(())
    }

    /// A member that has no name and is not kept.
    pub fn unknown<T: Object<'de>>(&mut self, name: &str) -> Result<(), A::Error> {
        if T::CLOSED {
            let members = T::MEMBERS;
            return self.members.next_value_seed(Refused { name, members });
        }
        self.members.next_value().map(|IgnoredAny| ())
    }
}

/// A member that may not be there. The refusal comes where its value is, which is where whoever keeps track of the
/// path is at its name.
struct Refused<'a> {
    name: &'a str,
    members: &'static [&'static str],
}

impl<'de> DeserializeSeed<'de> for Refused<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, _: D) -> Result<(), D::Error> {
        Err(D::Error::unknown_field(self.name, self.members))
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

/// What was read for a member that must be there.
pub fn required<T, E: Error>(name: &'static str, read: Option<T>) -> Result<T, E> {
    read.ok_or_else(|| E::missing_field(name))
}

/// What was read for a member that can be missing.
pub fn optional<T: Absent, E: Error>(_: &'static str, read: Option<T>) -> Result<T, E> {
    Ok(read.unwrap_or_default())
}

/// An object that is being written: the first error, or the members so far.
pub struct Writer<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> Writer<S> {
    /// Begins an object.
    pub fn new(to: S) -> Self {
        Self(to.serialize_map(None))
    }

    /// Writes a member.
    pub fn required<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if let Ok(members) = &mut self.0
            && let Err(error) = members.serialize_entry(name, value)
        {
            self.0 = Err(error);
        }
    }

    /// Writes a member that is there.
    pub fn optional<T: Serialize + Absent>(&mut self, name: &str, value: &T) {
        if !value.is_absent() {
            self.required(name, value);
        }
    }

    /// Writes the members that have no name.
    pub fn rest<T: Serialize>(&mut self, rest: &BTreeMap<String, T>) {
        for (name, value) in rest {
            self.required(name, value);
        }
    }

    /// Ends the object.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
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
            "note" optional note,
            "amount" optional amount,
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
            "id" required id,
            "source" required source,
            "description" optional description,
        } extra
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
