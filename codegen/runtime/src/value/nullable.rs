//! An optional member that may also be `null`.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// A member of an object that may be absent, `null` or a value, with the first two kept apart.
///
/// Shape: as a field, carry
/// `#[serde(default, skip_serializing_if = "::reversals_runtime::Nullable::is_absent")]`, so that an absent member
/// reads as [`Nullable::Absent`] and is written by leaving it out. Outside of such a field, `Absent` is written as
/// `null`, the nearest JSON has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// The member is not there.
    #[default]
    Absent,
    /// The member is `null`.
    Null,
    /// The member has a value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Whether the member is not there at all.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the member is there and `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        self.as_ref()
    }

    /// The value, if there is one (the name by which `Option` calls it).
    pub fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value itself, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` is [`Nullable::Null`]: who has an option in hand speaks of a member that is there.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            // A unit, not `None`: the form encoder skips the one and refuses the other, as a form has no null.
            Self::Null => serializer.serialize_unit(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        #[serde(default, skip_serializing_if = "Nullable::is_absent")]
        at: Nullable<i64>,
    }

    #[test]
    fn absent_null_and_value_stay_apart_both_ways() {
        for (body, at) in [
            (json!({}), Nullable::Absent),
            (json!({"at": null}), Nullable::Null),
            (json!({"at": 5}), Nullable::Value(5)),
        ] {
            let read: Holder = serde_json::from_value(body.clone()).unwrap();
            assert_eq!(read, Holder { at });
            assert_eq!(serde_json::to_value(read).unwrap(), body);
        }
    }

    #[test]
    fn the_value_and_the_two_kinds_of_none_are_told() {
        let value = Nullable::from(5);
        assert_eq!(
            (value.value(), value.is_absent(), value.is_null()),
            (Some(&5), false, false)
        );
        let null = Nullable::<i64>::from(None);
        assert_eq!(
            (null.as_ref(), null.is_absent(), null.is_null()),
            (None, false, true)
        );
        let absent = Nullable::<i64>::default();
        assert_eq!(
            (absent.into_value(), absent.is_absent(), absent.is_null()),
            (None, true, false)
        );
        assert_eq!(Nullable::from(Some(7)).into_value(), Some(7));
        assert_eq!(serde_json::to_value(absent).unwrap(), json!(null));
    }

    #[test]
    fn a_value_of_another_type_is_an_error() {
        assert!(serde_json::from_value::<Holder>(json!({"at": "5"})).is_err());
    }
}
