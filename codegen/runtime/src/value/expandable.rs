//! A reference that the service may answer in full.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, Unexpected, Visitor,
};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::Identified;
use crate::strict::Strict;
use crate::unions::{Came, HERE};

/// A reference to another object: its id, or the object itself where the request's `expand` asked for it.
///
/// Shape: a JSON string is an id; a JSON object is a `T`, and its decoding errors are `T`'s own, at their own path.
/// Errors: anything else, `null` included (a nullable reference is `Nullable<Expandable<T>>`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expandable<T> {
    /// The referenced object's id.
    Id(String),
    /// The referenced object, boxed because expandable objects refer to each other in cycles.
    Object(Box<T>),
}

impl<T> Expandable<T> {
    /// A reference by its id.
    pub fn reference(id: impl Into<String>) -> Self {
        Self::Id(id.into())
    }

    /// A reference that is the object.
    pub fn whole(object: T) -> Self {
        Self::Object(Box::new(object))
    }

    /// The object, when the reference is expanded.
    pub fn object(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Object(object) => Some(object),
        }
    }

    /// Whether the object itself is here.
    pub fn is_expanded(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

impl<T: Identified> Expandable<T> {
    /// The id of the object, expanded or not.
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Object(object) => object.id(),
        }
    }
}

impl<T> From<&str> for Expandable<T> {
    fn from(id: &str) -> Self {
        Self::reference(id)
    }
}

impl<T> From<String> for Expandable<T> {
    fn from(id: String) -> Self {
        Self::Id(id)
    }
}

impl<T: Serialize> Serialize for Expandable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Id(id) => serializer.serialize_str(id),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Expandable<T> {
    // By hand: an untagged enum would swallow the object's own error ("data did not match any variant").
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // What is read out of a union is looked at where it is.
        deserializer.deserialize_newtype_struct(HERE, IdOrObject(PhantomData))
    }
}

struct IdOrObject<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for IdOrObject<T> {
    type Value = Expandable<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an id or an expanded object")
    }

    fn visit_str<E>(self, id: &str) -> Result<Self::Value, E> {
        Ok(Expandable::reference(id))
    }

    fn visit_string<E>(self, id: String) -> Result<Self::Value, E> {
        Ok(Expandable::Id(id))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        match Came::handed() {
            Some(came) => match came.value() {
                Value::String(id) => Ok(Expandable::reference(id)),
                Value::Object(_) => T::deserialize(Strict(came.placed()))
                    .map(Expandable::whole)
                    .map_err(E::custom),
                _ => came.placed().deserialize_any(self).map_err(E::custom),
            },
            None => Err(E::invalid_type(Unexpected::Unit, &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Expandable::whole)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Deserialize, serde::Serialize)]
    struct Target {
        id: String,
        amount: i64,
        parent: Option<Expandable<Target>>,
    }

    impl Identified for Target {
        fn id(&self) -> &str {
            &self.id
        }
    }

    type Holder = std::collections::BTreeMap<String, Vec<Expandable<Target>>>;

    #[test]
    fn a_string_is_an_id_and_an_object_is_the_target() {
        let id: Expandable<Target> = serde_json::from_value(json!("x_1")).unwrap();
        assert_eq!(id, Expandable::from("x_1"));
        assert_eq!(
            (id.id(), id.object(), id.is_expanded()),
            ("x_1", None, false)
        );

        let body = json!({"id": "x_1", "amount": 3, "parent": {"id": "x_0", "amount": 1, "parent": "x_9"}});
        let object: Expandable<Target> = serde_json::from_value(body.clone()).unwrap();
        assert!(object.is_expanded());
        assert_eq!(object.id(), "x_1");
        assert_eq!(object.object().unwrap().amount, 3);
        assert_eq!(serde_json::to_value(&object).unwrap(), body);
        assert_eq!(serde_json::to_value(&id).unwrap(), json!("x_1"));
    }

    #[test]
    fn the_objects_own_error_and_path_survive() {
        let body = br#"{"data":["x_1",{"id":"x_2","amount":"3"}]}"#;
        let error = crate::path::from_slice::<Holder>(body)
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("at /data/1/amount: invalid type: string \"3\", expected i64"),
            "{error}"
        );
    }

    #[test]
    fn neither_string_nor_object_is_an_error() {
        for other in [json!(null), json!(3), json!(true), json!(["x_1"])] {
            let error = serde_json::from_value::<Expandable<Target>>(other)
                .unwrap_err()
                .to_string();
            assert!(
                error.ends_with("expected an id or an expanded object"),
                "{error}"
            );
        }
    }
}
