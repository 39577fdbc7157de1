//! The members of an object, each by its type, in tuples.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::{Deserialize, Error, MapAccess};
use serde::ser::{Serialize, Serializer};

use super::{Absent, Writer};

/// The most members in one group.
pub const MOST: usize = 16;

/// A member, what keeps the rest, or several of these.
pub trait Part<'de>: Sized {
    /// How many members it is.
    const COUNT: usize;

    /// What was read of it so far.
    type Read;

    /// Nothing of it.
    fn none() -> Self::Read;

    /// Reads the value of the member of that place.
    ///
    /// # Errors
    ///
    /// Those of the value, and a member that comes twice.
    fn read<Members: MapAccess<'de>>(
        read: &mut Self::Read,
        place: usize,
        name: &'static str,
        from: &mut Members,
    ) -> Result<(), Members::Error>;

    /// Reads the value of a member that has no name here, where that is kept; else gives its name back.
    ///
    /// # Errors
    ///
    /// Those of the value.
    fn keep<Members: MapAccess<'de>>(
        read: &mut Self::Read,
        name: Cow<'de, str>,
        from: &mut Members,
    ) -> Result<Option<Cow<'de, str>>, Members::Error>;

    /// All of it, where all was read; it takes the names of its members.
    ///
    /// # Errors
    ///
    /// A required member that was not there.
    fn whole<E: Error>(
        read: Self::Read,
        names: &mut impl Iterator<Item = &'static str>,
    ) -> Result<Self, E>;
}

/// A member that must be there.
pub struct Required<T>(pub T);

/// A member that can be missing.
pub struct Optional<T>(pub T);

impl<T: Serialize> Required<T> {
    /// Writes the member.
    pub fn write<S: Serializer>(out: &mut Writer<S>, name: &str, value: &T) {
        out.member(name, value);
    }
}

impl<T: Serialize + Absent> Optional<T> {
    /// Writes the member, where it is there.
    pub fn write<S: Serializer>(out: &mut Writer<S>, name: &str, value: &T) {
        if !value.is_absent() {
            out.member(name, value);
        }
    }
}

macro_rules! member {
    ($kind:ident: $($bound:ident)+, |$name:ident, $read:ident| $whole:expr) => {
        impl<'de, T: Deserialize<'de> $(+ $bound)+> Part<'de> for $kind<T> {
            const COUNT: usize = 1;

            type Read = Option<T>;

            fn none() -> Self::Read {
                None
            }

            fn read<Members: MapAccess<'de>>(
                read: &mut Self::Read,
                _: usize,
                name: &'static str,
                from: &mut Members,
            ) -> Result<(), Members::Error> {
                if read.is_some() {
                    return Err(Members::Error::duplicate_field(name));
                }
                *read = Some(from.next_value()?);
                Ok(())
            }

            fn keep<Members: MapAccess<'de>>(
                _: &mut Self::Read,
                name: Cow<'de, str>,
                _: &mut Members,
            ) -> Result<Option<Cow<'de, str>>, Members::Error> {
                Ok(Some(name))
            }

            fn whole<E: Error>(
                $read: Self::Read,
                names: &mut impl Iterator<Item = &'static str>,
            ) -> Result<Self, E> {
                let $name = names.next().unwrap_or_default();
                $whole.map(Self)
            }
        }
    };
}

member!(Required: Sized, |name, read| read.ok_or_else(|| E::missing_field(name)));
member!(Optional: Absent, |_name, read| Ok(read.unwrap_or_default()));

impl<'de, T: Deserialize<'de>> Part<'de> for BTreeMap<String, T> {
    const COUNT: usize = 0;

    type Read = Self;

    fn none() -> Self {
        Self::new()
    }

    fn read<Members: MapAccess<'de>>(
        _: &mut Self,
        _: usize,
        name: &'static str,
        _: &mut Members,
    ) -> Result<(), Members::Error> {
        Err(nowhere(name))
    }

    fn keep<Members: MapAccess<'de>>(
        read: &mut Self,
        name: Cow<'de, str>,
        from: &mut Members,
    ) -> Result<Option<Cow<'de, str>>, Members::Error> {
        read.insert(name.into_owned(), from.next_value()?);
        Ok(None)
    }

    fn whole<E: Error>(read: Self, _: &mut impl Iterator<Item = &'static str>) -> Result<Self, E> {
        Ok(read)
    }
}

/// A place that no member has.
fn nowhere<E: Error>(name: &str) -> E {
    E::custom(format_args!("the member `{name}` has no place"))
}

macro_rules! tuples {
    ($($part:ident $number:tt)*) => {
        #[allow(
            unused,
            clippy::unused_unit,
            reason = "the empty tuple needs nothing, and the last part no place after it"
        )]
        impl<'de, $($part: Part<'de>),*> Part<'de> for ($($part,)*) {
            const COUNT: usize = 0 $(+ $part::COUNT)*;

            type Read = ($($part::Read,)*);

            fn none() -> Self::Read {
                ($($part::none(),)*)
            }

            fn read<Members: MapAccess<'de>>(
                read: &mut Self::Read,
                mut place: usize,
                name: &'static str,
                from: &mut Members,
            ) -> Result<(), Members::Error> {
                $(
                    if place < $part::COUNT {
                        return $part::read(&mut read.$number, place, name, from);
                    }
                    place -= $part::COUNT;
                )*
                Err(nowhere(name))
            }

            fn keep<Members: MapAccess<'de>>(
                read: &mut Self::Read,
                name: Cow<'de, str>,
                from: &mut Members,
            ) -> Result<Option<Cow<'de, str>>, Members::Error> {
                $(
                    let Some(name) = $part::keep(&mut read.$number, name, from)? else {
                        return Ok(None);
                    };
                )*
                Ok(Some(name))
            }

            fn whole<E: Error>(
                read: Self::Read,
                names: &mut impl Iterator<Item = &'static str>,
            ) -> Result<Self, E> {
                Ok(($($part::whole(read.$number, names)?,)*))
            }
        }
    };
}

/// As many as the members of a group, and what keeps the rest.
macro_rules! up_to {
    ($($done:ident $place:tt)* ; ) => { tuples!($($done $place)*); };
    ($($done:ident $place:tt)* ; $part:ident $number:tt $($more:tt)*) => {
        tuples!($($done $place)*);
        up_to!($($done $place)* $part $number ; $($more)*);
    };
}

up_to!(; A 0 B 1 C 2 D 3 F 4 G 5 H 6 I 7 J 8 K 9 L 10 M 11 N 12 O 13 P 14 Q 15 R 16);
