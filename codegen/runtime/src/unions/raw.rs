//! A value that is kept as it came.

use std::fmt;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::came::Came;
use super::exact;

/// A JSON value as it came, with every digit of its numbers and every member, be it there twice.
///
/// It is read like the [`Value`] that it derefs to, in which numbers beyond 64 bits are rounded and the last of two
/// members counts; it is written as it came.
///
/// ```
/// use reversals_runtime::Raw;
///
/// let text = r#"{"count":123456789012345678901234567890}"#;
/// let raw: Raw = serde_json::from_str(text).unwrap();
/// assert!(raw["count"].is_f64());
/// assert_eq!(serde_json::to_string(&raw).unwrap(), text);
/// ```
#[derive(Clone)]
pub struct Raw {
    value: Value,
    text: Option<Box<str>>,
}

impl crate::Identified for Raw {
    /// Empty where it has none.
    fn id(&self) -> &str {
        self.value
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

impl Raw {
    pub(super) fn new(value: Value, text: Option<Box<str>>) -> Self {
        Self { value, text }
    }

    pub(super) fn has_text(&self) -> bool {
        self.text.is_some()
    }

    /// The value, numbers beyond 64 bits rounded.
    pub fn into_value(self) -> Value {
        self.value
    }
}

impl From<Value> for Raw {
    fn from(value: Value) -> Self {
        Self { value, text: None }
    }
}

impl Deref for Raw {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.value
    }
}

impl PartialEq for Raw {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
            && match (&self.text, &other.text) {
                (None, None) => true,
                (Some(one), Some(other)) => {
                    one == other || (!exact::rounded(one).is_empty() && exact::has_all(one, other))
                }
                _ => false,
            }
    }
}

impl PartialEq<Value> for Raw {
    fn eq(&self, other: &Value) -> bool {
        self.text.is_none() && self.value == *other
    }
}

/// As JSON.
impl fmt::Display for Raw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => formatter.write_str(text),
            None => self.value.fmt(formatter),
        }
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => formatter.write_str(text),
            None => self.value.fmt(formatter),
        }
    }
}

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.text {
            Some(text) => {
                let text = RawValue::from_string(text.to_string());
                text.map_err(serde::ser::Error::custom)?.serialize(to)
            }
            None => self.value.serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Came::read(from).map(|came| came.to_raw())
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Raw {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Value::schema_name()
    }

    fn inline_schema() -> bool {
        Value::inline_schema()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Value::json_schema(generator)
    }
}
