//! A value that was read by its type, as it is written again.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};
use serde_json::Value;

/// A value of a type of the model.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Typed {
    /// A null that is written wherever it stands.
    Null,
    /// A null that a form leaves out: an `Option` that holds nothing.
    Nothing,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(String),
    /// A value of any type.
    Json(Value),
    List(Vec<Typed>),
    Map(BTreeMap<String, Typed>),
    Record {
        /// What the type is called.
        name: &'static str,
        /// The members that are there, in the order of the type.
        fields: Vec<(&'static str, Typed)>,
    },
    /// A record that keeps the members that have no name in its type.
    Open {
        fields: Vec<(&'static str, Typed)>,
        rest: BTreeMap<String, Typed>,
    },
}

impl Typed {
    /// What `Display` makes of a plain value, as paths and headers have it.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Boolean(value) => value.to_string(),
            Self::Integer(value) => value.to_string(),
            Self::Number(value) => value.to_string(),
            Self::Text(value) => value.clone(),
            other => other.to_json().to_string(),
        }
    }

    /// The value as JSON.
    pub(super) fn to_json(&self) -> Value {
        // Only keys that are no texts and numbers that JSON has no words for can fail, and there are none.
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Serialize for Typed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Nothing => serializer.serialize_none(),
            Self::Boolean(value) => value.serialize(serializer),
            Self::Integer(value) => value.serialize(serializer),
            Self::Number(value) => value.serialize(serializer),
            Self::Text(value) => value.serialize(serializer),
            Self::Json(value) => value.serialize(serializer),
            Self::List(items) => items.serialize(serializer),
            Self::Map(entries) => entries.serialize(serializer),
            Self::Record { name, fields } => {
                // By the structs' own call: a form sorts the keys of a map, and keeps the order of a struct.
                let mut record = serializer.serialize_struct(name, fields.len())?;
                for (name, value) in fields {
                    record.serialize_field(name, value)?;
                }
                record.end()
            }
            Self::Open { fields, rest } => {
                let mut record = serializer.serialize_map(None)?;
                for (name, value) in fields {
                    record.serialize_entry(name, value)?;
                }
                for (name, value) in rest {
                    record.serialize_entry(name, value)?;
                }
                record.end()
            }
        }
    }
}
