//! What the setters of calls take: whatever a caller has that says the value.

mod asked;
mod many;

use std::borrow::Cow;
use std::marker::PhantomData;

use serde_json::{Map, Value};

use crate::choices::{self, Choice, Choices};
use crate::object::Object;
use crate::unions::Union;
use crate::{Clearable, Nullable, OrEmpty};

pub use asked::Asked;

/// Something that a parameter of the type `T` can be given as: text as `&str` or `String`, a whole number as any integer,
/// an enum or its text, a list as an array, slice or `Vec`, a map as pairs or a map, and an `Option` of each, of which
/// `None` says nothing.
///
/// `By` is the rule by which it is one, which the compiler finds: nobody writes it down.
#[diagnostic::on_unimplemented(message = "a parameter of type `{T}` cannot be given as `{Self}`")]
pub trait Give<T, By = Plain> {
    /// The value; nothing where nothing is said.
    ///
    /// # Errors
    ///
    /// What is wrong with a value that the type cannot hold, such as a text that is none of an enum's.
    fn give(self) -> Result<Option<T>, String>;
}

/// A rule by which there always is a value.
pub trait Certain {}

macro_rules! rules {
    ($($(#[$docs:meta])* $name:ident,)*) => {
        $(
            $(#[$docs])*
            #[derive(Debug)]
            pub struct $name<By = ()>(PhantomData<By>);

            impl<By> Certain for $name<By> {}
        )*
    };
}

rules! {
    /// A scalar, or a value that is of the type already.
    Plain,
    /// A struct, as it is.
    Whole,
    /// A variant of an enum, as it is.
    Variant,
    /// A variant of an enum, by its text on the wire.
    Spelt,
    /// A union, of what is one of its branches.
    Branch,
    /// A union with a branch of text, of a text.
    Text,
    /// A union with a branch of whole numbers, of one.
    Number,
    /// An expansion of each item of a list.
    Item,
    /// A list, each element by a rule of its own.
    Each,
    /// A map, each value by a rule of its own.
    Pairs,
    /// What can be cleared or left alone: set to this.
    Set,
}

/// Something or nothing.
#[derive(Debug)]
pub struct Perhaps<By>(PhantomData<By>);

impl<T, V: Give<T, By>, By> Give<T, Perhaps<By>> for Option<V> {
    fn give(self) -> Result<Option<T>, String> {
        self.map_or(Ok(None), V::give)
    }
}

macro_rules! plain {
    ($($from:ty),* => $to:ty) => {
        $(
            impl Give<$to> for $from {
                fn give(self) -> Result<Option<$to>, String> {
                    Ok(Some(self.into()))
                }
            }
        )*
    };
}

plain!(&str, &String, String, Box<str>, Cow<'_, str> => String);
plain!(i8, i16, i32, i64, u8, u16, u32 => i64);
plain!(f32, f64, i8, i16, i32, u8, u16, u32 => f64);
plain!(bool => bool);
plain!(Value, &str, String, bool, i32, i64, u32, f64, Map<String, Value> => Value);
plain!(Map<String, Value> => Map<String, Value>);

macro_rules! wide {
    ($($from:ty),*) => {
        $(
            impl Give<i64> for $from {
                fn give(self) -> Result<Option<i64>, String> {
                    let fits = i64::try_from(self);
                    fits.map(Some).map_err(|_| format!("{self} is no whole number of 64 bits"))
                }
            }
        )*
    };
}

wide!(u64, i128, u128, usize, isize);

impl<T: Object> Give<T, Whole> for T {
    fn give(self) -> Result<Option<T>, String> {
        Ok(Some(self))
    }
}

impl<E: Choices> Give<E, Variant> for E {
    fn give(self) -> Result<Option<E>, String> {
        Ok(Some(self))
    }
}

macro_rules! texts {
    ($($text:ty),*) => {
        $(
            impl<E: Choices> Give<E, Spelt> for $text {
                fn give(self) -> Result<Option<E>, String> {
                    listed(self.as_ref()).map(Some)
                }
            }

            impl<U: Union + From<String>> Give<U, Text> for $text {
                fn give(self) -> Result<Option<U>, String> {
                    Ok(Some(String::from(self).into()))
                }
            }
        )*
    };
}

texts!(&str, &String);

impl<E: Choices> Give<E, Spelt> for String {
    fn give(self) -> Result<Option<E>, String> {
        listed(&self).map(Some)
    }
}

impl<U: Union, V: Into<U>> Give<U, Branch> for V {
    fn give(self) -> Result<Option<U>, String> {
        Ok(Some(self.into()))
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(
            impl<U: Union + From<i64>> Give<U, Number> for $number {
                fn give(self) -> Result<Option<U>, String> {
                    Ok(Some(i64::from(self).into()))
                }
            }
        )*
    };
}

numbers!(i8, i16, i32, u8, u16, u32);

/// The variant of a text.
fn listed<E: Choices>(text: &str) -> Result<E, String> {
    choices::parse(text).map_err(|_| {
        let all: Vec<String> = E::LISTED
            .iter()
            .map(|(listed, _)| format!("`{listed}`"))
            .collect();
        format!("a {} that is none of {}", E::Value::KIND, all.join(", "))
    })
}

macro_rules! settable {
    ($($of:ident::$set:ident),*) => {
        $(
            impl<T> Give<$of<T>> for $of<T> {
                fn give(self) -> Result<Option<$of<T>>, String> {
                    Ok(Some(self))
                }
            }

            // Rule by rule: by one for all an `Option` would be given in two ways.
            set!($of::$set, [] Plain);
            set!($of::$set, [] Whole);
            set!($of::$set, [] Variant);
            set!($of::$set, [] Spelt);
            set!($of::$set, [] Branch);
            set!($of::$set, [] Text);
            set!($of::$set, [] Number);
            set!($of::$set, [By] Each<By>);
            set!($of::$set, [By] Pairs<By>);
        )*
    };
}

macro_rules! set {
    ($of:ident::$set:ident, [$($By:ident)?] $rule:ty) => {
        impl<T, V: Give<T, $rule>, $($By)?> Give<$of<T>, Set<$rule>> for V {
            fn give(self) -> Result<Option<$of<T>>, String> {
                Ok(V::give(self)?.map($of::$set))
            }
        }
    };
}

settable!(Clearable::Set, Nullable::Value, OrEmpty::Value);

#[cfg(test)]
mod tests;
