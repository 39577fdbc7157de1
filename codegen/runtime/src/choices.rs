//! How the enums of generated crates are read, written, parsed and shown.

use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, Visitor};
use serde::ser::Serialize;

/// A value that is none of those listed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ConversionError(());

impl fmt::Debug for ConversionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), formatter)
    }
}

impl fmt::Display for ConversionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("invalid value")
    }
}

impl std::error::Error for ConversionError {}

/// Implements what a list of values has, for an enum without data: `Display`, `FromStr`, `Serialize` and `Deserialize`.
///
/// The type, what its values are on the wire (`str`, `i64` or `bool`), and each variant with its value:
///
/// ```
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// enum Side {
///     Left,
///     Right,
/// }
///
/// reversals_runtime::choices! {
///     Side str {
///         Left = "left",
///         Right = "right",
///     }
/// }
///
/// assert_eq!("left".parse(), Ok(Side::Left));
/// assert_eq!(Side::Right.to_string(), "right");
/// ```
///
/// Errors in reading: anything of another type, and a value that is not listed.
#[macro_export]
macro_rules! choices {
    ($type:ident str { $($listed:tt)* }) => { $crate::choices! { @ $type (&'static str) { $($listed)* } } };
    ($type:ident i64 { $($listed:tt)* }) => { $crate::choices! { @ $type (i64) { $($listed)* } } };
    ($type:ident bool { $($listed:tt)* }) => { $crate::choices! { @ $type (bool) { $($listed)* } } };
    (@ $type:ident ($value:ty) { $($variant:ident = $listed:literal,)* }) => {
        impl $crate::choices::Choices for $type {
            type Value = $value;
            const LISTED: &'static [($value, Self)] = &[$(($listed, Self::$variant)),*];

            fn value(self) -> $value {
                match self {
                    $(Self::$variant => $listed,)*
                }
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&$crate::choices::Choices::value(*self), formatter)
            }
        }

        impl ::std::str::FromStr for $type {
            type Err = $crate::ConversionError;

            fn from_str(text: &str) -> ::std::result::Result<Self, $crate::ConversionError> {
                $crate::choices::parse(text)
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&$crate::choices::Choices::value(*self), to)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                <$value as $crate::choices::Choice>::read(from)
            }
        }
    };
}

/// An enum without data.
pub trait Choices: Copy + 'static {
    /// What its values are on the wire.
    type Value: Choice;
    /// Each value with its variant.
    const LISTED: &'static [(Self::Value, Self)];

    /// The value of this variant.
    fn value(self) -> Self::Value;
}

/// What a listed value can be on the wire.
pub trait Choice: Copy + PartialEq + fmt::Display + Serialize + 'static {
    /// What JSON Schema calls its type.
    const KIND: &'static str;

    /// What holds a value that is not listed.
    type Owned: Clone
        + fmt::Debug
        + fmt::Display
        + DeserializeOwned
        + Eq
        + Hash
        + Send
        + Serialize
        + Sync
        + 'static;

    /// The variant of a value, where it is listed.
    fn listed<T: Choices<Value = Self>>(value: &Self::Owned) -> Option<T>;

    /// Whether a text shows this value.
    fn is_shown_as(self, text: &str) -> bool {
        self.to_string() == text
    }

    /// Reads one of the listed values.
    ///
    /// # Errors
    ///
    /// Where there is a value of another type, or one that is not listed.
    fn read<'de, T: Choices<Value = Self>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error>;
}

impl Choice for &'static str {
    const KIND: &'static str = "string";
    type Owned = String;

    fn listed<T: Choices<Value = Self>>(value: &String) -> Option<T> {
        parse(value).ok()
    }

    fn is_shown_as(self, text: &str) -> bool {
        self == text
    }

    fn read<'de, T: Choices<Value = Self>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        from.deserialize_str(Word(PhantomData))
    }
}

impl Choice for i64 {
    const KIND: &'static str = "integer";
    type Owned = Self;

    fn listed<T: Choices<Value = Self>>(value: &Self) -> Option<T> {
        find(*value).ok()
    }

    fn read<'de, T: Choices<Value = Self>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        let value = Self::deserialize(from)?;
        find(value).map_err(|_| unlisted::<T, _>(value))
    }
}

impl Choice for bool {
    const KIND: &'static str = "boolean";
    type Owned = Self;

    fn listed<T: Choices<Value = Self>>(value: &Self) -> Option<T> {
        find(*value).ok()
    }

    fn read<'de, T: Choices<Value = Self>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        let value = Self::deserialize(from)?;
        find(value).map_err(|_| unlisted::<T, _>(value))
    }
}

/// The variant of a value.
///
/// # Errors
///
/// Where it is not listed.
pub fn find<T: Choices>(value: T::Value) -> Result<T, ConversionError> {
    let listed = T::LISTED.iter().find(|(listed, _)| *listed == value);
    listed
        .map(|(_, variant)| *variant)
        .ok_or(ConversionError(()))
}

/// The variant of a value's text.
///
/// # Errors
///
/// Where it is not listed.
pub fn parse<T: Choices>(text: impl AsRef<str>) -> Result<T, ConversionError> {
    let text = text.as_ref();
    let listed = T::LISTED
        .iter()
        .find(|(listed, _)| listed.is_shown_as(text));
    listed
        .map(|(_, variant)| *variant)
        .ok_or(ConversionError(()))
}

/// The visitor of a text. It sees strings only: serde would also take `{"usd": null}` for an enum.
struct Word<T>(PhantomData<T>);

impl<T: Choices> Visitor<'_> for Word<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        parse(text).map_err(|_| unlisted::<T, E>(text))
    }
}

fn unlisted<T: Choices, E: Error>(value: impl fmt::Display) -> E {
    E::custom(format_args!(
        "unknown variant `{value}`, {}",
        Listed::<T>(PhantomData)
    ))
}

/// The listed values, in serde's words.
struct Listed<T>(PhantomData<T>);

impl<T: Choices> fmt::Display for Listed<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match T::LISTED {
            [] => formatter.write_str("there are no variants"),
            [(only, _)] => write!(formatter, "expected `{only}`"),
            [(first, _), (second, _)] => write!(formatter, "expected `{first}` or `{second}`"),
            all => {
                formatter.write_str("expected one of ")?;
                for (number, (value, _)) in all.iter().enumerate() {
                    let comma = if number == 0 { "" } else { ", " };
                    write!(formatter, "{comma}`{value}`")?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_str, to_string};

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Word {
        Posted,
        Two,
    }

    choices! {
        Word str {
            Posted = "posted",
            Two = "two words",
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Number {
        Low,
        High,
        Higher,
    }

    choices! {
        Number i64 {
            Low = -1,
            High = 10,
            Higher = 20,
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Yes {
        Yes,
    }

    choices! {
        Yes bool {
            Yes = true,
        }
    }

    #[test]
    fn values_of_each_type_are_written_as_they_were_read() {
        assert_eq!(from_str::<Word>(r#""two\u0020words""#).unwrap(), Word::Two);
        assert_eq!(to_string(&Word::Two).unwrap(), r#""two words""#);
        assert_eq!(from_str::<Number>("-1").unwrap(), Number::Low);
        assert_eq!(to_string(&Number::High).unwrap(), "10");
        assert_eq!(from_str::<Yes>("true").unwrap(), Yes::Yes);
        assert_eq!(to_string(&Yes::Yes).unwrap(), "true");
    }

    #[test]
    fn a_text_is_parsed_to_the_value_that_is_shown_so() {
        assert_eq!("posted".parse(), Ok(Word::Posted));
        assert_eq!("two words".parse(), Ok(Word::Two));
        assert_eq!("20".parse(), Ok(Number::Higher));
        assert_eq!(Yes::Yes.to_string(), "true");
        let error = "x".parse::<Word>().unwrap_err();
        assert_eq!(error.to_string(), "invalid value");
        assert_eq!(format!("{error:?}"), "\"invalid value\"");
        assert!("010".parse::<Number>().is_err() && "false".parse::<Yes>().is_err());
    }

    #[test]
    fn a_value_that_is_not_listed_is_named_beside_those_that_are() {
        let refusal = |error: serde_json::Error| error.to_string();
        let wanted = "unknown variant `x`, expected `posted` or `two words` at line 1 column 3";
        assert_eq!(refusal(from_str::<Word>(r#""x""#).unwrap_err()), wanted);
        let number = refusal(from_str::<Number>("3").unwrap_err());
        assert!(
            number.starts_with("unknown variant `3`, expected one of `-1`, `10`, `20`"),
            "{number}"
        );
        let yes = refusal(from_str::<Yes>("false").unwrap_err());
        assert!(
            yes.starts_with("unknown variant `false`, expected `true`"),
            "{yes}"
        );
    }

    #[test]
    fn a_word_is_read_from_a_string_and_from_nothing_else() {
        for text in ["1", "null", "true", r#"["posted"]"#, r#"{"posted":null}"#] {
            let error = from_str::<Word>(text).unwrap_err().to_string();
            assert!(error.contains("expected a string"), "{text}: {error}");
        }
    }
}
