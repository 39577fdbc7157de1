//! A string enum whose list of values may grow.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Serialize, Serializer};

/// A string enum in a response: one of the documented values, or a value that came later.
///
/// Shape: a JSON string, written back exactly as it came. Errors: anything but a string.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OpenEnum<E> {
    /// A documented value.
    Known(E),
    /// A value that the document does not list.
    Unknown(String),
}

impl<E> OpenEnum<E> {
    /// The value, if it is a documented one.
    pub fn known(&self) -> Option<&E> {
        match self {
            Self::Known(known) => Some(known),
            Self::Unknown(_) => None,
        }
    }
}

impl<E: Serialize> OpenEnum<E> {
    /// The text on the wire. An `E` that is no string there, which no string enum is, gives its JSON text.
    pub fn as_str(&self) -> Cow<'_, str> {
        match self {
            Self::Unknown(text) => Cow::Borrowed(text),
            Self::Known(known) => match serde_json::to_value(known) {
                Ok(serde_json::Value::String(text)) => Cow::Owned(text),
                Ok(other) => Cow::Owned(other.to_string()),
                Err(_) => Cow::Borrowed(""),
            },
        }
    }
}

impl<E> From<E> for OpenEnum<E> {
    fn from(known: E) -> Self {
        Self::Known(known)
    }
}

impl<E: PartialEq> PartialEq<E> for OpenEnum<E> {
    fn eq(&self, other: &E) -> bool {
        self.known() == Some(other)
    }
}

impl<E: fmt::Display> fmt::Display for OpenEnum<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(known) => known.fmt(formatter),
            Self::Unknown(text) => text.fmt(formatter),
        }
    }
}

impl<E: Serialize> Serialize for OpenEnum<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(known) => known.serialize(serializer),
            Self::Unknown(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de, E: DeserializeOwned> Deserialize<'de> for OpenEnum<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // The error says only that the value is not listed, which is the very case this type is for.
        let known = E::deserialize(StrDeserializer::<serde::de::value::Error>::new(&text));
        Ok(known.map_or_else(|_| Self::Unknown(text), Self::Known))
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum State {
        OnHold,
        Posted,
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
        let shown = |value: OpenEnum<u8>| value.to_string();
        assert_eq!(shown(OpenEnum::Known(7)), "7");
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
