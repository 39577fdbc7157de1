//! An optional request parameter that an empty string unsets.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Error, Serialize, Serializer};

/// An optional request parameter that can be left alone, unset, or set.
///
/// Shape: as a field, carry
/// `#[serde(default, skip_serializing_if = "::reversals_runtime::Clearable::is_keep")]`. `Clear` is the empty string
/// on the wire. A `Set` whose own encoding is the empty string, such as `Set(String::new())`, sends the very same
/// bytes and reads back as `Clear`; and a `Set` of an empty map or list sends nothing in a form, like `Keep`.
/// Errors: `Keep` cannot be serialised, as no bytes mean it; the attribute skips it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Clearable<T> {
    /// Say nothing: the service keeps what it has.
    #[default]
    Keep,
    /// Unset it.
    Clear,
    /// Set it to this.
    Set(T),
}

impl<T> Clearable<T> {
    /// Sets the parameter.
    pub fn set(value: impl Into<T>) -> Self {
        Self::Set(value.into())
    }

    /// Whether nothing is to be said.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Whether the parameter is to be unset.
    pub fn is_clear(&self) -> bool {
        matches!(self, Self::Clear)
    }

    /// The new value, if one is to be set.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
}

impl<T> From<T> for Clearable<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl<T: Serialize> Serialize for Clearable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep => Err(S::Error::custom(
                "a parameter to keep has no encoding; its field must be skipped",
            )),
            Self::Clear => serializer.serialize_str(""),
            Self::Set(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Clearable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::non_empty(deserializer).map(|value| value.map_or(Self::Clear, Self::Set))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    type Words = BTreeMap<String, String>;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        #[serde(default, skip_serializing_if = "Clearable::is_keep")]
        words: Clearable<Words>,
    }

    #[test]
    fn keep_clear_and_set_stay_apart_both_ways() {
        let set = Words::from([("k".to_owned(), "v".to_owned())]);
        for (body, words) in [
            (json!({}), Clearable::Keep),
            (json!({"words": ""}), Clearable::Clear),
            (json!({"words": {"k": "v"}}), Clearable::Set(set)),
            (json!({"words": {}}), Clearable::Set(Words::new())),
        ] {
            let read: Holder = serde_json::from_value(body.clone()).unwrap();
            assert_eq!(read, Holder { words });
            assert_eq!(serde_json::to_value(read).unwrap(), body);
        }
    }

    #[test]
    fn each_of_the_three_says_which_it_is() {
        let told =
            |value: Clearable<i64>| (value.is_keep(), value.is_clear(), value.value().copied());
        assert_eq!(told(Clearable::Keep), (true, false, None));
        assert_eq!(told(Clearable::Clear), (false, true, None));
        assert_eq!(told(Clearable::set(1)), (false, false, Some(1)));
    }

    #[test]
    fn keep_refuses_to_be_written() {
        let error = serde_json::to_value(Clearable::<i64>::Keep)
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "a parameter to keep has no encoding; its field must be skipped"
        );
    }

    #[test]
    fn the_inner_types_error_is_kept() {
        let error = serde_json::from_value::<Clearable<Words>>(json!({"k": 3}))
            .unwrap_err()
            .to_string();
        assert_eq!(error, "invalid type: integer `3`, expected a string");
        let error = serde_json::from_value::<Clearable<i64>>(json!("x"))
            .unwrap_err()
            .to_string();
        assert_eq!(error, "invalid type: string \"x\", expected i64");
    }

    #[test]
    fn setting_an_empty_text_reads_back_as_clear() {
        let set = Clearable::<String>::set("");
        assert_eq!(set.value().map(String::as_str), Some(""));
        let read: Clearable<String> =
            serde_json::from_value(serde_json::to_value(set).unwrap()).unwrap();
        assert!(read.is_clear());
        assert_eq!(read.value(), None);
    }

    #[test]
    fn full_range_integers_pass_the_buffer() {
        let read: Clearable<i64> = serde_json::from_str("-9223372036854775808").unwrap();
        assert_eq!(read, Clearable::from(i64::MIN));
    }
}
