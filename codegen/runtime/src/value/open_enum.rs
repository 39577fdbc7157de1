//! An enum whose list of values may grow.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::choices::{Choice, Choices};

/// An enum in a response: one of the documented values, or a value that came later.
///
/// Shape: a JSON string, or a whole number where `E` lists such, written back exactly as it came. Errors: a value of any
/// other type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OpenEnum<E: Choices> {
    /// A documented value.
    Known(E),
    /// A value that the document does not list: a `String`, or an `i64`.
    Unknown(<E::Value as Choice>::Owned),
}

impl<E: Choices> OpenEnum<E> {
    /// The value, if it is a documented one.
    pub fn known(&self) -> Option<&E> {
        match self {
            Self::Known(known) => Some(known),
            Self::Unknown(_) => None,
        }
    }

    /// The text on the wire; of a number, its digits.
    pub fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl<E: Choices> From<E> for OpenEnum<E> {
    fn from(known: E) -> Self {
        Self::Known(known)
    }
}

impl<E: Choices + PartialEq> PartialEq<E> for OpenEnum<E> {
    fn eq(&self, other: &E) -> bool {
        self.known() == Some(other)
    }
}

impl<E: Choices> fmt::Display for OpenEnum<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(known) => known.value().fmt(formatter),
            Self::Unknown(value) => value.fmt(formatter),
        }
    }
}

impl<E: Choices> Serialize for OpenEnum<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(known) => known.value().serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}

impl<'de, E: Choices> Deserialize<'de> for OpenEnum<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = <E::Value as Choice>::Owned::deserialize(deserializer)?;
        Ok(E::Value::listed(&value).map_or_else(|| Self::Unknown(value), Self::Known))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    enum State {
        OnHold,
        Posted,
    }

    crate::choices! {
        State str {
            OnHold = "on_hold",
            Posted = "posted",
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Level {
        Low,
        High,
    }

    crate::choices! {
        Level i64 {
            Low = -1,
            High = 10,
        }
    }

    #[test]
    fn an_unlisted_number_is_kept_like_an_unlisted_word() {
        for (number, expected) in [
            (-1, OpenEnum::Known(Level::Low)),
            (10, OpenEnum::Known(Level::High)),
            (11, OpenEnum::Unknown(11)),
        ] {
            let read: OpenEnum<Level> = serde_json::from_value(json!(number)).unwrap();
            assert_eq!(read, expected);
            assert_eq!(read.as_str(), number.to_string());
            assert_eq!(serde_json::to_value(read).unwrap(), json!(number));
        }
        for other in [json!("-1"), json!(1.5), json!(null)] {
            assert!(serde_json::from_value::<OpenEnum<Level>>(other).is_err());
        }
    }

    #[test]
    fn listed_and_unlisted_values_are_written_back_exactly() {
        for (text, expected) in [
            ("on_hold", OpenEnum::Known(State::OnHold)),
            ("posted", OpenEnum::Known(State::Posted)),
            ("brand_new", OpenEnum::Unknown("brand_new".into())),
            ("OnHold", OpenEnum::Unknown("OnHold".into())),
            ("", OpenEnum::Unknown(String::new())),
        ] {
            let read: OpenEnum<State> = serde_json::from_value(json!(text)).unwrap();
            assert_eq!(read, expected);
            assert_eq!(read.as_str(), text);
            assert_eq!(serde_json::to_value(read).unwrap(), json!(text));
        }
    }

    #[test]
    fn a_value_is_shown_as_its_word() {
        let shown = |value: OpenEnum<State>| value.to_string();
        assert_eq!(shown(OpenEnum::Known(State::OnHold)), "on_hold");
        assert_eq!(shown(OpenEnum::Unknown("brand_new".into())), "brand_new");
    }

    #[test]
    fn a_listed_value_compares_with_its_enum() {
        assert_eq!(OpenEnum::from(State::Posted), State::Posted);
        assert_ne!(OpenEnum::Unknown("posted".into()), State::Posted);
        assert_eq!(OpenEnum::<State>::Unknown("x".into()).known(), None);
    }

    #[test]
    fn a_value_that_is_no_string_is_an_error() {
        for other in [
            json!(null),
            json!(3),
            json!({"on_hold": null}),
            json!(["on_hold"]),
        ] {
            assert!(serde_json::from_value::<OpenEnum<State>>(other).is_err());
        }
    }
}
