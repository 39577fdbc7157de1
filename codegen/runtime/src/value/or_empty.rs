//! A value that may be the empty string instead.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Serialize, Serializer};

/// A `T` or the empty string, where the member is required or sits in a list or map; an optional parameter with the
/// same union is a [`Clearable`](crate::Clearable).
///
/// Shape: `""` on the wire is `Empty`, everything else a `T` with `T`'s own errors. A `Value` that itself encodes as
/// the empty string reads back as `Empty`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrEmpty<T> {
    /// The empty string.
    Empty,
    /// A value.
    Value(T),
}

impl<T> OrEmpty<T> {
    /// Whether this is the empty string.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Empty => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for OrEmpty<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Serialize> Serialize for OrEmpty<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_str(""),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for OrEmpty<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::non_empty(deserializer).map(|value| value.map_or(Self::Empty, Self::Value))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_empty_string_and_values_stay_apart_both_ways() {
        let body = json!(["", 3]);
        let read: Vec<OrEmpty<i64>> = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(read, [OrEmpty::Empty, OrEmpty::from(3)]);
        assert!(read[0].is_empty() && !read[1].is_empty());
        assert_eq!((read[0].value(), read[1].value()), (None, Some(&3)));
        assert_eq!(serde_json::to_value(read).unwrap(), body);
    }

    #[test]
    fn the_inner_types_error_is_kept() {
        let error = serde_json::from_value::<OrEmpty<i64>>(json!(" "))
            .unwrap_err()
            .to_string();
        assert_eq!(error, "invalid type: string \" \", expected i64");
    }
}
